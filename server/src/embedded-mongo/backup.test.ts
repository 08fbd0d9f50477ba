import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startEmbeddedStore } from '.'
import { serveDirectory } from './server'
import type { EmbeddedStore } from '.'

type Row = { _id: string; n: number }
type Served = Pick<EmbeddedStore, 'uri' | 'backup' | 'close'>

/** In a thread of its own, as applications have it, and, quicker to start, in this one. */
const inThread = (at: string): Promise<Served> => startEmbeddedStore({ dir: at })
const here = (at: string): Promise<Served> => serveDirectory(at, 0)

let dir: string
let stores: Served[]
let clients: MongoClient[]

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'backup-'))
  stores = []
  clients = []
})

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await Promise.all(stores.map((store) => store.close()))
  rmSync(dir, { recursive: true })
})

async function start(
  name: string,
  how: (dir: string) => Promise<Served>,
): Promise<{ store: Served; client: MongoClient }> {
  const store = await how(join(dir, name))
  stores.push(store)
  const client = await MongoClient.connect(store.uri)
  clients.push(client)
  return { store, client }
}

it('copies one moment while transactions go on, and the copy is a store', async () => {
  const { store, client } = await start('from', inThread)
  const [left, right] = ['left', 'right'].map((name) => client.db('d').collection<Row>(name))
  await left!.insertOne({ _id: 'sum', n: 0 })
  await right!.insertOne({ _id: 'sum', n: 0 })
  await right!.createIndex({ n: 1 }, { unique: true })
  let moved = 0
  let enough = false
  const moving = (async () => {
    for (; !enough; moved += 1) {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await left!.updateOne({ _id: 'sum' }, { $inc: { n: -1 } }, { session })
          await right!.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session })
        }),
      )
    }
  })()
  await vi.waitUntil(() => moved > 5)
  const before = moved
  await Promise.all(['a', 'b', 'c'].map((name) => store.backup(join(dir, name))))
  enough = true
  await moving
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(dir, `empty-${name}`))
    copyFileSync(join(dir, name), join(dir, `empty-${name}`, 'store.mdb'))
  }
  for (const name of ['a', 'b', 'c']) {
    const copy = await start(`empty-${name}`, here)
    const db = copy.client.db('d')
    const [l, r] = await Promise.all(
      ['left', 'right'].map((each) => db.collection<Row>(each).findOne({ _id: 'sum' })),
    )
    expect(l!.n + r!.n).toBe(0)
    expect(r!.n).toBeGreaterThanOrEqual(before)
    expect(r!.n).toBeLessThanOrEqual(moved)
    expect(await db.collection('right').find({ n: r!.n }).hint('n_1').toArray()).toHaveLength(1)
    await db.collection<Row>('right').insertOne({ _id: 'more', n: -1 })
  }
})

it('refuses a file that is there, and says so when it cannot write', async () => {
  const { store } = await start('from', inThread)
  writeFileSync(join(dir, 'there'), 'mine')
  await expect(store.backup(join(dir, 'there'))).rejects.toThrow(/is there already/)
  await expect(store.backup(join(dir, 'there', 'x'))).rejects.toThrow(/could not be written/)
  await expect(store.backup(join(dir, 'none', 'x'))).rejects.toThrow(/could not be written/)
  await store.backup(join(dir, 'fresh'))
  expect(readdirSync(dir).sort()).toEqual(['fresh', 'from', 'there'])
})
