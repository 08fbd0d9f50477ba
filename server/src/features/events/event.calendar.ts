import { calendarOf, type CalendarEvent } from '@lianxin/shared'
import type { BinaryAnswer } from '../../http/route'
import { ensure } from '../../platform/app-error'
import type { EventDeps } from './event.deps'
import { EventModel, ProjectModel, type EventDocument } from './event.model'
import { isOpenToAll } from './seat.service'

/** A calendar shows what is to come and a little of what was; more is for the board. */
const MOST_DATES = 200
const CACHE_SECONDS = 300

/** Dates for people's own calendars (.ics). */
export function createEventCalendars({ publicUrl }: Pick<EventDeps, 'publicUrl'>) {
  // An address keeps the events of two servers apart; without one they only meet in tests.
  const host = publicUrl ? new URL(publicUrl).host : 'lianxin.invalid'

  function eventOf(row: EventDocument): CalendarEvent {
    const bring = row.bring ? `带上：${row.bring}` : ''
    return {
      uid: `${String(row._id)}@${host}`,
      startsAt: row.startsAt,
      endsAt: row.endsAt,
      title: row.title,
      place: row.place,
      about: [row.about, bring, `联系：${row.contact}`].filter(Boolean).join('\n'),
      url: publicUrl ? `${publicUrl}/#/volunteer/event/index?id=${String(row._id)}` : null,
      cancelled: row.state === 'cancelled',
      sequence: row.revision - 1,
      changedAt: row.changedAt,
    }
  }

  function answer(name: string, rows: readonly EventDocument[]): BinaryAnswer {
    const text = calendarOf({ name, events: rows.map(eventOf) })
    return {
      bytes: new TextEncoder().encode(text),
      fileName: `${name}.ics`,
      cacheSeconds: CACHE_SECONDS,
    }
  }

  return {
    ofEvent: (row: EventDocument): BinaryAnswer => answer(row.title, [row]),

    /** All dates of a project that is open to all. @throws AppError request.not_found */
    async ofProject(id: string): Promise<BinaryAnswer> {
      const project = await ProjectModel.findById(id).lean()
      ensure(project && isOpenToAll(project), 'request.not_found')
      const rows = await EventModel.find({ projectId: id })
        .sort({ day: -1 })
        .limit(MOST_DATES)
        .lean()
      return answer(project.title, rows.toReversed())
    },
  }
}

export type EventCalendars = ReturnType<typeof createEventCalendars>
