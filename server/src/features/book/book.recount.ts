import { award, defaultScheme, type BookScheme } from '@lianxin/shared'
import { isDuplicateKey } from '../../platform/database'
import {
  EntryModel,
  SchemeModel,
  TotalModel,
  type EntryDocument,
  type TotalDocument,
} from './book.model'
import { addTo, emptySums } from './book.sums'

/** How far a recount is. */
export interface Recount {
  entries: number
  years: number
  /** Years whose kept sums differed from their entries, and were mended. */
  mended: number
}

/** What the entries of a year that were seen come to. */
type YearSums = Omit<TotalDocument, '_id'>
type Given = Map<string, number>

function openYear({ personId, year }: EntryDocument): YearSums {
  return { personId, year, ...emptySums() }
}

const TOLD_EVERY = 1_000
/** Years whose kept sums are looked up at one time: the embedded store uses an index for 300 at most. */
const YEARS_AT_ONCE = 250

/** What an entry gives by its own version of the rules, limits in order. */
function pointsOf(row: EntryDocument, given: Given, scheme: BookScheme): number {
  const { rule: key, day, quantity } = row
  if (row.corrects !== null) return row.points
  const [ofDay, ofYear] = [`${key} ${day}`, key]
  const points = award(scheme.rules[key], quantity, {
    today: given.get(ofDay) ?? 0,
    thisYear: given.get(ofYear) ?? 0,
  })
  given.set(ofDay, (given.get(ofDay) ?? 0) + points)
  given.set(ofYear, (given.get(ofYear) ?? 0) + points)
  return points
}

/** Writes down the sums of a year that has none. @returns false when somebody was faster */
async function restore(right: YearSums): Promise<boolean> {
  try {
    await TotalModel.create(right)
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/**
 * Mends the kept sums of some years.
 * @returns how many were wrong
 */
async function mend(years: readonly YearSums[]): Promise<number> {
  const kept = new Map<string, TotalDocument>()
  for (const row of await TotalModel.find({
    personId: { $in: years.map(({ personId }) => personId) },
  }).lean())
    kept.set(`${String(row.personId)} ${row.year}`, row)
  let mended = 0
  for (const right of years) {
    const { personId, year, entries, base, contribution, service } = right
    const sums = kept.get(`${String(personId)} ${year}`)
    if (!sums) {
      mended += (await restore(right)) ? 1 : 0
      continue
    }
    // More entries than were seen: somebody wrote meanwhile, and the next recount looks at it.
    if (sums.entries > entries) continue
    const differs =
      sums.base !== base || sums.contribution !== contribution || sums.service !== service
    if (!differs) continue
    const written = await TotalModel.updateOne(
      { personId, year, entries: sums.entries },
      { $set: { entries, base, contribution, service } },
    )
    mended += written.modifiedCount
  }
  return mended
}

/**
 * Counts everything anew from what was reported, and mends kept sums that differ. Entries are read
 * as they were; nothing in the book itself is changed.
 * @param onProgress told every thousand entries and at the end; waited for
 * @param signal stops between two years; what was mended stays mended
 */
export async function recount(
  onProgress: (so: Recount) => unknown,
  signal?: AbortSignal,
): Promise<Recount> {
  const schemes = new Map(
    (await SchemeModel.find().lean()).map(({ _id, scheme }) => [String(_id), scheme]),
  )
  const so: Recount = { entries: 0, years: 0, mended: 0 }
  let closed: YearSums[] = []
  async function settle(): Promise<void> {
    so.mended += await mend(closed)
    so.years += closed.length
    closed = []
  }

  let sums: YearSums | null = null
  let given: Given = new Map()
  const cursor = EntryModel.find().sort({ personId: 1, year: 1, seq: 1 }).lean().cursor()
  for await (const row of cursor) {
    if (!sums || sums.year !== row.year || !sums.personId.equals(row.personId)) {
      if (sums) closed.push(sums)
      if (closed.length >= YEARS_AT_ONCE) await settle()
      if (signal?.aborted) return so
      sums = openYear(row)
      given = new Map()
    }
    const scheme = row.schemeId ? schemes.get(String(row.schemeId)) : defaultScheme
    const points = pointsOf(row, given, scheme ?? defaultScheme)
    addTo(sums, { part: row.part, rule: row.rule, points })
    so.entries += 1
    if (so.entries % TOLD_EVERY === 0) await onProgress({ ...so })
  }
  if (sums) closed.push(sums)
  await settle()
  await onProgress({ ...so })
  return so
}
