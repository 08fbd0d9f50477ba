import { showsName, staffRoles, type ThoughtState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrgs } from '../orgs'
import type { CheckinDeps } from './checkin.deps'
import { CheckinModel } from './checkin.model'
import { branchOf } from './checkin.service'

interface PageQuery {
  cursor?: string | undefined
  limit: number
}

/** Sentences written with check-ins: others see one only when a person of the desk has passed it. */
export function createThoughtService({ clock, people }: Pick<CheckinDeps, 'clock' | 'people'>) {
  async function page(match: object, { cursor, limit }: PageQuery, newestFirst: boolean) {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const beyond = after && { _id: newestFirst ? { $lt: after[0] } : { $gt: after[0] } }
    const rows = await CheckinModel.find({
      $and: [match, { thought: { $type: 'string' } }, beyond ?? {}],
    })
      .sort({ _id: newestFirst ? -1 : 1 })
      .limit(limit + 1)
      .lean()
    // One has both or neither.
    const found = rows.flatMap(({ thought, review, ...row }) =>
      thought !== null && review !== null ? [{ ...row, thought, review }] : [],
    )
    const cut = cutPage(found, limit, (row) => [String(row._id)])
    const writers = await people.getMany(cut.items.map(({ personId }) => String(personId)))
    return { ...cut, writers }
  }

  /** What a person's own branch wrote and somebody passed, newest first. */
  async function ofBranch(
    actor: PersonActor,
    query: PageQuery,
  ): Promise<OutputOf<'me.branchThoughts'>> {
    const orgId = branchOf(actor)
    const match = { orgPath: orgId, orgId, review: 'passed' }
    const { items, nextCursor, writers } = await page(match, query, true)
    return {
      nextCursor,
      items: items.map(({ _id, personId, day, thought }) => {
        const writer = writers.get(String(personId))
        const name = writer && showsName(writer.consents) ? writer.name : null
        return { id: String(_id), name, day, thought }
      }),
    }
  }

  /** The queue of the desk: who waits longest first; what was decided, newest first. */
  async function list(
    actor: PersonActor,
    { state, ...query }: PageQuery & { state: ThoughtState },
  ): Promise<OutputOf<'thoughts.list'>> {
    const match = { orgPath: { $in: rootsOf(actor, staffRoles) }, review: state }
    const { items, nextCursor, writers } = await page(match, query, state !== 'waiting')
    const orgs = await getOrgs(items.map(({ orgId }) => String(orgId)))
    return {
      nextCursor,
      items: items.map((row) => ({
        id: String(row._id),
        name: writers.get(String(row.personId))?.name ?? '',
        org: { id: String(row.orgId), name: orgs.get(String(row.orgId))?.name ?? '' },
        day: row.day,
        thought: row.thought,
        state: row.review,
        reviewedAt: row.reviewedAt?.toISOString() ?? null,
        mine: String(row.personId) === actor.id,
      })),
    }
  }

  /**
   * Passes a sentence, or does not; the same again changes nothing, another word later counts.
   * @throws AppError request.not_found, checkin.own_thought
   */
  async function review(
    actor: PersonActor,
    id: string,
    decision: 'passed' | 'refused',
  ): Promise<void> {
    const row = await CheckinModel.findById(id).lean()
    const seen = row?.thought != null && covers(actor, row.orgPath.map(String), staffRoles)
    ensure(row && seen, 'request.not_found')
    ensure(String(row.personId) !== actor.id, 'checkin.own_thought')
    await CheckinModel.updateOne(
      { _id: id, review: { $ne: decision } },
      { $set: { review: decision, reviewedBy: actor.id, reviewedAt: clock.now() } },
    )
  }

  return { ofBranch, list, review }
}

export type ThoughtService = ReturnType<typeof createThoughtService>
