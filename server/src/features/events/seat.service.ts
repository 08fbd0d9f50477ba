import { eventTypes, holdingStates, offerDeadline } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { AppError, ensure } from '../../platform/app-error'
import { createBatcher } from '../../platform/batching'
import type { Clock } from '../../platform/clock'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import type { ErrorCode } from '@lianxin/shared'
import type { EventNews } from './event-news.service'
import { EventModel, toId, type EventDocument } from './event.model'
import { AttendanceModel } from './attendance.model'
import { SeatModel, touchDiaries, type SeatDocument } from './seat.model'

/** Sign-ups that are written at once when a shift is opened and a hall of people taps. */
const MOST_AT_ONCE = 100
/** Lapsed offers that one sweep looks at. */
const SWEEP = 200

interface Request {
  eventId: string
  personId: string
  via: SeatDocument['via']
  /** An organizer may put somebody in although it is full. */
  over: boolean
}
/** What came of a sign-up; a refusal concerns one person and must not fail the others of a batch. */
type Outcome = { seat: SeatDocument; isNew: boolean } | { refused: ErrorCode }

/** Does this one still take people? @throws AppError event.cancelled, event.over */
function ensureOpen(event: Pick<EventDocument, 'state' | 'endsAt'>, now: Date): void {
  ensure(event.state === 'open', 'event.cancelled')
  ensure(event.endsAt > now, 'event.over')
}

/**
 * Places and the line for them. The event's own record counts who holds one, so of two writers one
 * runs again after the other: capacity holds by the database, not by care.
 */
