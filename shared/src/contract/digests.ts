import * as z from 'zod'
import { channelKinds } from '../channels'
import { deliveryStates, digestStates } from '../digests/states'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const pointInput = z.object({ title: z.string().trim().max(30).default(''), text: typedText(300) })
export const pointSchema = z.object({ no: z.number().int(), title: z.string(), text: z.string() })

/** HH:MM, 24 h, Shanghai. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间要写成 08:30 这样')
const quietHours = z.object({ from: clockTime, to: clockTime })

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now'), quietHours: quietHours.optional() }),
  z.object({ kind: z.literal('once'), at: instant, quietHours: quietHours.optional() }),
  z.object({
    kind: z.literal('cron'),
    /** Five fields, Asia/Shanghai. Each firing is an occurrence of its own. */
    expression: z.string().trim().min(9).max(100),
    endsOn: day.optional(),
    workdaysOnly: z.boolean().default(false),
    quietHours: quietHours.optional(),
  }),
])

/** 收集/采纳/办结/不采纳 are four different things (J12); adopted = accepted by an office. */
export const outcomeSchema = z.object({
  collected: z.number().int(),
  adopted: z.number().int(),
  solved: z.number().int(),
  declined: z.number().int(),
})
export const followUpSchema = outcomeSchema.extend({
  issueNo: z.number().int(),
  /** Null in those frozen before it was kept. */
  digestId: id.nullable().default(null),
})

const person = z.object({ id, name: z.string() })
const digestSummary = z.object({
  id,
  issueNo: z.number().int(),
  title: z.string(),
  state: z.enum(digestStates),
  org: z.object({ id, name: z.string() }),
  author: person,
  updatedAt: instant,
  nextRunAt: instant.nullable(),
  missedAt: instant
    .nullable()
    .describe(
      'a time at which it should have gone out and did not; null once somebody has seen it',
    ),
  deliveries: z.record(z.enum(deliveryStates), z.number().int()),
})
const deliverySchema = z.object({
  id,
  groupId: id,
  groupTopic: z.string(),
  occurrence: z.number().int(),
  part: z.number().int(),
  state: z.enum(deliveryStates),
  reason: z.string().nullable().describe('why failed or unknown, in Chinese'),
  nextStep: z.string().nullable().describe('what happens or what to do next, in Chinese'),
  notBefore: instant,
  sentAt: instant.nullable(),
  printDigestId: id.nullable().describe('whose sheet is to be printed and put up; else null'),
})
export const digestSchema = digestSummary.extend({
  issuer: z.string().nullable(),
  issuedOn: day.nullable(),
  sourceUrl: z.string().nullable(),
  body: z.string(),
  points: z.array(pointSchema),
  audienceOrgIds: z.array(id),
  groupCount: z.number().int(),
  schedule: scheduleSchema.nullable(),
  followUp: followUpSchema
    .nullable()
    .describe('what became of the suggestions on the issue before'),
  outcome: outcomeSchema.describe('suggestions on this issue so far'),
  missed: z
    .array(z.object({ dueAt: instant, noticedAt: instant }))
    .describe('times at which nothing ran, so that it did not go out; newest last'),
  burdenReason: z
    .string()
    .nullable()
    .describe('why it goes out although the quota of pushes is used up'),
  reviewer: person.nullable(),
  reviewNote: z.string().nullable(),
  /** Optimistic lock: send it back with a change. */
  revision: z.number().int(),
  createdAt: instant,
  actions: z
    .array(z.enum(['edit', 'submit', 'approve', 'reject', 'schedule', 'pause', 'resume', 'cancel']))
    .describe('what the caller may do to it now'),
})

const digestInput = z.object({
  title: typedText(60),
  issuer: z.string().trim().max(60).nullable().default(null),
  issuedOn: day.nullable().default(null),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable()
    .default(null),
  body: z.string().max(200_000).default(''),
  points: z.array(pointInput).max(12).default([]),
  audienceOrgIds: z.array(id).max(100).default([]),
})

