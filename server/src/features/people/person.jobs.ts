import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import { roster } from './roster.service'

const AT_A_TIME = 200

/** Jobs of people. */
export function createPeopleJobs({ clock }: { clock: Clock }): Job[] {
  return [
    {
      name: 'people.fillIn',
      when: { everySeconds: 60 },
      async run(signal) {
        while (!signal.aborted && (await roster.fillIn(AT_A_TIME, clock.now())) === AT_A_TIME);
      },
    },
  ]
}
