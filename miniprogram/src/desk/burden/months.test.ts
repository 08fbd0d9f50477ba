import { expect, it } from 'vitest'
import { monthBeside, monthWords } from './months'

it('goes over the turn of the year, both ways', () => {
  expect(monthBeside('2026-01', -1)).toBe('2025-12')
  expect(monthBeside('2026-12', 1)).toBe('2027-01')
  expect(monthBeside('2026-10', -1)).toBe('2026-09')
  expect(monthWords('2026-09')).toBe('2026年9月')
})
