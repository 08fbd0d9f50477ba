import {
  addDays,
  eventKinds,
  formatShanghai,
  holdingStates,
  shanghaiDay,
  startOfShanghaiDay,
} from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import type { PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import type { EventDeps } from './event.deps'
import { AttendanceModel } from './attendance.model'
import { EventModel, toId, type EventDocument } from './event.model'
import { EventNewsModel, keepNews, type EventNewsDocument } from './event-news.model'
import { SeatModel } from './seat.model'

/** Seats that are told at once. */
const CHUNK = 200
/** Dates that one look at the evening before takes in at a time. */
const PAGE = 100
/** From six in the evening until ten people are told of tomorrow; later they sleep. */
const EVENING = { from: 18, before: 22 }

/** Whom a change concerns: who has a place, who is asked to take one, who waits for one. */
const allStates = ['in', 'offered', 'waiting'] as const
const audiences = { in: holdingStates, all: allStates, absent: ['in'] } as const

type Told = Pick<EventDocument, '_id' | 'title' | 'place' | 'startsAt' | 'endsAt'>

const whenOf = ({ startsAt, endsAt }: Pick<EventDocument, 'startsAt' | 'endsAt'>) =>
  `${formatShanghai(startsAt, 'M月D日 HH:mm')}–${formatShanghai(endsAt, 'HH:mm')}`

/**
 * Telling people about dates. What concerns one person is told in the transaction that makes it
 * true; what concerns a whole date is written down there and told in pieces, so that five thousand
 * places hold nobody up and a crash in the middle tells nobody twice.
 */
export function createEventNews({ clock, notices }: Pick<EventDeps, 'clock' | 'notices'>) {
  function told(event: Told) {
    const { _id, title, startsAt } = event
    return { eventId: String(_id), title, startsAt }
  }

  /** A free place is offered to these people, first come first asked, until a moment. */
  async function offered(
    event: Told,
    personIds: readonly string[],
    until: Date,
    session: ClientSession,
  ): Promise<void> {
    const before = formatShanghai(until, 'M月D日 HH:mm')
    await notices.tell(
      {
        ...told(event),
        kind: 'event.offered',
        occasion: until.toISOString(),
        title: `有空位了：${event.title}`,
        text: `${whenOf(event)}，${event.place}。请在 ${before} 前点开确认，过时就让给下一位。`,
      },
      personIds,
      session,
    )
  }

  /** Tells whoever holds a place or waits that it is at another time or place, if it is. */
  async function changed(before: Told, event: EventDocument, session: ClientSession) {
    const isMoved =
      before.startsAt.getTime() !== event.startsAt.getTime() ||
      before.endsAt.getTime() !== event.endsAt.getTime()
    const isElsewhere = before.place !== event.place
    if (event.lineNo === 0 || (!isMoved && !isElsewhere)) return
    const words = [
      isMoved ? `时间改到 ${whenOf(event)}（原来 ${whenOf(before)}）` : '',
      isElsewhere ? `地点改到 ${event.place}（原来 ${before.place}）` : '',
    ].filter(Boolean)
    await keep(
      event,
      {
        kind: 'event.changed',
        occasion: String(event.revision),
        title: `有改动：${event.title}`,
        text: `${words.join('；')}。来不了的话，点开取消就行。`,
      },
      session,
    )
  }

  /** Tells whoever holds a place or waits that it is called off. */
  async function cancelled(event: EventDocument, session: ClientSession | null) {
    if (event.lineNo === 0) return
    await keep(
      event,
      {
        kind: 'event.cancelled',
        occasion: 'cancelled',
        title: `取消了：${event.title}`,
        text: `原定 ${whenOf(event)}，${event.place}。原因：${event.reason ?? '没有写'}`,
      },
      session,
    )
  }

  async function keep(
    event: EventDocument,
    news: Pick<EventNewsDocument, 'kind' | 'title' | 'text'> & {
      occasion: string
      audience?: EventNewsDocument['audience']
      absentOnly?: boolean
      by?: EventNewsDocument['by']
    },
    session: ClientSession | null,
  ): Promise<string> {
    const { kind, title, text, occasion, by = null } = news
    const { audience = [...allStates], absentOnly = false } = news
    const { _id: eventId, startsAt } = event
    const key = `${kind}:${String(eventId)}:${occasion}`
    await keepNews(
      { key, eventId, kind, title, text, startsAt, audience, absentOnly, by, at: clock.now() },
      session,
    )
    return key
  }

  /** In the evening, tells whoever has a place tomorrow; may overlap with itself. */
  async function sweepEves(signal: AbortSignal): Promise<void> {
    const now = clock.now()
    const hour = Number(formatShanghai(now, 'H'))
    if (hour < EVENING.from || hour >= EVENING.before) return
    const day = addDays(shanghaiDay(now), 1)
    let from = startOfShanghaiDay(day)
    const to = startOfShanghaiDay(addDays(day, 1))
    let last: EventDocument['_id'] | null = null
    for (;;) {
      const rows: EventDocument[] = await EventModel.find({
        kind: { $in: eventKinds },
        startsAt: { $gte: from, $lt: to },
        state: 'open',
        taken: { $gt: 0 },
        ...(last ? { $or: [{ startsAt: { $gt: from } }, { _id: { $gt: last } }] } : {}),
      })
        .sort({ startsAt: 1, _id: 1 })
        .limit(PAGE)
        .lean()
      for (const event of rows) {
        if (signal.aborted) return
        const bring = event.bring ? `带上：${event.bring}。` : ''
        await keep(
          event,
          {
            kind: 'event.tomorrow',
            occasion: day,
            title: `明天见：${event.title}`,
            text: `${whenOf(event)}，${event.place}。${bring}来不了请早些取消，把位子让给别人。`,
            audience: ['in'],
          },
          null,
        )
      }
      const end = rows.at(-1)
      if (!end || rows.length < PAGE) return
      from = end.startsAt
      last = end._id
    }
  }

  /** Tells what was written down; a piece that is told twice is told once. */
  async function sweepNews(signal: AbortSignal): Promise<void> {
    const waiting = await EventNewsModel.find({ done: false }).sort({ _id: 1 }).limit(PAGE).lean()
    for (const news of waiting) if (!signal.aborted) await tellAll(news, signal)
  }

  async function tellAll(news: EventNewsDocument, signal: AbortSignal): Promise<void> {
    let { after } = news
    while (!signal.aborted) {
      const seats = await SeatModel.find(
        {
          eventId: news.eventId,
          state: { $in: news.audience },
          ...(after ? { _id: { $gt: after } } : {}),
        },
        { personId: 1 },
      )
        .sort({ _id: 1 })
        .limit(CHUNK)
        .lean()
      const { kind, title, text, startsAt } = news
      const eventId = String(news.eventId)
      const personIds = seats.map(({ personId }) => personId)
      const concerned = news.absentOnly ? await notSeen(news.eventId, personIds) : personIds
      const fresh = await notices.tell(
        { kind, eventId, occasion: String(news._id), title, text, startsAt },
        concerned.map(String),
        null,
      )
      const end = seats.at(-1)
      const isDone = !end || seats.length < CHUNK
      after = end?._id ?? after
      await EventNewsModel.updateOne(
        { _id: news._id },
        { $set: { done: isDone, after }, $inc: { told: fresh } },
      )
      if (isDone) return
    }
  }

  /** Those of some people who did not come to a date. That is asked when needed and kept nowhere. */
  async function notSeen(eventId: EventDocument['_id'], personIds: EventDocument['_id'][]) {
    const seen = await AttendanceModel.find(
      { eventId, personId: { $in: personIds } },
      { personId: 1 },
    ).lean()
    const came = new Set(seen.map(({ personId }) => String(personId)))
    return personIds.filter((personId) => !came.has(String(personId)))
  }

  /**
   * A message of the organizer to whoever has a place, or waits for one, or did not come.
   * @param requestKey the same again sends nothing more
   * @throws AppError event.nobody, event.not_over, event.nobody_absent, request.key_reused
   */
  async function send(
    actor: PersonActor,
    event: EventDocument,
    body: HandlerInputOf<'events.message'>['body'],
    requestKey: string | null,
  ): Promise<OutputOf<'events.message'>> {
    if (body.to === 'absent') await ensureAbsent(event)
    const audience = audiences[body.to]
    const places = await SeatModel.countDocuments({
      eventId: event._id,
      state: { $in: audience },
    })
    ensure(places > 0, 'event.nobody')
    const key = await keep(
      event,
      {
        kind: 'event.message',
        occasion: requestKey === null ? String(toId()) : `${actor.id}:${requestKey}`,
        title: `${event.title}：组织者说`,
        text: body.text,
        audience: [...audience],
        absentOnly: body.to === 'absent',
        by: { id: actor.id, name: actor.name },
      },
      null,
    )
    const kept = await EventNewsModel.findOne({ key }).lean()
    ensure(kept?.text === body.text, 'request.key_reused')
    return present(kept)
  }

  /** @throws AppError event.not_over, event.nobody_absent */
  async function ensureAbsent({ _id: eventId, endsAt }: EventDocument): Promise<void> {
    ensure(endsAt <= clock.now(), 'event.not_over')
    const seats = await SeatModel.find({ eventId, state: 'in' }, { personId: 1 }).lean()
    const ids = seats.map(({ personId }) => personId)
    for (let from = 0; from < ids.length; from += CHUNK)
      if ((await notSeen(eventId, ids.slice(from, from + CHUNK))).length > 0) return
    throw new AppError('event.nobody_absent')
  }

  function toOf({ audience, absentOnly }: EventNewsDocument) {
    if (absentOnly) return 'absent'
    return audience.includes('waiting') ? 'all' : 'in'
  }

  function present(news: EventNewsDocument): OutputOf<'events.message'> {
    const { _id, text, by, at, told, done } = news
    return {
      id: String(_id),
      text,
      by: by?.name ?? '',
      at: at.toISOString(),
      to: toOf(news),
      told,
      done,
    }
  }

  /** What the organizers of a date wrote to its people, newest first. */
  async function messages(
    event: EventDocument,
    query: HandlerInputOf<'events.messages'>['query'],
  ): Promise<OutputOf<'events.messages'>> {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await EventNewsModel.find({
      eventId: event._id,
      kind: 'event.message',
      ...(after ? { _id: { $lt: toId(after[0]) } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    const { items, nextCursor } = cutPage(rows, query.limit, (row) => [String(row._id)])
    return { items: items.map(present), nextCursor }
  }

  return { offered, changed, cancelled, sweepEves, sweepNews, send, messages }
}

export type EventNews = ReturnType<typeof createEventNews>
