import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Decimal128, Double, Int32, Long, MongoClient, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import type { Collection, Db, Document, MongoBulkWriteError } from 'mongodb'
import type { EmbeddedStore } from '.'

let dir: string
let store: EmbeddedStore
let client: MongoClient
let db: Db
let items: Collection<Document>
let turn = 0

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'store-'))
  store = await startEmbeddedStore({ dir })
  client = await MongoClient.connect(store.uri)
}, 60_000)

afterAll(async () => {
  await client.close()
  await store.close()
  rmSync(dir, { recursive: true })
})

beforeEach(() => {
  turn += 1
  db = client.db(`t${turn}`)
  items = db.collection('items')
})

/** The server's error of a promise that must fail. */
async function errorOf(work: Promise<unknown>): Promise<MongoServerError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(MongoServerError)
  return error as MongoServerError
}

/** Documents put in and found again by a filter, as their ids. */
async function idsOf(filter: Document): Promise<unknown[]> {
  return (await items.find(filter).sort({ _id: 1 }).toArray()).map((doc) => doc._id)
}

describe('documents', () => {
  it('come back with their number types and field order', async () => {
    const doc: Document = {
      _id: 1,
      z: new Int32(5),
      d: new Double(5),
      l: Long.fromNumber(5),
      x: Decimal128.fromString('5.0'),
      a: 1,
    }
    await items.insertOne(doc)
    await items.updateOne({ z: 5 }, { $set: { n: 1 } })
    const [found] = await items.find({}, { promoteValues: false }).toArray()
    expect(Object.keys(found ?? {})).toEqual(['_id', 'z', 'd', 'l', 'x', 'a', 'n'])
    expect(found?.d).toBeInstanceOf(Double)
    expect(found?.l).toBeInstanceOf(Long)
    expect(found?.x).toEqual(Decimal128.fromString('5.0'))
  })

  it('match by the rules of null, arrays and types', async () => {
    await items.insertMany([
      { _id: 1, a: null },
      { _id: 2 },
      { _id: 3, a: [] },
      { _id: 4, a: [1, 10] },
      { _id: 5, a: 'x' },
      { _id: 6, a: [{ b: 1 }, { c: 2 }] },
      { _id: 7, a: 5 },
    ] as Document[])
    expect(await idsOf({ a: null })).toEqual([1, 2])
    expect(await idsOf({ a: { $exists: false } })).toEqual([2])
    expect(await idsOf({ a: { $gt: 3, $lt: 5 } })).toEqual([4])
    expect(await idsOf({ a: { $elemMatch: { $gt: 3, $lt: 5 } } })).toEqual([])
    expect(await idsOf({ a: { $lt: 'z' } })).toEqual([5])
    expect(await idsOf({ 'a.b': null })).toEqual([1, 2, 5, 6, 7])
    expect(await idsOf({ a: { $size: 0 } })).toEqual([3])
    expect(await idsOf({ a: { $all: [5] } })).toEqual([7])
    expect(await idsOf({ a: { $nin: [null, 5, 'x'] } })).toEqual([3, 4, 6])
    expect(await idsOf({ $expr: { $gt: ['$a', 'w'] } })).toEqual([3, 4, 5, 6])
  })

  it('change by update operators', async () => {
    await items.insertOne({
      _id: 1,
      n: 1,
      list: [3, 1, 2],
      rows: [
        { k: 'a', v: 1 },
        { k: 'b', v: 2 },
      ],
    } as Document)
    const one = { _id: 1 } as Document
    await items.updateOne(one, {
      $inc: { n: 2 },
      $push: { list: { $each: [0], $sort: 1, $slice: -3 } },
    } as Document)
    await items.updateOne({ ...one, 'rows.k': 'b' }, { $set: { 'rows.$.v': 20 } })
    await items.updateOne(
      one,
      { $inc: { 'rows.$[row].v': 1 } },
      { arrayFilters: [{ 'row.k': 'a' }] },
    )
    await items.updateOne(one, [{ $set: { sum: { $sum: '$rows.v' } } }, { $unset: 'n' }])
    expect(await items.findOne(one)).toEqual({
      _id: 1,
      list: [1, 2, 3],
      rows: [
        { k: 'a', v: 2 },
        { k: 'b', v: 20 },
      ],
      sum: 22,
    })
    const wrong = await errorOf(items.updateOne(one, { $inc: { list: 1 } }))
    expect(wrong.code).toBe(14)
    expect((await errorOf(items.updateOne(one, { $set: { a: 1, 'a.b': 1 } }))).code).toBe(40)
    expect((await errorOf(items.updateOne(one, { $set: { _id: 2 } }))).code).toBe(66)
  })

  it('are made by an upsert from equalities, $setOnInsert and the update', async () => {
    const made = await items.findOneAndUpdate(
      { day: '2026-11-22', 'k.x': 1, n: { $gte: 0 } },
      { $inc: { n: 1 }, $setOnInsert: { first: true } },
      { upsert: true, returnDocument: 'after', projection: { _id: 0 } },
    )
    expect(made).toEqual({ day: '2026-11-22', k: { x: 1 }, n: 1, first: true })
    const again = await items.updateOne(
      { day: '2026-11-22' },
      { $setOnInsert: { first: false } },
      { upsert: true },
    )
    expect([again.matchedCount, again.modifiedCount, again.upsertedCount]).toEqual([1, 0, 0])
  })

  it('go through a cursor in batches, sorted and cut', async () => {
    await items.insertMany(Array.from({ length: 1000 }, (_, i) => ({ i: (i * 7919) % 1000 })))
    const found = await items
      .find({ i: { $gte: 100 } })
      .sort({ i: -1 })
      .skip(5)
      .limit(500)
      .batchSize(30)
      .toArray()
    expect(found.map((doc) => doc.i as number)).toEqual(
      Array.from({ length: 500 }, (_, i) => 994 - i),
    )
  })
})

