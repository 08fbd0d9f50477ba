import * as z from 'zod'
import { roles, staffRoles } from '../roles'
import {
  anyone,
  day,
  id,
  idParams,
  instant,
  page,
  pageQuery,
  replyToken,
  typedText,
} from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const person = { who: 'person', roles, scope: 'self' } as const
const revision = z.number().int().min(0)

/** One clock of a matter, computed from its log. */
const clockSchema = z.object({
  name: z.string(),
  label: z.string().describe('受理 / 答复 / 办结'),
  dueAt: instant,
  /** paused is not used by 诉求 yet, but a type may declare it. */
  level: z.enum(['running', 'amber', 'red', 'met', 'missed']),
  text: z.string().describe('short Chinese, e.g. 还剩 1 天 / 超期 2 天'),
})
const digestRef = z.object({
  digestId: id,
  issueNo: z.number().int(),
  pointNo: z.number().int().nullable(),
})
const photo = z.object({ id, url: z.string().describe('signed, works for an hour') })

const ticketSummary = z.object({
  id,
  number: z.string(),
  type: z.string(),
  title: z.string(),
  state: z.string(),
  stateLabel: z.string(),
  org: z.object({ id, name: z.string() }),
  source: z.object({
    channel: z.enum(['group', 'direct', 'public', 'app', 'desk']),
    label: z.string(),
  }),
  reporter: z.string().describe('masked name, or 不留名'),
  digest: digestRef.nullable(),
  assignee: z.object({ id, name: z.string() }).nullable(),
  clock: clockSchema.nullable().describe('the running clock that is due first'),
  listed: z.boolean().describe('挂牌: overdue, shown on the public board'),
  createdAt: instant,
})

const logEntry = z.object({
  at: instant,
  action: z.string(),
  label: z.string(),
  by: z.string().describe('name and role at the desk; 反映人 or 系统 elsewhere'),
  from: z.string().nullable(),
  to: z.string().nullable(),
  text: z.string().nullable(),
  /** Internal notes never leave the desk. */
  internal: z.boolean(),
})

export const ticketSchema = ticketSummary.extend({
  text: z.string(),
  photos: z.array(photo),
  clocks: z.array(clockSchema),
  log: z.array(logEntry),
  rating: z
    .object({ score: z.number().int(), comment: z.string().nullable(), at: instant })
    .nullable(),
  revision,
  actions: z.array(
    z.object({
      action: z.string(),
      label: z.string(),
      primary: z.boolean(),
      needs: z.array(z.enum(['text', 'assignee'])),
      /** What the text is for: 答复 / 理由 / 结果. */
      textLabel: z.string().nullable(),
    }),
  ),
})

/** What the reporter may see: no staff phone, no internal note, no other person. */
const reporterView = z.object({
  number: z.string(),
  title: z.string(),
  text: z.string(),
  state: z.string(),
  stateLabel: z.string(),
  orgName: z.string(),
  promise: z.string().describe('one sentence on when the next step is due'),
  createdAt: instant,
  photos: z.array(photo),
  log: z.array(logEntry.omit({ from: true, to: true, internal: true })),
  rating: z.object({ score: z.number().int(), comment: z.string().nullable() }).nullable(),
  canRate: z.boolean(),
  canReopen: z.boolean(),
})
const mySummary = z.object({
  id,
  number: z.string(),
  title: z.string(),
  stateLabel: z.string(),
  tone: z.enum(['new', 'soon', 'late', 'done']),
  hint: z.string().describe('短句, e.g. 明天前答复 / 已办结 · 请评价'),
  createdAt: instant,
})

const score = z.number().int().min(1).max(5)
const rating = { score, comment: z.string().trim().max(500).optional() }
const byCode = { number: z.string().trim().min(4).max(30), code: z.string().trim().min(4).max(20) }
const photoIds = z.array(id).max(3, '照片最多 3 张').default([])
const newTicket = {
  text: typedText(3000),
  digestId: id.optional(),
  pointNo: z.number().int().min(1).max(12).optional(),
  photoIds,
}
const receipt = z.object({
  number: z.string(),
  queryCode: z
    .string()
    .nullable()
    .describe('shown once; follows, rates and reopens without a name'),
  promise: z.string(),
})
const ratingErrors = ['ticket.already_rated', 'ticket.not_ratable'] as const

