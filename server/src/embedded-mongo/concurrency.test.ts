import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import type { ClientSession, Collection } from 'mongodb'
import type { EmbeddedStore } from '.'

type Row = { _id: number | string; n?: number; key?: string; owner?: number }

/** How a conflict looks to a client: `withTransaction` starts over. */
const CONFLICT = { code: 112, errorLabels: ['TransientTransactionError'] }

let dir: string
let store: EmbeddedStore
let clients: MongoClient[]
let rows: Collection<Row>
let made = 0

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'concurrency-'))
  store = await startEmbeddedStore({ dir })
  clients = await Promise.all(Array.from({ length: 8 }, () => MongoClient.connect(store.uri)))
}, 60_000)

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await store.close()
  rmSync(dir, { recursive: true })
})

beforeEach(async () => {
  made += 1
  rows = clients[0]!.db('d').collection<Row>(`rows${made}`)
  await rows.createIndex({ key: 1 }, { unique: true, sparse: true })
})

/** The same collection through one of several clients, each with connections of its own. */
function through(which: number): Collection<Row> {
  return clients[which % clients.length]!.db('d').collection<Row>(rows.collectionName)
}

const times = <T>(count: number, work: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => work(i)))

/** What became of a write: its error code, or 0. */
const codeOf = (write: Promise<unknown>): Promise<unknown> =>
  write.then(
    () => 0,
    (error: unknown) => (error as { code?: unknown }).code,
  )

const byNumber = (codes: unknown[]): Record<string, number> =>
  codes.reduce<Record<string, number>>(
    (sums, code) => ({ ...sums, [String(code)]: (sums[String(code)] ?? 0) + 1 }),
    {},
  )

async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const session = clients[0]!.startSession()
  session.startTransaction()
  try {
    return await work(session)
  } finally {
    if (session.inTransaction()) await session.abortTransaction()
    await session.endSession()
  }
}

/** Makes a transaction take its snapshot. */
const look = (session: ClientSession): Promise<unknown> => rows.findOne({}, { session })

describe('plain writes', () => {
  it('of 50 inserts of one unique key one wins', async () => {
    const codes = await times(50, (i) => codeOf(through(i).insertOne({ _id: i, key: 'one' })))
    expect(byNumber(codes)).toEqual({ 0: 1, 11_000: 49 })
    expect(await rows.countDocuments({ key: 'one' })).toBe(1)
  })

  it('of 50 upserts of one unique key one inserts, the others update', async () => {
    const done = await times(50, (i) =>
      through(i).updateOne({ key: 'one' }, { $inc: { n: 1 } }, { upsert: true }),
    )
    expect(done.filter((each) => each.upsertedCount === 1)).toHaveLength(1)
    expect(await rows.findOne({ key: 'one' })).toMatchObject({ n: 50 })
  })

  it('200 increments sum', async () => {
    await rows.insertOne({ _id: 1, n: 0 })
    await times(200, (i) => through(i).updateOne({ _id: 1 }, { $inc: { n: 1 } }))
    expect(await rows.findOne({ _id: 1 })).toMatchObject({ n: 200 })
  })

  it('of 50 takers of one free thing one has it', async () => {
    await rows.insertOne({ _id: 1, owner: -1 })
    const taken = await times(50, (i) =>
      through(i).findOneAndUpdate({ _id: 1, owner: -1 }, { $set: { owner: i } }),
    )
    expect(taken.filter((each) => each !== null)).toHaveLength(1)
  })

  it('wait for the transaction that holds the document, and then see what it wrote', async () => {
    await rows.insertOne({ _id: 1, n: 0 })
    await inTransaction(async (session) => {
      await rows.updateOne({ _id: 1 }, { $set: { n: 10 } }, { session })
      let ended = false
      const waiting = through(1)
        .updateOne({ _id: 1 }, { $inc: { n: 1 } })
        .finally(() => (ended = true))
      await through(2).insertOne({ _id: 2 })
      expect(ended).toBe(false)
      await session.commitTransaction()
      await waiting
    })
    expect(await rows.findOne({ _id: 1 })).toMatchObject({ n: 11 })
  })
})

