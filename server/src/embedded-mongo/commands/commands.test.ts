import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Long, MongoClient, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '..'
import type { ClientSession, Db, Document } from 'mongodb'
import type { EmbeddedStore } from '..'

/** Commands as bytes on the wire see them, with MongoDB's codes; about the embedded store alone. */
let dir: string
let store: EmbeddedStore
let client: MongoClient
let db: Db
let turn = 0

async function open(): Promise<void> {
  store = await startEmbeddedStore({ dir, testCommands: true })
  client = await MongoClient.connect(store.uri)
}

async function close(): Promise<void> {
  await client.close()
  await store.close()
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'commands-'))
  await open()
}, 60_000)

afterAll(async () => {
  await close()
  rmSync(dir, { recursive: true })
})

beforeEach(() => {
  turn += 1
  db = client.db(`c${turn}`)
})

const run = (command: Document, session?: ClientSession): Promise<Document> =>
  db.command(command, session ? { session } : {})

/** The server's error to a command that must fail. */
async function errorTo(command: Document, session?: ClientSession): Promise<MongoServerError> {
  const error: unknown = await run(command, session).then(
    (reply) => reply,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(MongoServerError)
  return error as MongoServerError
}

/** The first write error of a reply that is itself fine. */
async function writeErrorTo(command: Document): Promise<Document> {
  const { ok, writeErrors } = await run(command)
  expect([ok, Array.isArray(writeErrors)]).toEqual([1, true])
  return (writeErrors as Document[])[0] ?? {}
}

/** Sends with a session and number of its own, as a driver sends a retryable write. */
const numbered = (command: Document, number: number): Document => ({
  ...command,
  txnNumber: Long.fromNumber(number),
})

describe('commands', () => {
  it('say who is there', async () => {
    for (const name of ['hello', 'isMaster', 'ismaster']) {
      const reply = await run({ [name]: 1 })
      expect(reply).toMatchObject({ setName: 'rs0', maxWireVersion: 25, readOnly: false })
      expect(reply[name === 'hello' ? 'isWritablePrimary' : 'ismaster']).toBe(true)
    }
    expect(await run({ ping: 1 })).toMatchObject({ ok: 1 })
    expect(await run({ buildInfo: 1 })).toMatchObject({ version: '8.0.4', bits: 64 })
    expect(await run({ connectionStatus: 1 })).toMatchObject({
      authInfo: { authenticatedUsers: [] },
    })
    expect(await run({ endSessions: [] })).toMatchObject({ ok: 1 })
  })

  it('make, list and drop collections and databases', async () => {
    await run({ create: 'a' })
    await run({ insert: 'b', documents: [{ _id: 1 }] })
    const listed = await run({ listCollections: 1, nameOnly: true, cursor: { batchSize: 1 } })
    expect(listed.cursor.firstBatch).toEqual([{ name: 'a', type: 'collection' }])
    const more = await run({ getMore: listed.cursor.id, collection: '$cmd.listCollections' })
    expect(more.cursor.nextBatch).toEqual([{ name: 'b', type: 'collection' }])
    expect(
      (await run({ listCollections: 1, filter: { name: 'b' } })).cursor.firstBatch,
    ).toHaveLength(1)
    const names = await client.db('admin').command({ listDatabases: 1, filter: { name: /^c/ } })
    expect((names.databases as Document[]).map((each) => each.name as string)).toContain(
      db.databaseName,
    )
    expect(await run({ drop: 'a' })).toMatchObject({ ns: `${db.databaseName}.a`, nIndexesWas: 1 })
    expect(await run({ drop: 'a' })).toMatchObject({ ok: 1 })
    expect(await run({ dropDatabase: 1 })).toMatchObject({ dropped: db.databaseName })
    expect((await run({ listCollections: 1 })).cursor.firstBatch).toEqual([])
  })

  it('make, change, list and drop indexes', async () => {
    const indexes = [
      { key: { a: 1, b: -1 }, name: 'ab', unique: true },
      { key: { at: 1 }, name: 'ttl', expireAfterSeconds: 10 },
      { key: { c: 1 }, name: 'c', partialFilterExpression: { c: { $gt: 1 } } },
      { key: { d: 1 }, name: 'd', sparse: true },
    ]
    expect(await run({ createIndexes: 'x', indexes })).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 5,
      createdCollectionAutomatically: true,
    })
    expect(await run({ createIndexes: 'x', indexes })).toMatchObject({
      numIndexesAfter: 5,
      note: 'all indexes already exist',
    })
    const index = { name: 'ttl', expireAfterSeconds: 20 }
    expect(await run({ collMod: 'x', index })).toMatchObject({
      expireAfterSeconds_old: 10,
      expireAfterSeconds_new: 20,
    })
    const listed = await run({ listIndexes: 'x' })
    expect(listed.cursor.firstBatch).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      ...indexes.map((each) => ({ v: 2, ...each, ...(each.name === 'ttl' ? index : {}) })),
    ])
    expect(await run({ dropIndexes: 'x', index: { a: 1, b: -1 } })).toMatchObject({
      nIndexesWas: 5,
    })
    expect(await run({ dropIndexes: 'x', index: ['c', 'd'] })).toMatchObject({ nIndexesWas: 4 })
    expect(await run({ dropIndexes: 'x', index: '*' })).toMatchObject({ nIndexesWas: 2 })
  })

  it('make all indexes or none, and the same one once', async () => {
    await run({ insert: 'x', documents: [{ k: 1 }, { k: 1 }] })
    const plain = { key: { a: 1 }, name: 'a' }
    const indexes = [plain, { key: { k: 1 }, name: 'k', unique: true }]
    expect((await errorTo({ createIndexes: 'x', indexes })).code).toBe(11000)
    expect((await run({ listIndexes: 'x' })).cursor.firstBatch).toHaveLength(1)
    const twice = await run({ createIndexes: 'x', indexes: [plain, plain] })
    expect(twice).toMatchObject({ numIndexesBefore: 1, numIndexesAfter: 2 })
  })

  it('read: find, getMore, killCursors, count, distinct, aggregate, explain', async () => {
    const documents = Array.from({ length: 5 }, (_id, i) => ({ _id: i, a: i % 2, t: [i, 9] }))
    await run({ insert: 'x', documents })
    const first = await run({ find: 'x', filter: { _id: { $gt: 0 } }, batchSize: 2 })
    expect(first.cursor).toMatchObject({
      ns: `${db.databaseName}.x`,
      firstBatch: documents.slice(1, 3),
    })
    const unknown = Long.MAX_VALUE
    const killed = await run({ killCursors: 'x', cursors: [first.cursor.id, unknown] })
    expect(killed).toMatchObject({ cursorsKilled: [first.cursor.id], cursorsNotFound: [unknown] })
    expect(await run({ count: 'x', query: { a: 1 }, skip: 1, limit: 5 })).toMatchObject({ n: 1 })
    expect(await run({ count: 'x', skip: 1, limit: 3 })).toMatchObject({ n: 3 })
    expect(await run({ distinct: 'x', key: 't', query: { _id: { $lt: 2 } } })).toMatchObject({
      values: [0, 9, 1],
    })
    const pipeline = [{ $match: { a: 1 } }, { $count: 'n' }]
    const counted = await run({ aggregate: 'x', pipeline, cursor: {} })
    expect(counted.cursor.firstBatch).toEqual([{ n: 2 }])
    const explained = await run({ explain: { find: 'x', filter: { _id: 1 } } })
    expect(explained.queryPlanner.winningPlan).toMatchObject({
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', indexName: '_id_', direction: 'forward' },
    })
    const scanned = await run({ explain: { aggregate: 'x', pipeline, cursor: {} } })
    expect(scanned.queryPlanner.winningPlan).toEqual({ stage: 'COLLSCAN' })
  })

  it('write: ordered and unordered, with what each statement did', async () => {
    const documents = [{ _id: 1, n: 1 }, { _id: 1 }, { _id: 2, n: 2 }]
    expect(await run({ insert: 'x', documents })).toMatchObject({
      n: 1,
      writeErrors: [{ index: 1 }],
    })
    expect(await run({ insert: 'x', documents: documents.slice(1), ordered: false })).toMatchObject(
      {
        n: 1,
        writeErrors: [{ index: 0 }],
      },
    )
    const updates = [
      { q: { _id: 1 }, u: { $set: { n: 1 } } },
      { q: { _id: 7 }, u: { $set: { n: 7 } }, upsert: true },
      { q: {}, u: [{ $set: { n: { $add: ['$n', '$$by'] } } }], multi: true, c: { by: 10 } },
      { q: {}, u: { $set: { last: true } }, sort: { _id: -1 } },
    ]
    const updated = await run({ update: 'x', updates, let: { by: 5 } })
    expect(updated).toMatchObject({ n: 6, nModified: 4, upserted: [{ index: 1, _id: 7 }] })
    const query = { n: { $gt: 10 } }
    const changed = await run({
      findAndModify: 'x',
      query,
      sort: { _id: -1 },
      update: { $inc: { n: 1 } },
      new: true,
      fields: { _id: 0, n: 1, last: 1 },
    })
    expect(changed).toMatchObject({
      lastErrorObject: { n: 1, updatedExisting: true },
      value: { n: 18, last: true },
    })
    const removed = await run({ findAndModify: 'x', query: { _id: 1 }, remove: true })
    expect(removed).toMatchObject({ lastErrorObject: { n: 1 }, value: { _id: 1, n: 11 } })
    expect(await run({ delete: 'x', deletes: [{ q: {}, limit: 1 }] })).toMatchObject({ n: 1 })
    expect(await run({ delete: 'x', deletes: [{ q: {}, limit: 0 }] })).toMatchObject({ n: 1 })
  })

  it('$out takes the place of a collection with its indexes, or leaves it as it is', async () => {
    await run({ insert: 'x', documents: [1, 2, 3].map((_id) => ({ _id, k: _id % 2 })) })
    await run({ insert: 'y', documents: [{ _id: 9, k: 9 }] })
    const indexes = [{ key: { k: 1 }, name: 'k', unique: true }]
    await run({ createIndexes: 'y', indexes })
    const out = (filter: Document): Document => ({
      aggregate: 'x',
      pipeline: [{ $match: filter }, { $out: 'y' }],
      cursor: {},
    })
    expect(await errorTo(out({}))).toMatchObject({ code: 11000, keyPattern: { k: 1 } })
    expect((await run({ find: 'y', hint: 'k' })).cursor.firstBatch).toEqual([{ _id: 9, k: 9 }])
    await run(out({ _id: { $gt: 1 } }))
    expect((await run({ find: 'y', hint: 'k' })).cursor.firstBatch).toEqual([
      { _id: 2, k: 0 },
      { _id: 3, k: 1 },
    ])
    expect(await writeErrorTo({ insert: 'y', documents: [{ k: 1 }] })).toMatchObject({
      code: 11000,
    })
    await run(out({ _id: 7 }))
    expect(await run({ count: 'y' })).toMatchObject({ n: 0 })
    expect((await run({ listIndexes: 'y' })).cursor.firstBatch).toHaveLength(2)
  })

  it('write to several collections at once', async () => {
    const [one, two] = [`${db.databaseName}.one`, `${db.databaseName}.two`]
    const options = { verboseResults: true } as const
    const result = await client.bulkWrite(
      [
        { namespace: one, name: 'insertOne', document: { _id: 1, n: 1 } as Document },
        {
          namespace: two,
          name: 'updateOne',
          filter: { n: 5 },
          update: { $inc: { n: 1 } },
          upsert: true,
        },
        { namespace: one, name: 'updateMany', filter: {}, update: { $set: { seen: true } } },
        { namespace: one, name: 'deleteOne', filter: { n: 2 } },
      ],
      options,
    )
    expect(result).toMatchObject({
      insertedCount: 1,
      upsertedCount: 1,
      matchedCount: 1,
      modifiedCount: 1,
      deletedCount: 0,
    })
    expect(result.updateResults?.get(1)?.upsertedId).toBeDefined()
    expect(await db.collection('two').findOne({}, { projection: { _id: 0 } })).toEqual({ n: 6 })
    const elsewhere = { bulkWrite: 1, ops: [{ delete: 1, filter: {} }], nsInfo: [{ ns: one }] }
    expect((await errorTo(elsewhere)).code).toBe(13)
    db = client.db('admin')
    expect((await errorTo(elsewhere)).code).toBe(2)
    expect((await errorTo({ ...elsewhere, nsInfo: [{ ns: 'x' }] })).code).toBe(73)
    expect((await errorTo({ ...elsewhere, ops: [{ move: 0 }] })).code).toBe(9)
  })
})

