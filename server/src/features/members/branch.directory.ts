import { getOrgs, listSubtrees, type OrgRecord } from '../orgs'

/** The branches that a roster may name. */
export interface BranchDirectory {
  all: readonly OrgRecord[]
  has(orgId: string): boolean
  /** By name, by name with those above (望江社区/第一网格), or by code; several when they share it. */
  find(text: string): readonly OrgRecord[]
  /** With those above it, as it may be written. */
  pathName(org: OrgRecord): string
}

const words = (text: string) => text.normalize('NFKC').replace(/\s/gu, '').toLowerCase()

/** Reads the subtrees of these organizations. */
export async function readBranches(roots: readonly string[]): Promise<BranchDirectory> {
  const all = await listSubtrees(roots)
  const above = await getOrgs(all.flatMap(({ path }) => path))
  const namesOf = (org: OrgRecord) => org.path.map((id) => above.get(id)?.name ?? '')
  const known = new Map<string, OrgRecord[]>()
  const put = (key: string, org: OrgRecord) => known.set(key, [...(known.get(key) ?? []), org])
  for (const org of all) {
    put(org.id, org)
    const names = namesOf(org)
    for (let from = 0; from < names.length; from += 1) put(words(names.slice(from).join('/')), org)
  }
  const ids = new Set(all.map(({ id }) => id))
  return {
    all,
    has: (orgId) => ids.has(orgId),
    find: (text) => known.get(words(text)) ?? [],
    pathName: (org) => namesOf(org).join('/'),
  }
}
