import * as z from 'zod'
import { day } from './common'
import { endpoint } from './endpoint'

const admin = { who: 'person', roles: ['admin'], scope: 'none' } as const
const dayParams = z.object({ day })

export const adminEndpoints = {
  ...endpoint('workdays.list', {
    summary: 'Overrides of the Chinese workday calendar, and how far the calendar is known',
    tag: 'admin',
    access: admin,
    response: z.object({
      knownThroughYear: z.number().int().describe('last year whose official calendar is built in'),
      items: z.array(z.object({ day, workday: z.boolean(), note: z.string() })),
    }),
  }),
  ...endpoint('workdays.put', {
    summary: 'Say that a day is (or is not) a workday; clocks follow at once',
    tag: 'admin',
    access: admin,
    params: dayParams,
    body: z.object({ workday: z.boolean(), note: z.string().trim().max(100) }),
    status: 204,
  }),
  ...endpoint('workdays.remove', {
    summary: 'Take an override back',
    tag: 'admin',
    access: admin,
    params: dayParams,
    status: 204,
  }),
}
