import { expect, test } from 'vitest'
import { spendable } from './index'

test('what may be spent is what is left, and never less than nothing', () => {
  expect(spendable({ earned: 30, spent: 0 })).toBe(30)
  expect(spendable({ earned: 30, spent: 30 })).toBe(0)
  // twenty were taken away by a correction after thirty were spent
  expect(spendable({ earned: 10, spent: 30 })).toBe(0)
})
