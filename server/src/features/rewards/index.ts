import { route, type Route } from '../../http/route'
import { createBooklets } from './booklet'
import { createOrderCodes } from './order.codes'
import { createOrderExport } from './order.export'
import { createPlacing, type Placing } from './order.placing'
import { createOrderService, type OrderService } from './order.service'
import { createPointsService } from './points.service'
import type { RewardDeps } from './reward.deps'
import { createRewardService, type RewardService } from './reward.service'

export { exportRewards } from './reward.privacy'

/** Makes rewards (递进奖励): what service points are exchanged for, orders, and booklets on paper. */
export function createRewards(deps: RewardDeps): {
  offers: Pick<RewardService, 'create'>
  placing: Placing
  orders: Pick<OrderService, 'handOver' | 'eraseFor'>
  routes: Route[]
} {
  const codes = createOrderCodes(deps)
  const points = createPointsService(deps)
  const rewards = createRewardService(deps)
  const placing = createPlacing({ ...deps, codes })
  const orders = createOrderService({ ...deps, codes })
  const workbook = createOrderExport(deps)
  const booklet = createBooklets({ ...deps, points })
  return {
    offers: rewards,
    placing,
    orders,
    routes: [
      route('me.rewardPoints', (_input, { actor }) => points.mine(actor)),
      route('me.rewardEntries', ({ query }, { actor }) => points.myEntries(actor, query)),
      route('me.rewards', ({ query }, { actor }) => rewards.offered(actor, query)),
      route('me.order', async ({ params, body }, { actor, idempotencyKey }) =>
        orders.own(await placing.place(actor, params.id, body.cost, idempotencyKey)),
      ),
      route('me.rewardOrders', ({ query }, { actor }) => orders.mine(actor, query)),
      route('me.cancelRewardOrder', ({ params }, { actor }) => orders.cancelOwn(actor, params.id)),
      route('rewards.list', ({ query }, { actor }) => rewards.list(actor, query)),
      route('rewards.create', ({ body }, { actor }) => rewards.create(actor, body)),
      route('rewards.update', ({ params, body }, { actor }) =>
        rewards.update(actor, params.id, body),
      ),
      route('rewards.changeStock', ({ params, body }, { actor }) =>
        rewards.changeStock(actor, params.id, body),
      ),
      route('rewards.stockEntries', ({ params, query }, { actor }) =>
        rewards.stockEntries(actor, params.id, query),
      ),
      route('rewardOrders.list', ({ query }, { actor }) => orders.list(actor, query)),
      route('rewardOrders.byCode', ({ body }, { actor }) => orders.byCode(actor, body.code)),
      route('rewardOrders.handOver', ({ params }, { actor }) => orders.handOver(actor, params.id)),
      route('rewardOrders.cancel', ({ params, body }, { actor }) =>
        orders.cancel(actor, params.id, body.reason),
      ),
      route('rewardOrders.export', ({ query }, { actor }) => workbook(actor, query)),
      route('points.booklet', ({ params }, { actor }) => booklet(actor, params.id)),
    ],
  }
}