describe('indexes', () => {
  it('keep values unique, also under races and among the documents of a partial filter', async () => {
    await items.createIndex({ k: 1 }, { unique: true, partialFilterExpression: { live: true } })
    const raced = await Promise.allSettled(
      Array.from({ length: 20 }, () => items.insertOne({ k: 1, live: true })),
    )
    expect(raced.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    await items.insertMany([{ k: 1 }, { k: 1, live: false }])
    const error = await errorOf(items.updateOne({ live: false }, { $set: { live: true } }))
    expect([error.code, error.keyPattern, error.keyValue]).toEqual([11000, { k: 1 }, { k: 1 }])
    expect(await items.countDocuments({})).toBe(3)
  })

  it('are refused over duplicates, and used once built', async () => {
    await items.insertMany([{ k: 1 }, { k: 1 }])
    expect((await errorOf(items.createIndex({ k: 1 }, { unique: true }))).code).toBe(11000)
    await items.createIndex({ k: 1, t: -1 })
    const plan = JSON.stringify(await items.find({ k: 1 }).sort({ t: -1 }).explain())
    expect(plan).toContain('IXSCAN')
    expect(plan).not.toContain('SORT')
    expect(JSON.stringify(await items.find({ z: 1 }).explain())).toContain('COLLSCAN')
  })

  it('say no to what is not in the subset, and name the way out', async () => {
    const text = await errorOf(items.createIndex({ k: 'text' }))
    expect(text.message).toContain('MONGODB_URI')
    const stage = await errorOf(items.aggregate([{ $densify: {} }]).toArray())
    expect([stage.code, stage.message.includes('MONGODB_URI')]).toEqual([40324, true])
    expect((await errorOf(items.aggregate([{ $nope: {} }]).toArray())).code).toBe(40324)
    expect((await errorOf(items.findOne({ a: { $nope: 1 } }))).code).toBe(2)
    expect((await errorOf(db.command({ nope: 1 }))).code).toBe(59)
    expect((await errorOf(items.find({}).collation({ locale: 'zh' }).toArray())).message).toContain(
      'MONGODB_URI',
    )
    expect((await errorOf(items.find({ $where: '1' }).toArray())).message).toContain('MONGODB_URI')
  })
})

describe('writes', () => {
  it('go on after an error when unordered, and stop when ordered', async () => {
    const rows = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as Document[]
    const unordered: unknown = await items
      .insertMany(rows, { ordered: false })
      .catch((error: unknown) => error)
    expect((unordered as MongoBulkWriteError).insertedCount).toBe(2)
    await items.deleteMany({})
    const ordered: unknown = await items.insertMany(rows).catch((error: unknown) => error)
    expect((ordered as MongoBulkWriteError).insertedCount).toBe(1)
  })

  it('sum under 200 parallel $inc', async () => {
    await items.insertOne({ _id: 1, n: 0 } as Document)
    await Promise.all(
      Array.from({ length: 200 }, () =>
        items.updateOne({ _id: 1 } as Document, { $inc: { n: 1 } }),
      ),
    )
    expect(await items.findOne({})).toEqual({ _id: 1, n: 200 })
  })

  it('sent again with the same number change nothing and answer the same', async () => {
    await items.insertOne({ _id: 1, n: 0 } as Document)
    // A client of its own: its sessions are of no use to others afterwards.
    const other = await MongoClient.connect(store.uri)
    const session = other.startSession()
    const updates = [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }]
    const send = () =>
      other
        .db(db.databaseName)
        .command({ update: 'items', updates, txnNumber: Long.fromNumber(77) }, { session })
    const [first, second] = [await send(), await send()]
    expect([first.nModified, second.nModified]).toEqual([1, 1])
    expect(await items.findOne({})).toEqual({ _id: 1, n: 1 })
    await other.close()
  })
})

