import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { MongoClient, type Db } from 'mongodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { atFirstOutput, serveStore, storeData, type ServedStore } from '../support/store-data'
import { waitFor } from '../support/wait'

interface Row {
  _id: string
  n: number
}

let folder: string
let dataDir: string
let served: ServedStore[]

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lianxin-backup-'))
  dataDir = path.join(folder, 'data')
  served = []
})

afterEach(async () => {
  await Promise.all(served.map((store) => store.stop()))
  rmSync(folder, { recursive: true, force: true })
})

async function serve(dir: string): Promise<ServedStore> {
  const store = await serveStore(dir)
  served.push(store)
  return store
}

async function withDb<T>(store: ServedStore, work: (db: Db) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(store.uri)
  try {
    return await work(client.db('office'))
  } finally {
    await client.close()
  }
}

/** A data directory at rest with some rows, a secret and a token. */
async function fill(dir: string, rows: number): Promise<void> {
  const store = await serve(dir)
  await withDb(store, async (db) => {
    const made = Array.from({ length: rows }, (_, n) => ({ _id: `row-${n}`, n }))
    await db.collection<Row>('rows').insertMany(made)
    await db.collection('rows').createIndex({ n: -1 }, { unique: true })
    await db.createCollection('empty')
  })
  await store.stop()
  writeFileSync(path.join(dir, 'secret'), 'a secret of thirty-two characters')
  writeFileSync(path.join(dir, 'bot-token'), 'lxb_token')
}

/** Every file below a directory with its sum. */
function picture(dir: string): Record<string, string> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name)
      const sum = entry.isFile()
        ? createHash('sha256').update(readFileSync(file)).digest('hex')
        : ''
      return [path.relative(dir, file), sum]
    }),
  )
}

/** Writers that go on until told; `acked` counts only what was acknowledged. */
function startWriters(client: MongoClient) {
  const db = client.db('office')
  const acked = { rows: [] as string[], moved: 0 }
  let goesOn = true
  const lane = async (name: string) => {
    for (let n = 0; goesOn; n += 1) {
      const _id = `${name}-${n}`
      await db.collection<Row>('rows').insertOne({ _id, n })
      acked.rows.push(_id)
    }
  }
  const moves = async () => {
    const [left, right] = [db.collection<Row>('left'), db.collection<Row>('right')]
    while (goesOn) {
      await client.withSession((session) =>
        session.withTransaction(async () => {
          const options = { session, upsert: true }
          await left.updateOne({ _id: 'sum' }, { $inc: { n: -1 } }, options)
          await right.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, options)
        }),
      )
      acked.moved += 1
    }
  }
  const ended = Promise.all([lane('a'), lane('b'), lane('c'), moves()])
  return {
    acked,
    stop: async () => {
      goesOn = false
      await ended
    },
  }
}

/** What of a store must hold whatever moment a copy is of. */
async function examine(store: ServedStore) {
  return withDb(store, async (db) => {
    const sum = async (name: string) =>
      (await db.collection<Row>(name).findOne({ _id: 'sum' }))?.n ?? 0
    const rows = db.collection<Row>('rows')
    const byScan = (await rows.find().toArray()).map(({ _id }) => _id)
    const byIndex = await rows.find({ n: { $gte: 0 } }, { hint: 'n_1' }).toArray()
    const indexes = await rows.listIndexes().toArray()
    return { left: await sum('left'), right: await sum('right'), byScan, byIndex, indexes }
  })
}

async function restoreAndServe(file: string, name: string): Promise<ServedStore> {
  const dir = path.join(folder, name)
  expect(await storeData(dir, ['restore', file])).toMatchObject({ code: 0 })
  return serve(dir)
}

it('backs up one moment while writers go on, and all that was acknowledged before', async () => {
  const store = await serve(dataDir)
  const client = await MongoClient.connect(store.uri)
  await client.db('office').collection('rows').createIndex({ n: 1 })
  const writers = startWriters(client)
  const files = ['one.tgz', 'two.tgz'].map((name) => path.join(folder, name))
  const before: { rows: string[]; moved: number }[] = []
  for (const file of files) {
    const { rows, moved } = writers.acked
    const wanted = rows.length + 100
    await waitFor('more rows', () => rows.length > wanted && writers.acked.moved > moved + 5)
    before.push({ rows: [...rows], moved: writers.acked.moved })
    expect(await storeData(dataDir, ['backup', file])).toMatchObject({ code: 0 })
  }
  await writers.stop()
  await client.close()
  const live = await examine(store)
  // Killed: the last backup is of a store at rest that nobody closed.
  await store.stop('SIGKILL')
  files.push(path.join(folder, 'rest.tgz'))
  before.push(writers.acked)
  expect(await storeData(dataDir, ['backup', files.at(-1)!])).toMatchObject({ code: 0 })

  for (const [at, file] of files.entries()) {
    const copy = await examine(await restoreAndServe(file, `restored-${at}`))
    expect(copy.left + copy.right).toBe(0)
    expect(copy.right).toBeGreaterThanOrEqual(before[at]!.moved)
    const found = new Set(copy.byScan)
    expect(before[at]!.rows.filter((id) => !found.has(id))).toEqual([])
    expect(copy.byIndex.map(({ _id }) => _id).toSorted()).toEqual(copy.byScan.toSorted())
    expect(copy.indexes).toEqual(live.indexes)
    if (at === files.length - 1) expect(copy).toEqual(live)
  }
}, 180_000)

