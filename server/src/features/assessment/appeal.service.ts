import { staffRoles, type AppealState, type AppealSubject } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { ClientSession } from 'mongoose'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrg, getOrgs } from '../orgs'
import { AppealModel, type AppealDocument } from './appeal.model'
import { subjectOf, type Subject } from './appeal.subject'
import type { AssessmentDeps } from './assessment.deps'
import { DeedModel } from './deed.model'

interface PageQuery {
  cursor?: string | undefined
  limit: number
}
interface Given {
  upheld: boolean
  words: string
  amount: number | null
}

/** Does this person stand too near: did they decide it, or is it their own? */
function isBarred({ personId, deciders }: AppealDocument, actorId: string): boolean {
  return [personId, ...deciders].some((id) => String(id) === actorId)
}

const facts = (row: Omit<Subject, 'deciders' | 'aboutId'> & { aboutId: unknown }) => ({
  about: row.about,
  aboutId: String(row.aboutId),
  title: row.title,
  amount: row.amount,
  at: row.aboutAt.toISOString(),
  reasons: row.reasons,
})

/** Appeals: of a member, answered by somebody of the desk who did not decide what is appealed. */
export function createAppealService({ clock, people, book }: AssessmentDeps) {
  async function present(rows: readonly AppealDocument[]) {
    const answerers = rows.flatMap(({ answer }) => (answer ? [String(answer.by)] : []))
    const named = await people.getMany(answerers)
    return rows.map((row) => ({
      ...facts(row),
      id: String(row._id),
      words: row.words,
      appealedAt: row.at.toISOString(),
      state: row.state,
      answer: row.answer && {
        name: named.get(String(row.answer.by))?.name ?? '',
        words: row.answer.words,
        at: row.answer.at.toISOString(),
        amount: row.answer.amount,
      },
    }))
  }

  async function presentOne(row: AppealDocument | null) {
    const [presented] = await present(row ? [row] : [])
    ensure(presented, 'request.not_found')
    return presented
  }

  async function page(match: object, { cursor, limit }: PageQuery, oldestFirst: boolean) {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const beyond = after && { _id: oldestFirst ? { $gt: after[0] } : { $lt: after[0] } }
    const rows = await AppealModel.find({ $and: [match, beyond ?? {}] })
      .sort({ _id: oldestFirst ? 1 : -1 })
      .limit(limit + 1)
      .lean()
    return cutPage(rows, limit, (row) => [String(row._id)])
  }

  /** What the caller is about to appeal, or has. An appeal that is there shows it as it was then. */
  async function subject(
    actor: PersonActor,
    { about, aboutId }: { about: AppealSubject; aboutId: string },
  ): Promise<OutputOf<'me.appealSubject'>> {
    const row = await AppealModel.findOne({ about, aboutId, personId: actor.id }).lean()
    if (row) return { ...facts(row), appeal: await presentOne(row) }
    return { ...facts(await subjectOf(book, actor.id, about, aboutId)), appeal: null }
  }

  async function mine(actor: PersonActor, query: PageQuery): Promise<OutputOf<'me.appeals'>> {
    const { items, nextCursor } = await page({ personId: actor.id }, query, false)
    return { items: await present(items), nextCursor }
  }

  /**
   * Appeals, once for each thing: the first sentence stands.
   * @throws AppError request.not_found, appeal.not_yet
   */
  async function appeal(
    actor: PersonActor,
    said: { about: AppealSubject; aboutId: string; words: string },
  ): Promise<OutputOf<'me.appeal'>> {
    const { about, aboutId, words } = said
    const find = () => AppealModel.findOne({ about, aboutId, personId: actor.id }).lean()
    const before = await find()
    if (before) return presentOne(before)
    const subjectFacts = await subjectOf(book, actor.id, about, aboutId)
    const post = actor.posts.find(({ role }) => role === 'member') ?? actor.posts[0]
    const org = post ? await getOrg(post.orgId) : null
    ensure(org, 'auth.forbidden')
    try {
      const made = await AppealModel.create({
        ...subjectFacts,
        ...{ personId: actor.id, orgId: org.id, orgPath: org.path },
        ...{ words, at: clock.now(), state: 'open' },
      })
      return await presentOne(made.toObject())
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      return presentOne(await find())
    }
  }

  async function list(
    actor: PersonActor,
    { state, ...query }: PageQuery & { state: AppealState },
  ): Promise<OutputOf<'appeals.list'>> {
    const match = { orgPath: { $in: rootsOf(actor, staffRoles) }, state }
    const { items, nextCursor } = await page(match, query, state === 'open')
    const [presented, named, orgs] = await Promise.all([
      present(items),
      people.getMany(items.map(({ personId }) => String(personId))),
      getOrgs(items.map(({ orgId }) => String(orgId))),
    ])
    const rowOf = new Map(items.map((row) => [String(row._id), row]))
    return {
      nextCursor,
      items: presented.flatMap((shown) => {
        const row = rowOf.get(shown.id)
        if (!row) return []
        const [personId, orgId] = [String(row.personId), String(row.orgId)]
        return {
          ...shown,
          person: { id: personId, name: named.get(personId)?.name ?? '' },
          org: { id: orgId, name: orgs.get(orgId)?.name ?? '' },
          barred: isBarred(row, actor.id),
        }
      }),
    }
  }

  async function carryOut(
    row: AppealDocument,
    given: Given,
    by: PersonActor,
    session: ClientSession,
  ) {
    const { words: reason, amount: points } = given
    const aboutId = String(row.aboutId)
    if (row.about === 'entry') {
      if (!points) throw new AppError('appeal.no_amount')
      const approvedBy = { id: by.id, name: by.name }
      await book.correctEntry({ entryId: aboutId, points, reason, approvedBy }, session)
      return
    }
    // A deed is never decided by one person: it goes back to the group, which begins anew.
    const deed = await DeedModel.findById(aboutId).session(session).lean()
    await DeedModel.updateOne(
      { _id: aboutId, state: 'refused' },
      {
        $set: { state: 'open', decidedAt: null, voices: [], earlier: deed?.voices ?? [] },
      },
      { session },
    )
  }

  /**
   * Answers an appeal, once; the same answer again by the same person changes nothing.
   * @param given.amount points of the correction, for an entry whose appeal is upheld
   * @throws AppError request.not_found, appeal.same_person, appeal.answered, appeal.no_amount
   */
  async function answer(
    actor: PersonActor,
    id: string,
    given: Given,
  ): Promise<OutputOf<'appeals.answer'>> {
    const state = given.upheld ? 'upheld' : 'declined'
    const row = await inTransaction(async (session) => {
      const open = await AppealModel.findById(id).session(session).lean()
      ensure(open && covers(actor, open.orgPath.map(String), staffRoles), 'request.not_found')
      ensure(!isBarred(open, actor.id), 'appeal.same_person')
      const isRepeat = open.state === state && String(open.answer?.by) === actor.id
      if (isRepeat) return open
      ensure(open.state === 'open', 'appeal.answered')
      const amount = given.upheld && open.about === 'entry' ? given.amount : null
      const answered = await AppealModel.findOneAndUpdate(
        { _id: id, state: 'open' },
        {
          $set: { state, answer: { by: actor.id, words: given.words, at: clock.now(), amount } },
        },
        { session, returnDocument: 'after' },
      ).lean()
      ensure(answered, 'appeal.answered')
      if (given.upheld) await carryOut(open, given, actor, session)
      return answered
    })
    return presentOne(row)
  }

  return { subject, mine, appeal, list, answer }
}

export type AppealService = ReturnType<typeof createAppealService>
