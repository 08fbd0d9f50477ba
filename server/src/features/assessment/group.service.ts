import { ASSESSORS_NEEDED, staffRoles } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { covers, rootsOf, type PersonActor } from '../../http/route'
import { AppError, ensure } from '../../platform/app-error'
import { isDuplicateKey } from '../../platform/database'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getOrg, getOrgs, type OrgRecord } from '../orgs'
import type { AssessmentDeps } from './assessment.deps'
import { eligible } from './assessment.rules'
import { AssessmentGroupModel, type GroupDocument } from './group.model'

/** Assessment groups: a branch's own, or that of the nearest organization above it. */
export function createGroupService({ clock, people }: Pick<AssessmentDeps, 'clock' | 'people'>) {
  async function present(groups: readonly GroupDocument[]) {
    const [orgs, named] = await Promise.all([
      getOrgs(groups.map(({ _id }) => String(_id))),
      people.getMany(groups.flatMap(({ assessorIds }) => assessorIds.map(String))),
    ])
    return groups.map(({ _id, assessorIds }) => ({
      id: String(_id),
      orgName: orgs.get(String(_id))?.name ?? '',
      assessors: assessorIds.map((id) => ({
        id: String(id),
        name: named.get(String(id))?.name ?? '',
      })),
    }))
  }

  async function list(
    actor: PersonActor,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<OutputOf<'assessmentGroups.list'>> {
    const after = cursor ? decodeCursor(cursor, ['id']) : null
    const rows = await AssessmentGroupModel.find({
      orgPath: { $in: rootsOf(actor, staffRoles) },
      ...(after ? { _id: { $gt: after[0] } } : {}),
    })
      .sort({ _id: 1 })
      .limit(limit + 1)
      .lean()
    const page = cutPage(rows, limit, (row) => [String(row._id)])
    return { items: await present(page.items), nextCursor: page.nextCursor }
  }

  /**
   * Names the assessors of an organization, in place of those it had.
   * @throws AppError request.not_found, assessment.not_member when one has no post in its subtree
   */
  async function set(
    actor: PersonActor,
    orgId: string,
    personIds: readonly string[],
  ): Promise<OutputOf<'assessmentGroups.set'>> {
    const org = await getOrg(orgId)
    ensure(org && covers(actor, org.path, staffRoles), 'request.not_found')
    const named = await people.getMany(personIds)
    const posts = [...named.values()].flatMap((person) => person.posts)
    const orgs = await getOrgs(posts.map((post) => post.orgId))
    const isHere = (id: string) =>
      named.get(id)?.posts.some((post) => orgs.get(post.orgId)?.path.includes(orgId))
    ensure(personIds.every(isHere), 'assessment.not_member')
    const change = {
      $set: { orgPath: org.path, assessorIds: personIds, by: actor.id, at: clock.now() },
    }
    const write = () =>
      AssessmentGroupModel.findOneAndUpdate({ _id: orgId }, change, {
        upsert: true,
        returnDocument: 'after',
      }).lean()
    // two secretaries at once: the second finds the row
    const group = await write().catch((error: unknown) => {
      if (isDuplicateKey(error)) return write()
      throw error
    })
    const [presented] = await present(group ? [group] : [])
    if (!presented) throw new Error('a group just set must be readable')
    return presented
  }

  /**
   * The group that assesses a person of an organization: its own or the nearest above.
   * @throws AppError assessment.no_group, assessment.too_few without two others than the person
   */
  async function groupFor(org: OrgRecord, personId: string): Promise<GroupDocument> {
    const rows = await AssessmentGroupModel.find({ _id: { $in: org.path } }).lean()
    const depth = (group: GroupDocument) => org.path.indexOf(String(group._id))
    const [nearest] = rows.toSorted((a, b) => depth(b) - depth(a))
    if (!nearest) throw new AppError('assessment.no_group')
    const others = eligible(nearest.assessorIds.map(String), personId)
    ensure(others.length >= ASSESSORS_NEEDED, 'assessment.too_few')
    return nearest
  }

  return { list, set, groupFor }
}

export type GroupService = ReturnType<typeof createGroupService>