it('one file holds store, secret and token; any tar can read it, only its owner may', async () => {
  await fill(dataDir, 10)
  const file = path.join(folder, 'backup.tgz')
  const made = await storeData(dataDir, ['backup', file])
  expect(made.code).toBe(0)
  expect(made.output).toContain('10 documents in 2 collections')
  expect(made.output).toContain('The secret is in it')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const names = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n')
  expect(names).toEqual(['manifest.json', 'store/store.mdb', 'secret', 'bot-token'])
  const fresh = path.join(folder, 'fresh')
  const restored = await storeData(fresh, ['restore', file])
  expect(restored.output).toContain('10 documents in 2 collections')
  expect(restored.code).toBe(0)
  for (const name of ['secret', 'bot-token']) {
    expect(readFileSync(path.join(fresh, name))).toEqual(readFileSync(path.join(dataDir, name)))
    expect(statSync(path.join(fresh, name)).mode & 0o777).toBe(0o600)
  }
  expect(readdirSync(fresh).toSorted()).toEqual(['bot-token', 'secret', 'store'])
  expect(readdirSync(folder).toSorted()).toEqual(['backup.tgz', 'data', 'fresh'])
})

it('files of lessons go with it, half-written ones and those of an older state do not', async () => {
  await fill(dataDir, 1)
  const keep = (dir: string, name: string, text: string) => {
    mkdirSync(path.join(dir, 'files/ab'), { recursive: true })
    writeFileSync(path.join(dir, 'files/ab', name), text)
  }
  keep(dataDir, '0123ab', '一张图')
  keep(dataDir, '0456ab.5f.part', '半张')
  const file = path.join(folder, 'backup.tgz')
  expect(await storeData(dataDir, ['backup', file])).toMatchObject({ code: 0 })
  const other = path.join(folder, 'other')
  keep(other, '0789ab', '别的')
  expect((await storeData(other, ['restore', file])).output).toContain('it holds files')
  expect(await storeData(other, ['restore', file, '--replace'])).toMatchObject({ code: 0 })
  expect(readdirSync(path.join(other, 'files/ab'))).toEqual(['0123ab'])
  expect(readFileSync(path.join(other, 'files/ab/0123ab'), 'utf8')).toBe('一张图')
  const aside = readdirSync(other).find((name) => name.startsWith('before-restore-'))!
  expect(readdirSync(path.join(other, aside, 'files/ab'))).toEqual(['0789ab'])
})

it('says so when the secret is given by the settings', async () => {
  await fill(dataDir, 1)
  const file = path.join(folder, 'backup.tgz')
  const secret = { LIANXIN_SECRET: 'another secret of 32 characters…' }
  const made = await storeData(dataDir, ['backup', file], secret)
  expect(made.output).toContain('The secret is not in it')
  const restored = await storeData(path.join(folder, 'fresh'), ['restore', file])
  expect(restored.output).toContain('start with the same LIANXIN_SECRET')
})

it('restores over what is there only when told, and keeps that aside', async () => {
  await fill(dataDir, 10)
  const file = path.join(folder, 'backup.tgz')
  await storeData(dataDir, ['backup', file])
  const other = path.join(folder, 'other')
  await fill(other, 3)
  writeFileSync(path.join(other, 'note.txt'), 'not ours')
  const before = picture(other)
  const refused = await storeData(other, ['restore', file])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.output).toContain('is not empty (it holds store, secret, bot-token)')
  expect(picture(other)).toEqual(before)

  expect(await storeData(other, ['restore', file, '--replace'])).toMatchObject({ code: 0 })
  const aside = readdirSync(other).find((name) => name.startsWith('before-restore-'))!
  const kept = picture(path.join(other, aside))
  expect({ ...kept, 'note.txt': before['note.txt'] }).toEqual(before)
  expect(readdirSync(other).toSorted()).toEqual(
    [aside, 'bot-token', 'note.txt', 'secret', 'store'].toSorted(),
  )
  expect(await withDb(await serve(other), (db) => db.collection('rows').countDocuments())).toBe(10)
})

