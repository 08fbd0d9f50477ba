import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../time'
import { createWorkdayCalendar } from '../workdays'
import { notices } from './official-calendar.fixture'
import {
  type Recurrence,
  type RecurrencePattern,
  type RecurrenceWindow,
  type Weekday,
  datesOf,
  dayWarning,
  recurrenceWords,
} from './recurrence'

const china = createWorkdayCalendar()

const keepAll = { months: null, onWorkedWeekends: 'keep', onHolidays: 'keep' } as const
const firstSaturday: Recurrence = {
  pattern: 'monthly_weekday',
  weekday: 6,
  nth: 1,
  ...keepAll,
}
const everySaturday: Recurrence = { pattern: 'weekly', weekday: 6, everyWeeks: 1, ...keepAll }
const lastWorkday: Recurrence = { pattern: 'last_workday', ...keepAll }

const within = (from: string, to: string, anchor = from): RecurrenceWindow => ({ from, to, anchor })
const year = (number: number) => within(`${number}-01-01`, `${number}-12-31`)
const pad = (value: number) => String(value).padStart(2, '0')

function everyDay({ from, to }: RecurrenceWindow): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}

/** Zeller's congruence: 0 = Saturday, 1 = Sunday … 6 = Friday. */
function zeller(ofYear: number, ofMonth: number, day: number): number {
  const early = ofMonth < 3
  const m = early ? ofMonth + 12 : ofMonth
  const y = early ? ofYear - 1 : ofYear
  const k = y % 100
  const j = Math.floor(y / 100)
  const sum = Math.floor((13 * (m + 1)) / 5) + Math.floor(k / 4) + Math.floor(j / 4)
  return (day + k + 5 * j + sum) % 7
}

describe('the first Saturday of the month', () => {
  test('is Zeller’s for every month of 2020–2035', () => {
    const expected: string[] = []
    for (let y = 2020; y <= 2035; y += 1) {
      for (let m = 1; m <= 12; m += 1) {
        expected.push(`${y}-${pad(m)}-${pad(1 + ((7 - zeller(y, m, 1)) % 7))}`)
      }
    }
    expect(expected).toHaveLength(192)
    expect(datesOf(firstSaturday, within('2020-01-01', '2035-12-31'), china)).toEqual(expected)
  })

  test('is the wall calendar’s in 2026', () => {
    expect(datesOf(firstSaturday, year(2026), china)).toEqual([
      ...['2026-01-03', '2026-02-07', '2026-03-07', '2026-04-04', '2026-05-02', '2026-06-06'],
      ...['2026-07-04', '2026-08-01', '2026-09-05', '2026-10-03', '2026-11-07', '2026-12-05'],
    ])
  })

  test('falls out where it is worked, and is not moved', () => {
    // 2022-04-02, 2022-05-07 and 2022-10-08 are worked; the last is October's second Saturday
    const dates = datesOf({ ...firstSaturday, onWorkedWeekends: 'skip' }, year(2022), china)
    expect(dates).toHaveLength(10)
    expect(dates.filter((day) => day >= '2022-04' && day < '2022-06')).toEqual([])
    expect(dates).toContain('2022-10-01')
  })
})

describe.each(notices)('$year, $number', ({ year: y, worked, off }) => {
  const isOff = (day: string) =>
    off.some(([first, last]) => day.slice(5) >= first && day.slice(5) <= last)
  const isWeekend = (day: string) =>
    zeller(Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))) < 2

  test('warns of every weekend day that is worked, every weekday that is off, and no other', () => {
    expect(worked.every((day) => isWeekend(`${y}-${day}`))).toBe(true)
    for (const day of everyDay(year(y))) {
      const weekday = isOff(day) && !isWeekend(day) ? 'holiday' : null
      const expected = worked.includes(day.slice(5)) ? 'worked_weekend' : weekday
      expect({ day, warning: dayWarning(day, china) }).toEqual({ day, warning: expected })
    }
  })

  test('every Saturday but those that are worked', () => {
    const all = datesOf(everySaturday, year(y), china)
    const free = datesOf({ ...everySaturday, onWorkedWeekends: 'skip' }, year(y), china)
    const skipped = all.filter((day) => !free.includes(day)).map((day) => day.slice(5))
    expect(skipped).toEqual(worked.filter((day) => zeller(y, ...monthAndDay(day)) === 0))
    expect(free.every((day) => all.includes(day))).toBe(true)
  })
})

