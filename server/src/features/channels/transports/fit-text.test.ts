import { expect, test } from 'vitest'
import { fitText, jsonBytes, utf8Bytes } from './fit-text'

const link = 'https://lianxin.example/#/pages/say/index?reply=abc'

test.each([
  ['1 byte', 'a', 2048, 2048],
  ['3 bytes', '连', 682, 2046],
  ['4 bytes', '𠮷', 512, 2048],
])('%s each: what fits is left alone', (_name, character, count, bytes) => {
  const text = character.repeat(count)
  expect(utf8Bytes(text)).toBe(bytes)
  expect(fitText({ text, link: null }, 2048)).toBe(text)
})

test.each([
  // 2,048 − 3 for the ellipsis = 2,045
  ['1 byte', 'a'.repeat(2049), 'a'.repeat(2045), 2048],
  ['3 bytes', `${'连'.repeat(682)}abc`, '连'.repeat(681), 2046],
  ['4 bytes', `${'𠮷'.repeat(512)}a`, '𠮷'.repeat(511), 2047],
  ['a character of several', '👩‍👩‍👧‍👦'.repeat(82), '👩‍👩‍👧‍👦'.repeat(81), 2028],
])('%s each: one byte too many is cut between two characters', (_name, text, kept, bytes) => {
  expect(utf8Bytes(text)).toBeGreaterThan(2048)
  const fitted = fitText({ text, link: null }, 2048)
  expect(fitted).toBe(`${kept}…`)
  expect(utf8Bytes(fitted)).toBe(bytes)
})

test('the link stays whole, whatever is cut', () => {
  const whole = fitText({ text: '', link }, 2048)
  expect(whole.endsWith(link)).toBe(true)
  const room = 2048 - utf8Bytes(whole)
  const exactly = 'a'.repeat(room)
  expect(fitText({ text: exactly, link }, 2048)).toBe(exactly + whole)
  const cut = fitText({ text: `${exactly}b`, link }, 2048)
  expect(cut).toBe(`${'a'.repeat(room - 3)}…${whole}`)
  expect(utf8Bytes(cut)).toBe(2048)
})

test('in a JSON body a line break and a quote take two bytes', () => {
  expect([jsonBytes('a'), jsonBytes('\n'), jsonBytes('"'), jsonBytes('连')]).toEqual([1, 2, 2, 3])
  expect(fitText({ text: '\n'.repeat(10), link: null }, 19, { weigh: jsonBytes })).toBe(
    `${'\n'.repeat(8)}…`,
  )
})
