import { route, type Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import { exportBurdens } from './burden.export'
import { burdensOf, listBurdens } from './burden.figures'
import { monthOf } from './burden.places'

/** Routes of 基层负担. */
export function createBurdenRoutes({ clock, quota }: { clock: Clock; quota: number }): Route[] {
  const monthAsked = (month: string | undefined) => month ?? monthOf(clock.now())
  return [
    route('burden.list', async ({ query }, { actor }) =>
      listBurdens(actor, query, monthAsked(query.month), quota),
    ),
    route('burden.export', async ({ query }, { actor }) => {
      const month = monthAsked(query.month)
      return exportBurdens(await burdensOf(actor, month, quota), month, quota)
    }),
  ]
}
