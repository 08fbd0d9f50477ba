import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import { expandBatches, settleBatches, type SenderDirectory } from '../deliveries'
import type { DigestRuns } from './digest.runs'

/** The sweep that sends digests at their time. */
export function createDigestJobs(deps: {
  clock: Clock
  runs: DigestRuns
  senders: SenderDirectory
}): Job[] {
  const { clock, runs } = deps
  return [
    {
      name: 'digests.sweep',
      when: { everySeconds: 2 },
      async run(signal) {
        await runs.runDue()
        await expandBatches(deps, signal)
        await settleBatches(clock.now())
        await runs.settle()
      },
    },
  ]
}
