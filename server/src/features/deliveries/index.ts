import type { Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import type { Keyring } from '../../platform/keyring'
import { createAckService } from './ack.service'
import type { SendBudget } from './budget.rules'
import { createDeliveryJobs } from './delivery.jobs'
import { createDeliveryRoutes } from './delivery.routes'
import { createOutbox } from './enqueue.service'
import { createForecasts, type ForecastDigest } from './forecast.service'
import { createLeaseService } from './lease.service'
import type { DeliveryOutbox } from './outbox'

export {
  cancelBatches,
  countDeliveries,
  digestsUnderWay,
  endCancelled,
  expandBatches,
  holdBatches,
  openBatch,
  settleBatches,
  type DeliveryCounts,
} from './batch.service'
export { presentDelivery, type SenderStatus } from './delivery.presenter'
export {
  accountBudgets,
  adoptGroups,
  digestsSeenInGroup,
  listDigestDeliveries,
} from './delivery.queries'
export type { ForecastDigest } from './forecast.service'
export type { DeliveryOutbox, DeliveryTarget } from './outbox'
export { contactsAwaitingEcho } from './private.service'
export { afterQuiet, defaultQuietHours, type QuietHours } from './quiet-hours.rules'

/** What the wire to the bots calls. */
export type DeliveryEngine = ReturnType<typeof createLeaseService> &
  ReturnType<typeof createAckService>

/**
 * Makes the one engine for everything the bot says.
 * @param deps.budget limits of a bot account
 * @param deps.random jitter's source (0 ≤ x < 1), for tests
 */
export function createDeliveries(deps: {
  clock: Clock
  keyring: Keyring
  budget: SendBudget
  random?: () => number
}): {
  outbox: DeliveryOutbox
  engine: DeliveryEngine
  forecast: ForecastDigest
  routes: Route[]
  jobs: Job[]
} {
  const engine = { ...createLeaseService(deps), ...createAckService(deps) }
  return {
    outbox: createOutbox(deps),
    engine,
    forecast: createForecasts(deps),
    routes: createDeliveryRoutes({ clock: deps.clock, resolve: engine.resolve }),
    jobs: createDeliveryJobs(deps),
  }
}
