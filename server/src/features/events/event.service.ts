import { escapePattern, staffRoles, startOfShanghaiDay, endOfShanghaiDay } from '@lianxin/shared'
import type { HandlerInputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { inTransaction } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { orgsAbove } from '../orgs'
import type { EventDeps } from './event.deps'
import type { EventNews } from './event-news.service'
import { EventModel, toId, type EventDocument } from './event.model'
import { factsOf } from './project.service'
import { isOpenToAll, type SeatService } from './seat.service'

type Paged = { cursor?: string | undefined; limit: number }

/** Rows after a place in a list by start, soonest first or latest first. */
function afterStart(cursor: string | undefined, direction: 'up' | 'down') {
  if (!cursor) return {}
  const [startsAt, id] = decodeCursor(cursor, ['date', 'id'])
  const beyond = direction === 'up' ? '$gt' : '$lt'
  return { $or: [{ startsAt: { [beyond]: startsAt } }, { startsAt, _id: { [beyond]: toId(id) } }] }
}
const startKey = (row: EventDocument) => [row.startsAt, String(row._id)] as const

/** Dates: finding them, and changing one by itself. */
export function createEventService({
  clock,
  seats,
  news,
}: Pick<EventDeps, 'clock'> & { seats: SeatService; news: EventNews }) {
  async function pageOf(
    filter: Record<string, unknown>,
    { cursor, limit }: Paged,
    direction: 'up' | 'down' = 'up',
  ) {
    const rows = await EventModel.find({ $and: [filter, afterStart(cursor, direction)] })
      .sort(direction === 'up' ? { startsAt: 1, _id: 1 } : { startsAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean()
    return cutPage(rows, limit, startKey)
  }

  /** What is to come and open to all, soonest first; what has begun is still shown until it ends. */
  async function publicList(query: HandlerInputOf<'events.publicList'>['query']) {
    const { orgId, teamId, age, q, from, to, free } = query
    const now = clock.now()
    const since = from === undefined ? now : startOfShanghaiDay(from)
    return pageOf(
      {
        kind: 'shift',
        state: 'open',
        // The longest lasts twelve hours: so what is under way is found by the index over starts.
        startsAt: {
          $gte: new Date(Math.max(since.getTime(), now.getTime()) - LONGEST_MS),
          ...(to === undefined ? {} : { $lte: endOfShanghaiDay(to) }),
        },
        endsAt: { $gt: since > now ? since : now },
        ...(orgId === undefined ? {} : { orgPath: toId(orgId) }),
        ...(teamId === undefined ? {} : { teamId: toId(teamId) }),
        ...(age === undefined ? {} : forAge(age)),
        ...(q ? { $or: like(q) } : {}),
        ...(free === 'yes' ? { $expr: { $lt: ['$taken', '$capacity'] } } : {}),
      },
      query,
    )
  }

  /** What is to come in somebody's own organizations and those above, whatever kind it is. */
  async function ofBranches(actor: PersonActor, query: Paged) {
    const above = [...(await orgsAbove(actor))]
    const now = clock.now()
    return pageOf(
      {
        orgId: { $in: above.map(toId) },
        state: 'open',
        startsAt: { $gte: new Date(now.getTime() - LONGEST_MS) },
        endsAt: { $gt: now },
      },
      query,
    )
  }

  /** One that is open to all. @throws AppError request.not_found */
  async function publicOne(id: string): Promise<EventDocument> {
    const event = await EventModel.findById(id).lean()
    ensure(event && isOpenToAll(event), 'request.not_found')
    return event
  }

  /** One that this person may sign up for. @throws AppError request.not_found */
  async function oneFor(actor: PersonActor, id: string): Promise<EventDocument> {
    const event = await EventModel.findById(id).lean()
    ensure(event, 'request.not_found')
    if (isOpenToAll(event)) return event
    ensure((await orgsAbove(actor)).has(String(event.orgId)), 'request.not_found')
    return event
  }

  /** One of the desk's subtree. @throws AppError request.not_found */
  async function deskOne(actor: PersonActor, id: string): Promise<EventDocument> {
    const event = await EventModel.findById(id).lean()
    ensure(event && covers(actor, event.orgPath.map(String), staffRoles), 'request.not_found')
    return event
  }

  /** The board of the desk's subtree. */
  async function deskList(actor: PersonActor, query: HandlerInputOf<'events.list'>['query']) {
    const { when, projectId, risk } = query
    const now = clock.now()
    const isComing = when === 'coming'
    return pageOf(
      {
        orgPath: { $in: rootsOf(actor, staffRoles).map(toId) },
        ...(isComing
          ? { startsAt: { $gte: new Date(now.getTime() - LONGEST_MS) }, endsAt: { $gt: now } }
          : { startsAt: { $lt: now }, endsAt: { $lte: now } }),
        ...(projectId === undefined ? {} : { projectId: toId(projectId) }),
        ...(risk === 'yes' ? { atRisk: true, state: 'open' } : {}),
      },
      query,
      isComing ? 'up' : 'down',
    )
  }

  /** Dates by id; who is not known is left out. */
  async function byIds(ids: readonly string[]): Promise<Map<string, EventDocument>> {
    const rows = await EventModel.find({ _id: { $in: ids.map(toId) } }).lean()
    return new Map(rows.map((row) => [String(row._id), row]))
  }

  /**
   * The one that a number means in a group or for somebody of an organization.
   * @param orgPath ids above and with the organization in which it was said
   */
  async function byNumber(
    orgPath: readonly string[],
    number: number,
  ): Promise<EventDocument | null> {
    const scopeId = orgPath[1] ?? orgPath[0]
    if (scopeId === undefined) return null
    return EventModel.findOne({ scopeId, number, kind: 'shift' }).lean()
  }

  /** Changes one date by itself. @throws AppError request.conflict, event.over, event.cancelled */
  async function update(
    actor: PersonActor,
    id: string,
    input: HandlerInputOf<'events.update'>['body'],
  ): Promise<EventDocument> {
    const before = await deskOne(actor, id)
    ensure(before.state === 'open', 'event.cancelled')
    ensure(before.endsAt > clock.now(), 'event.over')
    return inTransaction(async (session) => {
      const changed = await EventModel.findOneAndUpdate(
        { _id: id, revision: input.revision, state: 'open' },
        {
          $set: {
            ...factsOf(input),
            startsAt: new Date(input.startsAt),
            endsAt: new Date(input.endsAt),
            isOwn: true,
            changedAt: clock.now(),
          },
          $inc: { revision: 1 },
        },
        { returnDocument: 'after', session },
      ).lean()
      ensure(changed, 'request.conflict')
      await news.changed(before, changed, session)
      await seats.follow(changed, session)
      return changed
    })
  }

  /** Calls one date off; again changes nothing. @throws AppError event.over */
  async function cancel(actor: PersonActor, id: string, reason: string): Promise<EventDocument> {
    const before = await deskOne(actor, id)
    if (before.state === 'cancelled') return before
    ensure(before.endsAt > clock.now(), 'event.over')
    const cancelled = await inTransaction(async (session) => {
      const event = await EventModel.findOneAndUpdate(
        { _id: id, state: 'open' },
        {
          $set: { state: 'cancelled', reason, atRisk: false, changedAt: clock.now() },
          $inc: { revision: 1 },
        },
        { returnDocument: 'after', session },
      ).lean()
      if (event) await news.cancelled(event, session)
      return event
    })
    return cancelled ?? deskOne(actor, id)
  }

  return {
    publicList,
    ofBranches,
    publicOne,
    oneFor,
    deskOne,
    deskList,
    byIds,
    byNumber,
    update,
    cancel,
  }
}

/** The contract lets nothing last longer (projects: 720 minutes); a date moved by hand may, a little. */
const LONGEST_MS = 24 * 3_600_000

/** Without a limit, or with one that this age keeps. */
function forAge(age: number) {
  return {
    $and: [
      { $or: [{ minAge: null }, { minAge: { $lte: age } }] },
      { $or: [{ maxAge: null }, { maxAge: { $gte: age } }] },
    ],
  }
}

function like(q: string) {
  const pattern = { $regex: escapePattern(q) }
  return [{ title: pattern }, { place: pattern }]
}

export type EventService = ReturnType<typeof createEventService>
