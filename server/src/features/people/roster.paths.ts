import { getOrg, getOrgs } from '../orgs'
import { toId, type PersonDocument } from './person.model'
import { postsAt, rosterPost } from './roster.rules'

/** What lists are found by, from the posts in force. */
export async function pathsOf(
  posts: PersonDocument['posts'],
  stage: PersonDocument['developmentStage'],
  at: Date,
): Promise<Pick<PersonDocument, 'orgPaths' | 'rosterPath'>> {
  const held = postsAt({ posts }, at)
  const orgs = await getOrgs(held.map(({ orgId }) => String(orgId)))
  const pathOf = (orgId: unknown) => (orgs.get(String(orgId))?.path ?? []).map((id) => toId(id))
  const all = new Map(held.flatMap(({ orgId }) => pathOf(orgId)).map((id) => [String(id), id]))
  const roster = rosterPost(held, stage)
  return { orgPaths: [...all.values()], rosterPath: roster ? pathOf(roster.orgId) : [] }
}

/** Name of the organization on whose roster a person stands, or null. */
export async function orgNameOf(
  person: Pick<PersonDocument, 'rosterPath'>,
): Promise<string | null> {
  const id = person.rosterPath.at(-1)
  return id ? ((await getOrg(String(id)))?.name ?? null) : null
}
