import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import type { Collection } from 'mongodb'

const ROUNDS = 5
const CLI = fileURLToPath(new URL('../store-cli.ts', import.meta.url))
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

type Row = { _id: string; n?: number }
type Acked = { inserts: string[]; counter: number; moved: number; inFlight: number }

let dir: string
let acked: Acked

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'durability-'))
  acked = { inserts: [], counter: 0, moved: 0, inFlight: 0 }
})

afterEach(() => {
  rmSync(dir, { recursive: true })
})

/** Starts a store in a process of its own, which can be killed. */
async function startProcess(): Promise<{ uri: string; kill(): Promise<void> }> {
  // node itself runs the store, so that the kill hits it and not a wrapper around it
  const child = spawn(process.execPath, ['--import', TSX, CLI, '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [uri] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return {
    uri,
    kill: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Writes until the store is gone, counting only what was acknowledged. */
async function writeUntilKilled(uri: string, round: number, enough: () => void): Promise<void> {
  const client = await MongoClient.connect(uri, {
    serverSelectionTimeoutMS: 500,
    retryWrites: false,
  })
  const rows = client.db('d').collection<Row>('rows')
  const [left, right] = [
    client.db('d').collection<Row>('left'),
    client.db('d').collection<Row>('right'),
  ]
  const worker = async (work: (i: number) => Promise<void>): Promise<void> => {
    for (let i = 0; ; i += 1) await work(i)
  }
  const inserts = (lane: number) =>
    worker(async (i) => {
      const _id = `${round}-${lane}-${i}`
      await rows.insertOne({ _id, n: i })
      acked.inserts.push(_id)
      if (acked.inserts.length % 150 === 0) enough()
    })
  const counts = worker(async () => {
    await rows.updateOne({ _id: 'counter' }, { $inc: { n: 1 } }, { upsert: true })
    acked.counter += 1
  })
  const moves = worker(async () => {
    await client.withSession((session) =>
      session.withTransaction(async () => {
        await left.updateOne({ _id: 'sum' }, { $inc: { n: -1 } }, { session, upsert: true })
        await right.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session, upsert: true })
      }),
    )
    acked.moved += 1
  })
  await Promise.allSettled([inserts(0), inserts(1), inserts(2), counts, moves])
  await client.close(true)
}

async function numberIn(collection: Collection<Row>, _id: string): Promise<number> {
  return (await collection.findOne({ _id }))?.n ?? 0
}

it(`loses nothing acknowledged in ${ROUNDS} rounds of kill -9, and keeps indexes true`, async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const store = await startProcess()
    if (round === 0) {
      const client = await MongoClient.connect(store.uri)
      await client.db('d').collection('rows').createIndex({ n: 1 })
      await client.close()
    }
    await new Promise<void>((done) => {
      const finished = writeUntilKilled(store.uri, round, () => void store.kill())
      void finished.then(done)
    })
  }
  const store = await startEmbeddedStore({ dir })
  const client = await MongoClient.connect(store.uri)
  const db = client.db('d')
  const rows = db.collection<Row>('rows')
  const found = new Set((await rows.find({}).toArray()).map((row) => row._id))
  expect(acked.inserts.length).toBeGreaterThanOrEqual(ROUNDS * 100)
  expect(acked.inserts.filter((id) => !found.has(id))).toEqual([])
  // A write that was under way at the kill may be there or not, one for each round.
  const counter = await numberIn(rows, 'counter')
  expect(counter).toBeGreaterThanOrEqual(acked.counter)
  expect(counter).toBeLessThanOrEqual(acked.counter + ROUNDS)
  const [left, right] = [
    await numberIn(db.collection('left'), 'sum'),
    await numberIn(db.collection('right'), 'sum'),
  ]
  expect(left + right).toBe(0)
  expect(right).toBeGreaterThanOrEqual(acked.moved)
  const byIndex = await rows
    .find({ n: { $gte: 0 } })
    .sort({ n: 1 })
    .hint('n_1')
    .toArray()
  expect(byIndex).toHaveLength(found.size)
  await client.close()
  await store.close()
}, 240_000)

it('refuses a directory that is in use', async () => {
  const store = await startEmbeddedStore({ dir })
  await expect(startEmbeddedStore({ dir })).rejects.toThrow(/in use by another process/)
  await store.close()
  const again = await startEmbeddedStore({ dir })
  await again.close()
}, 60_000)
