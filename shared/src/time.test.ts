import { expect, test } from 'vitest'
import { addDays, endOfShanghaiDay, formatShanghai, shanghaiDay, startOfShanghaiDay } from './time'

test.each([
  ['2026-11-22T15:59:59.999Z', '2026-11-22'],
  ['2026-11-22T16:00:00.000Z', '2026-11-23'],
  ['2026-12-31T16:00:00.000Z', '2027-01-01'],
  ['2028-02-28T16:00:00.000Z', '2028-02-29'],
  ['2026-11-22T23:30:00+08:00', '2026-11-22'],
])('%s is on the Shanghai day %s', (at, day) => {
  expect(shanghaiDay(at)).toBe(day)
  expect(shanghaiDay(new Date(at))).toBe(day)
  expect(formatShanghai(at, 'YYYY-MM-DD')).toBe(day)
})

test('a day begins at midnight and ends a millisecond before the next', () => {
  expect(startOfShanghaiDay('2026-11-22')).toEqual(new Date('2026-11-21T16:00:00.000Z'))
  expect(endOfShanghaiDay('2026-11-22')).toEqual(new Date('2026-11-22T15:59:59.999Z'))
})

test.each([
  ['2026-12-31', 1, '2027-01-01'],
  ['2027-01-01', -1, '2026-12-31'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2026-11-22', 0, '2026-11-22'],
  ['2026-11-22', 365, '2027-11-22'],
])('%s and %i days is %s', (day, count, sum) => {
  expect(addDays(day, count)).toBe(sum)
})