describe('transactions', () => {
  it('are seen by themselves at once and by others after the commit', async () => {
    await items.insertOne({ _id: 1, n: 1 } as Document)
    await items.createIndex({ n: 1 })
    const session = client.startSession()
    session.startTransaction()
    await items.updateOne({ _id: 1 } as Document, { $set: { n: 5 } }, { session })
    await items.insertOne({ _id: 2, n: 6 } as Document, { session })
    expect(
      await items
        .find({ n: { $gt: 4 } }, { session })
        .sort({ n: -1 })
        .toArray(),
    ).toEqual([
      { _id: 2, n: 6 },
      { _id: 1, n: 5 },
    ])
    expect(await items.find({ n: { $gt: 4 } }).toArray()).toEqual([])
    await session.commitTransaction()
    await session.commitTransaction()
    expect(await items.countDocuments({ n: { $gt: 4 } })).toBe(2)
    await session.endSession()
  })

  it('leave nothing when aborted, and read one moment throughout', async () => {
    await items.insertOne({ _id: 1, n: 1 } as Document)
    const session = client.startSession()
    session.startTransaction()
    expect(await items.findOne({}, { session })).toEqual({ _id: 1, n: 1 })
    await items.updateOne({ _id: 1 } as Document, { $set: { n: 2 } })
    expect(await items.findOne({}, { session })).toEqual({ _id: 1, n: 1 })
    await items.insertOne({ _id: 2 } as Document, { session })
    await session.abortTransaction()
    expect(await items.find({}).toArray()).toEqual([{ _id: 1, n: 2 }])
    await session.endSession()
  })

  it('conflict with 112 and TransientTransactionError', async () => {
    await items.insertOne({ _id: 1, n: 1 } as Document)
    const [a, b] = [client.startSession(), client.startSession()]
    a.startTransaction()
    b.startTransaction()
    await items.updateOne({ _id: 1 } as Document, { $inc: { n: 1 } }, { session: a })
    const error = await errorOf(
      items.updateOne({ _id: 1 } as Document, { $inc: { n: 1 } }, { session: b }),
    )
    expect([error.code, error.hasErrorLabel('TransientTransactionError')]).toEqual([112, true])
    await a.commitTransaction()
    await Promise.all([a.endSession(), b.endSession()])
  })

  it('hold up plain writes to what they changed until they end', async () => {
    await items.insertOne({ _id: 1, n: 1 } as Document)
    const session = client.startSession()
    session.startTransaction()
    await items.updateOne({ _id: 1 } as Document, { $inc: { n: 10 } }, { session })
    const outside = items.updateOne({ _id: 1 } as Document, { $inc: { n: 100 } })
    await session.commitTransaction()
    await outside
    expect(await items.findOne({})).toEqual({ _id: 1, n: 111 })
    await session.endSession()
  })

  it('keep two collections together while many move between them', async () => {
    const other = db.collection('other')
    await items.insertOne({ _id: 1, n: 100 } as Document)
    await other.insertOne({ _id: 1, n: 0 } as Document)
    await Promise.all(
      Array.from({ length: 20 }, () =>
        client.withSession((session) =>
          session.withTransaction(async () => {
            await items.updateOne({ _id: 1 } as Document, { $inc: { n: -1 } }, { session })
            await other.updateOne({ _id: 1 } as Document, { $inc: { n: 1 } }, { session })
          }),
        ),
      ),
    )
    expect([(await items.findOne({}))?.n, (await other.findOne({}))?.n]).toEqual([80, 20])
  })
})

