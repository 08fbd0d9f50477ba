import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  addWorkdays,
  createWorkdayCalendar,
  workdaysBetween,
  workdaysKnownThroughYear,
} from './workdays'

const china = createWorkdayCalendar()

describe('the official calendar', () => {
  test.each([
    ['2026-11-23', true, 'a Monday'],
    ['2026-11-21', false, 'a Saturday'],
    ['2026-11-22', false, 'a Sunday'],
    ['2026-09-20', true, 'a Sunday worked for National Day'],
    ['2026-10-10', true, 'a Saturday worked for National Day'],
    ['2026-10-01', false, 'National Day'],
    ['2026-10-07', false, 'the last day of National Day week'],
    ['2026-10-08', true, 'the day after'],
    ['2026-02-14', true, 'a Saturday worked for Spring Festival'],
    ['2026-02-16', false, 'New Year’s Eve of the lunar year'],
  ])('%s is a workday: %s (%s)', (day, workday) => {
    expect(china.isWorkday(day)).toBe(workday)
  })

  test('2026 is the last year known; after that only Saturday and Sunday are free', () => {
    expect(workdaysKnownThroughYear).toBe(2026)
    // National Day 2027 will surely be free, but no notice says so yet: we do not guess.
    expect(china.isWorkday('2027-10-01')).toBe(true)
    expect(china.isWorkday('2027-10-02')).toBe(false)
  })
})

/** The library builds its table at import in the machine's zone, so the zone must be there first. */
test.each(['America/New_York', 'Pacific/Kiritimati'])(
  'a machine in %s has the same calendar',
  (zone) => {
    const days = [
      ...['2026-11-20', '2026-11-23', '2026-09-20', '2026-10-08', '2026-10-10'],
      ...['2026-11-21', '2026-11-22', '2026-10-01', '2026-10-07', '2026-09-26'],
    ]
    const program = `
      import { createWorkdayCalendar } from './src/workdays'
      const calendar = createWorkdayCalendar()
      console.log(${JSON.stringify(days)}.map((day) => Number(calendar.isWorkday(day))).join(''))`
    const printed = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', program],
      { cwd: fileURLToPath(new URL('..', import.meta.url)), env: { ...process.env, TZ: zone } },
    )
    expect(printed.toString().trim()).toBe('1111100000')
  },
  30_000,
)

describe('counting', () => {
  test.each([
    ['2026-11-22', 5, '2026-11-27', 'from a Sunday'],
    ['2026-11-27', 1, '2026-11-30', 'over a weekend'],
    ['2026-11-23', 0, '2026-11-23', 'nothing to add'],
    ['2026-09-30', 1, '2026-10-08', 'over National Day'],
    ['2026-09-30', 3, '2026-10-10', 'to the Saturday that makes up'],
    ['2026-09-18', 1, '2026-09-20', 'to the Sunday that makes up'],
    ['2026-10-03', 1, '2026-10-08', 'from within a holiday'],
    ['2026-12-31', 1, '2027-01-01', 'into the unknown year, by Monday to Friday alone'],
  ])('%s + %i workdays = %s (%s)', (day, count, due) => {
    expect(addWorkdays(day, count, china)).toBe(due)
  })

  test('between counts the last day, not the first', () => {
    expect(workdaysBetween('2026-11-22', '2026-11-27', china)).toBe(5)
    expect(workdaysBetween('2026-11-27', '2026-11-29', china)).toBe(0)
    expect(workdaysBetween('2026-11-27', '2026-11-27', china)).toBe(0)
    expect(workdaysBetween('2026-11-27', '2026-11-20', china)).toBe(0)
  })

  test('an override beats the official word both ways, `undefined` leaves it', () => {
    const table = new Map([
      ['2026-11-23', false],
      ['2026-11-28', true],
      ['2026-10-01', true],
    ])
    const calendar = createWorkdayCalendar((day) => table.get(day))
    expect(calendar.isWorkday('2026-11-23')).toBe(false)
    expect(calendar.isWorkday('2026-10-01')).toBe(true)
    expect(calendar.isWorkday('2026-10-02')).toBe(false)
    expect(addWorkdays('2026-11-22', 5, calendar)).toBe('2026-11-28')
  })

  test('a table without any workday is refused, not searched for ever', () => {
    expect(() =>
      addWorkdays(
        '2026-01-01',
        1,
        createWorkdayCalendar(() => false),
      ),
    ).toThrow(RangeError)
  })
})
