import * as z from 'zod'
import { attendanceWays, effectKeys } from '../events'
import { hourKinds, hourRequestStates, MOST_HOUR_WORDS } from '../hours'
import { roles } from '../roles'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const count = z.number().int().min(0)
const minutes = z.number().int()
const named = z.object({ id, name: z.string() })
const month = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/, '月份格式不对')
const effect = z.enum(effectKeys)
const starHours = z
  .tuple([count, count, count, count, count])
  .refine((hours) => hours.every((each, index) => each > (hours[index - 1] ?? 0)), {
    message: '五个星级的小时数要一个比一个多',
  })

const entry = z.object({
  id,
  kind: z.enum(hourKinds),
  title: z.string(),
  day,
  minutes: minutes.describe('below zero in a correction that takes away'),
  effect,
  host: named.describe('who organized it, and therefore wrote it down'),
  recordedBy: z.string(),
  recordedAt: instant,
  reason: z.string().nullable(),
  proof: z.string().nullable(),
  corrects: id.nullable(),
  corrections: count,
})
const sums = z.object({
  people: count,
  attendances: count.describe('人次: how often they came'),
  minutes: count,
  added: count.describe('of the minutes, those that an organizer wrote in afterwards'),
})
const request = z.object({
  id,
  eventId: id,
  title: z.string(),
  day,
  words: z.string(),
  at: instant,
  state: z.enum(hourRequestStates),
  answer: z.string().nullable(),
  answeredAt: instant.nullable(),
})
const starRule = z.object({
  hours: starHours,
  owner: z.string().nullable().describe('who set them; null: nobody, the usual ones'),
  reason: z.string().nullable(),
  own: z.boolean().describe('set by the organization itself; false: inherited'),
  inherited: z.object({
    hours: starHours.describe('what would hold without its own'),
    owner: z.string().nullable(),
  }),
})