export const draftSchema = z.object({
  title: z.string(),
  issuer: z.string().nullable(),
  issuedOn: day.nullable(),
  sourceUrl: z.string().nullable(),
  body: z.string(),
  points: z.array(z.object({ title: z.string(), text: z.string() })),
  charCount: z.number().int(),
  notes: z.array(z.string()).describe('remarks to the editor, in Chinese'),
})
/** What reading a text or an address may come to. */
export const intakeErrors = [
  'intake.empty',
  'intake.too_large',
  'intake.unsupported_type',
  'intake.encrypted',
  'intake.unreadable',
  'intake.url_invalid',
  'intake.url_private',
  'intake.url_unreachable',
  'intake.url_timeout',
  'intake.not_text',
] as const

export const digestEndpoints = {
  ...endpoint('digests.importText', {
    summary: 'Read a pasted text or a web address into a draft (nothing is stored)',
    tag: 'digests',
    access: { ...staff, scope: 'none' },
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('text'), text: z.string().max(1_000_000) }),
      z.object({ kind: z.literal('url'), url: z.string().min(1).max(2000) }),
    ]),
    response: draftSchema,
    errors: intakeErrors,
  }),
  ...endpoint('digests.importFile', {
    summary: 'Read a .txt, .docx or .html file into a draft (nothing is stored)',
    tag: 'digests',
    access: { ...staff, scope: 'none' },
    upload: { maxBytes: 10 * 1024 * 1024 },
    response: draftSchema,
    errors: intakeErrors,
  }),
  ...endpoint('digests.list', {
    summary: 'Digests of the caller’s subtree, newest first',
    tag: 'digests',
    access: staff,
    query: z.object({
      state: z.enum(digestStates).optional(),
      missed: z.literal('true').optional().describe('only those with a missed time not seen yet'),
      ...pageQuery,
    }),
    response: page(digestSummary),
  }),
  ...endpoint('digests.create', {
    summary: 'Keep a draft; it gets its issue number (第 N 期, one sequence per district) now',
    tag: 'digests',
    access: staff,
    body: digestInput.extend({
      orgId: id.optional().describe('owner; default: first post of the caller'),
    }),
    status: 201,
    response: digestSchema,
    idempotent: true,
  }),
  ...endpoint('digests.get', {
    summary: 'One digest',
    tag: 'digests',
    access: staff,
    params: idParams,
    response: digestSchema,
  }),
  ...endpoint('digests.update', {
    summary: 'Change a draft; a change after approval makes it a draft again',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: digestInput.extend({ revision: z.number().int() }),
    response: digestSchema,
    errors: ['digest.not_editable'],
  }),
  ...endpoint('digests.submit', {
    summary: 'Hand a draft in for review',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: z.object({ revision: z.number().int() }),
    response: digestSchema,
    errors: ['digest.wrong_state', 'digest.no_points', 'digest.no_audience'],
  }),
  ...endpoint('digests.review', {
    summary: 'Approve or send back; never by the person who wrote or last edited it',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: z.discriminatedUnion('decision', [
      z.object({ decision: z.literal('approve'), revision: z.number().int() }),
      z.object({ decision: z.literal('reject'), revision: z.number().int(), note: typedText(500) }),
    ]),
    response: digestSchema,
    errors: ['digest.wrong_state', 'digest.same_person'],
  }),
  ...endpoint('digests.schedule', {
    summary: 'Say when an approved digest goes out',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: z.object({
      revision: z.number().int(),
      schedule: scheduleSchema,
      reason: typedText(200)
        .optional()
        .describe(
          'needed when a community gets more pushes from the owner in a month than the quota',
        ),
    }),
    response: digestSchema,
    errors: [
      'digest.wrong_state',
      'digest.bad_schedule',
      'digest.bad_cron',
      'digest.no_audience',
      'digest.reason_needed',
    ],
  }),
  ...endpoint('digests.control', {
    summary: 'Pause, resume or cancel a scheduled or running digest',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: z.object({ command: z.enum(['pause', 'resume', 'cancel']) }),
    response: digestSchema,
    errors: ['digest.wrong_state'],
  }),
  ...endpoint('digests.settleMissed', {
    summary:
      'A missed time has been seen; send_now sends it at once, a repeated one keeps its times',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: z.object({
      decision: z.enum(['send_now', 'seen']),
      revision: z.number().int(),
      reason: typedText(200).optional().describe('as in digests.schedule'),
    }),
    response: digestSchema,
    errors: ['digest.nothing_missed', 'digest.no_audience', 'digest.reason_needed'],
  }),
  ...endpoint('digests.tryCode', {
    summary:
      'A one-time code: typed privately to the bot, it shows the digest as groups will get it; works for drafts',
    tag: 'digests',
    access: staff,
    params: idParams,
    status: 201,
    response: z.object({
      code: z.string().describe('six digits'),
      sentence: z.string().describe('what to type to the bot in private, whole'),
      expiresAt: instant,
    }),
    errors: ['digest.no_points'],
  }),
  ...endpoint('digests.forecast', {
    summary: 'When it will have gone out, if nothing comes in between, by the send budget',
    tag: 'digests',
    access: staff,
    params: idParams,
    response: z.object({
      messages: z.number().int().describe('still to go out, to groups that a bot is in'),
      finishesAt: instant.nullable(),
      firstStretch: z.number().int().describe('messages before the first long break'),
      pause: z.object({ why: z.enum(['budget', 'quiet']), until: instant }).nullable(),
      leftToday: z.number().int().describe('messages that the accounts may still send today'),
      withoutBot: z.number().int().describe('messages to groups that no bot is in'),
    }),
  }),
  ...endpoint('digests.sheet', {
    summary: 'A4 pages for groups on paper, each with the QR code of its own reply page',
    tag: 'digests',
    access: staff,
    params: idParams,
    query: z.object({
      groupId: id.optional().describe('only this one; default: every group that is on paper'),
    }),
    binary: 'text/html',
    errors: ['digest.not_approved', 'digest.no_paper', 'digest.too_many_sheets'],
  }),
  ...endpoint('digests.deliveries', {
    summary: 'Where it stands in each group',
    tag: 'digests',
    access: staff,
    params: idParams,
    query: z.object({ state: z.enum(deliveryStates).optional(), ...pageQuery }),
    response: page(deliverySchema),
  }),
  ...endpoint('deliveries.undecided', {
    summary:
      'Messages to groups of the last 30 days that wait for a person: failed, in doubt, or in hand, newest first',
    tag: 'digests',
    access: staff,
    query: z.object({ ...pageQuery }),
    response: page(deliverySchema.extend({ about: z.string().describe('what it says, in short') })),
  }),
  ...endpoint('deliveries.resolve', {
    summary: 'A person decides about an unknown or failed delivery: send again, or it did arrive',
    tag: 'digests',
    access: staff,
    params: idParams,
    body: z.object({ decision: z.enum(['resend', 'arrived', 'give_up']) }),
    status: 204,
    errors: ['delivery.wrong_state'],
  }),
  ...endpoint('senders.list', {
    summary: 'Who sends: chat accounts and channels, what they may send today, what waits for them',
    tag: 'digests',
    access: staff,
    response: z.object({
      items: z.array(
        z.object({
          id: z.string(),
          kind: z.enum(['wechaty', ...channelKinds, 'print']),
          name: z.string(),
          online: z.boolean().describe('it can send: signed in, seen lately, switched on'),
          lastSeenAt: instant.nullable(),
          sentToday: z.number().int(),
          dailyBudget: z.number().int().describe('today, while it warms up less than later'),
          perMinute: z.number().int(),
          warmUp: z
            .object({ day: z.number().int(), of: z.number().int() })
            .nullable()
            .describe('a new account begins with little; null = done'),
          breaker: z
            .object({
              until: instant,
              reason: z.enum(['throttled', 'logged_out', 'silent']),
              sentence: z.string().describe('in Chinese'),
            })
            .nullable(),
          waiting: z
            .object({
              reply: z.number().int(),
              rating: z.number().int(),
              digest: z.number().int(),
              roll: z.number().int(),
            })
            .describe('messages that wait for it, by urgency (reminders with ratings)'),
          byOrg: z
            .array(z.object({ orgId: id, orgName: z.string(), waiting: z.number().int() }))
            .describe('whose digests wait, the most first, ten at most'),
          finishesAt: instant.nullable().describe('when all that waits will have gone out'),
        }),
      ),
    }),
  }),
}
