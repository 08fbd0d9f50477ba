import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import type { Connection } from 'mongoose'

/** What mongoose 9 does with a database, on the engine of this run. */
let connection: Connection

beforeAll(async () => {
  const dbName = `mongoose_${randomBytes(6).toString('hex')}`
  connection = await mongoose.createConnection(inject('mongoUri'), { dbName }).asPromise()
})

afterAll(async () => {
  await connection.dropDatabase()
  await connection.close()
})

const personSchema = new mongoose.Schema(
  {
    name: { type: String, required: true, unique: true },
    age: { type: Number, min: 0 },
    tags: [String],
    address: { city: String, lines: [{ text: String, _id: false }] },
    friends: [{ type: mongoose.Schema.Types.ObjectId, ref: 'Person' }],
  },
  { timestamps: true, optimisticConcurrency: true },
)
const people = () => connection.model('Person', personSchema)

/** The error that a promise must fail with. */
async function errorOf(work: Promise<unknown>): Promise<Error & { code?: unknown }> {
  const error: unknown = await work.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Error)
  return error as Error
}

beforeEach(async () => {
  await people().init()
  await people().deleteMany({})
})

describe('a document', () => {
  it('is made, read, changed where it changed, and removed', async () => {
    const Person = people()
    const made = await Person.create({
      name: '于秋香',
      age: 60,
      address: { lines: [{ text: 'a' }] },
    })
    const found = await Person.findById(made._id).orFail()
    found.address!.lines.push({ text: 'b' })
    found.set('address.city', '杭州')
    found.tags.push('x', 'y')
    found.age = 61
    expect(found.modifiedPaths()).toEqual(
      expect.arrayContaining(['address', 'address.lines', 'address.city', 'tags', 'age']),
    )
    await found.save()
    const read = await Person.findOne({ name: '于秋香' }).orFail()
    expect(read.toObject()).toMatchObject({
      age: 61,
      tags: ['x', 'y'],
      address: { city: '杭州', lines: [{ text: 'a' }, { text: 'b' }] },
    })
    read.tags = ['y']
    await read.save()
    expect((await Person.findOne({ tags: 'y' }).orFail()).tags).toEqual(['y'])
    await read.deleteOne()
    expect(await Person.countDocuments()).toBe(0)
  })

  it('keeps its rules and its unique key', async () => {
    const Person = people()
    await Person.create({ name: '于秋香' })
    const twice = await errorOf(Person.create({ name: '于秋香' }))
    expect(twice).toMatchObject({
      code: 11000,
      keyPattern: { name: 1 },
      keyValue: { name: '于秋香' },
    })
    expect((await errorOf(Person.create({ age: 1 }))).name).toBe('ValidationError')
    expect(
      (
        await errorOf(
          Person.updateOne({ name: '于秋香' }, { age: -1 }, { runValidators: true }).exec(),
        )
      ).name,
    ).toBe('ValidationError')
  })

  it('carries when it was made and changed', async () => {
    const Person = people()
    const made = await Person.create({ name: '于秋香' })
    expect(made.createdAt).toEqual(made.updatedAt)
    await Person.updateOne(
      { _id: made._id },
      { $set: { age: 3, updatedAt: new Date(0) } },
      { timestamps: false },
    )
    await Person.updateOne({ _id: made._id }, { $inc: { age: 1 } })
    const read = await Person.findById(made._id).lean().orFail()
    expect(read).toMatchObject({ age: 4, createdAt: made.createdAt })
    expect(read.updatedAt.getTime()).toBeGreaterThanOrEqual(made.createdAt.getTime())
    expect(read).not.toHaveProperty('save')
  })

  it('is not saved over a change that it has not seen', async () => {
    const Person = people()
    await Person.create({ name: '于秋香', age: 1 })
    const [one, other] = await Promise.all([
      Person.findOne({ name: '于秋香' }).orFail(),
      Person.findOne({ name: '于秋香' }).orFail(),
    ])
    one.age = 2
    other.age = 3
    await one.save()
    expect((await errorOf(other.save())).name).toBe('VersionError')
    expect(await Person.findOne().lean()).toMatchObject({ age: 2, __v: 1 })
  })
})