export function createSeatService({
  clock,
  news,
}: {
  clock: Clock
  news: Pick<EventNews, 'offered'>
}) {
  /** Other places these people hold that share a moment with the event, by person. */
  async function clashesOf(
    event: Pick<EventDocument, '_id' | 'startsAt' | 'endsAt'>,
    personIds: readonly string[],
    session: ClientSession | null = null,
  ): Promise<Map<string, string>> {
    const rows = await SeatModel.find(
      {
        personId: { $in: personIds.map(toId) },
        endsAt: { $gt: event.startsAt },
        startsAt: { $lt: event.endsAt },
        state: { $in: holdingStates },
        eventId: { $ne: event._id },
      },
      { personId: 1, eventId: 1 },
    )
      .session(session)
      .lean()
    return new Map(rows.map(({ personId, eventId }) => [String(personId), String(eventId)]))
  }

  /** Keeps the count of an event, and whether too few are coming. */
  async function count(
    event: EventDocument,
    change: { taken: number; waiting: number; lineNo: number },
    session: ClientSession,
  ): Promise<EventDocument> {
    const taken = event.taken + change.taken
    const next = await EventModel.findOneAndUpdate(
      { _id: event._id },
      {
        $set: { atRisk: taken < event.needed },
        $inc: { taken: change.taken, waiting: change.waiting, lineNo: change.lineNo },
      },
      { returnDocument: 'after', session },
    ).lean()
    if (!next) throw new AppError('request.not_found')
    return next
  }

  async function seatsOf(eventId: string, personIds: readonly string[], session: ClientSession) {
    const rows = await SeatModel.find({ eventId, personId: { $in: personIds.map(toId) } })
      .session(session)
      .lean()
    return new Map<string, SeatDocument>(rows.map((row) => [String(row.personId), row]))
  }

  /** Gives people of one event their places in the order in which they came. */
  async function write(requests: readonly Request[], session: ClientSession): Promise<Outcome[]> {
    const [first] = requests
    if (!first) return []
    const event = await EventModel.findById(first.eventId).session(session).lean()
    ensure(event, 'request.not_found')
    const now = clock.now()
    ensureOpen(event, now)
    const inOrder = [...new Set(requests.map(({ personId }) => personId))].toSorted()
    await touchDiaries(inOrder.map(toId), session)
    const known = await seatsOf(first.eventId, inOrder, session)
    const clashes = await clashesOf(event, inOrder, session)
    const change = { taken: 0, waiting: 0, lineNo: 0 }
    const made: SeatDocument[] = []
    // With nobody left to ask in time, a free place goes to who wants it now.
    const mustWait = event.waiting > 0 && offerDeadline(now, event.startsAt) !== null
    const outcomes = requests.map(({ personId, via, over }): Outcome => {
      const before = known.get(personId)
      const keeps = before && (before.state === 'in' || before.state === 'offered')
      const isFree = event.taken + change.taken < event.capacity && !mustWait
      if (keeps || (before?.state === 'waiting' && !isFree && !over))
        return { seat: before, isNew: false }
      if (clashes.has(personId)) return { refused: 'event.clash' }
      if (before?.state === 'waiting') change.waiting -= 1
      const isIn = over || isFree
      if (isIn) change.taken += 1
      else change.waiting += 1
      change.lineNo += 1
      const seat: SeatDocument = {
        _id: before?._id ?? toId(),
        eventId: event._id,
        personId: toId(personId),
        state: isIn ? 'in' : 'waiting',
        line: event.lineNo + change.lineNo,
        offeredUntil: null,
        via,
        at: now,
        startsAt: event.startsAt,
        endsAt: event.endsAt,
      }
      known.set(personId, seat)
      made.push(seat)
      return { seat, isNew: true }
    })
    if (made.length === 0) return outcomes
    await SeatModel.bulkWrite(
      made.map((seat) => ({
        replaceOne: { filter: { _id: seat._id }, replacement: seat, upsert: true },
      })),
      { session, ordered: true },
    )
    const counted = await count(event, change, session)
    // Free places go down the line whoever asks: also those that fell free when it was too late to
    // ask, and the organizer has since moved the start.
    await promote(counted, session)
    return outcomes
  }

  /** Offers free places to the first in line, as long as there are both and time to answer. */
  async function promote(event: EventDocument, session: ClientSession): Promise<void> {
    const until = offerDeadline(clock.now(), event.startsAt)
    const free = Math.min(event.capacity - event.taken, event.waiting)
    if (event.state !== 'open' || free <= 0 || until === null) return
    const next = await SeatModel.find({ eventId: event._id, state: 'waiting' }, { personId: 1 })
      .sort({ line: 1 })
      .limit(free)
      .session(session)
      .lean()
    if (next.length === 0) return
    await SeatModel.updateMany(
      { _id: { $in: next.map(({ _id }) => _id) } },
      { $set: { state: 'offered', offeredUntil: until } },
      { session },
    )
    await count(event, { taken: next.length, waiting: -next.length, lineNo: 0 }, session)
    const asked = next.map(({ personId }) => String(personId))
    await news.offered(event, asked, until, session)
  }

  const batches = createBatcher(
    async (requests: readonly Request[]) => inTransaction((session) => seated(requests, session)),
    { most: MOST_AT_ONCE, keyOf: ({ eventId }) => eventId },
  )

  async function seated(requests: readonly Request[], session: ClientSession): Promise<Outcome[]> {
    try {
      return await write(requests, session)
    } catch (error) {
      // Somebody's other tap was faster: they are there to be seen now.
      throw isDuplicateKey(error) ? runAgain(error) : error
    }
  }

  function seatOf(outcome: Outcome): { seat: SeatDocument; isNew: boolean } {
    if ('refused' in outcome) throw new AppError(outcome.refused)
    return outcome
  }

  /**
   * Takes a place, or stands in line; whoever has one keeps it, so a repeat is harmless.
   * @param given.fits says to meet the conditions; nobody's age is asked for or kept
   * @throws AppError request.not_found, event.cancelled, event.over, event.clash, event.conditions
   */
  async function signUp(
    event: EventDocument,
    personId: string,
    given: { via: SeatDocument['via']; fits: boolean; over?: boolean },
    session?: ClientSession,
  ): Promise<{ seat: SeatDocument; isNew: boolean }> {
    ensureOpen(event, clock.now())
    const asks = event.minAge !== null || event.maxAge !== null || event.skill !== ''
    ensure(!asks || given.fits, 'event.conditions')
    const { via, over = false } = given
    const request = { eventId: String(event._id), personId, via, over }
    if (!session) return seatOf(await batches.add(request))
    const [outcome] = await seated([request], session)
    if (!outcome) throw new Error('one in, one out')
    return seatOf(outcome)
  }

  /**
   * Gives a place, or a place in line, back; again changes nothing.
   * @param within a transaction of the caller's; default: one of its own
   * @throws AppError request.not_found, event.over, event.came
   */
  async function leave(eventId: string, personId: string, within?: ClientSession): Promise<void> {
    const work = async (session: ClientSession) => {
      const now = clock.now()
      const event = await EventModel.findById(eventId).session(session).lean()
      ensure(event, 'request.not_found')
      ensure(event.startsAt > now, 'event.over')
      const came = await AttendanceModel.exists({ eventId, personId }).session(session)
      ensure(came === null, 'event.came')
      const seat = await SeatModel.findOneAndUpdate(
        { eventId, personId, state: { $in: ['in', 'offered', 'waiting'] } },
        { $set: { state: 'left', offeredUntil: null, at: now } },
        { session },
      ).lean()
      if (seat) await free(event, seat.state, session)
    }
    await (within ? work(within) : inTransaction(work))
  }

  /** A place, or one in line, has come free. */
  async function free(
    event: EventDocument,
    was: SeatDocument['state'],
    session: ClientSession,
  ): Promise<void> {
    const change =
      was === 'waiting'
        ? { taken: 0, waiting: -1, lineNo: 0 }
        : { taken: -1, waiting: 0, lineNo: 0 }
    await promote(await count(event, change, session), session)
  }

  /**
   * Takes the place that is offered; again changes nothing.
   * @throws AppError event.no_offer, event.clash, event.cancelled, event.over
   */
  async function accept(eventId: string, personId: string): Promise<void> {
    await inTransaction(async (session) => {
      const now = clock.now()
      const event = await EventModel.findById(eventId).session(session).lean()
      ensure(event, 'request.not_found')
      ensureOpen(event, now)
      const seat = await SeatModel.findOne({ eventId, personId }).session(session).lean()
      if (seat?.state === 'in') return
      ensure(seat?.offeredUntil && seat.offeredUntil > now, 'event.no_offer')
      await touchDiaries([seat.personId], session)
      const clashes = await clashesOf(event, [personId], session)
      ensure(!clashes.has(personId), 'event.clash')
      await SeatModel.updateOne(
        { _id: seat._id },
        { $set: { state: 'in', offeredUntil: null } },
        { session },
      )
    })
  }

  /** Passes on what was offered and not taken in time; may overlap with itself. */
  async function sweepOffers(signal: AbortSignal): Promise<void> {
    const now = clock.now()
    const late = await SeatModel.find({ offeredUntil: { $lte: now } }, { eventId: 1 })
      .sort({ offeredUntil: 1 })
      .limit(SWEEP)
      .lean()
    for (const { _id, eventId } of late) {
      if (signal.aborted) return
      await inTransaction(async (session) => {
        const lapsed = await SeatModel.findOneAndUpdate(
          { _id, state: 'offered', offeredUntil: { $lte: now } },
          { $set: { state: 'lapsed', offeredUntil: null } },
          { session },
        ).lean()
        if (!lapsed) return
        const event = await EventModel.findById(eventId).session(session).lean()
        if (event) await free(event, 'offered', session)
      })
    }
  }

  /**
   * Follows a change of an event, in its transaction: other times go to the seats, more places down
   * the line.
   */
  async function follow(event: EventDocument, session: ClientSession): Promise<void> {
    await SeatModel.updateMany(
      { eventId: event._id },
      { $set: { startsAt: event.startsAt, endsAt: event.endsAt } },
      { session },
    )
    await promote(await count(event, { taken: 0, waiting: 0, lineNo: 0 }, session), session)
  }

  /** Forgets a person's places, in the caller's transaction: those to come go down the line. */
  async function erase(personId: string, session: ClientSession): Promise<void> {
    const held = await SeatModel.find({ personId }).session(session).lean()
    await SeatModel.deleteMany({ personId }, { session })
    const now = clock.now()
    for (const { eventId, state, startsAt } of held) {
      if (startsAt <= now || state === 'left' || state === 'lapsed') continue
      const event = await EventModel.findById(eventId).session(session).lean()
      if (event) await free(event, state, session)
    }
  }

  /** A person's place at an event, or null. */
  async function seatAt(eventId: string, personId: string): Promise<SeatDocument | null> {
    return SeatModel.findOne({ eventId, personId }).lean()
  }

  /** Place in the line, from 1; null for who does not wait. */
  async function placeInLine(
    { eventId, state, line }: SeatDocument,
    session: ClientSession | null = null,
  ): Promise<number | null> {
    if (state !== 'waiting') return null
    const before = { eventId, state: 'waiting', line: { $lte: line } } as const
    return SeatModel.countDocuments(before).session(session)
  }

  return { signUp, leave, accept, erase, sweepOffers, follow, seatAt, placeInLine, clashesOf }
}

/** May people who belong to no organization of it see it? */
export function isOpenToAll({ kind }: Pick<EventDocument, 'kind'>): boolean {
  return eventTypes[kind].isPublic
}

export type SeatService = ReturnType<typeof createSeatService>
