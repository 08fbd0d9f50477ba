import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import type { AttendanceDocument } from './attendance.model'
import { AttendanceModel } from './attendance.model'
import type { EventDeps } from './event.deps'
import { toId } from './event.model'
import { presentAttendance, presentSeat, type EventPresenter } from './event.presenter'
import type { EventService } from './event.service'
import { SeatModel } from './seat.model'
import type { SeatService } from './seat.service'

/** What somebody signed up for. */
export function createMyEvents(
  deps: Pick<EventDeps, 'clock'> & {
    events: EventService
    seats: SeatService
    present: EventPresenter
  },
) {
  const { clock, events, seats, present } = deps

  /** To come, soonest first, without what was given back; past, latest first. */
  async function list(
    actor: PersonActor,
    query: { when: 'coming' | 'past'; cursor?: string | undefined; limit: number },
  ): Promise<OutputOf<'me.events'>> {
    const isComing = query.when === 'coming'
    const now = clock.now()
    const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
    const beyond = isComing ? '$gt' : '$lt'
    const rows = await SeatModel.find({
      personId: actor.id,
      ...(isComing
        ? { endsAt: { $gt: now }, state: { $in: ['in', 'waiting', 'offered', 'lapsed'] } }
        : { endsAt: { $lte: now }, state: 'in' }),
      ...(after
        ? {
            $or: [
              { endsAt: { [beyond]: after[0] } },
              { endsAt: after[0], _id: { [beyond]: toId(after[1]) } },
            ],
          }
        : {}),
    })
      .sort(isComing ? { endsAt: 1, _id: 1 } : { endsAt: -1, _id: -1 })
      .limit(query.limit + 1)
      .lean()
    const page = cutPage(rows, query.limit, (row) => [row.endsAt, String(row._id)])
    const [dates, came] = await Promise.all([
      events.byIds(page.items.map(({ eventId }) => String(eventId))),
      attendancesOf(actor.id, page.items),
    ])
    const known = page.items.flatMap((seat) => {
      const event = dates.get(String(seat.eventId))
      return event ? [{ seat, event }] : []
    })
    const shifts = await present.shifts(known.map(({ event }) => event))
    return {
      nextCursor: page.nextCursor,
      items: await Promise.all(
        known.map(async ({ seat }, index) => {
          const shift = shifts[index]
          if (!shift) throw new Error('one in, one out')
          return {
            shift,
            seat: presentSeat(seat, await seats.placeInLine(seat)),
            attendance: presentAttendance(came.get(String(seat.eventId)) ?? null),
          }
        }),
      ),
    }
  }

  async function attendancesOf(personId: string, at: readonly { eventId: unknown }[]) {
    const rows = await AttendanceModel.find({
      personId,
      eventId: { $in: at.map(({ eventId }) => toId(String(eventId))) },
    }).lean()
    return new Map<string, AttendanceDocument>(rows.map((row) => [String(row.eventId), row]))
  }

  /** A date that somebody signed up for, for its reminders. @throws AppError request.not_found */
  async function subjectOf(actor: PersonActor, id: string) {
    const [event, seat] = await Promise.all([events.oneFor(actor, id), seats.seatAt(id, actor.id)])
    const holds = seat?.state === 'in' || seat?.state === 'offered' || seat?.state === 'waiting'
    ensure(holds, 'request.not_found')
    const open = event.state === 'open' && event.startsAt > clock.now()
    return { kind: 'event' as const, id, name: event.title, open }
  }

  return { list, subjectOf }
}

export type MyEvents = ReturnType<typeof createMyEvents>
