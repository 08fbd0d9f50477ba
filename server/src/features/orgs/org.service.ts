import { escapePattern, type OrgLevel } from '@lianxin/shared'
import { cutPage, decodeCursor } from '../../platform/paging'
import { OrgModel, type OrgDocument } from './org.model'

/** An organization; `path` = ids from the root down to and with itself. */
export interface OrgRecord {
  id: string
  name: string
  level: OrgLevel
  parentId: string | null
  path: string[]
}

function toRecord(org: OrgDocument): OrgRecord {
  return {
    id: String(org._id),
    name: org.name,
    level: org.level,
    parentId: org.parentId ? String(org.parentId) : null,
    path: org.path.map(String),
  }
}

/** Almost every request names an organization or two, and they change on reorganizations only. */
const FRESH_MS = 5_000
const MOST_REMEMBERED = 10_000
const remembered = new Map<string, { org: OrgRecord; until: number }>()

function remember(org: OrgRecord): OrgRecord {
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  remembered.set(org.id, { org, until: performance.now() + FRESH_MS })
  return org
}

function recall(id: string): OrgRecord | null {
  const known = remembered.get(id)
  return known && known.until > performance.now() ? known.org : null
}

/** One organization, or null; what another process changes is seen within five seconds. */
export async function getOrg(id: string): Promise<OrgRecord | null> {
  const known = recall(id)
  if (known) return known
  const org = await OrgModel.findById(id).lean()
  return org ? remember(toRecord(org)) : null
}

/** Several organizations by id, as fresh as {@link getOrg}'s; unknown ids are left out. */
export async function getOrgs(ids: readonly string[]): Promise<Map<string, OrgRecord>> {
  const found = new Map<string, OrgRecord>()
  const missing: string[] = []
  for (const id of new Set(ids)) {
    const known = recall(id)
    if (known) found.set(id, known)
    else missing.push(id)
  }
  if (missing.length === 0) return found
  const orgs = await OrgModel.find({ _id: { $in: missing } }).lean()
  for (const org of orgs) found.set(String(org._id), remember(toRecord(org)))
  return found
}

/** Everything in the subtrees of `roots`, parents before children. */
export async function listSubtrees(roots: readonly string[]): Promise<OrgRecord[]> {
  const orgs = await OrgModel.find({ path: { $in: [...roots] } })
    .sort({ order: 1, _id: 1 })
    .lean()
  return orgs.map(toRecord)
}

/** Communities and grids by name, for a resident choosing whom to address. */
export async function listAddressable(query: {
  q?: string | undefined
  cursor?: string | undefined
  limit: number
}): Promise<{
  items: { id: string; name: string; parentName: string | null }[]
  nextCursor: string | null
}> {
  const after = query.cursor ? decodeCursor(query.cursor, ['string', 'id']) : null
  const rows = await OrgModel.find({
    level: { $in: ['community', 'grid'] },
    ...(query.q ? { name: { $regex: escapePattern(query.q) } } : {}),
    ...(after
      ? { $or: [{ order: { $gt: after[0] } }, { order: after[0], _id: { $gt: after[1] } }] }
      : {}),
  })
    .sort({ order: 1, _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const page = cutPage(rows, query.limit, (row) => [row.order, String(row._id)])
  const parents = await getOrgs(
    page.items.flatMap((row) => (row.parentId ? [String(row.parentId)] : [])),
  )
  return {
    items: page.items.map((row) => ({
      id: String(row._id),
      name: row.name,
      parentName: parents.get(String(row.parentId))?.name ?? null,
    })),
    nextCursor: page.nextCursor,
  }
}

/**
 * Adds an organization under `parent` (null = a root).
 * @param position its place among its siblings, 0-based
 */
export async function createOrg(
  name: string,
  level: OrgLevel,
  parent: OrgRecord | null,
  position: number,
): Promise<OrgRecord> {
  const above = parent ? await OrgModel.findById(parent.id).lean() : null
  const org = new OrgModel({ name, level, parentId: above?._id ?? null })
  org.path = [...(above?.path ?? []), org._id]
  org.order = `${above?.order ?? ''}${String(position).padStart(4, '0')}.`
  await org.save()
  return toRecord(org)
}

/** False for a database that nobody has used yet. */
export async function hasOrgs(): Promise<boolean> {
  return (await OrgModel.findOne().select('_id').lean()) !== null
}

/** Every organization, parents before children; for the operator. */
export async function listAllOrgs(): Promise<OrgRecord[]> {
  const orgs = await OrgModel.find().sort({ order: 1, _id: 1 }).lean()
  return orgs.map(toRecord)
}