it('refuses to restore under a running product', async () => {
  await fill(dataDir, 10)
  const file = path.join(folder, 'backup.tgz')
  await storeData(dataDir, ['backup', file])
  const store = await serve(dataDir)
  const refused = await storeData(dataDir, ['restore', file, '--replace'])
  expect(refused.code).toBe(1)
  expect(refused.output).toContain('in use by another process; stop that one first')
  expect(readdirSync(dataDir).toSorted()).toEqual(['bot-token', 'secret', 'store'])
  expect(await withDb(store, (db) => db.collection('rows').countDocuments())).toBe(10)
})

it('refuses what is cut off, damaged or foreign, and leaves everything as it was', async () => {
  await fill(dataDir, 500)
  const file = path.join(folder, 'backup.tgz')
  await storeData(dataDir, ['backup', file])
  const good = readFileSync(file)
  const flipped = (at: number) => {
    const bytes = Buffer.from(good)
    bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at)
    return bytes
  }
  // The right sums of gzip around a page of the store that is not what it was.
  const tar = gunzipSync(good)
  tar.writeUInt8(tar.readUInt8(tar.length - 5000) ^ 1, tar.length - 5000)
  const foreign = path.join(folder, 'foreign')
  mkdirSync(foreign)
  writeFileSync(path.join(foreign, 'a.txt'), 'a'.repeat(2000))
  execFileSync('tar', ['-czf', path.join(folder, 'foreign.tgz'), '-C', foreign, 'a.txt'])
  const bad: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    'a third': good.subarray(0, Math.floor(good.length / 3)),
    'all but the last byte': good.subarray(0, -1),
    'a flipped bit in the middle': flipped(Math.floor(good.length / 2)),
    'a flipped bit in the sum': flipped(good.length - 6),
    'another page': gzipSync(tar),
    'half of the tar': gzipSync(gunzipSync(good).subarray(0, 3 * 512 + 10_000)),
    text: Buffer.from('not a backup at all'),
    'another archive': readFileSync(path.join(folder, 'foreign.tgz')),
    'a store, but not packed': readFileSync(path.join(dataDir, 'store/store.mdb')),
  }
  const before = picture(dataDir)
  const broken = path.join(folder, 'broken.tgz')
  for (const [what, bytes] of Object.entries(bad)) {
    writeFileSync(broken, bytes)
    const refused = await storeData(dataDir, ['restore', broken, '--replace'])
    expect(refused, what).toMatchObject({ code: 1 })
    expect(refused.output, what).toMatch(/is damaged|is no backup/)
    expect(refused.output, what).not.toMatch(/\n {4}at /)
    expect(picture(dataDir), what).toEqual(before)
  }
  const fresh = path.join(folder, 'not', 'yet')
  expect(await storeData(fresh, ['restore', broken])).toMatchObject({ code: 1 })
  expect(readdirSync(folder)).not.toContain('not')
}, 180_000)

it('refuses to back up over a file, without a store, and when the data is elsewhere', async () => {
  await fill(dataDir, 1)
  const file = path.join(folder, 'backup.tgz')
  writeFileSync(file, 'mine')
  const taken = await storeData(dataDir, ['backup', file])
  expect(taken).toMatchObject({ code: 1 })
  expect(taken.output).toContain('is there already')
  expect(readFileSync(file, 'utf8')).toBe('mine')
  const none = await storeData(path.join(folder, 'none'), ['backup', path.join(folder, 'b.tgz')])
  expect(none).toMatchObject({ code: 1 })
  expect(none.output).toContain('There is no embedded store in')
  const elsewhere = await storeData(dataDir, ['backup', path.join(folder, 'b.tgz')], {
    MONGODB_URI: 'mongodb://127.0.0.1/',
  })
  expect(elsewhere).toMatchObject({ code: 1 })
  expect(elsewhere.output).toContain('MONGODB_URI is set')
  const mistyped = await storeData(dataDir, ['backup'])
  expect(mistyped).toMatchObject({ code: 1 })
  expect(mistyped.output).toContain('Usage:')
  expect(readdirSync(folder).toSorted()).toEqual(['backup.tgz', 'data'])
})

it.each(['SIGINT', 'SIGTERM'] as const)(
  '%s leaves nothing of a backup or restore',
  async (signal) => {
    await fill(dataDir, 5_000)
    const file = path.join(folder, 'backup.tgz')
    const stopped = await storeData(dataDir, ['backup', file], {}, atFirstOutput(signal))
    expect(stopped).toMatchObject({ code: 130 })
    expect(stopped.output).toContain('Stopped; nothing is left half done.')
    expect(readdirSync(folder)).toEqual(['data'])
    await storeData(dataDir, ['backup', file])
    const fresh = path.join(folder, 'fresh')
    expect(await storeData(fresh, ['restore', file], {}, atFirstOutput(signal))).toMatchObject({
      code: 130,
    })
    expect(readdirSync(folder).toSorted()).toEqual(['backup.tgz', 'data'])
  },
)
