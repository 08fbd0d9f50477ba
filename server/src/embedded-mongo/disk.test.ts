import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import { Store } from './storage/store'
import { bundleStore } from './test-support/store-process'
import { verifyIndexes } from './test-support/verify-indexes'
import type { Collection } from 'mongodb'
import type { Starter, StoreProcess } from './test-support/store-process'

const NOBODY = 65_534
const ROOT = process.getuid?.() === 0

type Row = { _id: number; n: number; pad: string }

let dir: string
let starter: Starter
let running: { stop(): Promise<void> }[]

beforeAll(async () => {
  starter = await bundleStore()
}, 60_000)

afterAll(() => starter.remove())

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'disk-'))
  running = []
})

afterEach(async () => {
  for (const each of running.reverse()) await each.stop()
  rmSync(dir, { recursive: true })
})

async function connect(
  store: StoreProcess,
): Promise<{ client: MongoClient; rows: Collection<Row>; fresh: Collection<Row> }> {
  running.push(store)
  const client = await MongoClient.connect(store.uri, { retryWrites: false })
  running.push({ stop: () => client.close() })
  const db = client.db('d')
  return { client, rows: db.collection('rows'), fresh: db.collection('fresh') }
}

/** Inserts until the store says no, and gives what was acknowledged. */
async function fill(rows: Collection<Row>): Promise<{ acked: number[]; error: unknown }> {
  const acked: number[] = []
  await rows.createIndex({ n: -1 })
  for (;;) {
    const _id = acked.length
    try {
      await rows.insertOne({ _id, n: _id, pad: 'x'.repeat(20_000) })
    } catch (error) {
      return { acked, error }
    }
    acked.push(_id)
  }
}

const ids = async (rows: Collection<Row>): Promise<number[]> =>
  (await rows.find({}).sort({ n: 1 }).toArray()).map((row) => row._id)

/** A file system of 8 MB in `dir`, or the reason why there is none. */
function mountSmall(): string | undefined {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dir])
  if (mounted.status !== 0) return `mount: ${String(mounted.stderr ?? mounted.error)}`
  running.push({
    stop: () => Promise.resolve(void execFileSync('umount', ['-l', dir])),
  })
  return undefined
}

describe('a disk that is full', () => {
  it('gives an error, loses nothing, reads on, and writes when there is space again', async (test) => {
    const reason = ROOT ? mountSmall() : 'only root may mount a small disk'
    test.skip(reason !== undefined, reason)
    const ballast = join(dir, 'ballast')
    writeFileSync(ballast, Buffer.alloc(3_000_000))
    const store = await starter.start(['--dir', join(dir, 'data')])
    const { rows } = await connect(store)
    const { acked, error } = await fill(rows)
    expect(error).toMatchObject({ code: 14_031, codeName: 'OutOfDiskSpace' })
    expect(acked.length).toBeGreaterThan(50)
    expect(await ids(rows)).toEqual(acked)
    await expect(rows.insertOne({ _id: -1, n: -1, pad: 'x'.repeat(20_000) })).rejects.toThrow(
      /the disk .* is full/,
    )
    // Readers of many moments need room in a file that LMDB maps.
    const cursors = Array.from({ length: 90 }, () => rows.find({}).batchSize(1))
    for (const cursor of cursors) {
      await cursor.next()
      await rows.updateOne({ _id: 0 }, { $inc: { n: 0.5 } }).catch(() => undefined)
    }
    await rows.updateOne({ _id: 0 }, { $set: { n: 0 } }).catch(() => undefined)
    await Promise.all(cursors.map((cursor) => cursor.close()))
    rmSync(ballast)
    await rows.insertOne({ _id: acked.length, n: acked.length, pad: '' })
    await rows.updateOne({ _id: 0 }, { $set: { n: 0 } })
    await store.kill()
    expect(await verifyIndexes(join(dir, 'data'))).toEqual([])
    const again = await connect(await starter.start(['--dir', join(dir, 'data')]))
    expect(await ids(again.rows)).toEqual([...acked, acked.length])
  }, 60_000)

  it('undoes what only memory knew of a commit that failed', async (test) => {
    test.skip(process.platform !== 'linux', 'prlimit is a Linux command')
    const limit = ['prlimit', '--fsize=3000000:']
    const store = await starter.start(['--dir', dir], { wrapper: limit })
    const { client, rows, fresh } = await connect(store)
    const { acked, error } = await fill(rows)
    expect(error).toMatchObject({ ok: 0 })
    const session = client.startSession()
    session.startTransaction()
    await rows.updateOne({ _id: 1 }, { $set: { n: 1.5 } }, { session })
    // A new collection in a commit that does not fit is no collection.
    const big = { _id: 1, n: 1, pad: 'x'.repeat(2_000_000) }
    await expect(fresh.insertOne(big)).rejects.toThrow(/the embedded store .* nothing was written/)
    expect(await client.db('d').listCollections({ name: 'fresh' }).toArray()).toEqual([])
    await expect(session.commitTransaction()).rejects.toMatchObject({
      code: 112,
      errorLabels: ['TransientTransactionError'],
    })
    await session.endSession()
    execFileSync('prlimit', ['--pid', String(store.pid), '--fsize=unlimited:'])
    await fresh.insertOne({ _id: 2, n: 2, pad: '' })
    await rows.updateOne({ _id: 1 }, { $inc: { n: 0.25 } })
    await store.kill()
    expect(await verifyIndexes(dir)).toEqual([])
    const again = await connect(await starter.start(['--dir', dir]))
    expect(await ids(again.rows)).toEqual(acked)
    expect(await again.rows.findOne({ _id: 1 })).toMatchObject({ n: 1.25 })
    expect(await again.fresh.find({}).toArray()).toHaveLength(1)
  }, 60_000)
})

