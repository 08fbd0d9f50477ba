import {
  DOOR_MS,
  bandOf,
  eventTypes,
  metresBetween,
  type AttendanceWay,
  type DistanceBand,
} from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { noteWrongAttempt, wrongAttempts } from '../../platform/one-time-code.model'
import { AttendanceModel, type AttendanceDocument } from './attendance.model'
import type { DoorCodes } from './door-codes'
import type { EventDeps } from './event.deps'
import { EventModel, toId, type EventDocument } from './event.model'
import { touchDiaries } from './seat.model'

const MOST_WRONG = 5
const ATTEMPTS_MS = 10 * 60_000
/** Events that one sweep closes. */
const SWEEP = 100

type Proof = HandlerInputOf<'me.attend'>['body']['by']
/** A line of the organizer's list. */
export interface Captured {
  personId: string
  way: 'in' | 'out'
  at: Date
}
export interface CaptureOutcome {
  outcome: 'kept' | 'known' | 'refused'
  why: string | null
}

/** Whether all that is known of a presence is what an organizer ticked off. */
export function isTickedOff({ inWay, outWay }: AttendanceDocument): boolean {
  return inWay === 'list' && (outWay === null || outWay === 'list' || outWay === 'closed')
}

/** Coming and going. A repeat changes nothing; what counts is the first coming and the last going. */
export function createAttendanceService({
  clock,
  keyring,
  codes,
}: Pick<EventDeps, 'clock' | 'keyring'> & { codes: DoorCodes }) {
  function ensureAtDoor(event: EventDocument, at: Date): void {
    ensure(event.state === 'open', 'event.cancelled')
    ensure(at.getTime() >= event.startsAt.getTime() - DOOR_MS, 'attendance.too_early')
    ensure(at.getTime() <= event.endsAt.getTime() + DOOR_MS, 'attendance.too_late')
  }

  /** Guesses of one person at one event, a million codes against five in ten minutes. */
  async function ensureSpoken(event: EventDocument, personId: string, code: string) {
    const now = clock.now().getTime()
    const place = `${String(event._id)}:${personId}:${Math.floor(now / ATTEMPTS_MS)}`
    const key = keyring.blindIndex('event-attempt', place)
    ensure((await wrongAttempts(key)) < MOST_WRONG, 'attendance.too_many_tries')
    if (codes.isSpoken(String(event._id), code)) return
    await noteWrongAttempt(key, new Date(now + ATTEMPTS_MS))
    throw new AppError('attendance.wrong_code')
  }

  /** @returns what is kept of where the person is @throws AppError when it proves nothing */
  async function prove(event: EventDocument, personId: string, by: Proof) {
    if (by.how === 'qr') ensure(codes.isToken(String(event._id), by.token), 'attendance.wrong_code')
    if (by.how === 'code') await ensureSpoken(event, personId, by.code)
    if (by.how !== 'distance') return null
    ensure(event.point, 'attendance.no_point')
    const band = bandOf(metresBetween(event.point, by.at))
    ensure(band === 'near', 'attendance.too_far')
    return band
  }

  /**
   * Checks in or out at the door.
   * @throws AppError event.cancelled, attendance.*
   */
  async function attend(
    event: EventDocument,
    personId: string,
    { way, by }: { way: 'in' | 'out'; by: Proof },
  ): Promise<void> {
    const at = clock.now()
    ensureAtDoor(event, at)
    const band = await prove(event, personId, by)
    const mark = { at, way: by.how, band, by: null }
    if (way === 'in') await come(event, personId, mark)
    else ensure(await go(event, personId, mark), 'attendance.not_in')
  }

  interface Mark {
    at: Date
    way: AttendanceWay
    band: DistanceBand | null
    by: string | null
  }

  /** @returns false when it was known @throws AppError attendance.elsewhere */
  async function come(event: EventDocument, personId: string, mark: Mark): Promise<boolean> {
    try {
      return await inTransaction(async (session) => {
        const here = await AttendanceModel.findOne({ eventId: event._id, personId })
          .session(session)
          .lean()
        if (here && here.inAt <= mark.at) return false
        const other = await AttendanceModel.findOne({
          personId,
          eventId: { $ne: event._id },
          inAt: { $lte: mark.at },
          outAt: null,
        })
          .session(session)
          .lean()
        ensure(!other, 'attendance.elsewhere')
        const kept = { inAt: mark.at, inWay: mark.way, by: mark.by }
        if (here) await AttendanceModel.updateOne({ _id: here._id }, { $set: kept }, { session })
        else
          await AttendanceModel.create(
            [{ ...kept, eventId: event._id, personId, band: mark.band }],
            { session },
          )
        return true
      })
    } catch (error) {
      if (isDuplicateKey(error)) return false
      throw error
    }
  }

  /** The last going counts: who went too early by mistake may go again. @returns whether they had come */
  async function go(event: EventDocument, personId: string, mark: Mark): Promise<boolean> {
    const filter = { eventId: event._id, personId, inAt: { $lte: mark.at } }
    const went = await AttendanceModel.updateOne(
      { ...filter, $or: [{ outAt: null }, { outAt: { $lt: mark.at } }, { outWay: 'closed' }] },
      { $set: { outAt: mark.at, outWay: mark.way } },
    )
    return went.matchedCount === 1 || (await AttendanceModel.exists(filter)) !== null
  }

  async function captureOne(
    event: EventDocument,
    organizerId: string,
    { personId, way, at }: Captured,
  ): Promise<CaptureOutcome> {
    const mark = { at, way: 'list', band: null, by: organizerId } as const
    try {
      ensure(at <= clock.now(), 'attendance.too_early')
      ensureAtDoor(event, at)
      if (way === 'in') {
        const isNew = await come(event, personId, mark)
        // A list that comes late: who is on it without having gone is checked out by the next sweep.
        if (isNew) await EventModel.updateOne({ _id: event._id }, { $set: { closed: false } })
        return { outcome: isNew ? 'kept' : 'known', why: null }
      }
      const before = await AttendanceModel.findOne({ eventId: event._id, personId }).lean()
      ensure(before && (await go(event, personId, mark)), 'attendance.not_in')
      const isKnown = before.outAt !== null && before.outAt >= at && before.outWay !== 'closed'
      return { outcome: isKnown ? 'known' : 'kept', why: null }
    } catch (error) {
      if (error instanceof AppError) return { outcome: 'refused', why: error.message }
      throw error
    }
  }

  /**
   * Takes the organizer's list, whenever it was written: a phone without network sends it later,
   * and the same again changes nothing.
   */
  async function capture(
    event: EventDocument,
    organizerId: string,
    items: readonly Captured[],
  ): Promise<CaptureOutcome[]> {
    const outcomes: CaptureOutcome[] = []
    for (const item of items) outcomes.push(await captureOne(event, organizerId, item))
    return outcomes
  }

  /**
   * Takes back a coming that the organizer ticked off by mistake; again changes nothing. What the
   * person proved themselves stays: an organizer gives no hours for it, with a reason.
   * @throws AppError attendance.own_mark, attendance.decided
   */
  async function takeBack(event: EventDocument, personId: string): Promise<void> {
    await inTransaction(async (session) => {
      await touchDiaries([toId(personId)], session)
      const here = await AttendanceModel.findOne({ eventId: event._id, personId })
        .session(session)
        .lean()
      if (!here) return
      ensure(isTickedOff(here), 'attendance.own_mark')
      ensure(!here.settled, 'attendance.decided')
      await AttendanceModel.deleteOne({ _id: here._id }, { session })
      const waits = await AttendanceModel.exists({ eventId: event._id, settled: false }).session(
        session,
      )
      if (waits === null)
        await EventModel.updateOne({ _id: event._id }, { $set: { hoursDue: false } }, { session })
    })
  }

  /** Checks out whoever forgot to, at the end of what they were at; may overlap with itself. */
  async function sweepDoors(signal: AbortSignal): Promise<void> {
    const over = await EventModel.find(
      { closed: false, endsAt: { $lt: new Date(clock.now().getTime() - DOOR_MS) } },
      { endsAt: 1, kind: 1 },
    )
      .sort({ endsAt: 1 })
      .limit(SWEEP)
      .lean()
    for (const { _id, endsAt, kind } of over) {
      if (signal.aborted) return
      await AttendanceModel.updateMany(
        { eventId: _id, outAt: null },
        { $set: { outAt: endsAt, outWay: 'closed' } },
      )
      const waits = await AttendanceModel.exists({ eventId: _id, settled: false })
      const hoursDue = eventTypes[kind].givesHours && waits !== null
      await EventModel.updateOne({ _id, closed: false }, { $set: { closed: true, hoursDue } })
    }
  }

  /** A person's coming and going at an event, or null. */
  async function attendanceAt(
    eventId: string,
    personId: string,
  ): Promise<AttendanceDocument | null> {
    return AttendanceModel.findOne({ eventId, personId }).lean()
  }

  /** Everybody's, by person. */
  async function attendancesAt(
    eventId: string,
    personIds: readonly string[],
  ): Promise<Map<string, AttendanceDocument>> {
    const rows = await AttendanceModel.find({
      eventId,
      personId: { $in: personIds.map(toId) },
    }).lean()
    return new Map(rows.map((row) => [String(row.personId), row]))
  }

  /** How many came, by event. */
  async function countsAt(eventIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await AttendanceModel.aggregate<{ _id: unknown; came: number }>([
      { $match: { eventId: { $in: eventIds.map(toId) } } },
      { $group: { _id: '$eventId', came: { $sum: 1 } } },
    ])
    return new Map(rows.map(({ _id, came }) => [String(_id), came]))
  }

  return { attend, capture, takeBack, countsAt, sweepDoors, attendanceAt, attendancesAt }
}

export type AttendanceService = ReturnType<typeof createAttendanceService>