export const hoursEndpoints = {
  ...endpoint('hours.due', {
    summary: 'Dates that are over and whose hours wait to be confirmed, oldest first',
    tag: 'hours',
    access: staff,
    query: z.object({ ...pageQuery }),
    response: page(
      z.object({ id, title: z.string(), day, startsAt: instant, endsAt: instant, waiting: count }),
    ),
  }),
  ...endpoint('hours.proposals', {
    summary: 'What each presence at a date is worth, before somebody confirms it',
    tag: 'hours',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(
      z.object({
        personId: id,
        name: z.string(),
        inAt: instant,
        inWay: z.enum(attendanceWays),
        outAt: instant,
        outWay: z.enum(attendanceWays),
        minutes: count.describe('that would be credited'),
        enough: z.boolean().describe('there for as much of it as is asked for'),
        mine: z.boolean().describe('the caller’s own, which somebody else confirms'),
      }),
    ).extend({ title: z.string(), day, shiftMinutes: count, minShare: count }),
  }),
  ...endpoint('hours.approve', {
    summary: 'Confirm hours of many at once; again changes nothing',
    tag: 'hours',
    access: staff,
    params: idParams,
    body: z.object({
      effect: effect.default('plain').describe('what it was worth besides its time'),
      personIds: z.array(id).min(1, '请先选人').max(200, '一次最多 200 人'),
    }),
    response: z.object({
      items: z.array(
        z.object({
          personId: id,
          outcome: z.enum(['approved', 'too_short', 'known', 'own', 'absent']),
          minutes: count,
        }),
      ),
    }),
    errors: ['hours.not_over'],
  }),
  ...endpoint('hours.decline', {
    summary:
      'Give no hours for presences, with the reason, which each of them is told; again changes nothing',
    tag: 'hours',
    access: staff,
    params: idParams,
    body: z.object({
      personIds: z.array(id).min(1, '请先选人').max(200, '一次最多 200 人'),
      reason: typedText(100),
    }),
    response: z.object({
      items: z.array(
        z.object({ personId: id, outcome: z.enum(['declined', 'known', 'own', 'absent']) }),
      ),
    }),
    errors: ['hours.not_over'],
  }),
  ...endpoint('hours.add', {
    summary: 'Write hours in that no check-in shows, with reason and proof; once for each person',
    tag: 'hours',
    access: staff,
    params: idParams,
    body: z.object({
      personId: id,
      minutes: z.number().int().min(1, '至少 1 分钟').max(1440, '最多一天'),
      effect: effect.default('plain'),
      reason: typedText(MOST_HOUR_WORDS),
      proof: typedText(MOST_HOUR_WORDS).describe('what shows it, e.g. who saw it'),
    }),
    status: 201,
    response: entry,
    errors: ['hours.not_over', 'hours.own', 'hours.too_many', 'hours.already_added'],
  }),
  ...endpoint('hours.entries', {
    summary: 'What stands in the ledger of a date, by person',
    tag: 'hours',
    access: staff,
    params: idParams,
    query: z.object({ ...pageQuery }),
    response: page(entry.extend({ personId: id, name: z.string() })),
  }),
  ...endpoint('hours.correct', {
    summary: 'Correct an entry by another one; nothing is struck out, nobody corrects their own',
    tag: 'hours',
    access: staff,
    params: idParams,
    body: z.object({
      minutes: minutes.min(-1440).max(1440).describe('to add; negative takes away'),
      reason: typedText(200),
      corrections: count.describe('how many entries correct it already, as last seen'),
    }),
    response: entry,
    errors: ['hours.own', 'hours.too_many', 'hours.nothing_left', 'request.conflict'],
  }),
  ...endpoint('hours.report', {
    summary: 'People, attendances and hours of a subtree; whoever belongs to two is summed once',
    tag: 'hours',
    access: staff,
    query: z.object({
      orgId: id.optional(),
      from: month.optional().describe('default: January of this year'),
      to: month.optional().describe('default: this month'),
      by: z
        .enum(['home', 'host'])
        .default('home')
        .describe('whose people did it, or who organized it'),
      teamId: id.optional().describe('only what this team organized'),
    }),
    response: sums.extend({
      org: named,
      team: named.nullable().describe('null: everything, whoever organized it'),
      from: month,
      to: month,
      units: z.array(sums.extend({ org: named })).describe('the organizations right below'),
      teams: z
        .array(z.object({ team: named, people: count, attendances: count, minutes: count }))
        .describe('those that organized something in these months, whichever one is asked for'),
    }),
    errors: ['hours.bad_months'],
  }),
  ...endpoint('hours.export', {
    summary: 'The same for Excel, with every person',
    tag: 'hours',
    access: staff,
    query: z.object({
      orgId: id.optional(),
      from: month.optional(),
      to: month.optional(),
      teamId: id.optional(),
    }),
    binary: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    errors: ['hours.bad_months'],
  }),
  ...endpoint('hourRequests.list', {
    summary: 'Volunteers who say that their hours are not right, oldest first while open',
    tag: 'hours',
    access: staff,
    query: z.object({ state: z.enum(hourRequestStates).default('open'), ...pageQuery }),
    response: page(request.extend({ personId: id, name: z.string() })),
  }),
  ...endpoint('hourRequests.answer', {
    summary: 'Answer it: with minutes to add or take away, or with words alone',
    tag: 'hours',
    access: staff,
    params: idParams,
    body: z.object({
      minutes: minutes.min(-1440).max(1440).describe('0 = it stays as it is'),
      words: typedText(200),
    }),
    response: request,
    errors: ['hours.own', 'hours.too_many', 'hours.nothing_left', 'hours.answered'],
  }),
  ...endpoint('starRules.get', {
    summary: 'How many hours each star needs in an organization',
    tag: 'hours',
    access: staff,
    query: z.object({ orgId: id.optional() }),
    response: starRule,
  }),
  ...endpoint('starRules.set', {
    summary: 'Set how many hours each star needs, from now on; stars may drop by it',
    tag: 'hours',
    access: staff,
    body: z.object({
      orgId: id.optional(),
      hours: starHours.nullable().describe('null: back to the inherited ones'),
      reason: typedText(200),
    }),
    response: starRule,
  }),

  ...endpoint('me.hours', {
    summary: 'My hours and stars',
    tag: 'hours',
    access: own,
    response: z.object({
      minutes: count,
      thisYear: count,
      added: count.describe('of the minutes, those that an organizer wrote in'),
      attendances: count,
      stars: count,
      starHours,
      toNextStar: count.nullable().describe('minutes; null with five'),
    }),
  }),
  ...endpoint('me.hourEntries', {
    summary: 'Each of my entries: when, what, who organized and wrote it down; latest first',
    tag: 'hours',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(entry.extend({ eventId: id })),
  }),
  ...endpoint('me.askHours', {
    summary: 'Say that hours of a date are not right or missing; one open request for each date',
    tag: 'hours',
    access: own,
    params: idParams,
    body: z.object({ words: typedText(200) }),
    response: request,
    errors: ['hours.not_over'],
  }),
  ...endpoint('me.hourRequests', {
    summary: 'What I asked to have corrected, newest first',
    tag: 'hours',
    access: own,
    query: z.object({ ...pageQuery }),
    response: page(request),
  }),
}