describe('what is wrong gets the code that MongoDB gives', () => {
  beforeEach(async () => {
    await run({ insert: 'x', documents: [{ _id: 1, k: 1, s: 'text' }] })
    const indexes = [{ key: { k: 1 }, name: 'k', unique: true }]
    await run({ createIndexes: 'x', indexes })
  })

  const createIndex = (index: Document): Document => ({ createIndexes: 'x', indexes: [index] })

  it.each<[number, string, Document]>([
    [2, 'an unknown query operator', { find: 'x', filter: { a: { $nope: 1 } } }],
    [2, 'no index to create', { createIndexes: 'x', indexes: [] }],
    [2, 'a hint at no index', { find: 'x', hint: 'nope' }],
    [2, 'an unknown read concern', { find: 'x', readConcern: { level: 'nope' } }],
    [9, 'aggregate without cursor', { aggregate: 'x', pipeline: [] }],
    [9, 'findAndModify with nothing to do', { findAndModify: 'x' }],
    [9, 'remove and update', { findAndModify: 'x', remove: true, update: { a: 1 } }],
    [14, 'a filter that is no document', { find: 'x', filter: 1 }],
    [14, 'a cursor id that is no long', { killCursors: 'x', cursors: ['a'] }],
    [16, 'no statement', { insert: 'x', documents: [] }],
    [26, 'listing indexes of nothing', { listIndexes: 'nope' }],
    [26, 'dropping indexes of nothing', { dropIndexes: 'nope', index: '*' }],
    [26, 'changing nothing', { collMod: 'nope', index: { name: 'a', expireAfterSeconds: 1 } }],
    [27, 'dropping an unknown index', { dropIndexes: 'x', index: 'nope' }],
    [43, 'an unknown cursor', { getMore: Long.fromNumber(77), collection: 'x' }],
    [48, 'making it twice', { create: 'x' }],
    [67, 'an index on nothing', createIndex({ key: {}, name: 'e' })],
    [
      67,
      'a TTL on two fields',
      createIndex({ key: { a: 1, b: 1 }, name: 't', expireAfterSeconds: 1 }),
    ],
    [72, 'dropping the index of ids', { dropIndexes: 'x', index: '_id_' }],
    [73, 'a collection without a name', { create: '' }],
    [73, 'a collection of a number', { find: 5 }],
    [85, 'the same index by another name', createIndex({ key: { k: 1 }, name: 'other' })],
    [86, 'another index of that name', createIndex({ key: { z: 1 }, name: 'k' })],
    [86, 'other options', createIndex({ key: { k: 1 }, name: 'k' })],
    [
      11000,
      'a unique index over duplicates',
      createIndex({ key: { s: 1 }, name: 's', unique: true }),
    ],
    [40324, 'an unknown stage', { aggregate: 'x', pipeline: [{ $nope: 1 }], cursor: {} }],
    [40414, 'a missing field', { distinct: 'x' }],
    [51024, 'a negative count', { find: 'x', limit: -1 }],
    [263, 'a number with a command that is not retried', numbered({ find: 'x' }, 1)],
  ])('%i: %s', async (code, _name, command) => {
    await run({ insert: 'x', documents: [{ _id: 2, k: 2, s: 'text' }] })
    expect((await errorTo(command)).code).toBe(code)
  })

  it.each<[number, string, Document]>([
    [9, 'a replacement of many', { q: {}, u: { a: 1 }, multi: true }],
    [9, 'many in order', { q: {}, u: { $set: { a: 1 } }, multi: true, sort: { a: 1 } }],
    [14, '$inc of a text', { q: {}, u: { $inc: { s: 1 } } }],
    [40, 'two operators on one path', { q: {}, u: { $set: { a: 1 }, $inc: { a: 1 } } }],
    [66, 'another _id', { q: {}, u: { $set: { _id: 2 } } }],
    [66, 'another _id by replacement', { q: { k: 1 }, u: { _id: 2 } }],
    [2, 'an unknown operator in a filter', { q: { a: { $nope: 1 } }, u: { $set: { a: 1 } } }],
  ])('%i in an update: %s', async (code, _name, statement) => {
    expect((await writeErrorTo({ update: 'x', updates: [statement] })).code).toBe(code)
  })

  it('11000 says which key and value', async () => {
    const insert = { insert: 'x', documents: [{ _id: 3, k: 1 }] }
    expect(await writeErrorTo(insert)).toMatchObject({
      index: 0,
      code: 11000,
      keyPattern: { k: 1 },
      keyValue: { k: 1 },
    })
    const upsert = {
      findAndModify: 'x',
      query: { _id: 4 },
      update: { $set: { k: 1 } },
      upsert: true,
    }
    expect(await errorTo(upsert)).toMatchObject({ code: 11000, keyPattern: { k: 1 } })
  })

  it.each<[number, string, Document]>([
    [59, 'an unknown command', { nope: 1 }],
    [59, 'renameCollection', { renameCollection: 'a.b', to: 'a.c' }],
    [115, 'explain of a write', { explain: { insert: 'x', documents: [] } }],
    [
      40324,
      'a stage that MongoDB knows',
      { aggregate: 'x', pipeline: [{ $geoNear: {} }], cursor: {} },
    ],
    [2, '$where', { find: 'x', filter: { $where: '1' } }],
    [2, '$text', { find: 'x', filter: { $text: { $search: 'a' } } }],
    [2, 'a collation', { find: 'x', collation: { locale: 'zh' } }],
    [
      2,
      'a collation of a statement',
      { delete: 'x', deletes: [{ q: {}, limit: 1, collation: { locale: 'zh' } }] },
    ],
    [40415, 'an unknown field', { find: 'x', nope: 1 }],
    [
      40415,
      'an unknown field of a statement',
      { update: 'x', updates: [{ q: {}, u: {}, nope: 1 }] },
    ],
    [40415, 'an unknown field of a cursor', { aggregate: 'x', pipeline: [], cursor: { nope: 1 } }],
    [40415, 'a field of no use to a ping', { ping: 1, nope: 1 }],
    [40415, 'collMod of a validator', { collMod: 'x', validator: {} }],
    [72, 'collMod of nothing', { collMod: 'x' }],
    [72, 'a tailable cursor', { find: 'x', tailable: true }],
    [72, 'a capped collection', { create: 'y', capped: true, size: 100 }],
    [72, 'a view', { create: 'y', viewOn: 'x', pipeline: [] }],
    [72, 'a validator', { create: 'y', validator: { a: 1 } }],
    [72, 'a snapshot outside of a transaction', { find: 'x', readConcern: { level: 'snapshot' } }],
    [
      73,
      'an aggregation of a database',
      { aggregate: 1, pipeline: [{ $currentOp: {} }], cursor: {} },
    ],
    [67, 'a text index', createIndex({ key: { a: 'text' }, name: 't' })],
    [
      67,
      'a collated index',
      createIndex({ key: { a: 1 }, name: 'a', collation: { locale: 'zh' } }),
    ],
  ])('%i, and the way out: %s', async (code, _name, command) => {
    const error = await errorTo(command)
    expect([error.code, error.message]).toEqual([code, expect.stringContaining('MONGODB_URI')])
  })
})