function monthAndDay(text: string): [month: number, day: number] {
  return [Number(text.slice(0, 2)), Number(text.slice(3))]
}

describe('the last workday of the month', () => {
  test.each([
    ['2020-01', '2020-01-23', 'before the Spring Festival that was made longer'],
    ['2021-02', '2021-02-26', 'a Friday: the 28th is a Sunday'],
    ['2022-01', '2022-01-30', 'a Sunday that is worked'],
    ['2022-04', '2022-04-29', 'Labour Day begins on the 30th'],
    ['2023-09', '2023-09-28', 'National Day begins on the 29th'],
    ['2024-02', '2024-02-29', 'a leap day'],
    ['2025-01', '2025-01-27', 'the day before New Year’s Eve of the lunar year'],
    ['2026-02', '2026-02-28', 'a Saturday that is worked'],
    ['2026-09', '2026-09-30', 'the day before National Day'],
    ['2027-01', '2027-01-29', 'no notice yet: Monday to Friday'],
  ])('%s: %s (%s)', (month, day) => {
    expect(datesOf(lastWorkday, within(`${month}-01`, `${month}-31`), china)).toEqual([day])
  })

  test('falls out where it is a worked weekend and those are skipped', () => {
    const rule: Recurrence = { ...lastWorkday, onWorkedWeekends: 'skip' }
    expect(datesOf(rule, within('2022-01-01', '2022-02-28'), china)).toEqual(['2022-02-28'])
  })

  test('follows an admin’s override, and a month without workdays has none', () => {
    const closed = createWorkdayCalendar((day) => (day.startsWith('2027-02') ? false : undefined))
    expect(datesOf(lastWorkday, within('2027-01-01', '2027-03-31'), closed)).toEqual([
      '2027-01-29',
      '2027-03-31',
    ])
  })
})

