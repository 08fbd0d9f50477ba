import type { OutputOf } from '@lianxin/shared/contract'
import { getOrgs } from '../orgs'
import type { MemberDeps } from './member-import.deps'
import type { MemberImportDocument } from './member-import.model'
import { hasResult } from './member-import.service'

/** Imports as the desk sees them. */
export async function presentImports(
  imports: readonly MemberImportDocument[],
  now: Date,
  people: MemberDeps['people'],
): Promise<OutputOf<'memberImports.list'>['items']> {
  const orgs = await getOrgs(imports.map(({ orgId }) => String(orgId)))
  const starters = await people.getMany(imports.map(({ startedBy }) => String(startedBy)))
  return imports.map((each) => {
    const { fileName, state, total, done, created, updated, unchanged, refused } = each
    const orgId = String(each.orgId)
    return {
      id: String(each._id),
      org: { id: orgId, name: orgs.get(orgId)?.name ?? '' },
      fileName,
      state,
      total,
      done,
      created,
      updated,
      unchanged,
      refused,
      startedBy: starters.get(String(each.startedBy))?.name ?? '',
      startedAt: each.startedAt.toISOString(),
      finishedAt: each.finishedAt?.toISOString() ?? null,
      hasResult: hasResult(each, now),
    }
  })
}
