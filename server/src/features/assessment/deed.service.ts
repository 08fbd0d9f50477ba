import { createHash } from 'node:crypto'
import {
  addDays,
  shanghaiDay,
  staffRoles,
  startOfShanghaiDay,
  type AppealState,
  type DeedState,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor, type Post } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrg } from '../orgs'
import { AppealModel } from './appeal.model'
import type { AssessmentDeps } from './assessment.deps'
import { judge } from './assessment.rules'
import { DeedModel, type DeedDocument } from './deed.model'
import { presentDeeds } from './deed.presenter'
import { AssessmentGroupModel } from './group.model'
import type { GroupService } from './group.service'

/** Older deeds nobody can vouch for any more. */
const OLDEST_DAYS = 365

interface PageQuery {
  cursor?: string | undefined
  limit: number
}
interface DeedText {
  day: string
  what: string
  proof: string | null
}

/** Deeds: proposed by the member or the desk, an entry of the book when two assessors say yes. */
export function createDeedService(deps: AssessmentDeps & { groups: GroupService }) {
  const { clock, people, book, groups } = deps

  async function present(row: DeedDocument | null, viewerId: string) {
    const [presented] = await presentDeeds(people, row ? [row] : [], viewerId)
    ensure(presented, 'request.not_found')
    return presented
  }

  async function page(match: object, { cursor, limit }: PageQuery, oldestFirst = false) {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const beyond = after && { _id: oldestFirst ? { $gt: after[0] } : { $lt: after[0] } }
    const rows = await DeedModel.find({ $and: [match, beyond ?? {}] })
      .sort({ _id: oldestFirst ? 1 : -1 })
      .limit(limit + 1)
      .lean()
    return cutPage(rows, limit, (row) => [String(row._id)])
  }

  async function memberOrg(posts: readonly Post[]) {
    const post = posts.find(({ role }) => role === 'member')
    const org = post ? await getOrg(post.orgId) : null
    ensure(org, 'assessment.not_member')
    return org
  }

  async function write(
    actor: PersonActor,
    person: { id: string; posts: readonly Post[] },
    { day, what, proof }: DeedText,
  ) {
    const at = clock.now()
    const today = shanghaiDay(at)
    ensure(day <= today && day >= addDays(today, -OLDEST_DAYS), 'assessment.bad_day')
    const org = await memberOrg(person.posts)
    const group = await groups.groupFor(org, person.id)
    const sameness = createHash('sha256').update(what).digest('base64url')
    const made = await DeedModel.create({
      ...{ personId: person.id, orgId: org.id, orgPath: org.path, groupId: group._id },
      ...{ day, what, proof, sameness, proposedBy: actor.id, at, state: 'open' },
    }).catch(async (error: unknown) => {
      if (!isDuplicateKey(error)) throw error
      return DeedModel.findOne({ personId: person.id, day, sameness })
    })
    return present(made && made.toObject(), actor.id)
  }

  /** Proposes a deed of the caller's own. */
  function proposeOwn(actor: PersonActor, text: DeedText) {
    return write(actor, actor, text)
  }

  /** Proposes a deed of a member of the caller's subtree. @throws AppError assessment.not_member */
  async function propose(
    actor: PersonActor,
    { personId, ...text }: DeedText & { personId: string },
  ) {
    const person = await people.get(personId)
    const org = person && (await memberOrg(person.posts))
    ensure(org && covers(actor, org.path, staffRoles), 'assessment.not_member')
    return write(actor, person, text)
  }

  async function list(
    actor: PersonActor,
    { state, ...query }: PageQuery & { state?: DeedState | undefined },
  ): Promise<OutputOf<'deeds.list'>> {
    const match = { orgPath: { $in: rootsOf(actor, staffRoles) }, ...(state ? { state } : {}) }
    const { items, nextCursor } = await page(match, query)
    return { items: await presentDeeds(people, items, actor.id), nextCursor }
  }

  async function mine(actor: PersonActor, query: PageQuery): Promise<OutputOf<'me.deeds'>> {
    const { items, nextCursor } = await page({ personId: actor.id }, query)
    const about = { about: 'deed' as const, aboutId: { $in: items.map(({ _id }) => _id) } }
    const appeals = await AppealModel.find(about, { aboutId: 1, state: 1 }).lean()
    const stateOf = new Map<string, AppealState>(
      appeals.map(({ aboutId, state }) => [String(aboutId), state]),
    )
    const presented = await presentDeeds(people, items, actor.id)
    return {
      items: presented.map((deed) => ({ ...deed, appeal: stateOf.get(deed.id) ?? null })),
      nextCursor,
    }
  }

  /** What the caller has to assess, who waits longest first; or what they spoke on, newest first. */
  async function toAssess(
    actor: PersonActor,
    { said, ...query }: PageQuery & { said: 'yes' | 'no' },
  ): Promise<OutputOf<'assessments.list'>> {
    const memberships = await AssessmentGroupModel.find(
      { assessorIds: actor.id },
      { _id: 1 },
    ).lean()
    const groupId = { $in: memberships.map(({ _id }) => _id) }
    const waiting = {
      ...{ groupId, state: 'open', personId: { $ne: actor.id } },
      'voices.by': { $ne: actor.id },
    }
    const spoken = { groupId, 'voices.by': actor.id }
    const { items, nextCursor } = await page(
      said === 'yes' ? spoken : waiting,
      query,
      said === 'no',
    )
    return {
      items: await presentDeeds(people, items, actor.id),
      nextCursor,
      isAssessor: memberships.length > 0,
    }
  }

  /**
   * One assessor's voice. Two at once write the same record, so the database puts them one after
   * the other and the second decides; the entry in the book is made in that same transaction.
   * @throws AppError request.not_found, assessment.own, assessment.said, assessment.decided
   */
  async function say(actor: PersonActor, id: string, voice: { yes: boolean; words: string }) {
    const row = await inTransaction(async (session) => {
      const deed = await DeedModel.findById(id).session(session).lean()
      const group =
        deed &&
        (await AssessmentGroupModel.findOne({ _id: deed.groupId, assessorIds: actor.id })
          .session(session)
          .lean())
      ensure(deed && group, 'request.not_found')
      ensure(String(deed.personId) !== actor.id, 'assessment.own')
      const said = deed.voices.find(({ by }) => String(by) === actor.id)
      if (said && said.yes === voice.yes) return deed
      ensure(!said, 'assessment.said')
      ensure(deed.state === 'open', 'assessment.decided')

      const at = clock.now()
      const all = [
        ...deed.voices.map(({ by, yes }) => ({ by: String(by), yes })),
        { by: actor.id, yes: voice.yes },
      ]
      const state = judge(all, group.assessorIds.map(String), String(deed.personId))
      const decided = await DeedModel.findOneAndUpdate(
        { _id: id, state: 'open', 'voices.by': { $ne: actor.id } },
        {
          $push: { voices: { by: actor.id, ...voice, at } },
          $set: { state, decidedAt: state === 'open' ? null : at },
        },
        { session, returnDocument: 'after' },
      ).lean()
      if (!decided) throw new AppError('assessment.decided')
      if (state === 'accepted')
        await book.record(
          {
            rule: 'deed.proposed',
            source: { type: 'deed', id },
            personId: String(deed.personId),
            at: startOfShanghaiDay(deed.day),
            approvedBy: { id: actor.id, name: actor.name },
          },
          session,
        )
      return decided
    })
    return present(row, actor.id)
  }

  return { proposeOwn, propose, list, mine, toAssess, say }
}

export type DeedService = ReturnType<typeof createDeedService>
