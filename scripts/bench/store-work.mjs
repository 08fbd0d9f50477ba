// What the store's rows do, and one round of it.
import { Buffer } from 'node:buffer'
import { requireOfServer } from './packages.mjs'
import { Problem } from '../lib/run.mjs'

const { BSON, Int32 } = requireOfServer('mongodb')

export const documentBytes = 1024
const states = ['open', 'waiting', 'answered', 'closed', 'void']
const fillBatch = 1_000
const firstDue = Date.UTC(2026, 0, 1)
/** Documents lie a minute apart. */
const minute = 60_000

/** The same walk through the documents in each run: a full-period generator. */
function createPicker() {
  let state = 12_345
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** @param {string} prefix @param {number} at */
export function documentAt(prefix, at) {
  const document = {
    _id: `${prefix}${at}`,
    number: `LX-${prefix}${at}`,
    state: states[at % states.length],
    dueAt: new Date(firstDue + at * minute),
    path: ['district', `street-${at % 20}`, `community-${at % 200}`],
    n: new Int32(at % 1_000),
    text: '',
  }
  const missing = documentBytes - BSON.calculateObjectSize(document)
  return { ...document, text: 'x'.repeat(missing) }
}

/** @param {any} collection @param {number} count @param {AbortSignal} signal */
export async function fill(collection, count, signal) {
  await collection.createIndexes([
    { key: { number: 1 }, unique: true },
    { key: { state: 1, dueAt: 1 } },
  ])
  for (let at = 0; at < count; at += fillBatch) {
    signal.throwIfAborted()
    await collection.insertMany(Array.from({ length: fillBatch }, (_, i) => documentAt('', at + i)))
  }
}

/**
 * @typedef {object} Row
 * @property {string} title
 * @property {(collection: any, count: number) => () => Promise<unknown>} prepare gives one operation
 *   that is done again and again by each client
 */

/** @param {boolean} condition @param {string} what */
function check(condition, what) {
  if (!condition) throw new Problem(`The store gave a wrong answer: ${what}`)
}

let written = 0
const pick = createPicker()

/** @type {Row[]} */
export const rows = [
  {
    title: 'find by _id',
    prepare: (collection, count) => async () => {
      const _id = `${pick(count)}`
      check((await collection.findOne({ _id }))?._id === _id, '_id')
    },
  },
  {
    title: 'find by unique field',
    prepare: (collection, count) => async () => {
      const number = `LX-${pick(count)}`
      check((await collection.findOne({ number }))?.number === number, 'unique field')
    },
  },
  {
    title: 'range + sort + limit 20',
    prepare: (collection, count) => async () => {
      const dueAt = { $gte: new Date(firstDue + pick(count - 200) * minute) }
      const page = collection.find({ state: 'open', dueAt }).sort({ dueAt: 1 }).limit(20)
      check((await page.toArray()).length === 20, 'page')
    },
  },
  {
    title: 'update $inc',
    prepare: (collection, count) => async () => {
      const done = await collection.updateOne({ _id: `${pick(count)}` }, { $inc: { n: 1 } })
      check(done.modifiedCount === 1, '$inc')
    },
  },
  {
    title: 'insert, on disk',
    prepare: (collection) => async () => {
      written += 1
      await collection.insertOne(documentAt('w', written))
    },
  },
]

/** The least that a request over the wire can cost. @type {Row} */
export const pingRow = {
  title: 'ping over the wire',
  prepare: (collection) => () => collection.db.command({ ping: 1 }),
}

/** @typedef {{ perSecond: number, p50Ms: number, p99Ms: number }} Rate */

/**
 * Each client does one operation after the other until the time is over.
 * @param {() => Promise<unknown>} operation
 * @param {number} clients
 * @param {number} durationMs
 * @param {AbortSignal} signal
 * @returns {Promise<Rate>}
 */
export async function round(operation, clients, durationMs, signal) {
  /** @type {number[]} */
  const took = []
  const started = performance.now()
  const client = async () => {
    for (;;) {
      const before = performance.now()
      if (before - started >= durationMs || signal.aborted) return
      await operation()
      took.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  signal.throwIfAborted()
  const seconds = (performance.now() - started) / 1_000
  took.sort((a, b) => a - b)
  const at = (/** @type {number} */ share) => took[Math.floor(took.length * share)] ?? Number.NaN
  return { perSecond: took.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99) }
}

/**
 * The floor within one process: an LMDB get and the decoding of what it gives.
 * @param {string} folder
 * @param {number} count
 * @returns {Promise<number>} per second
 */
export async function measureFloor(folder, count) {
  const lmdb = requireOfServer('lmdb')
  const key = (/** @type {number} */ at) => {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32BE(at, 4)
    return bytes
  }
  const env = lmdb.open({
    path: `${folder}/floor.mdb`,
    keyEncoding: 'binary',
    encoding: 'binary',
  })
  try {
    await env.transaction(() => {
      for (let at = 0; at < count; at += 1) env.put(key(at), BSON.serialize(documentAt('', at)))
    })
    const reads = 50_000
    const once = () => {
      const started = performance.now()
      for (let i = 0; i < reads; i += 1) BSON.deserialize(env.get(key(pick(count))))
      return reads / ((performance.now() - started) / 1_000)
    }
    once()
    return once()
  } finally {
    await env.close()
  }
}