describe('edges', () => {
  test('both ends of the window belong to it', () => {
    expect(datesOf(everySaturday, within('2026-11-07', '2026-11-14'), china)).toEqual([
      '2026-11-07',
      '2026-11-14',
    ])
    expect(datesOf(everySaturday, within('2026-11-08', '2026-11-13'), china)).toEqual([])
    expect(datesOf(firstSaturday, within('2026-11-07', '2026-11-07'), china)).toHaveLength(1)
    expect(datesOf(firstSaturday, within('2026-11-08', '2026-12-04'), china)).toEqual([])
  })

  test.each([everySaturday, firstSaturday, lastWorkday])(
    'a window that ends first is empty',
    (rule) => {
      expect(datesOf(rule, within('2026-12-31', '2026-01-01'), china)).toEqual([])
    },
  )

  test('the 31st, 30th and 29th fall out of shorter months', () => {
    const on = (day: number, y: number) =>
      datesOf({ pattern: 'monthly_day', day, ...keepAll }, year(y), china).map((date) =>
        Number(date.slice(5, 7)),
      )
    expect(on(31, 2024)).toEqual([1, 3, 5, 7, 8, 10, 12])
    expect(on(30, 2024)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(on(29, 2024)).toHaveLength(12)
    expect(on(29, 2026)).toHaveLength(11)
    expect(on(28, 2026)).toHaveLength(12)
  })

  test('a weekday on 29 February is found, and is the month’s last', () => {
    const lastThursday: Recurrence = {
      pattern: 'monthly_weekday',
      weekday: 4,
      nth: 'last',
      ...keepAll,
      months: [2],
    }
    const dates = datesOf(lastThursday, within('2024-01-01', '2026-12-31'), china)
    expect(dates).toEqual(['2024-02-29', '2025-02-27', '2026-02-26'])
  })

  test('a service month: every Saturday of March but the worked ones, year after year', () => {
    const rule: Recurrence = { ...everySaturday, months: [3], onWorkedWeekends: 'skip' }
    expect(datesOf(rule, within('2025-06-01', '2027-03-13'), china)).toEqual([
      ...['2026-03-07', '2026-03-14', '2026-03-21', '2026-03-28', '2027-03-06', '2027-03-13'],
    ])
  })

  test('a day of the month that is off falls out only where holidays are skipped', () => {
    const first: Recurrence = { pattern: 'monthly_day', day: 1, ...keepAll }
    const october = within('2026-10-01', '2026-11-30')
    expect(datesOf(first, october, china)).toEqual(['2026-10-01', '2026-11-01'])
    // 1 November 2026 is a Sunday like any other
    expect(datesOf({ ...first, onHolidays: 'skip' }, october, china)).toEqual(['2026-11-01'])
  })

  test('every other week counts from the anchor’s week, which ends on Sunday', () => {
    const rule: Recurrence = { ...everySaturday, everyWeeks: 2 }
    const dates = (anchor: string) =>
      datesOf(rule, within('2026-11-01', '2026-11-30', anchor), china)
    for (const anchor of ['2026-11-02', '2026-11-07', '2026-11-08', '2027-02-08', '2026-08-10']) {
      expect(dates(anchor)).toEqual(['2026-11-07', '2026-11-21'])
    }
    expect(dates('2026-11-01')).toEqual(['2026-11-14', '2026-11-28'])
    expect(dates('2026-11-09')).toEqual(['2026-11-14', '2026-11-28'])
  })
})

const anyDay = fc.integer({ min: 0, max: 2921 }).map((count) => addDays('2020-01-01', count))
const anyWeekday = fc.constantFrom<Weekday>(1, 2, 3, 4, 5, 6, 7)
const anyPattern: fc.Arbitrary<RecurrencePattern> = fc.oneof(
  fc.record({
    pattern: fc.constant('weekly' as const),
    weekday: anyWeekday,
    everyWeeks: fc.constantFrom(1, 2, 3, 4),
  }),
  fc.record({
    pattern: fc.constant('monthly_weekday' as const),
    weekday: anyWeekday,
    nth: fc.constantFrom<1 | 2 | 3 | 4 | 'last'>(1, 2, 3, 4, 'last'),
  }),
  fc.record({
    pattern: fc.constant('monthly_day' as const),
    day: fc.integer({ min: 1, max: 31 }),
  }),
  fc.constant({ pattern: 'last_workday' as const }),
)
const choice = fc.constantFrom('skip' as const, 'keep' as const)
const anyMonths = fc.option(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }))
const anyRule: fc.Arbitrary<Recurrence> = fc
  .tuple(anyPattern, anyMonths, choice, choice)
  .map(([pattern, months, onWorkedWeekends, onHolidays]) => ({
    ...pattern,
    months,
    onWorkedWeekends,
    onHolidays,
  }))
/** A calendar in which anything can happen: about every `every`th day is not what it seems. */
const anyCalendar = fc.tuple(fc.integer({ min: 2, max: 20 }), fc.nat(99)).map(([every, seed]) =>
  createWorkdayCalendar((day) => {
    const roll = (Date.parse(day) / 86_400_000) * 31 + seed
    return roll % every === 0 ? roll % 2 === 0 : undefined
  }),
)

