import * as z from 'zod'
import { id, instant, page, pageQuery } from './common'
import { endpoint } from './endpoint'
import { questionAnswersSchema } from './exams'
import { staff } from './orgs'

const count = z.number().int()
const rate = z.object({ count, of: count })
const scope = {
  month: z
    .string()
    .regex(/^20\d\d-(0[1-9]|1[0-2])$/, '月份要写成 2026-11 这样')
    .optional()
    .describe('YYYY-MM, Shanghai; default: this month'),
  orgId: id.optional().describe('this organization’s subtree; default: first post of the caller'),
}
const org = z.object({ id, name: z.string() })

/**
 * 学习情况. Lessons of a month: first published in it and not withdrawn. A member counts when at
 * least one of them was published to their branch; started: has read in one of these or completed
 * it; finished: completed all of them, both as of now. Check-ins by the day they count for,
 * answers by the instant they were given, exams by the instant of submission.
 */
export const studyReportEndpoints = {
  ...endpoint('studyReports.get', {
    summary: 'How a subtree studied in a month; no names',
    tag: 'studyReports',
    access: staff,
    query: z.object(scope),
    response: z.object({
      month: z.string(),
      asOf: instant.describe(
        'when it was counted: a minute ago at most, longer for large subtrees',
      ),
      org,
      lessons: z.array(
        z.object({
          id,
          title: z.string(),
          started: rate.describe('members that it was published to'),
          finished: rate,
        }),
      ),
      units: z
        .array(z.object({ id, name: z.string(), started: rate, finished: rate }))
        .describe('the same by what lies right below, in its order; only those with members'),
      started: rate,
      finished: rate,
      checkedIn: rate.describe('members of the subtree with a check-in in the month, of all'),
      checkins: z
        .array(z.object({ day: z.string(), count }))
        .describe('check-ins by day, every day of the month'),
      wrong: z
        .array(
          questionAnswersSchema.extend({
            lesson: z.string().nullable(),
            keyPoint: z.string().nullable(),
          }),
        )
        .describe(
          'by question, the largest share of wrong answers first; last those of the month’s lessons that nobody answered',
        ),
      exams: z.array(
        z.object({
          id,
          title: z.string(),
          submitted: count.describe('people, not attempts'),
          passed: rate,
        }),
      ),
    }),
  }),
  ...endpoint('studyReports.notStarted', {
    summary:
      'Members of a subtree who have begun none of the month’s lessons, by name, as of now; a page may be shorter than asked for, go on until the cursor is null',
    tag: 'studyReports',
    access: staff,
    query: z.object({ ...scope, ...pageQuery }),
    response: page(z.object({ id, name: z.string(), orgName: z.string() })),
  }),
  ...endpoint('studyReports.export', {
    summary: 'The same as Excel, one sheet per report',
    tag: 'studyReports',
    access: staff,
    query: z.object(scope),
    binary: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
  ...endpoint('studyReports.sheet', {
    summary: 'A sign-off sheet (签到表) for A4, with room for signatures',
    tag: 'studyReports',
    access: staff,
    query: z.object(scope),
    binary: 'text/html',
  }),
}
