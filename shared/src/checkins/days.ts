import { MAKE_UP_DAYS } from './rules'

// Plain arithmetic on `YYYY-MM-DD`, without the date library: the miniprogram uses this too.
const DAY_MS = 86_400_000

/** The day `count` days after (before, if negative) another. */
function shift(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10)
}

/**
 * How many days follow each other down from `next`.
 * @param next the day that the run must begin with
 * @param days Shanghai days, newest first, each once
 */
export function runDown(next: string, days: readonly string[]): number {
  let expected = next
  let count = 0
  for (const day of days) {
    if (day !== expected) break
    count += 1
    expected = shift(expected, -1)
  }
  return count
}

/**
 * May this day be made up today? Rule (ours, see {@link MAKE_UP_DAYS}): it is over, and it lies in
 * the running Shanghai month or at most seven days back. Whether it was missed, and whether a card
 * is left, the database says.
 */
export function mayMakeUp(day: string, today: string): boolean {
  if (day >= today) return false
  return day.slice(0, 7) === today.slice(0, 7) || day >= shift(today, -MAKE_UP_DAYS)
}

/** Every day that may be made up today if it was missed, oldest first. */
export function makeUpWindow(today: string): string[] {
  const days: string[] = []
  for (let day = shift(today, -1); mayMakeUp(day, today); day = shift(day, -1)) days.unshift(day)
  return days
}

/** The month `count` months after (before, if negative) a month `YYYY-MM`. */
export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7)
}

/** First and last day of a month `YYYY-MM`. */
export function boundsOf(month: string): { first: string; last: string } {
  return { first: `${month}-01`, last: shift(`${addMonths(month, 1)}-01`, -1) }
}

/** A month as weeks from Monday to Sunday; null = a cell of another month. */
export function weeksOf(month: string): (string | null)[][] {
  const { first, last } = boundsOf(month)
  const before = (new Date(first).getUTCDay() + 6) % 7
  const cells: (string | null)[] = Array.from({ length: before }, () => null)
  for (let day = first; day <= last; day = shift(day, 1)) cells.push(day)
  while (cells.length % 7 > 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