describe('retryable writes', () => {
  it('are done once, also after a restart', async () => {
    await run({ insert: 'x', documents: [{ _id: 1, n: 0 }] })
    const { databaseName } = db
    const session = client.startSession()
    const lsid = session.id
    const commands = [
      { update: 'x', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] },
      { insert: 'x', documents: [{ _id: 2 }, { _id: 1 }, { _id: 3 }] },
      { findAndModify: 'x', query: { _id: 1 }, update: { $inc: { n: 10 } } },
      { delete: 'x', deletes: [{ q: { _id: 2 }, limit: 1 }] },
    ]
    for (const [i, command] of commands.entries()) {
      const first = await run(numbered(command, 10 + i), session)
      const again = await run(numbered(command, 10 + i), session)
      const { operationTime: _, $clusterTime: __, ...answer } = first
      expect(again).toMatchObject(answer)
    }
    const old = await errorTo(numbered(commands[0]!, 12), session)
    expect(old.code).toBe(225)
    await close()
    await open()
    db = client.db(databaseName)
    const later = client.startSession()
    later.id!.id = lsid!.id
    const last = await run(numbered(commands[3]!, 13), later)
    expect(last).toMatchObject({ n: 1 })
    expect(await db.collection<Document>('x').find().toArray()).toEqual([{ _id: 1, n: 11 }])
    expect(await run(numbered(commands[3]!, 14), later)).toMatchObject({ n: 0 })
  })
})

