import { minutesOf, presenceMinutes, staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import type { Presence, ServedEvent } from '../events'
import type { PersonRecord } from '../people'
import type { HourDeps } from './hour.deps'
import { quantityOf, standingAt, writeCorrection, writeHours, type NewHours } from './hour.ledger'
import { HourModel, toId, type HourDocument } from './hour.model'

type Outcome = OutputOf<'hours.approve'>['items'][number]

/** Spans that are counted already, by person: what overlaps is counted once. */
async function countedSpans(
  event: ServedEvent,
  personIds: readonly string[],
  session: ClientSession | null,
): Promise<Map<string, { from: Date; to: Date }[]>> {
  const rows = await HourModel.find(
    {
      personId: { $in: personIds.map(toId) },
      kind: 'credited',
      from: { $lt: event.endsAt },
      to: { $gt: event.startsAt },
      eventId: { $ne: toId(event.id) },
    },
    { personId: 1, from: 1, to: 1 },
  )
    .session(session)
    .lean()
  const spans = new Map<string, { from: Date; to: Date }[]>()
  for (const { personId, from, to } of rows)
    if (from && to)
      spans.set(String(personId), [...(spans.get(String(personId)) ?? []), { from, to }])
  return spans
}

/** Hours: from presence to ledger, by a named person, and how they are corrected. */
export function createHourService({ clock, people, presences, book, notices }: HourDeps) {
  /** A date of the desk's subtree. @throws AppError request.not_found */
  async function deskEvent(actor: PersonActor, id: string): Promise<ServedEvent> {
    const event = await presences.event(id)
    ensure(event?.givesHours && covers(actor, event.orgPath, staffRoles), 'request.not_found')
    return event
  }

  function worthOf(
    event: ServedEvent,
    { inAt, outAt }: Presence,
    counted: readonly { from: Date; to: Date }[],
  ) {
    const shift = { from: event.startsAt, to: event.endsAt }
    return presenceMinutes(shift, { from: inAt, to: outAt }, counted, event.minShare)
  }

  /** Dates whose hours wait. */
  async function due(
    actor: PersonActor,
    query: HandlerInputOf<'hours.due'>['query'],
  ): Promise<OutputOf<'hours.due'>> {
    const page = await presences.due(rootsOf(actor, staffRoles), query)
    return {
      nextCursor: page.nextCursor,
      items: page.items.map(({ id, title, day, startsAt, endsAt, waiting }) => ({
        id,
        title,
        day,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        waiting,
      })),
    }
  }

  /** What each presence would be worth. */
  async function proposals(
    actor: PersonActor,
    id: string,
    query: HandlerInputOf<'hours.proposals'>['query'],
  ): Promise<OutputOf<'hours.proposals'>> {
    const event = await deskEvent(actor, id)
    const page = await presences.unsettled(id, query)
    const ids = page.items.map(({ personId }) => personId)
    const [who, counted] = await Promise.all([people.getMany(ids), countedSpans(event, ids, null)])
    return {
      nextCursor: page.nextCursor,
      title: event.title,
      day: event.day,
      shiftMinutes: minutesOf({ from: event.startsAt, to: event.endsAt }),
      minShare: event.minShare,
      items: page.items.map((presence) => ({
        personId: presence.personId,
        name: who.get(presence.personId)?.name ?? '（已注销）',
        inAt: presence.inAt.toISOString(),
        inWay: presence.inWay,
        outAt: presence.outAt.toISOString(),
        outWay: presence.outWay,
        ...worthOf(event, presence, counted.get(presence.personId) ?? []),
        mine: presence.personId === actor.id,
      })),
    }
  }

  /**
   * Confirms presences. One that is too short is settled without hours; whoever came to two shifts
   * at once has each minute counted once; nobody confirms their own.
   * @throws AppError request.not_found, hours.not_over
   */
  async function approve(
    actor: PersonActor,
    id: string,
    { effect, personIds }: HandlerInputOf<'hours.approve'>['body'],
  ): Promise<OutputOf<'hours.approve'>> {
    const event = await deskEvent(actor, id)
    ensure(event.endsAt <= clock.now(), 'hours.not_over')
    const wished = [...new Set(personIds)]
    const others = wished.filter((personId) => personId !== actor.id)
    const who = await people.getMany(others)
    const decided = await inTransaction(async (session) => {
      await presences.hold(others, session)
      const there = await presences.of(id, others, session)
      const counted = await countedSpans(event, others, session)
      const outcomes = new Map<string, Outcome>()
      const hours: (NewHours & { person: PersonRecord })[] = []
      for (const personId of others) {
        const presence = there.get(personId)
        const person = who.get(personId)
        if (!presence || !person) {
          outcomes.set(personId, { personId, outcome: 'absent', minutes: 0 })
          continue
        }
        if (presence.settled) {
          outcomes.set(personId, { personId, outcome: 'known', minutes: 0 })
          continue
        }
        const { minutes, enough } = worthOf(event, presence, counted.get(personId) ?? [])
        const outcome = enough ? 'approved' : 'too_short'
        outcomes.set(personId, { personId, outcome, minutes })
        if (minutes === 0) continue
        hours.push({
          person,
          kind: 'credited',
          minutes,
          effect,
          from: presence.inAt > event.startsAt ? presence.inAt : event.startsAt,
          to: presence.outAt < event.endsAt ? presence.outAt : event.endsAt,
          reason: null,
          proof: null,
          by: { id: actor.id, name: actor.name },
        })
      }
      await writeHours(event, hours, clock.now(), session)
      await book.recordNew(
        hours.map((each) => factOf(event, each, actor)),
        session,
      )
      const settled = [...outcomes.values()].filter(
        ({ outcome }) => outcome === 'approved' || outcome === 'too_short',
      )
      if (settled.length > 0)
        await presences.settle(
          id,
          settled.map(({ personId }) => personId),
          session,
        )
      return outcomes
    })
    return {
      items: wished.map(
        (personId) => decided.get(personId) ?? { personId, outcome: 'own', minutes: 0 },
      ),
    }
  }

  /**
   * Gives no hours for presences. Each of these people reads why, and may ask to have it put right.
   * @throws AppError request.not_found, hours.not_over
   */
  async function decline(
    actor: PersonActor,
    id: string,
    { personIds, reason }: HandlerInputOf<'hours.decline'>['body'],
  ): Promise<OutputOf<'hours.decline'>> {
    const event = await deskEvent(actor, id)
    const at = clock.now()
    ensure(event.endsAt <= at, 'hours.not_over')
    const wished = [...new Set(personIds)]
    const others = wished.filter((personId) => personId !== actor.id)
    const there = await inTransaction(async (session) => {
      await presences.hold(others, session)
      const found = await presences.of(id, others, session)
      const undecided = [...found.values()]
        .filter(({ settled }) => !settled)
        .map(({ personId }) => personId)
      if (undecided.length === 0) return found
      const by = { id: actor.id, name: actor.name }
      await presences.settle(id, undecided, session, { reason, by, at })
      await notices.tell(
        {
          kind: 'hours.declined',
          eventId: id,
          occasion: at.toISOString(),
          title: `没有记时长：${event.title}`,
          text: `${reason}。要是不对，在“我的志愿”里这一场下面点“时长不对？”。`,
          startsAt: event.startsAt,
        },
        undecided,
        session,
      )
      return found
    })
    const outcomeOf = (personId: string) => {
      if (personId === actor.id) return 'own'
      const presence = there.get(personId)
      if (!presence) return 'absent'
      return presence.settled ? 'known' : 'declined'
    }
    return { items: wished.map((personId) => ({ personId, outcome: outcomeOf(personId) })) }
  }

  /** What the book is told of hours. */
  function factOf(event: ServedEvent, hours: NewHours, actor: PersonActor) {
    return {
      rule: 'service.hours' as const,
      source: sourceOf(hours.kind, event.id),
      personId: hours.person.id,
      at: event.startsAt,
      quantity: quantityOf(hours),
      approvedBy: { id: actor.id, name: actor.name },
    }
  }

  /**
   * Writes hours in that no check-in shows; the same again gives what stands.
   * @throws AppError request.not_found, hours.not_over, hours.own, hours.too_many, hours.already_added
   */
  async function add(
    actor: PersonActor,
    id: string,
    { personId, minutes, effect, reason, proof }: HandlerInputOf<'hours.add'>['body'],
  ): Promise<HourDocument> {
    const event = await deskEvent(actor, id)
    ensure(event.endsAt <= clock.now(), 'hours.not_over')
    ensure(personId !== actor.id, 'hours.own')
    const person = await people.get(personId)
    ensure(person, 'request.not_found')
    return inTransaction((session) =>
      addWithin(actor, event, person, { minutes, effect, reason, proof }, session),
    )
  }

  /** The same within the transaction of a decision that asks for it. */
  async function addWithin(
    actor: PersonActor,
    event: ServedEvent,
    person: PersonRecord,
    given: Pick<NewHours, 'minutes' | 'effect' | 'reason' | 'proof'>,
    session: ClientSession,
  ): Promise<HourDocument> {
    await presences.hold([person.id], session)
    const known = await HourModel.findOne({ key: `added:${event.id}:${person.id}` })
      .session(session)
      .lean()
    if (known) {
      ensure(
        known.minutes === given.minutes && known.reason === given.reason,
        'hours.already_added',
      )
      return known
    }
    const stands = (await standingAt(event.id, [person.id], session)).get(person.id) ?? 0
    ensure(stands + given.minutes <= lengthOf(event), 'hours.too_many')
    const by = { id: actor.id, name: actor.name }
    const hours: NewHours = { ...given, person, kind: 'added', from: null, to: null, by }
    const [row] = await writeHours(event, [hours], clock.now(), session)
    if (!row) throw new Error('one in, one out')
    await book.record(factOf(event, hours, actor), session)
    await presences.settle(event.id, [person.id], session)
    return row
  }

  /**
   * Corrects an entry by another one; the same correction again gives the first.
   * @throws AppError request.not_found, hours.own, hours.too_many, hours.nothing_left, request.conflict
   */
  async function correct(
    actor: PersonActor,
    id: string,
    given: HandlerInputOf<'hours.correct'>['body'],
  ): Promise<HourDocument> {
    return inTransaction(async (session) => {
      const entry = await HourModel.findOne({ _id: id, corrects: null }).session(session).lean()
      ensure(entry && covers(actor, entry.hostPath.map(String), staffRoles), 'request.not_found')
      const before = await correctionsOf(entry, session)
      const repeat = before[given.corrections]
      if (repeat) {
        const isSame =
          repeat.minutes === given.minutes &&
          repeat.reason === given.reason &&
          repeat.by.id === actor.id &&
          before.length === given.corrections + 1
        ensure(isSame, 'request.conflict')
        return repeat
      }
      ensure(before.length === given.corrections, 'request.conflict')
      return correctWithin(actor, entry, given, session)
    })
  }

  /** The same within the transaction of a decision that asks for it. */
  async function correctWithin(
    actor: PersonActor,
    entry: HourDocument,
    { minutes, reason }: { minutes: number; reason: string },
    session: ClientSession,
  ): Promise<HourDocument> {
    const personId = String(entry.personId)
    ensure(personId !== actor.id, 'hours.own')
    await presences.hold([personId], session)
    const before = await correctionsOf(entry, session)
    const left = before.reduce((sum, each) => sum + each.minutes, entry.minutes) + minutes
    ensure(left >= 0, 'hours.nothing_left')
    const event = await presences.event(String(entry.eventId), session)
    const stands = (await standingAt(String(entry.eventId), [personId], session)).get(personId) ?? 0
    // A date that is gone keeps no length to hold against; what stood then is the most.
    ensure(minutes <= 0 || (event && stands + minutes <= lengthOf(event)), 'hours.too_many')
    const by = { id: actor.id, name: actor.name }
    const row = await writeCorrection(
      entry,
      { minutes, reason, by, at: clock.now(), corrections: before.length },
      session,
    )
    await book.revise(
      {
        rule: 'service.hours',
        source: sourceOf(entry.kind, String(entry.eventId)),
        personId,
        quantity: quantityOf({ minutes: left, effect: entry.effect }),
        reason,
        approvedBy: by,
      },
      session,
    )
    return row
  }

  return { deskEvent, due, proposals, approve, decline, add, addWithin, correct, correctWithin }
}

/** Whole minutes of a date. */
function lengthOf({ startsAt, endsAt }: ServedEvent): number {
  return minutesOf({ from: startsAt, to: endsAt })
}

/** As the book knows them: what was credited, and apart from it what was added. */
function sourceOf(kind: HourDocument['kind'], eventId: string) {
  return { type: 'service', id: kind === 'added' ? `${eventId}:added` : eventId }
}

/** Everything that corrects an entry, oldest first. */
async function correctionsOf(
  { _id }: Pick<HourDocument, '_id'>,
  session: ClientSession,
): Promise<HourDocument[]> {
  return HourModel.find({ corrects: _id }).session(session).sort({ at: 1, _id: 1 }).lean()
}

export type HourService = ReturnType<typeof createHourService>
