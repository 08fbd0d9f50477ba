import dayjs from 'dayjs'
import utc from 'dayjs/plugin/utc.js'

dayjs.extend(utc)

/** China has had one zone and no daylight saving since 1991, so a fixed offset is exact and fast. */
const SHANGHAI_OFFSET_MINUTES = 8 * 60
const DAY_MS = 86_400_000

function inShanghai(at: Date | string): dayjs.Dayjs {
  return dayjs.utc(at).utcOffset(SHANGHAI_OFFSET_MINUTES)
}

/** The Shanghai calendar day of an instant, `YYYY-MM-DD`. */
export function shanghaiDay(at: Date | string): string {
  return inShanghai(at).format('YYYY-MM-DD')
}

/** First instant of a Shanghai day. */
export function startOfShanghaiDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`)
}

/** Last millisecond of a Shanghai day: what is due "on" a day is due then. */
export function endOfShanghaiDay(day: string): Date {
  return new Date(startOfShanghaiDay(day).getTime() + DAY_MS - 1)
}

/** The day `count` calendar days after (before, if negative) a Shanghai day. */
export function addDays(day: string, count: number): string {
  return shanghaiDay(new Date(startOfShanghaiDay(day).getTime() + count * DAY_MS))
}

/**
 * Writes an instant in Shanghai time.
 * @param pattern dayjs pattern, e.g. `M月D日 HH:mm`
 */
export function formatShanghai(at: Date | string, pattern: string): string {
  return inShanghai(at).format(pattern)
}
