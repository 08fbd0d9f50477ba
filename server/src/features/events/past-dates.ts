import { endOfShanghaiDay, startOfShanghaiDay } from '@lianxin/shared'
import { EventModel, toId, type EventDocument } from './event.model'
import { served, type ServedEvent } from './presence'

/**
 * Finds dates that took place, for those who write hours in afterwards.
 * @param kinds those of events that give hours
 */
export function createPastDates(kinds: readonly EventDocument['kind'][]) {
  const took = (roots: readonly string[]) => ({
    orgPath: { $in: roots.map(toId) },
    kind: { $in: [...kinds] },
    state: 'open' as const,
  })
  const all = (rows: readonly EventDocument[]) => rows.map((row) => served(row, true))

  return {
    /** Dates of some subtrees that began on a Shanghai day, over or not. */
    async on(roots: readonly string[], day: string): Promise<ServedEvent[]> {
      const startsAt = { $gte: startOfShanghaiDay(day), $lte: endOfShanghaiDay(day) }
      const rows = await EventModel.find({ ...took(roots), startsAt })
        .sort({ startsAt: 1, _id: 1 })
        .lean()
      return all(rows)
    },

    /** Dates of some subtrees that are over, latest first; as many as `most`. */
    async latest(roots: readonly string[], now: Date, most: number): Promise<ServedEvent[]> {
      const rows = await EventModel.find({
        ...took(roots),
        startsAt: { $lt: now },
        endsAt: { $lte: now },
      })
        .sort({ startsAt: -1, _id: -1 })
        .limit(most)
        .lean()
      return all(rows)
    },
  }
}

export type PastDates = ReturnType<typeof createPastDates>
