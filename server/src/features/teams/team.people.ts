import { ensure } from '../../platform/app-error'
import { getOrgs } from '../orgs'
import type { TeamDeps } from './team.deps'

/**
 * Who is put on a team, or leads it, has a post under the team's root organization.
 * @throws AppError team.person_unknown
 */
export async function ensureNeighbours(
  people: TeamDeps['people'],
  personIds: readonly string[],
  rootId: string,
): Promise<void> {
  if (personIds.length === 0) return
  const named = await people.getMany(personIds)
  const posts = [...named.values()].flatMap((person) => person.posts)
  const orgs = await getOrgs(posts.map(({ orgId }) => orgId))
  const isNear = (id: string) =>
    named.get(id)?.posts.some(({ orgId }) => orgs.get(orgId)?.path[0] === rootId)
  ensure(personIds.every(isNear), 'team.person_unknown')
}