export const ticketEndpoints = {
  ...endpoint('tickets.create', {
    summary: 'A signed-in person raises a matter; anonymous keeps no account id and gives a code',
    tag: 'tickets',
    access: person,
    body: z.object({ ...newTicket, anonymous: z.boolean().default(false), orgId: id.optional() }),
    status: 201,
    response: receipt.extend({ id: id.nullable() }),
    errors: ['photo.unknown'],
    idempotent: true,
  }),
  ...endpoint('me.tickets', {
    summary: "The caller's own matters, newest first",
    tag: 'me',
    access: person,
    query: z.object({ open: z.enum(['true', 'false']).optional(), ...pageQuery }),
    response: page(mySummary),
  }),
  ...endpoint('me.ticket', {
    summary: "One of the caller's own matters",
    tag: 'me',
    access: person,
    params: idParams,
    response: reporterView,
  }),
  ...endpoint('me.rateTicket', {
    summary: 'Rate 1–5 once it is solved',
    tag: 'me',
    access: person,
    params: idParams,
    body: z.object(rating),
    response: reporterView,
    errors: ratingErrors,
  }),
  ...endpoint('me.reopenTicket', {
    summary: 'It was not solved: the handler is told and the clocks start again',
    tag: 'me',
    access: person,
    params: idParams,
    body: z.object({ reason: typedText(500) }),
    response: reporterView,
    errors: ['ticket.not_reopenable'],
  }),
  ...endpoint('tickets.publicCreate', {
    summary: 'Anyone raises a matter, without a login; the code follows it',
    tag: 'public',
    access: anyone,
    body: z.object({
      ...newTicket,
      orgId: id.optional().describe('needed unless there is a replyToken'),
      replyToken: replyToken
        .optional()
        .describe('of a reply page: names the digest and the branch; `pointNo` is of that digest'),
    }),
    status: 201,
    response: receipt,
    errors: ['photo.unknown', 'digest.reply_unknown'],
    idempotent: true,
  }),
  ...endpoint('tickets.publicLookup', {
    summary: 'See a matter by number and query code (POST, so that the code stays out of logs)',
    tag: 'public',
    access: anyone,
    body: z.object(byCode),
    response: reporterView,
    errors: ['ticket.wrong_code'],
  }),
  ...endpoint('tickets.publicRate', {
    summary: 'Rate by number and query code',
    tag: 'public',
    access: anyone,
    body: z.object({ ...byCode, ...rating }),
    response: reporterView,
    errors: ['ticket.wrong_code', ...ratingErrors],
  }),
  ...endpoint('tickets.publicReopen', {
    summary: 'Reopen by number and query code',
    tag: 'public',
    access: anyone,
    body: z.object({ ...byCode, reason: typedText(500) }),
    response: reporterView,
    errors: ['ticket.wrong_code', 'ticket.not_reopenable'],
  }),
  ...endpoint('tickets.publicBoard', {
    summary:
      '公示栏: overdue matters, most overdue first; no reporter, no text nobody has looked at',
    tag: 'public',
    access: anyone,
    query: z.object({ orgId: id.optional(), ...pageQuery }),
    response: page(
      z.object({
        number: z.string(),
        title: z.string(),
        orgName: z.string(),
        stateLabel: z.string(),
        clock: clockSchema,
        createdOn: day,
      }),
    ),
  }),
  ...endpoint('tickets.list', {
    summary: 'The ledger: matters of the subtree; due first, or newest first',
    tag: 'tickets',
    access: staff,
    query: z.object({
      view: z.enum(['open', 'due', 'overdue', 'unrated', 'closed', 'all']).default('open'),
      state: z.string().max(30).optional(),
      orgId: id.optional(),
      assigneeId: id.optional(),
      digestId: id.optional(),
      q: z.string().trim().max(50).optional().describe('number or words of the text'),
      sort: z.enum(['due', 'newest']).default('due'),
      ...pageQuery,
    }),
    response: page(ticketSummary),
  }),
  ...endpoint('tickets.summary', {
    summary: 'The four figures above the ledger, each with numerator and denominator',
    tag: 'tickets',
    access: staff,
    query: z.object({ orgId: id.optional() }),
    response: z.object({
      dueToday: z.number().int(),
      overdue: z.number().int(),
      open: z.number().int(),
      /** Raised this Shanghai month: answered, solved or declined with a reason / all. */
      answeredThisMonth: z.object({ count: z.number().int(), of: z.number().int() }),
      /** Rated this month: score ≥ 4 / rated; `unrated` solved ones are not counted. */
      satisfiedThisMonth: z.object({
        count: z.number().int(),
        of: z.number().int(),
        unrated: z.number().int(),
      }),
    }),
  }),
  ...endpoint('tickets.export', {
    summary: 'The ledger as Excel, same filters as the list',
    tag: 'tickets',
    access: staff,
    query: z.object({
      view: z.enum(['open', 'due', 'overdue', 'unrated', 'closed', 'all']).default('all'),
      orgId: id.optional(),
    }),
    binary: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  ...endpoint('tickets.get', {
    summary: 'One matter with its timeline and what the caller may do',
    tag: 'tickets',
    access: staff,
    params: idParams,
    response: ticketSchema,
  }),
  ...endpoint('tickets.act', {
    summary: 'Make a transition that the type allows',
    tag: 'tickets',
    access: staff,
    params: idParams,
    body: z.object({
      action: z.string().min(1).max(30),
      revision,
      text: typedText(2000).optional(),
      assigneeId: id.optional(),
      /** Words for the public board instead of the resident’s own. */
      publicTitle: z.string().trim().max(40).optional(),
    }),
    response: ticketSchema,
    errors: [
      'ticket.wrong_state',
      'ticket.text_required',
      'ticket.assignee_required',
      'ticket.assignee_invalid',
    ],
    idempotent: true,
  }),
  ...endpoint('tickets.note', {
    summary: 'Add an internal note',
    tag: 'tickets',
    access: { who: 'person', roles: staffRoles, scope: 'subtree' },
    params: idParams,
    body: z.object({ text: typedText(1000) }),
    response: ticketSchema,
    idempotent: true,
  }),
  ...endpoint('photos.upload', {
    summary:
      'A picture for a matter: re-encoded, location data removed; forgotten if unused for a day',
    tag: 'public',
    access: anyone,
    upload: { maxBytes: 10 * 1024 * 1024 },
    status: 201,
    response: z.object({ id }),
    errors: ['photo.unsupported_type', 'photo.too_large', 'photo.unreadable'],
  }),
  ...endpoint('photos.get', {
    summary: 'A picture, by a signed address that expires',
    tag: 'public',
    access: anyone,
    params: idParams,
    query: z.object({ exp: z.coerce.number().int(), sig: z.string().max(100) }),
    binary: 'image/jpeg',
  }),
}