/** Does the rule name this day? Asked of one day alone, in another way than the dates are made. */
function holds(rule: Recurrence, day: string, anchor: string, isWorkday: (d: string) => boolean) {
  const [y = 0, m = 0, d = 0] = day.split('-').map(Number)
  const weekday = ((zeller(y, m, d) + 5) % 7) + 1
  const daysInMonth = new Date(Date.UTC(y, m, 0)).getUTCDate()
  // 1970-01-05 was a Monday
  const week = (text: string) => Math.floor((Date.parse(text) / 86_400_000 - 4) / 7)
  const named = () => {
    switch (rule.pattern) {
      case 'weekly':
        return weekday === rule.weekday && (week(day) - week(anchor)) % rule.everyWeeks === 0
      case 'monthly_weekday':
        if (weekday !== rule.weekday) return false
        return rule.nth === 'last' ? d + 7 > daysInMonth : Math.ceil(d / 7) === rule.nth
      case 'monthly_day':
        return d === rule.day
      case 'last_workday': {
        const later = Array.from({ length: daysInMonth - d }, (_, index) => addDays(day, index + 1))
        return isWorkday(day) && !later.some(isWorkday)
      }
    }
  }
  if (!named() || (rule.months !== null && !rule.months.includes(m))) return false
  if (weekday > 5 && isWorkday(day)) return rule.onWorkedWeekends === 'keep'
  if (weekday < 6 && !isWorkday(day)) return rule.onHolidays === 'keep'
  return true
}

describe('any rule', () => {
  test('gives exactly the days that a day-by-day scan finds', () => {
    fc.assert(
      fc.property(anyRule, anyCalendar, anyDay, fc.nat(900), anyDay, (rule, calendar, ...rest) => {
        const [from, length, anchor] = rest
        const window = { from, to: addDays(from, length), anchor }
        const isWorkday = (day: string) => calendar.isWorkday(day)
        const scanned = everyDay(window).filter((day) => holds(rule, day, anchor, isWorkday))
        expect(datesOf(rule, window, calendar)).toEqual(scanned)
      }),
      { numRuns: 300 },
    )
  })

  test('gives the same in two windows as in one', () => {
    fc.assert(
      fc.property(anyRule, anyDay, fc.nat(500), fc.nat(500), anyDay, (rule, from, a, b, anchor) => {
        const middle = addDays(from, a)
        const to = addDays(middle, b)
        expect([
          ...datesOf(rule, { from, to: addDays(middle, -1), anchor }, china),
          ...datesOf(rule, { from: middle, to, anchor }, china),
        ]).toEqual(datesOf(rule, { from, to, anchor }, china))
      }),
    )
  })
})

describe('in words', () => {
  const skip = { onWorkedWeekends: 'skip', onHolidays: 'skip' } as const
  test.each<[string, Recurrence]>([
    ['每月第一个星期六', firstSaturday],
    ['每月最后一个星期日', { ...firstSaturday, weekday: 7, nth: 'last' }],
    ['三月的第四个星期一', { ...firstSaturday, weekday: 1, nth: 4, months: [3] }],
    ['每个星期六', everySaturday],
    ['每两周的星期六', { ...everySaturday, everyWeeks: 2 }],
    ['每四周的星期三', { ...everySaturday, everyWeeks: 4, weekday: 3 }],
    [
      '三月里每个星期六，调休上班的除外',
      { ...everySaturday, months: [3], onWorkedWeekends: 'skip' },
    ],
    [
      '三月、十二月里每三周的星期二',
      { ...everySaturday, weekday: 2, everyWeeks: 3, months: [12, 3, 12] },
    ],
    ['每月最后一个工作日', lastWorkday],
    ['每月五日', { pattern: 'monthly_day', day: 5, ...keepAll }],
    ['每月二十日', { pattern: 'monthly_day', day: 20, ...keepAll }],
    ['十月、十一月的三十一日', { pattern: 'monthly_day', day: 31, ...keepAll, months: [10, 11] }],
    ['每月十五日，调休上班和放假的除外', { pattern: 'monthly_day', day: 15, ...keepAll, ...skip }],
    // what cannot happen is not said
    ['每个星期六，调休上班的除外', { ...everySaturday, ...skip }],
    ['每个星期三，放假的除外', { ...everySaturday, weekday: 3, ...skip }],
    ['每月第一个星期五，放假的除外', { ...firstSaturday, weekday: 5, ...skip }],
    ['每月最后一个工作日，调休上班的除外', { ...lastWorkday, ...skip }],
  ])('%s', (words, rule) => {
    expect(recurrenceWords(rule)).toBe(words)
  })
})
