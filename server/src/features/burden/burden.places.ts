import { shanghaiDay } from '@lianxin/shared'
import { countGroupsByOrg } from '../groups'
import { getOrg, getOrgs, type OrgRecord } from '../orgs'

/** `YYYY-MM` of the Shanghai month in which an instant lies. */
export function monthOf(at: Date): string {
  return shanghaiDay(at).slice(0, 7)
}

/**
 * The community that each organization lies in; those above communities lie in none.
 * @returns by the id of the organization asked for
 */
export async function communitiesOf(orgIds: readonly string[]): Promise<Map<string, OrgRecord>> {
  const orgs = await getOrgs(orgIds)
  const above = await getOrgs([...orgs.values()].flatMap((org) => org.path))
  const found = new Map<string, OrgRecord>()
  for (const [id, org] of orgs) {
    const place = org.path.map((each) => above.get(each)).find((one) => one?.level === 'community')
    if (place) found.set(id, place)
  }
  return found
}

/** Is the organization above the community, in the tree's line? */
export function isAbove(senderId: string, community: OrgRecord): boolean {
  return senderId !== community.id && community.path.includes(senderId)
}

/**
 * Communities below `senderId` with a group that a digest to `audienceOrgIds` goes to. None when the
 * sender is itself a community or a grid: what one sends to one's own people is no burden from above.
 */
export async function communitiesReached(
  senderId: string,
  audienceOrgIds: readonly string[],
): Promise<OrgRecord[]> {
  const sender = await getOrg(senderId)
  if (sender?.level !== 'district' && sender?.level !== 'street') return []
  const groups = await countGroupsByOrg(audienceOrgIds)
  const places = await communitiesOf([...groups.keys()])
  const reached = new Map([...places.values()].map((place) => [place.id, place]))
  return [...reached.values()].filter((place) => isAbove(senderId, place))
}
