// Node sees no named exports of this CommonJS package, bundlers no other; both have the default.
import chineseDays from 'chinese-days'
import { addDays } from './time'

/** Says which Shanghai days (`YYYY-MM-DD`) are worked. */
export interface WorkdayCalendar {
  isWorkday(day: string): boolean
}

/** An admin's word on a day; `undefined` = none. */
export type WorkdayOverride = (day: string) => boolean | undefined

/** A longer run without a workday is a broken override table, not a holiday. */
const LONGEST_HOLIDAY_DAYS = 366

/** What the State Council's notice says of a day; `undefined` = nothing. */
function officialWord(day: string): boolean | undefined {
  // chinese-days looks weekdays up in the machine's own time zone, which is wrong west of
  // Greenwich; its holiday table is not. A table entry is named "English,中文,n".
  const detail = chineseDays.getDayDetail(day)
  return detail.name.includes(',') ? detail.work : undefined
}

function isMondayToFriday(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday >= 1 && weekday <= 5
}

/**
 * Last year whose official calendar is built in. The State Council publishes the next year's in
 * November; for later years only the Saturday/Sunday rule is applied, and nothing is guessed.
 */
export const workdaysKnownThroughYear = lastKnownYear()

function lastKnownYear(): number {
  let year = 2026
  while (officialWord(`${year + 1}-10-01`) === false) year += 1
  return year
}

/**
 * The Chinese working calendar: an admin's override first, then the official calendar
 * (holidays and make-up workdays), then Monday to Friday.
 */
export function createWorkdayCalendar(
  override: WorkdayOverride = () => undefined,
): WorkdayCalendar {
  const known = new Map<string, boolean>()
  return {
    isWorkday(day) {
      const cached = known.get(day)
      if (cached !== undefined) return cached
      const worked = override(day) ?? officialWord(day) ?? isMondayToFriday(day)
      known.set(day, worked)
      return worked
    },
  }
}

/**
 * The `count`-th workday after `day`; the day itself does not count. 0 gives the day itself.
 * What is received on `day` is due at the end of that day.
 * @throws RangeError when a whole year holds no workday
 */
export function addWorkdays(day: string, count: number, calendar: WorkdayCalendar): string {
  const known = counted.get(calendar) ?? new Map<string, string>()
  const key = `${day}+${count}`
  const sum = known.get(key) ?? countWorkdays(day, count, calendar)
  counted.set(calendar, known.set(key, sum))
  return sum
}

/** A list of matters asks the same few sums over and over: one day's matters are due on one day. */
const counted = new WeakMap<WorkdayCalendar, Map<string, string>>()

function countWorkdays(day: string, count: number, calendar: WorkdayCalendar): string {
  let current = day
  for (let done = 0; done < count; done += 1) {
    let skipped = 0
    do {
      current = addDays(current, 1)
      skipped += 1
      if (skipped > LONGEST_HOLIDAY_DAYS) throw new RangeError(`no workday within a year of ${day}`)
    } while (!calendar.isWorkday(current))
  }
  return current
}

/** How many workdays lie after `from` up to and with `to`; 0 when `to` is not later. */
export function workdaysBetween(from: string, to: string, calendar: WorkdayCalendar): number {
  let count = 0
  for (let day = from; day < to;) {
    day = addDays(day, 1)
    if (calendar.isWorkday(day)) count += 1
  }
  return count
}
