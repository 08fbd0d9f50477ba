import type { Job } from '../../platform/jobs'
import type { ItemReading } from './item.read'
import type { Polling } from './source.poll'

/** The sweeps that look at sources and read what they bring. */
export function createSourceJobs(deps: { polling: Polling; reading: ItemReading }): Job[] {
  return [
    { name: 'sources.poll', when: { everySeconds: 10 }, run: deps.polling.sweep },
    { name: 'sources.read', when: { everySeconds: 5 }, run: deps.reading.sweep },
  ]
}
