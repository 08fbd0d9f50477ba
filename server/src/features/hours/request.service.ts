import { staffRoles } from '@lianxin/shared'
import type { HandlerInputOf, OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import type { HourDeps } from './hour.deps'
import { HourModel, HourRequestModel, toId, type HourRequestDocument } from './hour.model'
import { presentRequest } from './hour.presenter'
import type { HourService } from './hour.service'

type Answer = HandlerInputOf<'hourRequests.answer'>['body']

/** Volunteers ask to have their hours put right; somebody answers, with minutes or with words. */
export function createRequestService(
  deps: Pick<HourDeps, 'clock' | 'people' | 'presences'> & { hours: HourService },
) {
  const { clock, people, presences, hours } = deps

  /** One open request for each date; the same again gives it. @throws AppError request.not_found, hours.not_over */
  async function ask(actor: PersonActor, eventId: string, words: string) {
    const event = await presences.event(eventId)
    ensure(event?.givesHours, 'request.not_found')
    ensure(event.endsAt <= clock.now(), 'hours.not_over')
    const before = await HourRequestModel.find({ personId: actor.id, eventId })
      .sort({ round: -1 })
      .limit(1)
      .lean()
    const last = before[0]
    if (last?.state === 'open') return presentRequest(last)
    try {
      const made = await HourRequestModel.create({
        personId: actor.id,
        eventId,
        hostPath: event.orgPath.map(toId),
        title: event.title,
        day: event.day,
        words,
        at: clock.now(),
        state: 'open',
        round: (last?.round ?? 0) + 1,
      })
      return presentRequest(made.toObject())
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const other = await HourRequestModel.findOne({ personId: actor.id, eventId, state: 'open' })
        .sort({ round: -1 })
        .lean()
      if (!other) throw new AppError('request.conflict')
      return presentRequest(other)
    }
  }

  /** A person's own, newest first. */
  async function mine(
    actor: PersonActor,
    query: { cursor?: string | undefined; limit: number },
  ): Promise<OutputOf<'me.hourRequests'>> {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await HourRequestModel.find({
      personId: actor.id,
      ...(after ? { _id: { $lt: toId(after[0]) } } : {}),
    })
      .sort({ _id: -1 })
      .limit(query.limit + 1)
      .lean()
    const page = cutPage(rows, query.limit, (row) => [String(row._id)])
    return { nextCursor: page.nextCursor, items: page.items.map(presentRequest) }
  }

  /** Those of the desk's subtree, oldest first. */
  async function list(
    actor: PersonActor,
    query: HandlerInputOf<'hourRequests.list'>['query'],
  ): Promise<OutputOf<'hourRequests.list'>> {
    const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
    const rows = await HourRequestModel.find({
      hostPath: { $in: rootsOf(actor, staffRoles).map(toId) },
      state: query.state,
      ...(after ? { _id: { $gt: toId(after[0]) } } : {}),
    })
      .sort({ _id: 1 })
      .limit(query.limit + 1)
      .lean()
    const page = cutPage(rows, query.limit, (row) => [String(row._id)])
    const who = await people.getMany(page.items.map(({ personId }) => String(personId)))
    return {
      nextCursor: page.nextCursor,
      items: page.items.map((row) => ({
        ...presentRequest(row),
        personId: String(row.personId),
        name: who.get(String(row.personId))?.name ?? '（已注销）',
      })),
    }
  }

  /**
   * Answers one, once; minutes and answer are one transaction.
   * @throws AppError request.not_found, hours.own, hours.answered, hours.too_many, hours.nothing_left
   */
  async function answer(actor: PersonActor, id: string, { minutes, words }: Answer) {
    return inTransaction(async (session) => {
      const row = await HourRequestModel.findById(id).session(session).lean()
      ensure(row && covers(actor, row.hostPath.map(String), staffRoles), 'request.not_found')
      ensure(String(row.personId) !== actor.id, 'hours.own')
      const answered = await HourRequestModel.findOneAndUpdate(
        { _id: id, state: 'open' },
        {
          $set: {
            state: minutes === 0 ? 'kept' : 'corrected',
            answer: words,
            answeredBy: { id: actor.id, name: actor.name },
            answeredAt: clock.now(),
          },
        },
        { session, returnDocument: 'after' },
      ).lean()
      ensure(answered, 'hours.answered')
      if (minutes !== 0) await change(actor, row, { minutes, words }, session)
      return presentRequest(answered)
    })
  }

  /** Into the entry that there is; with none, as hours written in, on the volunteer's word. */
  async function change(
    actor: PersonActor,
    row: HourRequestDocument,
    { minutes, words }: Answer,
    session: Parameters<HourService['correctWithin']>[3],
  ): Promise<void> {
    const [eventId, personId] = [String(row.eventId), String(row.personId)]
    const entry = await HourModel.findOne({ eventId, personId, corrects: null })
      .sort({ _id: 1 })
      .session(session)
      .lean()
    if (entry) {
      await hours.correctWithin(actor, entry, { minutes, reason: words }, session)
      return
    }
    ensure(minutes > 0, 'hours.nothing_left')
    const [event, person] = [await presences.event(eventId, session), await people.get(personId)]
    ensure(event && person, 'request.not_found')
    await hours.addWithin(
      actor,
      event,
      person,
      { minutes, effect: 'plain', reason: words, proof: `本人说明：${row.words}` },
      session,
    )
  }

  return { ask, mine, list, answer }
}
