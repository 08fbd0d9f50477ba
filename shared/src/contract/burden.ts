import * as z from 'zod'
import { id, pageQuery } from './common'
import { endpoint } from './endpoint'
import { staff } from './orgs'

const month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, '月份要写成 2026-11 这样')
  .optional()
  .describe('YYYY-MM, Shanghai; default: this month')
const org = z.object({ id, name: z.string() })
const count = z.number().int()

/**
 * 基层负担. A push: one occurrence of a digest of an office above a community, of which at least
 * one message arrived in a group of that community; it belongs to the month in which it was due.
 * Messages: how many arrived; one push may be several (parts × groups). A task: a matter that
 * somebody acting for an office above handed (交办, 转办) to somebody at the community's desk or
 * its grids'; once per matter, community and office, in the month of the first time.
 */
const figures = { pushes: count, messages: count, tasks: count }

export const burdenEndpoints = {
  ...endpoint('burden.list', {
    summary: 'What each community of the subtree got from above in a month, and from whom',
    tag: 'burden',
    access: staff,
    query: z.object({
      month,
      sort: z.enum(['pushes', 'messages', 'tasks', 'org']).default('pushes'),
      ...pageQuery,
    }),
    response: z.object({
      month: z.string(),
      quota: count.describe(
        'pushes that one office may send a community in a month without a reason',
      ),
      most: z.object(figures).describe('the largest figure of any community, for drawing bars'),
      items: z.array(
        z.object({
          org,
          parentName: z.string().nullable(),
          ...figures,
          over: z.boolean().describe('some office is above the quota here'),
          senders: z.array(
            z.object({
              org,
              ...figures,
              over: z.boolean(),
              reasons: z.array(z.object({ issueNo: count, title: z.string(), reason: z.string() })),
            }),
          ),
        }),
      ),
      nextCursor: z.string().nullable(),
    }),
  }),
  ...endpoint('burden.export', {
    summary: 'The same as Excel: a sheet by community, one by sender',
    tag: 'burden',
    access: staff,
    query: z.object({ month }),
    binary: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }),
}
