import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseIndexSpec } from '../index/spec'
import { Reader } from '../storage/reader'
import { Store } from '../storage/store'
import { buildIndex, DirectWriter } from '../storage/writer'
import { decode, encode } from '../values/bson'
import { Engine } from './engine'
import { sweepExpired } from './ttl'

let dir: string
let engine: Engine

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'ttl-'))
  engine = new Engine(await Store.open(dir))
})

afterAll(async () => {
  await engine.close()
  rmSync(dir, { recursive: true })
})

it('removes what is over to the millisecond, and nothing without a date', async () => {
  const { store } = engine
  const now = Date.UTC(2026, 10, 22)
  const rows = [
    { _id: 1, at: new Date(now - 60_000) },
    { _id: 2, at: new Date(now - 59_999) },
    { _id: 3, at: 'yesterday' },
    { _id: 4 },
    { _id: 5, at: [new Date(now), new Date(now - 70_000)] },
  ]
  await store.write(() => {
    const collection = store.catalog.create('test', 'rows')
    const index = {
      ...parseIndexSpec({ key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 }),
      id: store.catalog.newId(),
      since: 0,
    }
    buildIndex(store, collection, index, [])
    collection.indexes.push(index)
    const writer = new DirectWriter(store, engine.locks)
    for (const row of rows) writer.insert(collection, row, encode(row))
  })
  expect(await sweepExpired(engine, now)).toBe(2)
  const collection = store.catalog.get('test', 'rows')!
  const left = Array.from(new Reader(store).records(collection), ({ bytes }) =>
    Number(decode(bytes)._id),
  )
  expect(left).toEqual([2, 3, 4])
})
