import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import {
  Binary,
  BSONRegExp,
  Decimal128,
  BSON,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  MongoClient,
  ObjectId,
  Timestamp,
  type Db,
  type Document,
} from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../support/database'
import { atFirstOutput, serveStore, storeData } from '../support/store-data'

const { EJSON } = BSON

/** One document of each kind of value, and values on the borders of their types. */
const values: Document[] = [
  { int: new Int32(1), double: new Double(1), long: Long.fromNumber(1) },
  { decimal: Decimal128.fromString('1.10'), half: new Double(0.5), zero: new Double(-0) },
  { nan: new Double(Number.NaN), infinity: new Double(Number.NEGATIVE_INFINITY) },
  { big: Long.MAX_VALUE, least: Long.MIN_VALUE, int: new Int32(-2_147_483_648) },
  { text: '中文 𠮷 \u0001 "quoted"\nnext line', empty: '', nothing: null, yes: true, no: false },
  { date: new Date('2026-11-22T16:00:00.123Z'), old: new Date('1900-01-01'), epoch: new Date(0) },
  { id: new ObjectId('6b036bf09e2f13f33b8ab9d0'), stamp: new Timestamp({ t: 7, i: 8 }) },
  { bytes: new Binary(Buffer.from([0, 255]), 0), uuid: new Binary(Buffer.alloc(16, 7), 4) },
  { own: new Binary(Buffer.from('own'), 128), min: new MinKey(), max: new MaxKey() },
  { pattern: new BSONRegExp('^a.b', 'i'), list: [new Int32(1), [new Double(2)], {}, null, []] },
  { 中文: { 'a b': { c: [{ d: Long.fromNumber(2) }] } }, '': 'no name' },
]

let folder: string
let dataDir: string
/** The engine of the run, where the data is to go. */
let target: TestDatabase
let there: MongoClient
/** What the source holds. */
let documents: Record<string, string[]>
let indexes: Record<string, string[]>

/** All of it, the bytes of each document, in the order of `_id`. */
async function documentsOf(db: Db): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const found: unknown[] = await db
      .collection(name)
      .find({}, { raw: true, sort: { _id: 1 } })
      .toArray()
    // Raw, each is the bytes of one document.
    all[name] = found.map((bytes) => {
      if (!Buffer.isBuffer(bytes)) throw new TypeError('raw documents are bytes')
      return bytes.toString('hex')
    })
  }
  return all
}

async function indexesOf(db: Db): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {}
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    const found = await db.collection(name).listIndexes().toArray()
    all[name] = found
      .map(({ v: _v, ns: _ns, key, ...rest }) => {
        const options = Object.entries(rest).map((option) => EJSON.stringify(option))
        return EJSON.stringify([Object.entries(key), options.toSorted()])
      })
      .toSorted()
  }
  return all
}

async function fill(db: Db): Promise<void> {
  const kinds = values.map((value, n) => ({ _id: `kind-${n}`, ...value }))
  await db.collection<Document & { _id: string }>('kinds').insertMany(kinds)
  const many = Array.from({ length: 5_000 }, (_, n) => ({
    number: `LX-${n}`,
    n: new Int32(n % 7),
    tags: [`t${n % 3}`, `u${n % 5}`],
    ...(n % 2 === 0 && { sparse: n }),
    expiresAt: new Date('2126-01-01'),
  }))
  const tickets = db.collection('tickets')
  await tickets.insertMany(many)
  await tickets.createIndexes([
    { key: { number: 1 }, unique: true },
    { key: { n: 1, _id: -1 } },
    { key: { tags: 1 } },
    { key: { sparse: 1 }, sparse: true },
    { key: { n: -1 }, name: 'open', partialFilterExpression: { n: { $gt: 3 } } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 3600 },
  ])
  await db.createCollection('empty')
  await db.collection('odd name: 报事').insertOne({ n: 1 })
}

beforeAll(async () => {
  target = testDatabase()
  there = await MongoClient.connect(target.uri)
  folder = mkdtempSync(path.join(tmpdir(), 'lianxin-move-'))
  dataDir = path.join(folder, 'data')
  const source = await serveStore(dataDir)
  const client = await MongoClient.connect(source.uri)
  const db = client.db(target.dbName)
  await fill(db)
  documents = await documentsOf(db)
  indexes = await indexesOf(db)
  await client.close()
  await source.stop()
  expect(Object.keys(documents).toSorted()).toEqual(['empty', 'kinds', 'odd name: 报事', 'tickets'])
})

