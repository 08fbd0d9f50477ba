import { addMonths, boundsOf } from '../checkins'
import { addDays } from '../time'
import type { WorkdayCalendar } from '../workdays'

/** As ISO 8601 counts: 1 = Monday … 7 = Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** Which days a rule names, before months and the working calendar take some away. */
export type RecurrencePattern =
  | { pattern: 'weekly'; weekday: Weekday; everyWeeks: 1 | 2 | 3 | 4 }
  | { pattern: 'monthly_weekday'; weekday: Weekday; nth: 1 | 2 | 3 | 4 | 'last' }
  /** 1…31; a month without that day has none. */
  | { pattern: 'monthly_day'; day: number }
  | { pattern: 'last_workday' }

/** When a service day comes again. A day that is skipped falls out; none is moved to another day. */
export type Recurrence = RecurrencePattern & {
  /** 1…12, at least one (`[3]` = a service month); null = every month. */
  months: readonly number[] | null
  /** Saturdays and Sundays that are worked for a longer holiday (调休). */
  onWorkedWeekends: 'skip' | 'keep'
  /**
   * Mondays to Fridays that are off. A Saturday or Sunday within a holiday is never skipped: the
   * working calendar cannot tell it from any other.
   */
  onHolidays: 'skip' | 'keep'
}

/** Shanghai days, `YYYY-MM-DD`. */
export interface RecurrenceWindow {
  /** First day that may be given. */
  from: string
  /** Last day that may be given; nothing is given when it lies before `from`. */
  to: string
  /** A day of the week from which `everyWeeks` counts, both ways; dates may lie before it. */
  anchor: string
}

/** Why people may be elsewhere on a day: at work on a weekend, or away on a weekday. */
export type DayWarning = 'worked_weekend' | 'holiday'

const DAY_MS = 86_400_000
const SATURDAY = 6
const numerals = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']
const weekdayNames = { 1: '一', 2: '二', 3: '三', 4: '四', 5: '五', 6: '六', 7: '日' } as const
const intervals = { 2: '每两周', 3: '每三周', 4: '每四周' } as const

/**
 * The days of a rule within a window, each once, ascending. Windows that follow each other give the
 * same days as one over all of them, as long as rule, anchor and calendar stay the same. In years
 * whose official calendar is not known yet, nothing but an admin's override is taken away.
 */
export function datesOf(
  rule: Recurrence,
  window: RecurrenceWindow,
  calendar: WorkdayCalendar,
): string[] {
  const named =
    rule.pattern === 'weekly' ? weeklyDays(rule, window) : monthlyDays(rule, window, calendar)
  return named.filter((day) => {
    if (rule.months && !rule.months.includes(Number(day.slice(5, 7)))) return false
    const warning = dayWarning(day, calendar)
    if (warning === 'worked_weekend') return rule.onWorkedWeekends === 'keep'
    if (warning === 'holiday') return rule.onHolidays === 'keep'
    return true
  })
}

/** What to say before an event is set on a day; null = a day like any other. */
export function dayWarning(day: string, calendar: WorkdayCalendar): DayWarning | null {
  const weekend = weekdayOf(day) >= SATURDAY
  if (weekend !== calendar.isWorkday(day)) return null
  return weekend ? 'worked_weekend' : 'holiday'
}

/** A rule as people say it, e.g. `三月里每个星期六，调休上班的除外`. */
export function recurrenceWords(rule: Recurrence): string {
  return `${patternWords(rule)}${exceptionWords(rule)}`
}

function weekdayOf(day: string): number {
  return ((new Date(day).getUTCDay() + 6) % 7) + 1
}

/** The remainder that is never negative. */
function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}

function weeklyDays(
  { weekday, everyWeeks }: Extract<RecurrencePattern, { pattern: 'weekly' }>,
  { from, to, anchor }: RecurrenceWindow,
): string[] {
  const period = 7 * everyWeeks
  const origin = addDays(anchor, weekday - weekdayOf(anchor))
  const wait = modulo((Date.parse(origin) - Date.parse(from)) / DAY_MS, period)
  const days: string[] = []
  for (let day = addDays(from, wait); day <= to; day = addDays(day, period)) days.push(day)
  return days
}

