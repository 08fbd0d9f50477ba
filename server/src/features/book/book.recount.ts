import { award, defaultScheme, type BookScheme } from '@lianxin/shared'
import { EntryModel, SchemeModel, TotalModel, type EntryDocument } from './book.model'

/** How far a recount is. */
export interface Recount {
  entries: number
  years: number
  /** Years whose kept sums differed from their entries, and were mended. */
  mended: number
}

interface YearSums {
  personId: EntryDocument['personId']
  year: number
  base: number
  contribution: number
  service: number
  given: Map<string, number>
}

function openYear({ personId, year }: EntryDocument): YearSums {
  return { personId, year, base: 0, contribution: 0, service: 0, given: new Map() }
}

const TOLD_EVERY = 10_000

/** One entry more: what its fact is worth by its own version of the rules, limits in order. */
function addTo(sums: YearSums, row: EntryDocument, scheme: BookScheme): void {
  const { rule: key, day, quantity, part } = row
  let { points } = row
  if (row.corrects === null) {
    const [ofDay, ofYear] = [`${key} ${day}`, key]
    points = award(scheme.rules[key], quantity, {
      today: sums.given.get(ofDay) ?? 0,
      thisYear: sums.given.get(ofYear) ?? 0,
    })
    sums.given.set(ofDay, (sums.given.get(ofDay) ?? 0) + points)
    sums.given.set(ofYear, (sums.given.get(ofYear) ?? 0) + points)
  }
  sums[part] += points
  if (key === 'service.hours') sums.service += points
}

/**
 * Counts everything anew from what was reported, and mends kept sums that differ. Entries are read
 * as they were; nothing in the book itself is changed.
 * @param onProgress told now and then
 * @param signal stops between two years; what was mended stays mended
 */
export async function recount(
  onProgress: (so: Recount) => void,
  signal?: AbortSignal,
): Promise<Recount> {
  const schemes = new Map(
    (await SchemeModel.find().lean()).map(({ _id, scheme }) => [String(_id), scheme]),
  )
  const so: Recount = { entries: 0, years: 0, mended: 0 }

  async function close({ personId, year, base, contribution, service }: YearSums) {
    so.years += 1
    const right = { base, contribution, service }
    const kept = await TotalModel.findOne({ personId, year }).lean()
    const differs =
      kept?.base !== base || kept.contribution !== contribution || kept.service !== service
    if (!differs) return
    // Whoever wrote meanwhile has counted up the entries: then it is left to the next recount.
    const written = await TotalModel.updateOne(
      { personId, year, entries: kept?.entries ?? 0 },
      { $set: right },
    )
    so.mended += written.modifiedCount
  }

  let sums: YearSums | null = null
  const cursor = EntryModel.find().sort({ personId: 1, year: 1, seq: 1 }).lean().cursor()
  for await (const row of cursor) {
    if (!sums || sums.year !== row.year || !sums.personId.equals(row.personId)) {
      if (sums) await close(sums)
      if (signal?.aborted) return so
      sums = openYear(row)
    }
    const scheme = row.schemeId ? schemes.get(String(row.schemeId)) : defaultScheme
    addTo(sums, row, scheme ?? defaultScheme)
    so.entries += 1
    if (so.entries % TOLD_EVERY === 0) onProgress({ ...so })
  }
  if (sums) await close(sums)
  onProgress({ ...so })
  return so
}
