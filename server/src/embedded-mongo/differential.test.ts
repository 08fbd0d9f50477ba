import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EJSON } from 'bson'
import fc from 'fast-check'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedStore } from '.'
import { MongoError } from './errors'
import { parseIndexSpec } from './index/spec'
import { choosePlan, findAll } from './query/find'
import { parseFilter } from './query/parse'
import { compileSort, parseSort } from './shape/sort'
import { Reader } from './storage/reader'
import { Store } from './storage/store'
import { buildIndex, DirectWriter } from './storage/writer'
import { agree, ask, change, show } from './test-support/answers'
import { knownQuestion, knownUpdate } from './test-support/known-differences'
import { filters } from './test-support/random-filters'
import { indexSpecs, questions, sorts } from './test-support/random-shapes'
import { multiUpdates, updateCases } from './test-support/random-updates'
import { docs } from './test-support/random-values'
import { verifyIndexes } from './test-support/verify-indexes'
import { encode } from './values/bson'
import { compare } from './values/compare'
import type { Collection as Remote, Document } from 'mongodb'
import type { EmbeddedStore } from '.'
import type { Collection } from './storage/catalog'
import type { Answer } from './test-support/answers'
import type { Doc } from './values/kinds'

/**
 * Random documents, questions and updates. With MONGODB_URI this store and that engine must agree;
 * without, finding and updating through indexes must do what they do without indexes.
 * DIFFERENTIAL_SEED repeats a run, DIFFERENTIAL_CASES makes it longer. Between engines the seed stays
 * the same unless one is given, so that a rare mistake of the other engine, not yet among the known
 * differences, is met when somebody looks for it and not by chance.
 */
const URI = process.env.MONGODB_URI
const SEED = Number(
  process.env.DIFFERENTIAL_SEED ?? (URI ? 3 : Math.trunc(Math.random() * 2 ** 31)),
)
const CASES = Number(process.env.DIFFERENTIAL_CASES ?? 20_000)
const TIMEOUT = 120_000 + CASES * 30

const ROWS = 20
const BATCH = 100

const text = (value: unknown): string => EJSON.stringify(value, { relaxed: false })

const listOf = <Item>(item: fc.Arbitrary<Item>, length: number): fc.Arbitrary<Item[]> =>
  fc.array(item, { minLength: length, maxLength: length })

/** As many random values as make up `cases`, `size` in each. */
const sample = <Value>(value: fc.Arbitrary<Value>, cases: number, size: number): Value[] =>
  fc.sample(value, { seed: SEED, numRuns: Math.ceil(cases / size) })

console.info(`differential: DIFFERENTIAL_SEED=${SEED} DIFFERENTIAL_CASES=${CASES}`)

let dir: string

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'differential-'))
})

afterAll(() => {
  rmSync(dir, { recursive: true })
})

/** What differs, said so that a case can be tried again by hand. */
class Differences {
  private readonly found: string[] = []

  add(asked: unknown, before: unknown, answers: readonly Answer[]): void {
    const [ours, theirs] = answers.map((answer) => show(answer).join('\n    '))
    this.found.push(
      `\n${text(asked)}\n  before ${text(before)}\n  ours\n    ${ours}\n  theirs\n    ${theirs}\n`,
    )
  }

  expectNone(): void {
    expect(this.found.slice(0, 5), `${this.found.length} differences, seed ${SEED}`).toEqual([])
  }
}

const withIds = (rows: readonly Doc[]): Document[] => rows.map((row, _id) => ({ _id, ...row }))

