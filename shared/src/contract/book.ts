import * as z from 'zod'
import { bookParts, ruleKeys } from '../book'
import { developmentStages, partyClasses } from '../party'
import { roles } from '../roles'
import { day, id, idParams, instant, page, pageQuery, typedText } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const own = { who: 'person', roles, scope: 'self' } as const
const count = z.number().int().min(0)
const year = z.coerce.number().int().min(2020).max(2099)
const month = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/, '月份格式不对')
const points = z.number().int().min(0, '分数不能是负的').max(1000, '一次最多 1000 分')
const limit = points.nullable()

const rule = z.object({
  part: z.enum(bookParts),
  points,
  mostADay: limit.describe('null = no limit'),
  mostAYear: limit.describe('null = no limit'),
})
const scheme = z.object({
  rules: z.object({
    'lesson.completed': rule,
    'quiz.passed': rule,
    'exam.passed': rule,
    'checkin.day': rule,
    'service.hours': rule,
    'deed.proposed': rule,
  }),
  baseMost: z
    .record(z.enum(partyClasses), z.number().int().min(0).max(100, '一共一百分'))
    .describe('how many of the hundred the base part can fill, by class'),
})
const version = z.object({
  version: count.describe('0 = what holds where nobody has written rules'),
  owner: z.string().nullable().describe('the organization that wrote them'),
  from: day.nullable(),
  reason: z.string(),
  by: z.string(),
  scheme,
})
const stageInDoubt = z
  .boolean()
  .describe('activist or candidate whose service points have fallen below what is needed')
const standing = z.object({
  score: count.describe('of the year, 0 to 100'),
  base: z.number().int().describe('before the limit of the hundred'),
  contribution: z.number().int().describe('before the limit of the hundred'),
  baseMost: count,
  contributionMost: count,
})
const entry = z.object({
  id,
  at: instant,
  rule: z.enum(ruleKeys),
  part: z.enum(bookParts),
  points: z.number().int(),
  version: count.describe('of the rules by which it was counted'),
  cut: z.boolean().describe('a limit of day or year made it less'),
  source: z.object({ type: z.string(), id: z.string() }),
  approvedBy: z.string().nullable().describe('null: counted by itself, from the source'),
  reason: z.string().nullable().describe('of a correction'),
  corrects: id.nullable().describe('the entry that this one corrects'),
  corrections: count.describe('how many entries correct this one'),
})
const board = z.object({
  on: z.boolean().describe('off until one asks'),
  branch: z.string().nullable().describe('null: not a member of a branch'),
  members: z
    .array(z.object({ name: z.string(), score: count, isMe: z.boolean() }))
    .describe(
      'who asked to be on it, most points first, without ranks; empty for who is not on it',
    ),
})
const ownerQuery = z.object({ orgId: id.optional().describe('default: first post of the caller') })

export const bookEndpoints = {
  ...endpoint('me.points', {
    summary: 'My points of a year, the hundred, and the rules by which they are counted',
    tag: 'book',
    access: own,
    query: z.object({ year: year.optional().describe('default: the running one') }),
    response: standing.extend({
      year: count,
      partyClass: z.enum(partyClasses).nullable(),
      servicePoints: count.describe('of all years; what activists and candidates need'),
      rules: version,
    }),
  }),
  ...endpoint('me.pointEntries', {
    summary: 'My entries of a month, latest first; nothing is ever struck out',
    tag: 'book',
    access: own,
    query: z.object({ month: month.optional().describe('default: the running one'), ...pageQuery }),
    response: page(entry).extend({ month: z.string() }),
  }),
  ...endpoint('me.board', {
    summary: 'The board of points of my branch, if I am on it',
    tag: 'book',
    access: own,
    response: board,
  }),
  ...endpoint('me.setBoard', {
    summary: 'Put myself on the board of my branch, or take myself off',
    tag: 'book',
    access: own,
    body: z.object({ on: z.boolean() }),
    response: board,
    errors: ['book.no_branch'],
  }),
  ...endpoint('points.list', {
    summary: 'Members of a subtree with their score of a year, by name; no ranks',
    tag: 'book',
    access: staff,
    query: z.object({ orgId: id.optional(), year: year.optional(), ...pageQuery }),
    response: page(
      standing.extend({
        personId: id,
        name: z.string(),
        partyClass: z.enum(partyClasses).nullable(),
        stage: z.enum(developmentStages).nullable(),
        servicePoints: count,
        stageInDoubt,
      }),
    ),
  }),
  ...endpoint('points.entries', {
    summary: 'The entries of a member, latest first',
    tag: 'book',
    access: staff,
    params: idParams,
    query: z.object({
      rule: z.enum(ruleKeys).optional().describe('only what one rule gave, with its corrections'),
      ...pageQuery,
    }),
    response: page(entry).extend({
      name: z.string(),
      stage: z.enum(developmentStages).nullable(),
      servicePoints: count.describe('of all years; what activists and candidates need'),
      stageInDoubt,
    }),
  }),
  ...endpoint('points.correct', {
    summary: 'Correct an entry by another one; nobody corrects their own',
    tag: 'book',
    access: staff,
    params: idParams,
    body: z.object({
      points: z.number().int().min(-1000).max(1000).describe('to add; negative takes away'),
      reason: typedText(200),
      corrections: count.describe('how many entries correct it already, as last seen'),
    }),
    response: entry,
    errors: ['book.own_entry', 'book.nothing_left', 'request.conflict'],
  }),
  ...endpoint('rules.get', {
    summary: 'The rules that hold for an organization, those to come, and those before',
    tag: 'book',
    access: staff,
    query: ownerQuery,
    response: z.object({
      org: z.object({ id, name: z.string() }),
      inForce: version,
      coming: version.nullable(),
      before: z.array(version).describe('newest first, at most twenty'),
      newest: count.describe('number of the newest own version, 0 = none'),
    }),
  }),
  ...endpoint('rules.preview', {
    summary: 'What other rules would make of this year, person by person; nothing is changed',
    tag: 'book',
    access: staff,
    body: z.object({
      orgId: id.optional(),
      scheme,
      cursor: z.string().max(400).optional(),
      limit: z.number().int().min(1).max(100).default(50),
    }),
    response: page(
      z.object({ personId: id, name: z.string(), before: count, after: count }),
    ).extend({
      totals: z
        .object({ members: count, more: count, less: count, same: count })
        .nullable()
        .describe('of the whole subtree, with the first page; null above 500 members'),
    }),
  }),
  ...endpoint('rules.activate', {
    summary: 'Put rules in force from a day to come; what was counted stays as it is',
    tag: 'book',
    access: staff,
    body: z.object({
      orgId: id.optional(),
      scheme,
      from: day,
      reason: typedText(200),
      newest: count.describe('number of the newest version as last seen'),
    }),
    response: version,
    errors: ['book.not_yet', 'request.conflict'],
  }),
  ...endpoint('stages.set', {
    summary: 'Note how far a member is on the way into the Party; needs the qualification for it',
    tag: 'book',
    access: staff,
    params: idParams,
    body: z.object({ stage: z.enum(developmentStages).nullable() }),
    response: z.object({ stage: z.enum(developmentStages).nullable(), servicePoints: count }),
    errors: ['certification.needed', 'book.too_few_service_points'],
  }),
}
