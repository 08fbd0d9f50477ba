import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import { expandBatches, settleBatches } from '../deliveries'
import type { DigestRuns } from './digest.runs'

/** The sweep that sends digests at their time. */
export function createDigestJobs({ clock, runs }: { clock: Clock; runs: DigestRuns }): Job[] {
  return [
    {
      name: 'digests.sweep',
      when: { everySeconds: 2 },
      async run(signal) {
        await runs.runDue()
        await expandBatches(clock, signal)
        await settleBatches(clock.now())
        await runs.settle()
      },
    },
  ]
}