describe('aggregation', () => {
  it('groups, joins, splits and counts', async () => {
    await items.insertMany([
      { _id: 1, kind: 'a', who: 'x', tags: ['p', 'q'], n: 1 },
      { _id: 2, kind: 'a', who: 'y', tags: ['q'], n: 3 },
      { _id: 3, kind: 'b', who: 'x', tags: [], n: 5 },
    ] as Document[])
    await db.collection('people').insertMany([
      { _id: 'x', name: 'Xu' },
      { _id: 'y', name: 'Yu' },
    ] as Document[])
    expect(
      await items
        .aggregate([
          {
            $group: {
              _id: '$kind',
              n: { $sum: '$n' },
              mean: { $avg: '$n' },
              who: { $addToSet: '$who' },
            },
          },
          { $sort: { _id: 1 } },
        ])
        .toArray(),
    ).toEqual([
      { _id: 'a', n: 4, mean: 2, who: ['x', 'y'] },
      { _id: 'b', n: 5, mean: 5, who: ['x'] },
    ])
    expect(
      await items
        .aggregate([
          { $match: { kind: 'a' } },
          { $lookup: { from: 'people', localField: 'who', foreignField: '_id', as: 'person' } },
          { $unwind: '$person' },
          { $project: { _id: 0, name: '$person.name', twice: { $multiply: ['$n', 2] } } },
        ])
        .toArray(),
    ).toEqual([
      { name: 'Xu', twice: 2 },
      { name: 'Yu', twice: 6 },
    ])
    expect(
      await items
        .aggregate([
          {
            $facet: {
              tags: [{ $unwind: '$tags' }, { $sortByCount: '$tags' }],
              all: [{ $count: 'n' }],
            },
          },
        ])
        .toArray(),
    ).toEqual([
      {
        tags: [
          { _id: 'q', count: 2 },
          { _id: 'p', count: 1 },
        ],
        all: [{ n: 3 }],
      },
    ])
  })

  it('formats days of Shanghai', async () => {
    await items.insertOne({ at: new Date('2026-11-22T16:30:00Z') })
    const format = {
      $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M', timezone: 'Asia/Shanghai' },
    }
    expect(await items.aggregate([{ $project: { _id: 0, day: format } }]).toArray()).toEqual([
      { day: '2026-11-23 00:30' },
    ])
  })
})
