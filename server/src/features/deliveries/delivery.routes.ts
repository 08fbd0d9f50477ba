import { staffRoles } from '@lianxin/shared'
import { covers, rootsOf, route, type Route } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { getGroup } from '../groups'
import { aboutDelivery, presentDelivery } from './delivery.presenter'
import { getDelivery, listUndecided } from './delivery.queries'
import type { Decision } from './delivery.rules'

/** After a month nobody remembers whether it arrived. */
const LOOK_BACK_MS = 30 * 86_400_000

/** Routes of deliveries that need a person's decision. */
export function createDeliveryRoutes({
  clock,
  resolve,
}: {
  clock: Clock
  resolve(id: string, decision: Decision, by: { id: string; name: string }): Promise<void>
}): Route[] {
  return [
    route('deliveries.undecided', async ({ query }, { actor }) => {
      const since = new Date(clock.now().getTime() - LOOK_BACK_MS)
      const page = await listUndecided(rootsOf(actor, staffRoles), { ...query, since })
      return {
        nextCursor: page.nextCursor,
        items: page.items.map((row) => ({
          ...presentDelivery(row, row.group, null),
          about: aboutDelivery(row),
        })),
      }
    }),
    route('deliveries.resolve', async ({ params, body }, { actor }) => {
      const delivery = await getDelivery(params.id)
      const group = delivery?.groupId ? await getGroup(delivery.groupId) : null
      // a private message is nobody's business at the desk
      ensure(group && covers(actor, group.orgPath, staffRoles), 'request.not_found')
      await resolve(params.id, body.decision, { id: actor.id, name: actor.name })
    }),
  ]
}