describe('a directory', () => {
  it('that cannot be written is refused, with what is in it as it was', async (test) => {
    await (await startEmbeddedStore({ dir })).close()
    const file = join(dir, 'store.mdb')
    const before = readFileSync(file)
    chmodSync(dir, 0o555)
    const reachable =
      !ROOT ||
      spawnSync(process.execPath, ['-e', `fs.accessSync(${JSON.stringify(process.execPath)})`], {
        uid: NOBODY,
        gid: NOBODY,
      }).status === 0
    test.skip(!reachable, 'another user cannot run node here')
    const options = ROOT ? { spawn: { uid: NOBODY, gid: NOBODY } } : {}
    await expect(starter.start(['--dir', dir], options)).rejects.toThrow(
      /cannot be read and written/,
    )
    // The directory may be written, the file in it may not.
    chmodSync(dir, 0o777)
    chmodSync(file, 0o444)
    await expect(starter.start(['--dir', dir], options)).rejects.toThrow(
      /cannot be read and written/,
    )
    expect(readFileSync(file).equals(before)).toBe(true)
  }, 60_000)

  it('in use is refused, by this process and by another one', async () => {
    const store = await startEmbeddedStore({ dir })
    await expect(startEmbeddedStore({ dir })).rejects.toThrow(/in use by another process/)
    await expect(starter.start(['--dir', dir])).rejects.toThrow(/^The data directory .* in use/)
    await store.close()
    await (await startEmbeddedStore({ dir })).close()
  }, 60_000)

  it('of another database, or with a file of another program, is refused untouched', async () => {
    for (const [name, bytes] of [
      ['WiredTiger', 'WiredTiger'],
      ['store.mdb', ''],
      ['store.mdb', 'short'],
      ['store.mdb', 'SQLite format 3\0'.padEnd(8192, '\0')],
      ['store.mdb', Buffer.alloc(20_000, 0xff)],
    ] as const) {
      const data = join(dir, 'data')
      mkdirSync(data)
      writeFileSync(join(data, name), bytes)
      await expect(Store.open(data)).rejects.toThrow(/another database|no embedded store/)
      expect(readFileSync(join(data, name)).equals(Buffer.from(bytes))).toBe(true)
      rmSync(data, { recursive: true })
    }
  })
})
