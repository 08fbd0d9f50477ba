import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MongoError } from '../errors'
import { choosePlan, findAll } from '../query/find'
import { parseFilter } from '../query/parse'
import { compileSort, parseSort } from '../shape/sort'
import { Reader } from '../storage/reader'
import { Store } from '../storage/store'
import { buildIndex, DirectWriter } from '../storage/writer'
import { docs, filters, keyPatterns } from '../test-support/random-values'
import { encode } from '../values/bson'
import { compare } from '../values/compare'
import { parseIndexSpec } from './spec'
import type { Collection } from '../storage/catalog'
import type { Doc } from '../values/kinds'

let dir: string
let store: Store

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'planner-'))
  store = await Store.open(dir)
})

afterAll(async () => {
  await store.close()
  rmSync(dir, { recursive: true })
})

/** Fills a new collection; documents that an index cannot hold (parallel arrays) are left out. */
function fill(
  keys: readonly Doc[],
  sparse: boolean,
  rows: readonly Doc[],
  before: boolean,
): Collection {
  const collection = store.catalog.create('test', `c${store.catalog.newId()}`)
  const add = (key: Doc, i: number): void => {
    const spec = parseIndexSpec({ key, name: `i${i}`, ...(sparse ? { sparse: true } : {}) })
    const index = { ...spec, id: store.catalog.newId(), since: 0 }
    buildIndex(store, collection, index, new Reader(store).records(collection))
    collection.indexes.push(index)
  }
  if (before) keys.forEach(add)
  const writer = new DirectWriter(store, { check: () => undefined })
  for (const [i, row] of rows.entries()) {
    const doc = { _id: i, ...row }
    try {
      writer.insert(collection, doc, encode(doc))
    } catch (error) {
      if (!(error instanceof MongoError)) throw error
    }
  }
  if (!before) {
    for (const [i, key] of keys.entries()) {
      try {
        add(key, i)
      } catch (error) {
        if (!(error instanceof MongoError)) throw error
      }
    }
  }
  return collection
}

const cases = fc.record({
  keys: fc.array(keyPatterns, { minLength: 1, maxLength: 2 }),
  sparse: fc.boolean(),
  before: fc.boolean(),
  rows: fc.array(docs, { minLength: 10, maxLength: 20 }),
  questions: fc.array(fc.tuple(filters, fc.option(keyPatterns, { nil: {} })), {
    minLength: 25,
    maxLength: 25,
  }),
})

describe('planner', () => {
  it('finds through indexes exactly what a full scan finds, in the same order', async () => {
    let indexed = 0
    let asked = 0
    await fc.assert(
      fc.asyncProperty(cases, ({ keys, sparse, before, rows, questions }) =>
        store.write(() => {
          const collection = fill(keys, sparse, rows, before)
          const bare = { ...collection, indexes: [] }
          const reader = new Reader(store)
          for (const [filter, sortSpec] of questions) {
            const query = { node: parseFilter(filter), sort: parseSort(sortSpec) }
            const found = findAll(reader, collection, query).map((each) => each.doc)
            const expected = findAll(reader, bare, query).map((each) => each.doc)
            asked += 1
            if (choosePlan(reader, collection, query).kind !== 'scan') indexed += 1
            const byId = (list: Doc[]): unknown[] => list.map((doc) => doc._id).toSorted(compare)
            expect(byId(found)).toEqual(byId(expected))
            // Ties may come in any order: sorting again, stably, must change nothing.
            if (query.sort.length > 0) expect(compileSort(query.sort)(found)).toEqual(found)
          }
          store.catalog.drop(collection)
        }),
      ),
      { numRuns: 400 },
    )
    expect(asked).toBe(10_000)
    // about a fifth of random queries fit an index; far fewer would make this test say little
    expect(indexed / asked).toBeGreaterThan(0.1)
  }, 120_000)
})
