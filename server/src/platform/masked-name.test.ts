import { expect, test } from 'vitest'
import { maskName } from './masked-name'

test.each([
  ['王秀英', '王**'],
  ['李', '李**'],
  ['🌸花开', '🌸**'],
  ['  ', '居民'],
])('%j is shown as %j', (name, masked) => {
  expect(maskName(name)).toBe(masked)
})
