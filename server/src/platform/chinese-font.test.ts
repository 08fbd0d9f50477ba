import { expect, test } from 'vitest'
import { canDraw, drawable, fontsFor } from './chinese-font'

test.each([
  ['王秀兰', true],
  ['欧阳垚犇喆堃瑢婳', true],
  ['买买提·艾力', true],
  ['䶮', true],
  ['龘', false],
  ['😀', false],
])('the font has %s: %s', (text, has) => {
  expect(canDraw(text)).toBe(has)
})

test('what the font has not is left out of a sentence', () => {
  expect(drawable('学到了👍，明天接着学')).toBe('学到了，明天接着学')
})

test.each([
  ['王秀兰', ['usual', 'usual', 'usual']],
  ['龘㐂國', ['rare', 'rare', 'rare']],
  ['王𠮷一', ['usual', null, 'usual']],
])('a name is set with the fonts that have its characters: %s', async (name, expected) => {
  const { rare, fontOf } = await fontsFor(name)
  expect([...name].map(fontOf)).toEqual(expected)
  expect(rare === null).toBe(expected.every((font) => font === 'usual'))
})
