import { expect, test } from 'vitest'
import { afterQuiet, defaultQuietHours, isQuiet } from './quiet-hours.rules'

const at = (time: string) => new Date(`2026-11-${time}+08:00`)

test.each([
  ['22T20:59:59', false],
  ['22T21:00:00', true],
  ['22T23:59:59', true],
  ['23T00:00:00', true],
  ['23T07:59:59', true],
  ['23T08:00:00', false],
])('over midnight: %s quiet %s', (time, quiet) => {
  expect(isQuiet(at(time), defaultQuietHours)).toBe(quiet)
})

test.each([
  ['22T20:59:59', '22T20:59:59'],
  ['22T21:00:00', '23T08:00:00'],
  ['23T00:00:00', '23T08:00:00'],
  ['23T07:59:59', '23T08:00:00'],
  ['30T23:00:00', '31T08:00:00'],
])('over midnight: %s moves to %s', (time, expected) => {
  // November has 30 days: the 31st is written as the 1st of December
  const wanted = expected.startsWith('31') ? new Date('2026-12-01T08:00:00+08:00') : at(expected)
  expect(afterQuiet(at(time), defaultQuietHours)).toEqual(wanted)
})

test('within a day, and none at all', () => {
  const noonRest = { from: '12:00', to: '14:30' }
  expect(afterQuiet(at('22T12:00:00'), noonRest)).toEqual(at('22T14:30:00'))
  expect(afterQuiet(at('22T14:30:00'), noonRest)).toEqual(at('22T14:30:00'))
  expect(isQuiet(at('22T00:00:00'), { from: '00:00', to: '00:00' })).toBe(false)
})
