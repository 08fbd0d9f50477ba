import type { ClientSession } from 'mongoose'
import { cutPage, decodeCursor } from '../../platform/paging'
import { AttendanceModel, type AttendanceDocument } from './attendance.model'
import { EventModel, toId, type EventDocument } from './event.model'
import { touchDiaries } from './seat.model'

/** A date, as far as hours are concerned. */
export interface ServedEvent {
  id: string
  projectId: string
  teamId: string | null
  orgId: string
  orgPath: string[]
  title: string
  day: string
  startsAt: Date
  endsAt: Date
  minShare: number
  givesHours: boolean
}
/** Somebody's presence at a date, from first coming to last going. */
export interface Presence extends Pick<AttendanceDocument, 'inAt' | 'inWay' | 'settled'> {
  personId: string
  outAt: Date
  outWay: NonNullable<AttendanceDocument['outWay']>
}
type Paged = { cursor?: string | undefined; limit: number }

/** A date as those who count hours know it. */
export function served(row: EventDocument, givesHours: boolean): ServedEvent {
  const { title, day, startsAt, endsAt, minShare } = row
  return {
    id: String(row._id),
    projectId: String(row.projectId),
    teamId: row.teamId === null ? null : String(row.teamId),
    orgId: String(row.orgId),
    orgPath: row.orgPath.map(String),
    title,
    day,
    startsAt,
    endsAt,
    minShare,
    givesHours,
  }
}

function presenceOf(row: AttendanceDocument): Presence[] {
  const { personId, inAt, inWay, outAt, outWay, settled } = row
  return outAt && outWay
    ? [{ personId: String(personId), inAt, inWay, outAt, outWay, settled }]
    : []
}

/**
 * What those who count hours need of events.
 * @param givesHours does a kind of event give any?
 */
export function createPresences(givesHours: (kind: EventDocument['kind']) => boolean) {
  return {
    /** A date, or null. */
    async event(id: string, session?: ClientSession): Promise<ServedEvent | null> {
      const row = await EventModel.findById(id)
        .session(session ?? null)
        .lean()
      return row && served(row, givesHours(row.kind))
    },

    /** Dates of some subtrees whose hours wait, oldest first. */
    async due(roots: readonly string[], query: Paged) {
      const after = query.cursor ? decodeCursor(query.cursor, ['date', 'id']) : null
      const rows = await EventModel.find({
        orgPath: { $in: roots.map(toId) },
        hoursDue: true,
        ...(after
          ? {
              $or: [
                { endsAt: { $gt: after[0] } },
                { endsAt: after[0], _id: { $gt: toId(after[1]) } },
              ],
            }
          : {}),
      })
        .sort({ endsAt: 1, _id: 1 })
        .limit(query.limit + 1)
        .lean()
      const page = cutPage(rows, query.limit, (row) => [row.endsAt, String(row._id)])
      const counts = await AttendanceModel.aggregate<{ _id: unknown; waiting: number }>([
        { $match: { eventId: { $in: page.items.map(({ _id }) => _id) }, settled: false } },
        { $group: { _id: '$eventId', waiting: { $sum: 1 } } },
      ])
      const waiting = new Map(counts.map((each) => [String(each._id), each.waiting]))
      return {
        nextCursor: page.nextCursor,
        items: page.items.map((row) => ({
          ...served(row, true),
          waiting: waiting.get(String(row._id)) ?? 0,
        })),
      }
    },

    /** Presences at a date that nobody has decided about. */
    async unsettled(eventId: string, query: Paged) {
      const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
      const rows = await AttendanceModel.find({
        eventId,
        settled: false,
        ...(after ? { personId: { $gt: toId(after[0]) } } : {}),
      })
        .sort({ personId: 1 })
        .limit(query.limit + 1)
        .lean()
      const page = cutPage(rows, query.limit, (row) => [String(row.personId)])
      return { items: page.items.flatMap(presenceOf), nextCursor: page.nextCursor }
    },

    /** Presences of some people at a date, by person. */
    async of(
      eventId: string,
      personIds: readonly string[],
      session: ClientSession,
    ): Promise<Map<string, Presence>> {
      const rows = await AttendanceModel.find({ eventId, personId: { $in: personIds.map(toId) } })
        .session(session)
        .lean()
      return new Map(rows.flatMap(presenceOf).map((each) => [each.personId, each]))
    },

    /**
     * Notes that these have been decided about, in the transaction of the decision.
     * @param declined why they give no hours; null when they do, which also takes back an earlier no
     */
    async settle(
      eventId: string,
      personIds: readonly string[],
      session: ClientSession,
      declined: AttendanceDocument['declined'] = null,
    ): Promise<void> {
      await AttendanceModel.updateMany(
        { eventId, personId: { $in: personIds.map(toId) } },
        { $set: { settled: true, declined } },
        { session },
      )
      const left = await AttendanceModel.exists({ eventId, settled: false }).session(session)
      await EventModel.updateOne(
        { _id: eventId },
        { $set: { hoursDue: left !== null } },
        { session },
      )
    },

    /**
     * Has the transaction meet every other one that gives one of these people a place or hours, so
     * that what it read of them stays true until it is over.
     */
    async hold(personIds: readonly string[], session: ClientSession): Promise<void> {
      await touchDiaries([...new Set(personIds)].toSorted().map(toId), session)
    },
  }
}

export type Presences = ReturnType<typeof createPresences>