describe('documents', () => {
  it('bring those they refer to, chosen and in order', async () => {
    const Person = people()
    const friends = await Person.create([
      { name: 'c', age: 3 },
      { name: 'b', age: 2 },
      { name: 'a', age: 1 },
    ])
    await Person.create({ name: 'me', friends: friends.map(({ _id }) => _id) })
    const me = await Person.findOne({ name: 'me' })
      .populate<{ friends: { name: string }[] }>({
        path: 'friends',
        match: { age: { $gte: 2 } },
        select: 'name -_id',
        options: { sort: { name: 1 } },
      })
      .lean()
      .orFail()
    expect(me.friends).toEqual([{ name: 'b' }, { name: 'c' }])
  })

  it('of several kinds lie in one collection', async () => {
    const Event = connection.model('Event', new mongoose.Schema({ at: Number }))
    const Click = Event.discriminator('Click', new mongoose.Schema({ x: Number }))
    const Key = Event.discriminator('Key', new mongoose.Schema({ code: String }))
    await Click.create({ at: 1, x: 5 })
    await Key.create({ at: 2, code: 'a' })
    await Event.create({ at: 3 })
    await Click.updateMany({}, { $inc: { x: 1 } })
    expect(await Click.find().lean()).toMatchObject([{ at: 1, x: 6 }])
    expect(await Key.countDocuments({ at: { $gt: 0 } })).toBe(1)
    const kinds = (await Event.find().sort({ at: -1 })).map((each) => each.constructor)
    expect(kinds).toEqual([Event, Key, Click])
  })

  it('come through a cursor, in batches and in parallel', async () => {
    const Person = people()
    await Person.insertMany(Array.from({ length: 250 }, (_, age) => ({ name: `n${age}`, age })))
    const seen: number[] = []
    for await (const person of Person.find({ age: { $gte: 50 } }, 'age')
      .sort({ age: -1 })
      .cursor({ batchSize: 20 })) {
      seen.push(person.age ?? -1)
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => 249 - i))
    let sum = 0
    await Person.find()
      .lean()
      .cursor({ batchSize: 100 })
      .eachAsync((batch: { age?: number | null }[]) => void (sum += batch.length), {
        batchSize: 25,
        parallel: 3,
      })
    expect(sum).toBe(250)
    const stream = Person.aggregate<{ _id: number; n: number }>([
      { $group: { _id: { $mod: ['$age', 3] }, n: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]).cursor({ batchSize: 1 })
    const groups: unknown[] = []
    for await (const group of stream) groups.push(group)
    expect(groups).toEqual([
      { _id: 0, n: 84 },
      { _id: 1, n: 83 },
      { _id: 2, n: 83 },
    ])
  })

  it('are joined, unwound and grouped', async () => {
    const Person = people()
    const [a, b] = await Person.create([
      { name: 'a', age: 1, tags: ['x', 'y'] },
      { name: 'b', age: 5, tags: ['y'] },
    ])
    await Person.create({ name: 'c', age: 9, friends: [a!._id, b!._id], tags: ['z'] })
    const joined = await Person.aggregate([
      { $match: { name: 'c' } },
      {
        $lookup: {
          from: Person.collection.name,
          localField: 'friends',
          foreignField: '_id',
          pipeline: [{ $sort: { age: -1 } }, { $project: { _id: 0, name: 1 } }],
          as: 'known',
        },
      },
      { $project: { _id: 0, known: 1, older: { $add: ['$age', 1] } } },
    ])
    expect(joined).toEqual([{ known: [{ name: 'b' }, { name: 'a' }], older: 10 }])
    const tags = await Person.aggregate([
      { $unwind: '$tags' },
      { $group: { _id: '$tags', oldest: { $max: '$age' } } },
      { $sort: { oldest: 1, _id: 1 } },
    ])
    expect(tags).toEqual([
      { _id: 'x', oldest: 1 },
      { _id: 'y', oldest: 5 },
      { _id: 'z', oldest: 9 },
    ])
    expect(await Person.distinct('tags').sort()).toHaveLength(3)
  })
})

describe('bulk', () => {
  const operations = [
    { insertOne: { document: { name: 'a', age: 1 } } },
    { insertOne: { document: { name: 'a', age: 2 } } },
    { updateOne: { filter: { name: 'b' }, update: { $set: { age: 7 } }, upsert: true } },
    { updateMany: { filter: {}, update: { $inc: { age: 1 } } } },
    { deleteOne: { filter: { name: 'never' } } },
  ]
  const all = () => people().find({}, { _id: 0, name: 1, age: 1 }).sort({ name: 1 }).lean()

  it('stops at the first error when ordered', async () => {
    const error = await errorOf(people().bulkWrite(operations))
    expect(error).toMatchObject({ code: 11000, insertedCount: 1, upsertedCount: 0 })
    expect(await all()).toEqual([{ name: 'a', age: 1 }])
  })

  it('does all that it can when unordered', async () => {
    const error = await errorOf(people().bulkWrite(operations, { ordered: false }))
    expect(error).toMatchObject({
      code: 11000,
      insertedCount: 1,
      upsertedCount: 1,
      writeErrors: [{ index: expect.any(Number) }],
    })
    expect(await people().countDocuments({ name: { $in: ['a', 'b'] } })).toBe(2)
  })

  it('says what it did', async () => {
    const result = await people().bulkWrite([operations[0]!, ...operations.slice(2)])
    expect(result).toMatchObject({
      insertedCount: 1,
      upsertedCount: 1,
      matchedCount: 2,
      modifiedCount: 2,
      deletedCount: 0,
    })
    expect(await all()).toEqual([
      { name: 'a', age: 2 },
      { name: 'b', age: 8 },
    ])
    const many = await errorOf(
      people().insertMany([{ name: 'c' }, { name: 'a' }, { name: 'd' }], { ordered: false }),
    )
    expect(many).toMatchObject({ code: 11000, insertedCount: 2 })
  })
})

describe('races', () => {
  it('of upserts have one winner, and lose no count', async () => {
    const Counter = connection.model(
      'Counter',
      new mongoose.Schema({ key: { type: String, unique: true }, n: Number }),
    )
    await Counter.init()
    const all = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 40 }, work))
    // MongoDB may tell a loser of an upsert's race that the key is there: that is a fine answer.
    await all(async () => {
      const upsert = { $setOnInsert: { n: 0 } }
      await Counter.updateOne({ key: 'one' }, upsert, { upsert: true }).catch((error: unknown) =>
        expect(error).toMatchObject({ code: 11000 }),
      )
    })
    expect(await Counter.find({}, { _id: 0, key: 1, n: 1 }).lean()).toEqual([{ key: 'one', n: 0 }])
    const results = await all(() =>
      Counter.findOneAndUpdate(
        { key: 'one' },
        { $inc: { n: 1 } },
        { returnDocument: 'after' },
      ).lean(),
    )
    const numbers = results.map((each) => each?.n ?? 0).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    expect(await Counter.find({}, { _id: 0, key: 1, n: 1 }).lean()).toEqual([{ key: 'one', n: 40 }])
  })

  it('for a unique name have one winner', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, age) => people().create({ name: 'only', age })),
    )
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    for (const each of tries)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 11000 })
  })
})

