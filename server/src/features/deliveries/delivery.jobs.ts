import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import { expandBatches, settleBatches } from './batch.service'
import { expireLeases } from './expiry.service'
import { forgetPrivateChats } from './private.service'

/** Sweeps of the delivery engine. */
export function createDeliveryJobs({ clock }: { clock: Clock }): Job[] {
  return [
    {
      name: 'deliveries.sweep',
      when: { everySeconds: 5 },
      async run(signal) {
        await expireLeases(clock.now())
        await expandBatches(clock, signal)
        await settleBatches(clock.now())
      },
    },
    {
      name: 'deliveries.forget',
      when: { cron: '17 * * * *' },
      run: () => forgetPrivateChats(clock.now()),
    },
  ]
}