describe('transactions', () => {
  /** A session in a transaction. */
  function begin(): ClientSession {
    const session = client.startSession()
    session.startTransaction()
    return session
  }

  it('give 112 to the second writer, and 251 to who goes on after that', async () => {
    await run({ insert: 'x', documents: [{ _id: 1 }] })
    const [one, two] = [begin(), begin()]
    const update = { update: 'x', updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }] }
    await run(update, one)
    const conflict = await errorTo(update, two)
    expect([conflict.code, conflict.errorLabels]).toEqual([112, ['TransientTransactionError']])
    const after = await errorTo(update, two)
    expect([after.code, after.errorLabels]).toEqual([251, ['TransientTransactionError']])
    await expect(two.commitTransaction()).rejects.toMatchObject({ code: 251 })
    await one.commitTransaction()
    await one.commitTransaction()
    expect((await run({ find: 'x' })).cursor.firstBatch).toEqual([{ _id: 1, n: 1 }])
  })

  it('end with an error of a statement, which the reply names', async () => {
    await run({ insert: 'x', documents: [{ _id: 1 }] })
    const session = begin()
    const insert = { insert: 'x', documents: [{ _id: 2 }, { _id: 1 }, { _id: 3 }], ordered: false }
    const reply = await run(insert, session)
    expect(reply).toMatchObject({ n: 1, writeErrors: [{ index: 1, code: 11000 }] })
    await expect(session.commitTransaction()).rejects.toMatchObject({ code: 251 })
    expect(await run({ count: 'x' })).toMatchObject({ n: 1 })
  })

  it('keep a new collection and its index to themselves until they commit', async () => {
    const session = begin()
    await run({ create: 'fresh' }, session)
    const indexes = [{ key: { k: 1 }, name: 'k', unique: true }]
    await run({ createIndexes: 'fresh', indexes }, session)
    await run({ insert: 'fresh', documents: [{ _id: 1, k: 1 }] }, session)
    const find = { find: 'fresh', filter: { k: 1 } }
    expect((await run(find, session)).cursor.firstBatch).toHaveLength(1)
    expect((await run(find)).cursor.firstBatch).toEqual([])
    expect((await run({ listCollections: 1 })).cursor.firstBatch).toEqual([])
    await session.commitTransaction()
    expect((await run({ ...find, hint: 'k' })).cursor.firstBatch).toEqual([{ _id: 1, k: 1 }])
    const twin = { insert: 'fresh', documents: [{ k: 1 }] }
    expect(await writeErrorTo(twin)).toMatchObject({ code: 11000 })
  })

  it('index no collection that others know, and drop none', async () => {
    await run({ insert: 'x', documents: [{ _id: 1 }] })
    const createIndexes = { createIndexes: 'x', indexes: [{ key: { z: 1 }, name: 'z' }] }
    expect((await errorTo(createIndexes, begin())).code).toBe(263)
    expect((await errorTo({ drop: 'x' }, begin())).code).toBe(263)
    expect((await errorTo({ count: 'x' }, begin())).code).toBe(263)
    const out = { aggregate: 'x', pipeline: [{ $out: 'y' }], cursor: {} }
    expect((await errorTo(out, begin())).code).toBe(263)
  })

  it('that make the same collection conflict, and an aborted one leaves none', async () => {
    const [one, two] = [begin(), begin()]
    const insert = { insert: 'fresh', documents: [{ a: 1 }] }
    await run(insert, one)
    await run(insert, two)
    await one.abortTransaction()
    expect((await run({ listCollections: 1 })).cursor.firstBatch).toEqual([])
    await run(insert)
    await expect(two.commitTransaction()).rejects.toMatchObject({
      code: 112,
      errorLabels: ['TransientTransactionError'],
    })
    expect(await run({ count: 'fresh' })).toMatchObject({ n: 1 })
  })
})