describe.runIf(URI)('this store and the engine of MONGODB_URI', () => {
  const name = `differential_${process.pid}`
  let store: EmbeddedStore
  let clients: MongoClient[]

  beforeAll(async () => {
    store = await startEmbeddedStore({ dir })
    clients = await Promise.all([store.uri, URI!].map((uri) => MongoClient.connect(uri)))
  }, 60_000)

  afterAll(async () => {
    for (const client of clients) {
      await client.db(name).dropDatabase()
      await client.close()
    }
    await store.close()
  })

  /** Runs the same on a new collection of both engines. */
  async function onBoth<Result>(
    work: (collection: Remote, own: boolean) => Promise<Result>,
  ): Promise<Result[]> {
    return Promise.all(
      clients.map(async (client, i) => {
        const collection = client.db(name).collection('c')
        const result = await work(collection, i === 0)
        await collection.drop()
        return result
      }),
    )
  }

  it(
    'answer questions alike',
    async () => {
      const sets = sample(
        fc.record({
          rows: listOf(docs, ROWS),
          specs: listOf(indexSpecs, 2),
          asked: listOf(questions, BATCH),
        }),
        CASES / 5,
        BATCH,
      )
      const differences = new Differences()
      let answered = 0
      for (const { rows, specs, asked } of sets) {
        const [ours = [], theirs = []] = await onBoth(async (collection, own) => {
          await collection.insertMany(withIds(rows))
          // Our indexes make the planner part of it; some cannot hold these documents.
          if (own)
            for (const [i, { key, ...spec }] of specs.entries())
              await collection.createIndex(key, { ...spec, name: `i${i}` }).catch(String)
          return Promise.all(asked.map((question) => ask(collection, question)))
        })
        for (const [i, question] of asked.entries()) {
          const [own, other] = [ours[i]!, theirs[i]!]
          if ('docs' in own && own.docs.length > 0) answered += 1
          if (!agree(own, other) && !knownQuestion(question, withIds(rows), own, other))
            differences.add(question, rows, [own, other])
        }
      }
      differences.expectNone()
      // questions that find nothing say little
      expect(answered / (sets.length * BATCH)).toBeGreaterThan(0.4)
    },
    TIMEOUT,
  )

  it(
    'change documents alike',
    async () => {
      const batches = sample(listOf(updateCases, BATCH), (CASES * 4) / 5, BATCH)
      const differences = new Differences()
      let done = 0
      for (const cases of batches) {
        const [ours = [], theirs = []] = await onBoth((collection) => change(collection, cases))
        for (const [i, each] of cases.entries()) {
          const [own, other] = [ours[i]!, theirs[i]!]
          if ('docs' in own) done += 1
          if (!agree(own, other) && !knownUpdate(each, i, own, other))
            differences.add(each, each.doc, [own, other])
        }
      }
      differences.expectNone()
      expect(done / (batches.length * BATCH)).toBeGreaterThan(0.5)
    },
    TIMEOUT,
  )
})

