import type { Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import type { Keyring } from '../../platform/keyring'
import { createAckService } from './ack.service'
import { createDeliveryJobs } from './delivery.jobs'
import { createDeliveryRoutes } from './delivery.routes'
import { createOutbox } from './enqueue.service'
import { createForecasts, type ForecastDigest } from './forecast.service'
import { createLeaseService } from './lease.service'
import { createMarkService } from './mark.service'
import type { DeliveryOutbox } from './outbox'
import { handedOpen, sendersDue } from './delivery.queries'
import { followNewWays } from './reroute.service'
import type { SenderDirectory } from './senders'

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
export { presentDelivery } from './delivery.presenter'
export {
  accountBudgets,
  digestsSeenInGroup,
  listDigestDeliveries,
  waitingFor,
  type Waiting,
} from './delivery.queries'
export { adoptGroups } from './reroute.service'
export {
  occurrencesChangedSince,
  occurrenceStanding,
  type OccurrenceRef,
} from './occurrence.queries'
export type { ForecastDigest } from './forecast.service'
export type { DeliveryOutbox, DeliveryTarget } from './outbox'
export { contactsAwaitingEcho } from './private.service'
export { forecast } from './forecast.rules'
export { awayNow, statusesOf, type SenderDirectory } from './senders'
export { warmedUp, type BreakerReason, type SendBudget } from './budget.rules'
export { afterQuiet, defaultQuietHours, type QuietHours } from './quiet-hours.rules'

/** What the wire to the bots and the channels' dispatcher call. */
export type DeliveryEngine = ReturnType<typeof createLeaseService> &
  ReturnType<typeof createMarkService> &
  ReturnType<typeof createAckService> & {
    handedOpen: typeof handedOpen
    sendersDue: typeof sendersDue
  }

/**
 * Makes the one engine for everything that is sent.
 * @param deps.senders who can send now, and how much
 * @param deps.random jitter's source (0 ≤ x < 1), for tests
 */
export function createDeliveries(deps: {
  clock: Clock
  keyring: Keyring
  senders: SenderDirectory
  random?: () => number
}): {
  outbox: DeliveryOutbox
  engine: DeliveryEngine
  forecast: ForecastDigest
  /** To be called after a group's ways were changed. */
  followNewWays(groupId: string): Promise<void>
  routes: Route[]
  jobs: Job[]
} {
  const acks = createAckService(deps)
  const engine = {
    ...createLeaseService(deps),
    ...createMarkService(deps),
    ...acks,
    handedOpen,
    sendersDue,
  }
  return {
    outbox: createOutbox(deps),
    engine,
    forecast: createForecasts(deps),
    followNewWays: (groupId) => followNewWays(deps, groupId),
    routes: createDeliveryRoutes({ clock: deps.clock, resolve: engine.resolve }),
    jobs: createDeliveryJobs({ ...deps, trip: acks.trip }),
  }
}
