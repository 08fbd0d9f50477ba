import type { PersonActor } from '../../http/route'
import { getOrgs } from './org.service'

/** Ids of the organizations of somebody's posts and of everything above them. */
export async function orgsAbove({ posts }: Pick<PersonActor, 'posts'>): Promise<Set<string>> {
  const orgs = await getOrgs(posts.map(({ orgId }) => orgId))
  return new Set([...orgs.values()].flatMap(({ path }) => path))
}
