import { endOfShanghaiDay, shanghaiDay } from '../time'

/**
 * Until when a certification holds: through the same day of the month `months` later, or the last
 * day of a shorter month.
 * @param months at least 1
 */
export function validUntil(grantedAt: Date, months: number): Date {
  const [year = 0, month = 1, day = 1] = shanghaiDay(grantedAt).split('-').map(Number)
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0))
  const date = Math.min(day, lastDay.getUTCDate())
  const target = new Date(Date.UTC(lastDay.getUTCFullYear(), lastDay.getUTCMonth(), date))
  return endOfShanghaiDay(target.toISOString().slice(0, 10))
}