describe('transactions', () => {
  it('of a session hold all or nothing', async () => {
    const Person = people()
    await Person.create({ name: 'a', age: 10 })
    const session = await connection.startSession()
    await session.withTransaction(async () => {
      await Person.updateOne({ name: 'a' }, { $inc: { age: -1 } }, { session })
      await Person.create([{ name: 'b', age: 1 }], { session })
      expect(await Person.countDocuments({}).session(session)).toBe(2)
      expect(await Person.countDocuments({})).toBe(1)
    })
    expect(await Person.find({}, 'age -_id').sort({ name: 1 }).lean()).toEqual([
      { age: 9 },
      { age: 1 },
    ])
    const broken = session.withTransaction(async () => {
      await Person.deleteMany({}, { session })
      throw new Error('no')
    })
    expect((await errorOf(broken)).message).toBe('no')
    expect(await Person.countDocuments({})).toBe(2)
    await session.endSession()
  })

  it('of a connection give documents back their state', async () => {
    const Person = people()
    const person = new Person({ name: 'a', age: 1 })
    const broken = connection.transaction(async (session) => {
      await person.save({ session })
      expect(person.isNew).toBe(false)
      throw new Error('no')
    })
    expect((await errorOf(broken)).message).toBe('no')
    expect([person.isNew, await Person.countDocuments({})]).toEqual([true, 0])
    await connection.transaction((session) => person.save({ session }))
    expect([person.isNew, await Person.countDocuments({})]).toEqual([false, 1])
  })

  it('of many move between two documents and lose nothing', async () => {
    const Person = people()
    await Person.create([
      { name: 'from', age: 100 },
      { name: 'to', age: 0 },
    ])
    await Promise.all(
      Array.from({ length: 10 }, () =>
        connection.transaction(async (session) => {
          const from = await Person.findOne({ name: 'from' }).session(session).orFail()
          from.age = (from.age ?? 0) - 1
          await from.save({ session })
          await Person.updateOne({ name: 'to' }, { $inc: { age: 1 } }, { session })
        }),
      ),
    )
    expect(await Person.find({}, 'age -_id').sort({ name: 1 }).lean()).toEqual([
      { age: 90 },
      { age: 10 },
    ])
  })
})

it('brings indexes in line with the schema', async () => {
  const schema = new mongoose.Schema({ a: Number, b: Date, c: String }, { autoIndex: false })
  schema.index({ a: 1, c: -1 }, { unique: true, partialFilterExpression: { a: { $gt: 0 } } })
  schema.index({ b: 1 }, { expireAfterSeconds: 60 })
  schema.index({ c: 1 }, { sparse: true })
  const Thing = connection.model('Thing', schema)
  await Thing.createCollection()
  await Thing.collection.createIndex({ old: 1 })
  expect(await Thing.syncIndexes()).toEqual(['old_1'])
  expect(await Thing.syncIndexes()).toEqual([])
  const { toCreate, toDrop } = await Thing.diffIndexes()
  expect([toCreate, toDrop]).toEqual([[], []])
  const names = (await Thing.listIndexes()).map((index) => index.name as string)
  expect(names.sort()).toEqual(['_id_', 'a_1_c_-1', 'b_1', 'c_1'])
})
