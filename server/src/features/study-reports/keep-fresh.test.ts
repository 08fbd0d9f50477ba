import { expect, test } from 'vitest'
import { keepFresh } from './keep-fresh'

function counter() {
  let now = 0
  let counted = 0
  const kept = keepFresh<number>({ now: () => new Date(now) }, 1000, 0)
  return {
    ask: (key = 'a') => kept(key, async () => (counted += 1)),
    fail: () => kept('a', () => Promise.reject(new Error('no database'))),
    at: (ms: number) => void (now = ms),
  }
}

test('counts again when the time is over, not before', async () => {
  const { ask, at } = counter()
  expect(await ask()).toBe(1)
  at(999)
  expect(await ask()).toBe(1)
  at(1000)
  expect(await ask()).toBe(2)
})

test('two that ask at once wait for one count; another question is another count', async () => {
  const { ask } = counter()
  expect(await Promise.all([ask(), ask(), ask('b')])).toEqual([1, 1, 2])
})

test('what failed is counted anew', async () => {
  const { ask, fail } = counter()
  await expect(fail()).rejects.toThrow('no database')
  expect(await ask()).toBe(1)
})

test('keeps two hundred answers, then lets the oldest go', async () => {
  const { ask } = counter()
  for (let n = 0; n <= 200; n += 1) await ask(String(n))
  expect(await ask('200')).toBe(201)
  expect(await ask('0')).toBe(202)
})
