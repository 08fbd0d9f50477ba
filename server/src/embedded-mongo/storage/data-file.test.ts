import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeded } from '../test-support/seeded'
import { verifyIndexes } from '../test-support/verify-indexes'
import { encode } from '../values/bson'
import { faultOf } from './data-file'
import { Reader } from './reader'
import { Store } from './store'
import { DirectWriter } from './writer'

/** Set `FILE_CASES` for a longer run, `FILE_SEED` to repeat one. */
const CASES = Number(process.env.FILE_CASES ?? 120)
const SEED = Number(process.env.FILE_SEED ?? Date.now() % 1_000_000)
const random = seeded(SEED)

const HEAD_BYTES = 24 + 144
const PAGE = 4096

let dir: string
let file: string
let good: Buffer
let copy: Buffer

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'data-file-'))
  file = join(dir, 'store.mdb')
  const store = await Store.open(dir)
  const rows = await store.write(() => store.catalog.create('d', 'rows'))
  const writer = new DirectWriter(store, { check: () => undefined })
  const doc = (_id: number) => ({ _id, pad: 'x'.repeat(_id % 3 === 0 ? 9000 : 200) })
  for (let first = 0; first < 400; first += 20) {
    await store.write(() => {
      for (let _id = first; _id < first + 20; _id += 1)
        writer.insert(rows, doc(_id), encode(doc(_id)))
    })
  }
  // Free pages, in the middle and at the end.
  for (let rid = 300; rid > 100; rid -= 20) {
    await store.write(() => {
      for (let i = 0; i < 20; i += 1) writer.remove(rows, rid - i, doc(rid - i - 1))
    })
  }
  await store.backup(join(dir, 'copy'))
  await store.close()
  good = readFileSync(file)
  copy = readFileSync(join(dir, 'copy'))
})

afterAll(() => rmSync(dir, { recursive: true }))

/** Everything in the store, or why it was refused; refused files must be as they were. */
async function open(bytes: Buffer): Promise<string> {
  rmSync(`${file}-lock`, { force: true })
  writeFileSync(file, bytes)
  let store: Store
  try {
    store = await Store.open(dir)
  } catch (error) {
    expect(readFileSync(file).equals(bytes)).toBe(true)
    expect(String(error)).toMatch(/^Error: The data file .* it was left as it is/)
    return 'refused'
  }
  const rows = store.catalog.get('d', 'rows')!
  const found = Array.from(new Reader(store).records(rows), ({ bytes: doc }) => doc.toString('hex'))
  await store.write(() => store.putSession(Buffer.alloc(16), { number: '1' }))
  await store.close()
  expect(await verifyIndexes(dir)).toEqual([])
  return found.join()
}

describe(`a data file (seed ${SEED})`, () => {
  it('as LMDB leaves it has no fault, nor has a compact copy', async () => {
    writeFileSync(file, good)
    expect(faultOf(file)).toBeUndefined()
    expect(await open(copy)).toBe(await open(good))
  })

  it('that is cut off is refused as it is, wherever the cut is', async () => {
    const whole = await open(good)
    const cuts = [0, 1, 15, PAGE - 1, PAGE, 2 * PAGE, good.length - PAGE, good.length - 1]
    for (let i = 0; i < CASES / 2; i += 1) cuts.push(random(good.length))
    let refused = 0
    for (const cut of cuts) {
      const outcome = await open(good.subarray(0, cut))
      // Only pages that were free may be missing.
      expect([whole, 'refused']).toContain(outcome)
      refused += Number(outcome === 'refused')
    }
    expect(refused).toBeGreaterThan(CASES / 4)
    for (let i = 0; i < 10; i += 1)
      expect(await open(copy.subarray(0, random(copy.length)))).toBe('refused')
  }, 60_000)

  it('whose heads have changed bits is refused as it is, or gives all that was in it', async () => {
    const whole = await open(good)
    let refused = 0
    for (let i = 0; i < CASES; i += 1) {
      const bytes = Buffer.from(i % 2 === 0 ? good : copy)
      bytes[(i % 4 < 2 ? 0 : PAGE) + random(HEAD_BYTES)]! ^= 1 << random(8)
      const outcome = await open(bytes)
      expect([whole, 'refused']).toContain(outcome)
      refused += Number(outcome === 'refused')
    }
    expect(refused).toBeGreaterThan(CASES / 5)
  }, 60_000)
})
