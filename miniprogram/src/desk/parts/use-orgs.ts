import type { OutputOf } from '@lianxin/shared/contract'
import { useQuery, type Query } from '@/api/use-query'

export type Org = OutputOf<'orgs.list'>['items'][number]

/** An organization with its depth below the caller's own roots, parents before children. */
export interface OrgLine extends Org {
  depth: number
  /** Ids of those above it that the caller sees, nearest first. */
  above: readonly string[]
}

/** Puts depth and ancestors to a list that has parents before children. */
export function orgLines(items: readonly Org[]): OrgLine[] {
  const known = new Map<string, OrgLine>()
  const children = new Map<string | null, OrgLine[]>()
  for (const org of items) {
    const parent = org.parentId === null ? undefined : known.get(org.parentId)
    const above = parent ? [parent.id, ...parent.above] : []
    const line = { ...org, depth: above.length, above }
    known.set(org.id, line)
    const key = parent?.id ?? null
    children.set(key, [...(children.get(key) ?? []), line])
  }
  const below = (parent: string | null): OrgLine[] =>
    (children.get(parent) ?? []).flatMap((line) => [line, ...below(line.id)])
  return below(null)
}

/** An organization as a list of choices shows it, set in by its depth. */
export interface Unit {
  key: string
  text: string
}

/** The caller's organizations to choose from; empty while they are read. */
export function useUnits(): Unit[] {
  return orgLines(useOrgs().data?.items ?? []).map(({ id, depth, name }) => ({
    key: id,
    text: `${'　'.repeat(depth)}${name}`,
  }))
}

/** The caller's organizations. */
export function useOrgs(): Query<OutputOf<'orgs.list'>> {
  return useQuery('orgs.list', {})
}
