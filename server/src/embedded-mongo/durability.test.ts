import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import { seeded } from './test-support/seeded'
import { bundleStore } from './test-support/store-process'
import { verifyIndexes } from './test-support/verify-indexes'
import type { Collection, Db } from 'mongodb'
import type { Starter, StoreProcess } from './test-support/store-process'

/** Set `DURABILITY_ROUNDS` for a longer run, `DURABILITY_SEED` to repeat one. */
const ROUNDS = Number(process.env.DURABILITY_ROUNDS ?? 50)
const SEED = Number(process.env.DURABILITY_SEED ?? Date.now() % 1_000_000)
const COUNTERS = 4
const random = seeded(SEED)

type Row = { _id: string; n?: number; tags?: string[]; code?: string; last?: boolean }

/** What was acknowledged, and what was under way at a kill and may have happened or not. */
const acked = { rows: new Map<string, number>(), gone: new Set<string>(), pairs: new Set<string>() }
const counters = Array.from({ length: COUNTERS }, () => ({ acked: 0, unsure: 0 }))

let dir: string
let starter: Starter

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'durability-'))
  starter = await bundleStore()
}, 60_000)

afterAll(() => {
  starter.remove()
  rmSync(dir, { recursive: true })
})

/** Inserts rows under four indexes, changes every third and removes every fifth. */
async function writeRows(rows: Collection<Row>, lane: string, tick: () => void): Promise<void> {
  for (let i = 0; ; i += 1) {
    const _id = `${lane}-${i}`
    await rows.insertOne({ _id, n: i, tags: [lane, `t${i % 7}`], code: _id })
    acked.rows.set(_id, i)
    tick()
    if (i % 3 === 0) {
      acked.rows.delete(_id)
      await rows.updateOne({ _id }, { $set: { n: -i, tags: [], code: `c${_id}` } })
      acked.rows.set(_id, -i)
    }
    if (i % 5 === 0) {
      acked.rows.delete(_id)
      await rows.deleteOne({ _id })
      acked.gone.add(_id)
    }
    tick()
  }
}

async function count(rows: Collection<Row>, which: number, tick: () => void): Promise<void> {
  const counter = counters[which]!
  for (;;) {
    counter.unsure += 1
    await rows.updateOne({ _id: `counter${which}` }, { $inc: { n: 1 } }, { upsert: true })
    counter.unsure -= 1
    counter.acked += 1
    tick()
  }
}

/** Moves one from a collection to another, and leaves a mark in both, in one transaction. */
async function move(client: MongoClient, db: Db, lane: string, tick: () => void): Promise<void> {
  const [left, right] = [db.collection<Row>('left'), db.collection<Row>('right')]
  for (let i = 0; ; i += 1) {
    const _id = `${lane}-${i}`
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await left.updateOne({ _id: 'sum' }, { $inc: { n: -1 } }, { session, upsert: true })
        await right.insertOne({ _id, n: i }, { session })
        await right.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session, upsert: true })
        await left.insertOne({ _id, n: i }, { session })
      }),
    )
    acked.pairs.add(_id)
    tick()
  }
}

/** Lets eight lanes write and kills the store in the midst of it. */
async function round(number: number, store: StoreProcess): Promise<void> {
  const client = await MongoClient.connect(store.uri, {
    serverSelectionTimeoutMS: 200,
    retryWrites: false,
  })
  const db = client.db('d')
  const rows = db.collection<Row>('rows')
  if (number === 0) {
    await rows.createIndexes([
      { key: { n: 1 } },
      { key: { tags: 1, n: -1 } },
      { key: { code: 1 }, unique: true, sparse: true },
      { key: { n: -1 }, name: 'some', partialFilterExpression: { n: { $gt: 5 } } },
    ])
  }
  let ticks = 20 + random(60)
  const delay = random(5)
  let killed: Promise<void> | undefined
  const tick = (): void => {
    ticks -= 1
    // The kill comes some time after an answer, not always at the same point of a commit.
    if (ticks === 0)
      killed = new Promise<void>((done) => setTimeout(done, delay)).then(() => store.kill())
  }
  await Promise.allSettled([
    ...[0, 1, 2].map((lane) => writeRows(rows, `${number}-${lane}`, tick)),
    ...counters.map((_, which) => count(rows, which, tick)),
    ...[0, 1].map((lane) => move(client, db, `${number}-${lane}`, tick)),
  ])
  await killed
  await client.close(true)
}

async function valuesOf(collection: Collection<Row>): Promise<Map<string, number>> {
  const found = await collection.find({}).toArray()
  return new Map(found.map((row) => [row._id, row.n ?? 0]))
}

/** Reads everything back from the store at rest and compares it with what was acknowledged. */
async function check(): Promise<void> {
  const store = await startEmbeddedStore({ dir })
  const client = await MongoClient.connect(store.uri)
  const db = client.db('d')
  const rows = await valuesOf(db.collection<Row>('rows'))
  expect([...acked.rows].filter(([_id, n]) => rows.get(_id) !== n)).toEqual([])
  expect([...acked.gone].filter((_id) => rows.has(_id))).toEqual([])
  for (const [which, counter] of counters.entries()) {
    const n = rows.get(`counter${which}`) ?? 0
    expect(n).toBeGreaterThanOrEqual(counter.acked)
    expect(n).toBeLessThanOrEqual(counter.acked + counter.unsure)
  }
  const left = await valuesOf(db.collection<Row>('left'))
  const right = await valuesOf(db.collection<Row>('right'))
  expect([...acked.pairs].filter((_id) => !left.has(_id))).toEqual([])
  expect([...left.keys()].toSorted()).toEqual([...right.keys()].toSorted())
  expect(left.get('sum')).toBe(-(right.get('sum') ?? 0))
  expect(right.get('sum')).toBe(right.size - 1)
  await client.close()
  await store.close()
}

it(
  `loses nothing acknowledged in ${ROUNDS} rounds of kill -9, tears no transaction, keeps indexes true (seed ${SEED})`,
  async () => {
    for (let number = 0; number < ROUNDS; number += 1) {
      await round(number, await starter.start(['--dir', dir]))
      expect(await verifyIndexes(dir)).toEqual([])
    }
    expect(acked.rows.size).toBeGreaterThan(ROUNDS)
    expect(acked.pairs.size).toBeGreaterThan(ROUNDS / 2)
    await check()
  },
  ROUNDS * 10_000,
)