type MonthlyPattern = Exclude<RecurrencePattern, { pattern: 'weekly' }>

function monthlyDays(
  rule: MonthlyPattern,
  { from, to }: RecurrenceWindow,
  calendar: WorkdayCalendar,
): string[] {
  const days: string[] = []
  for (let month = from.slice(0, 7); month <= to.slice(0, 7); month = addMonths(month, 1)) {
    const day = dayIn(month, rule, calendar)
    if (day !== null && day >= from && day <= to) days.push(day)
  }
  return days
}

/** The day that a rule names in a month `YYYY-MM`; null when the month has none. */
function dayIn(month: string, rule: MonthlyPattern, calendar: WorkdayCalendar): string | null {
  const { first, last } = boundsOf(month)
  switch (rule.pattern) {
    case 'monthly_weekday': {
      if (rule.nth === 'last') return addDays(last, -modulo(weekdayOf(last) - rule.weekday, 7))
      const wait = modulo(rule.weekday - weekdayOf(first), 7)
      return addDays(first, wait + 7 * (rule.nth - 1))
    }
    case 'monthly_day': {
      const day = addDays(first, rule.day - 1)
      return day <= last ? day : null
    }
    case 'last_workday': {
      let day = last
      while (day >= first && !calendar.isWorkday(day)) day = addDays(day, -1)
      return day >= first ? day : null
    }
  }
}

function patternWords(rule: Recurrence): string {
  const months = rule.months && monthWords(rule.months)
  switch (rule.pattern) {
    case 'weekly': {
      const weeks = rule.everyWeeks === 1 ? '每个' : `${intervals[rule.everyWeeks]}的`
      return `${months === null ? '' : `${months}里`}${weeks}星期${weekdayNames[rule.weekday]}`
    }
    case 'monthly_weekday': {
      const nth = rule.nth === 'last' ? '最后一' : `第${numeral(rule.nth)}`
      return `${months === null ? '每月' : `${months}的`}${nth}个星期${weekdayNames[rule.weekday]}`
    }
    case 'monthly_day':
      return `${months === null ? '每月' : `${months}的`}${numeral(rule.day)}日`
    case 'last_workday':
      return `${months === null ? '每月' : `${months}的`}最后一个工作日`
  }
}

/** Only what can happen: no Wednesday is a worked weekend, no workday is off. */
function exceptionWords(rule: Recurrence): string {
  const [mayBeWeekend, mayBeOff] = reachOf(rule)
  const exceptions = [
    ...(mayBeWeekend && rule.onWorkedWeekends === 'skip' ? ['调休上班'] : []),
    ...(mayBeOff && rule.onHolidays === 'skip' ? ['放假'] : []),
  ]
  return exceptions.length === 0 ? '' : `，${exceptions.join('和')}的除外`
}

/** May the rule name a Saturday or Sunday; may it name a weekday that is off? */
function reachOf(rule: RecurrencePattern): [mayBeWeekend: boolean, mayBeOff: boolean] {
  switch (rule.pattern) {
    case 'weekly':
    case 'monthly_weekday':
      return [rule.weekday >= SATURDAY, rule.weekday < SATURDAY]
    case 'monthly_day':
      return [true, true]
    case 'last_workday':
      return [true, false]
  }
}

/** `三月`, `三月、九月`: in the order of the year, each once. */
function monthWords(months: readonly number[]): string {
  const inOrder = Array.from({ length: 12 }, (_, index) => index + 1)
  return inOrder
    .filter((month) => months.includes(month))
    .map((month) => `${numeral(month)}月`)
    .join('、')
}

/** 1…31 in Chinese. */
function numeral(value: number): string {
  if (value < 10) return numerals[value] ?? ''
  const tens = Math.floor(value / 10)
  return `${tens === 1 ? '' : (numerals[tens] ?? '')}十${numerals[value % 10] ?? ''}`
}
