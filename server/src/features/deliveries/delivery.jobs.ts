import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import { expandBatches, settleBatches } from './batch.service'
import type { BreakerReason } from './budget.rules'
import { expireLeases } from './expiry.service'
import { forgetPrivateChats, forgetRolls } from './private.service'
import { turnToOtherWays } from './reroute.service'
import type { SenderDirectory } from './senders'
import { noticeSilence } from './silence.service'

/** Sweeps of the delivery engine. */
export function createDeliveryJobs(deps: {
  clock: Clock
  senders: SenderDirectory
  trip(accountId: string, reason: BreakerReason): Promise<void>
}): Job[] {
  const { clock, trip } = deps
  return [
    {
      name: 'deliveries.sweep',
      when: { everySeconds: 5 },
      async run(signal) {
        await expireLeases(clock.now())
        await expandBatches(deps, signal)
        await settleBatches(clock.now())
      },
    },
    {
      name: 'deliveries.turn',
      when: { everySeconds: 15 },
      async run(signal) {
        await noticeSilence(clock, trip)
        await turnToOtherWays(deps, signal)
      },
    },
    {
      name: 'deliveries.forget',
      when: { cron: '17 * * * *' },
      async run() {
        await forgetPrivateChats(clock.now())
        await forgetRolls(clock.now())
      },
    },
  ]
}
