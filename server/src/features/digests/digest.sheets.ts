import { staffRoles } from '@lianxin/shared'
import { rootsOf, type BinaryAnswer, type PersonActor } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { listGroups, type GroupRecord } from '../groups'
import { getOrgs } from '../orgs'
import type { ReplyPages } from './digest.deps'
import { DigestModel } from './digest.model'
import { maySee } from './digest.policy'
import { isReadable } from './digest.rules'
import { renderSheets } from './sheet.page'

const PAGE = 100
/** More than one person carries round, and a browser still shows them in a moment. */
const MOST_SHEETS = 300

/** Is paper one of the ways to the group? */
function onPaper(group: GroupRecord): boolean {
  return group.routes.some((way) => way.kind === 'print')
}

/** The actor's own groups among those that the digest goes to. */
async function groupsOf(
  actor: PersonActor,
  audienceOrgIds: readonly string[],
): Promise<GroupRecord[]> {
  const groups: GroupRecord[] = []
  let cursor: string | undefined
  do {
    const page = await listGroups(rootsOf(actor, staffRoles), {
      within: audienceOrgIds,
      limit: PAGE,
      cursor,
    })
    groups.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return groups
}

/**
 * Sheets to print: for one group, or for all that are reached on paper. Who carries them round is
 * the branch, so it may print what a unit above sends to its groups.
 * @param groupId one of the groups, on paper or not; null = all on paper
 * @throws AppError request.not_found, digest.not_approved, digest.no_paper,
 *   digest.too_many_sheets
 */
export async function sheetsOf(
  actor: PersonActor,
  id: string,
  groupId: string | null,
  { replies }: { replies: ReplyPages },
): Promise<BinaryAnswer> {
  const digest = await DigestModel.findById(id, { body: 0 }).lean()
  const groups = digest ? await groupsOf(actor, digest.audienceOrgIds.map(String)) : []
  const asked = groups.filter((group) => (groupId === null ? onPaper(group) : group.id === groupId))
  const concerns = digest && (maySee(actor, digest) || groups.length > 0)
  ensure(concerns && (groupId === null || asked.length > 0), 'request.not_found')
  ensure(isReadable(digest), 'digest.not_approved')
  ensure(asked.length > 0, 'digest.no_paper')
  ensure(asked.length <= MOST_SHEETS, 'digest.too_many_sheets')
  const orgs = await getOrgs(asked.map((group) => group.orgId))
  const places = asked.map((group) => ({
    topic: group.topic,
    orgName: orgs.get(group.orgId)?.name ?? '',
    link: replies.replyLink(id, group.id),
  }))
  return { bytes: Buffer.from(await renderSheets(digest, places)) }
}
