import type { Job } from '../../platform/jobs'
import type { TicketFeature } from './ticket.service'

/** Jobs of matters. */
export function createTicketJobs({ sweep }: Pick<TicketFeature, 'sweep'>): Job[] {
  return [
    {
      name: 'tickets.rederive',
      when: { everySeconds: 30 },
      run: async (signal) => {
        await sweep.rederive(signal)
      },
    },
    {
      name: 'tickets.forgetReporters',
      when: { cron: '17 * * * *' },
      run: async () => {
        await sweep.forgetReporters()
      },
    },
  ]
}
