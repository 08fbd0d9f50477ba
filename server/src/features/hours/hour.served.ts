import type { PersonRecord } from '../people'
import { HourModel } from './hour.model'

/** Shanghai days, both within; from null: since the beginning. */
export interface Period {
  from: string | null
  to: string
}

/** What stands of a person's service; credited and added minutes are apart, both with corrections. */
export interface Served {
  credited: number
  added: number
  /** Dates at which there is any time (次). */
  services: number
}

/** Hours for those who vouch for them. */
export interface ServiceRecord {
  /** What the ledger says now of each period, from one reading of it. */
  servedIn(personId: string, periods: readonly Period[]): Promise<Served[]>
  /** Stars by all that stands, by the rules where the person's hours count. */
  starsOf(person: Pick<PersonRecord, 'id' | 'posts'>): Promise<number>
}

/** Sums of a person's entries in each period. */
export async function servedIn(personId: string, periods: readonly Period[]): Promise<Served[]> {
  const rows = await HourModel.find(
    { personId },
    { kind: 1, corrects: 1, minutes: 1, eventId: 1, day: 1 },
  ).lean()
  const added = new Set(rows.flatMap(({ _id, kind }) => (kind === 'added' ? [String(_id)] : [])))
  return periods.map(({ from, to }) => {
    // A correction bears the day of what it corrects, so a period has both or neither.
    const within = rows.filter(({ day }) => (from === null || day >= from) && day <= to)
    const served: Served = { credited: 0, added: 0, services: 0 }
    const byEvent = new Map<string, number>()
    for (const { _id, corrects, eventId, minutes } of within) {
      served[added.has(String(corrects ?? _id)) ? 'added' : 'credited'] += minutes
      byEvent.set(String(eventId), (byEvent.get(String(eventId)) ?? 0) + minutes)
    }
    served.services = [...byEvent.values()].filter((minutes) => minutes > 0).length
    return served
  })
}