describe.runIf(!URI)('indexes', () => {
  /** Fills a new collection; documents that an index refuses are left out. */
  function fill(store: Store, specs: readonly Doc[], rows: readonly Doc[], before: boolean) {
    const collection = store.catalog.create('test', `c${store.catalog.newId()}`)
    const tolerant = (work: () => void): void => {
      try {
        work()
      } catch (error) {
        if (!(error instanceof MongoError)) throw error
      }
    }
    const addIndexes = (): void =>
      specs.forEach((each, i) =>
        tolerant(() => {
          const spec = parseIndexSpec({ ...each, name: `i${i}` })
          const index = { ...spec, id: store.catalog.newId(), since: 0 }
          buildIndex(store, collection, index, new Reader(store).records(collection))
          collection.indexes.push(index)
        }),
      )
    if (before) addIndexes()
    const writer = new DirectWriter(store, { check: () => undefined })
    for (const doc of withIds(rows)) tolerant(() => writer.insert(collection, doc, encode(doc)))
    if (!before) addIndexes()
    return collection
  }

  const byId = (list: readonly Doc[]): unknown[] => list.map((doc) => doc._id).toSorted(compare)

  it(
    'find exactly what a full scan finds, in the same order',
    async () => {
      const sets = sample(
        fc.record({
          specs: fc.array(indexSpecs, { minLength: 1, maxLength: 3 }),
          before: fc.boolean(),
          rows: listOf(docs, ROWS),
          asked: listOf(fc.tuple(filters, fc.option(sorts, { nil: {} })), BATCH),
        }),
        (CASES * 3) / 4,
        BATCH,
      )
      const store = await Store.open(join(dir, 'planner'))
      let indexed = 0
      for (const { specs, before, rows, asked } of sets) {
        await store.write(() => {
          const collection: Collection = fill(store, specs, rows, before)
          const bare = { ...collection, indexes: [] }
          const reader = new Reader(store)
          for (const [filter, order] of asked) {
            const query = { node: parseFilter(filter), sort: parseSort(order) }
            const found = findAll(reader, collection, query).map((each) => each.doc)
            const expected = findAll(reader, bare, query).map((each) => each.doc)
            if (choosePlan(reader, collection, query).kind !== 'scan') indexed += 1
            const message = `${text({ filter, order, specs, rows })}, seed ${SEED}`
            expect(byId(found), message).toEqual(byId(expected))
            // Ties may come in any order: sorting again, stably, must change nothing.
            if (query.sort.length > 0)
              expect(byOrder(found, order), message).toEqual(found.map((doc) => doc._id))
          }
          store.catalog.drop(collection)
        })
      }
      await store.close()
      // about a fifth of random questions fit an index; far fewer would make this say little
      expect(indexed / (sets.length * BATCH)).toBeGreaterThan(0.1)
    },
    TIMEOUT,
  )

  const byOrder = (list: Doc[], order: Doc): unknown[] =>
    compileSort(parseSort(order))(list).map((doc) => doc._id)

  it(
    'change nothing about updates, and are afterwards what a rebuild would give',
    async () => {
      const statement = fc.oneof(
        { weight: 3, arbitrary: updateCases.map((each) => ({ ...each, multi: false })) },
        { weight: 1, arbitrary: multiUpdates.map((each) => ({ ...each, multi: true })) },
      )
      const sets = sample(
        fc.record({
          rows: listOf(docs, BATCH),
          specs: fc.uniqueArray(indexSpecs, {
            minLength: 2,
            maxLength: 3,
            selector: ({ key }) => Object.keys(key)[0],
          }),
          statements: listOf(statement, BATCH),
        }),
        CASES / 4,
        BATCH,
      )
      const place = join(dir, 'updates')
      const store = await startEmbeddedStore({ dir: place })
      const client = await MongoClient.connect(store.uri)
      for (const [i, { rows, specs, statements }] of sets.entries()) {
        const [indexed, bare] = await Promise.all(
          ['indexed', 'bare'].map(async (kind) => {
            const collection = client.db('d').collection<Document>(`${kind}${i}`)
            await collection.insertMany(withIds(rows))
            if (kind === 'indexed')
              for (const [at, { key, ...spec }] of specs.entries()) {
                // No index may refuse a change: `_id` keeps keys unique, and no two fields open arrays.
                const [path, direction] = Object.entries(key)[0]!
                await collection.createIndex(
                  { _id: 1, [path]: direction },
                  { ...spec, name: `u${at}` },
                )
                await collection.createIndex(
                  { [path]: direction },
                  { ...spec, unique: false, name: `i${at}` },
                )
              }
            const { writeErrors = [] } = await collection.db.command({
              update: collection.collectionName,
              ordered: false,
              updates: statements.map(({ filter, update, multi, arrayFilters }, _id) => ({
                q: multi ? filter : { _id, ...filter },
                u: update,
                multi,
                ...(arrayFilters && { arrayFilters }),
              })),
            })
            const errors = (writeErrors as Document[]).map(({ index, errmsg }) => [
              statements[Number(index)],
              errmsg,
            ])
            const after = await ask(collection, { filter: {}, sort: { _id: 1 }, skip: 0, limit: 0 })
            return { errors, docs: show(after) }
          }),
        )
        expect(indexed, `seed ${SEED}, set ${i}`).toEqual(bare)
      }
      await client.close()
      await store.close()
      expect(await verifyIndexes(place)).toEqual([])
    },
    TIMEOUT,
  )
})