afterAll(async () => {
  await there.close()
  await target.drop()
  rmSync(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  await there.db(target.dbName).dropDatabase()
})

const collectionsThere = async () =>
  there.db(target.dbName).listCollections({}, { nameOnly: true }).toArray()

it('moves every document byte for byte, and every index, to another engine', async () => {
  const moved = await storeData(dataDir, ['move', '--to', target.uri])
  expect(moved).toMatchObject({ code: 0 })
  expect(moved.output).toContain('tickets: 5000 documents, 7 indexes')
  const db = there.db(target.dbName)
  const arrived = await documentsOf(db)
  expect(Object.keys(arrived).toSorted()).toEqual(Object.keys(documents).toSorted())
  for (const name of Object.keys(documents)) expect(arrived[name], name).toEqual(documents[name])
  expect(await indexesOf(db)).toEqual(indexes)
  // the source is as it was
  const source = await serveStore(dataDir)
  const client = await MongoClient.connect(source.uri)
  expect(await documentsOf(client.db(target.dbName))).toEqual(documents)
  await client.close()
  await source.stop()
})

it('refuses to move onto documents, takes the place of empty collections', async () => {
  const db = there.db(target.dbName)
  await db.collection('tickets').createIndex({ other: 1 })
  await db.collection('kinds').insertOne({ n: 1 })
  const refused = await storeData(dataDir, ['move', '--to', target.uri])
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.output).toContain(`there are documents in ${target.dbName}.kinds already`)
  expect(await db.collection('kinds').countDocuments()).toBe(1)
  expect((await collectionsThere()).length).toBe(2)
  await db.collection('kinds').deleteMany({})
  expect(await storeData(dataDir, ['move', '--to', target.uri])).toMatchObject({ code: 0 })
  expect(await indexesOf(db)).toEqual(indexes)
})

it('refuses to move while the product runs, or to a deployment that is away', async () => {
  const source = await serveStore(dataDir)
  const refused = await storeData(dataDir, ['move', '--to', target.uri])
  await source.stop()
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.output).toContain('in use by another process; stop that one first')
  const away = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=300'
  const failed = await storeData(dataDir, ['move', '--to', away])
  expect(failed).toMatchObject({ code: 1 })
  expect(failed.output).toContain('--to: the deployment cannot be used')
  expect(await collectionsThere()).toEqual([])
  const none = await storeData(path.join(folder, 'none'), ['move', '--to', target.uri])
  expect(none).toMatchObject({ code: 1 })
  expect(none.output).toContain('There is no embedded store in')
  expect(readdirSync(folder)).not.toContain('none')
})

it('leaves nothing over there when it is stopped in the middle', async () => {
  const inTheMiddle = atFirstOutput('SIGINT')
  const stopped = await storeData(
    dataDir,
    ['move', '--to', target.uri],
    {},
    (output, child) => output.includes('kinds: 11 documents') && inTheMiddle(output, child),
  )
  const output: unknown = expect.stringContaining('removing what has been copied so far')
  expect(stopped).toMatchObject({ code: 130, output })
  expect(await collectionsThere()).toEqual([])
})

/** What `mongoimport` does with a file: one document a line, every type as it is spelled. */
async function importFiles(dir: string): Promise<void> {
  for (const file of readdirSync(dir)) {
    const lines = readFileSync(path.join(dir, file), 'utf8').split('\n').filter(Boolean)
    const collection = there.db(target.dbName).collection(decodeURIComponent(file.slice(0, -7)))
    const parsed = lines.map((line) => EJSON.parse(line, { relaxed: false }) as Document)
    if (parsed.length > 0) await collection.insertMany(parsed)
  }
}

/** What `mongosh` does with a file of these statements. */
async function runStatements(file: string): Promise<void> {
  const commands: [string, Document][] = []
  const getSiblingDB = (name: string) => ({
    runCommand: (command: Document) => void commands.push([name, command]),
  })
  runInNewContext(readFileSync(file, 'utf8'), { db: { getSiblingDB }, EJSON })
  for (const [name, command] of commands) await there.db(name).command(command)
}

it('exports, while the product runs, what mongoimport and mongosh take', async () => {
  const source = await serveStore(dataDir)
  const dir = path.join(folder, 'exported')
  const exported = await storeData(dataDir, ['export', dir])
  await source.stop()
  expect(exported).toMatchObject({ code: 0 })
  expect(readdirSync(dir).toSorted()).toEqual(['indexes.js', target.dbName])
  const files = path.join(dir, target.dbName)
  await importFiles(files)
  await runStatements(path.join(dir, 'indexes.js'))
  const db = there.db(target.dbName)
  expect(await indexesOf(db)).toEqual(indexes)
  expect(await documentsOf(db)).toEqual(documents)
  const again = await storeData(dataDir, ['export', dir])
  expect(again).toMatchObject({ code: 1 })
  expect(again.output).toContain('is there already and not empty')
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'exported'])
})
