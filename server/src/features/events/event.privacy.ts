import type { ClientSession } from 'mongoose'
import { AttendanceModel } from './attendance.model'
import { EventModel } from './event.model'
import { SeatModel } from './seat.model'
import type { SeatService } from './seat.service'

/** What events keep about a person, for the export that everybody may ask for. */
export async function exportEvents(personId: string) {
  const [seats, attendances] = await Promise.all([
    SeatModel.find({ personId }).sort({ _id: 1 }).limit(10_000).lean(),
    AttendanceModel.find({ personId }).sort({ _id: 1 }).limit(10_000).lean(),
  ])
  const titles = await EventModel.find(
    { _id: { $in: [...seats, ...attendances].map(({ eventId }) => eventId) } },
    { title: 1 },
  ).lean()
  const titleOf = new Map(titles.map(({ _id, title }) => [String(_id), title]))
  return {
    seats: seats.map(({ eventId, state, at, via }) => ({
      title: titleOf.get(String(eventId)) ?? null,
      state,
      at: at.toISOString(),
      via,
    })),
    attendances: attendances.map(({ eventId, inAt, inWay, outAt, outWay, band, declined }) => ({
      title: titleOf.get(String(eventId)) ?? null,
      inAt: inAt.toISOString(),
      inWay,
      outAt: outAt?.toISOString() ?? null,
      outWay,
      band,
      noHours: declined?.reason ?? null,
    })),
  }
}

/**
 * Makes what forgets a person's places and comings, in the caller's transaction. Places to come are
 * offered to others; those of the past leave the numbers as they are.
 */
export function createEraseEvents({ seats }: { seats: Pick<SeatService, 'erase'> }) {
  return async (personId: string, session: ClientSession): Promise<void> => {
    await seats.erase(personId, session)
    await AttendanceModel.deleteMany({ personId }).session(session)
  }
}
