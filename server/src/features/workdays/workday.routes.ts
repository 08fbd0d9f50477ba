import { workdaysKnownThroughYear } from '@lianxin/shared'
import { route, type Route } from '../../http/route'
import type { WorkdayService } from './workday.service'

/** Routes of the override table. */
export function createWorkdayRoutes({ workdays }: { workdays: WorkdayService }): Route[] {
  return [
    route('workdays.list', async () => ({
      knownThroughYear: workdaysKnownThroughYear,
      items: (await workdays.list()).map(({ day, workday, note }) => ({ day, workday, note })),
    })),
    route('workdays.put', async ({ params, body }, { actor }) =>
      workdays.put(params.day, { ...body, by: actor.id }),
    ),
    route('workdays.remove', async ({ params }) => workdays.remove(params.day)),
  ]
}
