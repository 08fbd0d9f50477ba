import { staffRoles } from '@lianxin/shared'
import { covers, route, type Route } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { getGroup } from '../groups'
import { getDelivery } from './delivery.queries'
import type { Decision } from './delivery.rules'

/** Routes of deliveries that need a person's decision. */
export function createDeliveryRoutes({
  resolve,
}: {
  resolve(id: string, decision: Decision, by: { id: string; name: string }): Promise<void>
}): Route[] {
  return [
    route('deliveries.resolve', async ({ params, body }, { actor }) => {
      const delivery = await getDelivery(params.id)
      const group = delivery?.groupId ? await getGroup(delivery.groupId) : null
      // a private message is nobody's business at the desk
      ensure(group && covers(actor, group.orgPath, staffRoles), 'request.not_found')
      await resolve(params.id, body.decision, { id: actor.id, name: actor.name })
    }),
  ]
}
