import { defaultScheme, startOfShanghaiDay, type BookScheme } from '@lianxin/shared'
import { SchemeModel, type SchemeDocument } from './book.model'

/** The rules that hold on a day, and which version of whose they are. */
export interface InForce {
  scheme: BookScheme
  version: number
  schemeId: string | null
  orgId: string | null
}
const byDefault: InForce = { scheme: defaultScheme, version: 0, schemeId: null, orgId: null }

function recordOf({ _id, orgId, scheme, version }: SchemeDocument): InForce {
  return { scheme, version, schemeId: String(_id), orgId: String(orgId) }
}

/** Every fact asks for its rules, and a rush of facts asks for those of one day. */
const remembered = new Map<string, InForce>()
const MOST_REMEMBERED = 10_000
/** Clocks of processes and of the database's other writers agree within this. */
const CLOCKS_AGREE_MS = 5 * 60_000

/**
 * The rules for an organization on a Shanghai day: those of the nearest organization that has any;
 * of several of its versions that have begun the newest. New rules begin tomorrow at the earliest,
 * so those of a day that has begun cannot change any more and are remembered.
 * @param path ids of everything above and with it, from the top down
 */
export async function schemeFor(path: readonly string[], day: string, now: Date): Promise<InForce> {
  const key = `${day} ${path.join()}`
  const known = remembered.get(key)
  if (known) return known
  const inForce = await lookUp(path, day)
  if (now.getTime() >= startOfShanghaiDay(day).getTime() + CLOCKS_AGREE_MS) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, inForce)
  }
  return inForce
}

async function lookUp(path: readonly string[], day: string): Promise<InForce> {
  const found = await SchemeModel.find({ orgId: { $in: [...path] }, from: { $lte: day } })
    .sort({ version: -1 })
    .lean()
  for (const orgId of [...path].reverse()) {
    const nearest = found.find((each) => String(each.orgId) === orgId)
    if (nearest) return recordOf(nearest)
  }
  return byDefault
}
