import { describe, expect, test } from 'vitest'
import { addMonths, boundsOf, makeUpWindow, mayMakeUp, runDown, showsName, weeksOf } from './index'

describe('a run of days', () => {
  test.each([
    ['2026-11-23', [], 0],
    ['2026-11-23', ['2026-11-23'], 1],
    ['2026-11-23', ['2026-11-22'], 0],
    ['2026-11-23', ['2026-11-23', '2026-11-22', '2026-11-20'], 2],
    ['2026-03-01', ['2026-03-01', '2026-02-28', '2026-02-27'], 3],
    ['2028-03-01', ['2028-03-01', '2028-02-29', '2028-02-28'], 3],
    ['2027-01-01', ['2027-01-01', '2026-12-31'], 2],
  ])('down from %s through %j', (next, days, count) => {
    expect(runDown(next, days)).toBe(count)
  })
})

describe('what may be made up', () => {
  test.each([
    ['2026-11-23', '2026-11-23', false],
    ['2026-11-24', '2026-11-23', false],
    ['2026-11-22', '2026-11-23', true],
    ['2026-11-01', '2026-11-30', true],
    ['2026-10-31', '2026-11-08', false],
    ['2026-10-31', '2026-11-07', true],
    ['2026-12-31', '2027-01-07', true],
    ['2026-12-31', '2027-01-08', false],
  ])('%s on %s: %s', (day, today, may) => {
    expect(mayMakeUp(day, today)).toBe(may)
  })
  test('as a list, oldest first, over the end of a month', () => {
    expect(makeUpWindow('2026-11-02')).toEqual([
      '2026-10-26',
      '2026-10-27',
      '2026-10-28',
      '2026-10-29',
      '2026-10-30',
      '2026-10-31',
      '2026-11-01',
    ])
    expect(makeUpWindow('2026-11-30')).toHaveLength(29)
  })
})

describe('a month', () => {
  test('begins on its weekday and ends with whole weeks', () => {
    const weeks = weeksOf('2026-11')
    expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-11-01'])
    expect(weeks.at(-1)).toEqual(['2026-11-30', null, null, null, null, null, null])
    expect(weeksOf('2027-02')).toHaveLength(4)
  })
  test('has its bounds, in a leap year too', () => {
    expect(boundsOf('2028-02')).toEqual({ first: '2028-02-01', last: '2028-02-29' })
    expect(addMonths('2026-12', 1)).toBe('2027-01')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
  })
})

test('a name is shown only after a yes that was not taken back', () => {
  const said = (granted: boolean, purpose = 'checkin-name') => ({ purpose, granted })
  expect(showsName([])).toBe(false)
  expect(showsName([said(true, 'notify')])).toBe(false)
  expect(showsName([said(true)])).toBe(true)
  expect(showsName([said(true), said(false), said(true, 'photo')])).toBe(false)
})