describe('two transactions on one document', () => {
  it('the second writer meets a conflict while the first one is open', async () => {
    await rows.insertOne({ _id: 1, n: 0 })
    await inTransaction(async (first) => {
      await rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: first })
      await inTransaction(async (second) => {
        const late = rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: second })
        await expect(late).rejects.toMatchObject(CONFLICT)
      })
      await first.commitTransaction()
    })
    expect(await rows.findOne({ _id: 1 })).toMatchObject({ n: 1 })
  })

  const later: Record<string, (session?: ClientSession) => Promise<unknown>> = {
    update: (session) => rows.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session }),
    replace: (session) => rows.replaceOne({ _id: 1 }, { n: 7 }, { session }),
    'find and modify': (session) =>
      rows.findOneAndUpdate({ n: 0 }, { $set: { owner: 1 } }, { session }),
    delete: (session) => rows.deleteOne({ _id: 1 }, { session }),
    'a change of a document that no longer matches': (session) =>
      rows.updateMany({ n: { $lt: 5 } }, { $set: { owner: 1 } }, { session }),
  }
  for (const [name, write] of Object.entries(later)) {
    it(`a conflict, also after the first writer has committed: ${name}`, async () => {
      await rows.insertOne({ _id: 1, n: 0 })
      await inTransaction(async (session) => {
        await look(session)
        await through(1).updateOne({ _id: 1 }, { $set: { n: 100 } })
        expect(await rows.findOne({ _id: 1 }, { session })).toMatchObject({ n: 0 })
        await expect(write(session)).rejects.toMatchObject(CONFLICT)
      })
      expect(await rows.findOne({ _id: 1 })).toEqual({ _id: 1, n: 100 })
    })
  }

  it('what others removed or moved is there in the snapshot, and in conflict', async () => {
    await rows.insertMany([{ _id: 1, key: 'a' }, { _id: 2 }])
    await inTransaction(async (session) => {
      await look(session)
      await through(1).deleteOne({ _id: 1 })
      expect(await rows.findOne({ key: 'a' }, { session })).toMatchObject({ _id: 1 })
      const again = rows.insertOne({ _id: 3, key: 'a' }, { session })
      await expect(again).rejects.toMatchObject(CONFLICT)
    })
  })

  it('withTransaction starts over until it succeeds: 20 of them sum', async () => {
    await rows.insertMany([
      { _id: 'left', n: 0 },
      { _id: 'right', n: 0 },
    ])
    await times(20, (i) =>
      clients[i % clients.length]!.withSession((session) =>
        session.withTransaction(async () => {
          const options = { session }
          const left = await through(i).findOne({ _id: 'left' }, options)
          await through(i).updateOne({ _id: 'left' }, { $set: { n: left!.n! + 1 } }, options)
          await through(i).updateOne({ _id: 'right' }, { $inc: { n: -1 } }, options)
        }),
      ),
    )
    expect(await rows.findOne({ _id: 'left' })).toMatchObject({ n: 20 })
    expect(await rows.findOne({ _id: 'right' })).toMatchObject({ n: -20 })
  }, 60_000)
})

describe('a unique key in a transaction', () => {
  const upsert = (session: ClientSession): Promise<unknown> =>
    rows.updateOne({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true, session })

  it('that another open transaction has taken is a conflict', async () => {
    await inTransaction(async (first) => {
      await upsert(first)
      await inTransaction((second) => expect(upsert(second)).rejects.toMatchObject(CONFLICT))
    })
  })

  it('that another one committed after our snapshot is a conflict', async () => {
    await inTransaction(async (session) => {
      await look(session)
      await inTransaction(async (other) => {
        await upsert(other)
        await other.commitTransaction()
      })
      await expect(upsert(session)).rejects.toMatchObject(CONFLICT)
    })
  })

  it('that a plain write took after our snapshot is a conflict', async () => {
    await inTransaction(async (session) => {
      await look(session)
      await through(1).insertOne({ _id: 1, key: 'k' })
      await expect(upsert(session)).rejects.toMatchObject(CONFLICT)
    })
  })

  it('that was there before is a duplicate, without the label', async () => {
    await rows.insertOne({ _id: 1, key: 'k' })
    await inTransaction(async (session) => {
      const error: unknown = await rows.insertOne({ _id: 2, key: 'k' }, { session }).then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error).toMatchObject({ code: 11_000, keyPattern: { key: 1 }, keyValue: { key: 'k' } })
      expect(error).toMatchObject({ errorLabels: [] })
    })
  })

  it('of 30 transactions that upsert it, all succeed in the end', async () => {
    await times(30, (i) =>
      clients[i % clients.length]!.withSession((session) =>
        session.withTransaction(() =>
          through(i).updateOne({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true, session }),
        ),
      ),
    )
    expect(await rows.find({ key: 'k' }).toArray()).toMatchObject([{ n: 30 }])
  }, 60_000)

  it('is checked against an index that was made meanwhile', async () => {
    await rows.insertOne({ _id: 1, owner: 1 })
    await inTransaction(async (session) => {
      await rows.insertOne({ _id: 2, owner: 1 }, { session })
      await through(1).createIndex({ owner: 1 }, { unique: true })
      await expect(session.commitTransaction()).rejects.toMatchObject(CONFLICT)
    })
    expect(await rows.find({ owner: 1 }).hint({ owner: 1 }).toArray()).toHaveLength(1)
  })
})

it('an index that is being made never hides a document from a search', async () => {
  await rows.insertMany(Array.from({ length: 500 }, (_, i) => ({ _id: i, n: i % 5 })))
  let done = false
  const making = (async () => {
    for (let i = 0; i < 10; i += 1) {
      await through(1).createIndex({ n: 1 })
      await through(1).dropIndex('n_1')
    }
    done = true
  })()
  const wrong: number[] = []
  let asked = 0
  while (!done) {
    const found = await times(4, (i) =>
      through(2 + i)
        .find({ n: 3 })
        .toArray(),
    )
    asked += found.length
    wrong.push(...found.map((each) => each.length).filter((length) => length !== 100))
  }
  await making
  expect(asked).toBeGreaterThan(10)
  expect(wrong).toEqual([])
}, 60_000)
