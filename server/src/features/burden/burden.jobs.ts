import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import { recountPushes } from './burden.record'

/** Counts what has arrived. */
export function createBurdenJobs({ clock }: { clock: Clock }): Job[] {
  return [
    {
      name: 'burden.recount',
      when: { everySeconds: 10 },
      run: (signal) => recountPushes(clock.now(), signal),
    },
  ]
}
