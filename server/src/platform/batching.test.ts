import { expect, test } from 'vitest'
import { createBatcher } from './batching'

/** Work that goes on when it is told to; what it was given is kept. */
function gatedWork() {
  const batches: number[][] = []
  const gates: (() => void)[] = []
  const work = async (items: readonly number[]) => {
    batches.push([...items])
    await new Promise<void>((resolve) => gates.push(resolve))
    const bad = items.find((item) => item < 0)
    if (bad !== undefined) throw new Error(`bad ${bad}`)
    return items.map((item) => item * 10)
  }
  /** Lets the work that is under way go on, until none is. */
  async function open() {
    while (gates.length > 0) {
      gates.shift()?.()
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    }
  }
  return { batches, work, open }
}

test('what comes alone is done at once, what comes meanwhile together', async () => {
  const { batches, work, open } = gatedWork()
  const { add } = createBatcher(work, { most: 3 })
  const all = Promise.all([1, 2, 3, 4, 5].map((item) => add(item)))
  expect(batches).toEqual([[1]])
  await open()
  expect(await all).toEqual([10, 20, 30, 40, 50])
  expect(batches).toEqual([[1], [2, 3, 4], [5]])
  const later = add(6)
  expect(batches.at(-1)).toEqual([6])
  await open()
  expect(await later).toBe(60)
})

test('nobody fails for what another one brought', async () => {
  const { batches, work, open } = gatedWork()
  const { add } = createBatcher(work, { most: 10 })
  const all = Promise.allSettled([1, 2, -3, 4].map((item) => add(item)))
  await open()
  expect(await all).toMatchObject([
    { value: 10 },
    { value: 20 },
    { reason: { message: 'bad -3' } },
    { value: 40 },
  ])
  expect(batches).toEqual([[1], [2, -3, 4], [2], [-3], [4]])
})

test('one that fails alone is not tried again', async () => {
  const { batches, work, open } = gatedWork()
  const { add } = createBatcher(work, { most: 10 })
  const refused = Promise.allSettled([add(-1)])
  await open()
  expect(await refused).toMatchObject([{ reason: { message: 'bad -1' } }])
  expect(batches).toEqual([[-1]])
})

test('items of two keys never share a batch; whose key came first goes first', async () => {
  const { batches, work, open } = gatedWork()
  const { add } = createBatcher(work, { most: 3, keyOf: (item) => (item % 2 ? 'odd' : 'even') })
  const all = Promise.all([1, 2, 3, 4, 5, 7, 9].map((item) => add(item)))
  await open()
  expect(await all).toEqual([10, 20, 30, 40, 50, 70, 90])
  expect(batches).toEqual([[1], [2, 4], [3, 5, 7], [9]])
})
