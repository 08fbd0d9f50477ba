import { expect, test } from 'vitest'
import { numberOf, readNumber } from './certificate.rules'

test.each([
  [1, 'ZY-2026-000001-2345-6789'],
  [999_999, 'ZY-2026-999999-2345-6789'],
  [1_000_000, 'ZY-2026-1000000-2345-6789'],
])('serial %i makes %s, which is read again as it may be typed', (serial, number) => {
  expect(numberOf('2026-11-24', serial, '23456789')).toBe(number)
  expect(readNumber(number)).toBe(number)
  expect(readNumber(` ${number.replaceAll('-', '').toLowerCase()} `)).toBe(number)
  expect(readNumber(number.replace('ZY', '').replaceAll('-', '－'))).toBe(number)
})

test.each(['', 'ZY', 'ZY-2026-000001', 'ZY-2026-00001-2345-6789', 'LX-20261122-0007'])(
  '%j is no number of a certificate',
  (typed) => expect(readNumber(typed)).toBeNull(),
)
