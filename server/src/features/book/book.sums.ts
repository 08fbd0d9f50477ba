import type { EntryDocument, TotalDocument } from './book.model'

/** What entries of a person's year come to; `entries` is how many they are. */
type Sums = Pick<TotalDocument, 'entries' | 'base' | 'contribution' | 'service'>

export function emptySums(): Sums {
  return { entries: 0, base: 0, contribution: 0, service: 0 }
}

/** One entry more. */
export function addTo(
  sums: Sums,
  { part, rule, points }: Pick<EntryDocument, 'part' | 'rule' | 'points'>,
): void {
  sums.entries += 1
  sums[part] += points
  if (rule === 'service.hours') sums.service += points
}
