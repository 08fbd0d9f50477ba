import type { PartyClass } from '../party'
import type { BookPart, RuleKey } from './keys'
import { FULL_SCORE, type BookRule, type BookScheme } from './scheme'

/** Points that a rule has given already. */
export interface GivenSoFar {
  today: number
  thisYear: number
}

/**
 * What a fact is worth under a rule, cut at the limits of day and year.
 * @param quantity times, or hours of service; part of an hour counts as its part
 * @returns whole points, 0 when a limit is reached; half a point is cut down
 */
export function award(rule: BookRule, quantity: number, { today, thisYear }: GivenSoFar): number {
  const worth = Math.floor(rule.points * quantity + 1e-9)
  const leftToday = rule.mostADay === null ? worth : rule.mostADay - today
  const leftThisYear = rule.mostAYear === null ? worth : rule.mostAYear - thisYear
  return Math.max(0, Math.min(worth, leftToday, leftThisYear))
}

/** A fact as the book keeps it. */
export interface BookFact {
  rule: RuleKey
  /** Shanghai day on which it happened. */
  day: string
  quantity: number
}

/** Sums of a year by part. */
export type PartSums = Record<BookPart, number>

/** What a year's facts come to under a scheme, taken in the order in which they were written down. */
export function sumsOf(scheme: BookScheme, facts: readonly BookFact[]): PartSums {
  const sums: PartSums = { base: 0, contribution: 0 }
  const given = new Map<string, number>()
  for (const { rule: key, day, quantity } of facts) {
    const rule = scheme.rules[key]
    const [ofDay, ofYear] = [`${key} ${day}`, key]
    const points = award(rule, quantity, {
      today: given.get(ofDay) ?? 0,
      thisYear: given.get(ofYear) ?? 0,
    })
    given.set(ofDay, (given.get(ofDay) ?? 0) + points)
    given.set(ofYear, (given.get(ofYear) ?? 0) + points)
    sums[rule.part] += points
  }
  return sums
}

/**
 * The year's score: base up to the class's limit, contribution up to the rest of the hundred
 * (mechanism D8).
 * @param partyClass null counts as a community member
 */
export function scoreOfYear(
  { baseMost }: BookScheme,
  partyClass: PartyClass | null,
  { base, contribution }: PartSums,
): number {
  const most = baseMost[partyClass ?? 'community']
  const cut = (sum: number, limit: number) => Math.max(0, Math.min(sum, limit))
  return cut(base, most) + cut(contribution, FULL_SCORE - most)
}
