// The embedded store by itself, beside a second engine where there is one: BENCH_URI names a
// deployment, or SECOND_ENGINE_DIR a directory with `start.sh PORT --daemon`, which prints a URI, and
// `stop.sh PORT --purge`. Both meet the same noise, since they take turns.
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../lib/free-port.mjs'
import { mustRun, Problem, run } from '../lib/run.mjs'
import { median } from './load.mjs'
import { requireOfServer } from './packages.mjs'
import { launch, memoryMiB, temporaryFolder } from './processes.mjs'
import { fill, measureFloor, pingRow, round, rows } from './store-work.mjs'

const { MongoClient } = requireOfServer('mongodb')

export const sizes = [20_000, 100_000]
export const largest = 100_000
export const clientCounts = [1, 50]
const rounds = 3
const roundMs = 1_500
const warmUpMs = 1_500
/** Aggregations that the longest ping is taken over. */
const aggregations = 5

/** @typedef {import('./store-work.mjs').Rate} Rate */
/** @typedef {{ name: string, db: any, client: any }} Engine */
/**
 * @typedef {object} Measured
 * @property {string} title
 * @property {number} size documents; 0 where it does not matter
 * @property {number} clients
 * @property {Rate[]} rates of each engine, ours first
 */
/** @typedef {{ longestMs: number, quietMs: number, aggregationMs: number }} Pings */
/**
 * @typedef {object} StoreReport
 * @property {string[]} engines
 * @property {Measured[]} rows
 * @property {number} floor LMDB gets with decoding, per second
 * @property {number} restartSeconds
 * @property {Record<'fresh' | 'read' | 'end', Memory | null>} memory with the largest collection: after a
 *   restart, after reading all of it, after all runs
 * @property {Pings[]} pings of each engine, ours first
 */
/** @typedef {import('./processes.mjs').Memory} Memory */

/**
 * @typedef {object} Bench
 * @property {AbortSignal} signal
 * @property {import('./processes.mjs').UndoList} undo
 * @property {<T>(title: string, work: () => Promise<T>) => Promise<T>} step
 */

/** @param {Bench} bench @param {string} uri @param {string} name @returns {Promise<Engine>} */
async function connect({ undo }, uri, name) {
  const client = new MongoClient(uri, { maxPoolSize: Math.max(...clientCounts) })
  undo.add(() => client.close())
  await client.connect()
  return { name, client, db: client.db(`bench_store_${process.pid}`) }
}

/** @param {Bench} bench @param {string} dir */
async function startStore({ undo }, dir) {
  const started = performance.now()
  const child = launch(undo, [path.join('server', 'dist', 'store.js'), '--dir', dir], process.env)
  const uri = await child.firstLine
  const client = await new MongoClient(uri).connect()
  await client.db('admin').command({ ping: 1 })
  const seconds = (performance.now() - started) / 1_000
  await client.close()
  return { child, uri, seconds }
}

/** @param {Bench} bench @returns {Promise<Engine | null>} */
async function secondEngine(bench) {
  const { BENCH_URI: given, SECOND_ENGINE_DIR: dir } = process.env
  if (!given && !dir) return null
  if (given) {
    const engine = await connect(bench, given, 'BENCH_URI')
    bench.undo.add(() => engine.db.dropDatabase())
    return engine
  }
  const script = (/** @type {string} */ name) => path.resolve(dir ?? '', name)
  const port = String(await freePort())
  bench.undo.add(async () => void (await run(script('stop.sh'), [port, '--purge'])))
  const printed = await mustRun('the second engine', script('start.sh'), [port, '--daemon'])
  const uri = /mongodb:\/\/\S+/.exec(printed)?.[0]
  if (!uri) throw new Problem(`The second engine printed no URI:\n${printed}`)
  return connect(bench, uri, 'second engine')
}

/**
 * One row of the table: the engines take turns.
 * @param {Bench} bench
 * @param {Engine[]} engines
 * @param {import('./store-work.mjs').Row} row
 * @param {number} size
 * @param {number} clients
 * @returns {Promise<Measured>}
 */
async function measureRow({ signal, step }, engines, row, size, clients) {
  const title = `${row.title}, ${size ? `${size} documents, ` : ''}${clients} client${clients > 1 ? 's' : ''}`
  return step(title, async () => {
    const collections = engines.map(({ db }) => db.collection(`rows_${size || largest}`))
    const operations = collections.map((collection) => row.prepare(collection, size))
    /** @type {Rate[][]} */
    const taken = engines.map(() => [])
    for (const operation of operations) await round(operation, clients, warmUpMs, signal)
    for (let turn = 0; turn < rounds; turn += 1) {
      for (const [at, operation] of operations.entries())
        taken[at]?.push(await round(operation, clients, roundMs, signal))
    }
    // What a row wrote goes again, so that the next one meets the same collection.
    for (const collection of collections) await collection.deleteMany({ _id: { $gte: 'w' } })
    return { title: row.title, size, clients, rates: taken.map(medianRate) }
  })
}

/** @param {Rate[]} rates @returns {Rate} */
const medianRate = (rates) => ({
  perSecond: median(rates.map(({ perSecond }) => perSecond)),
  p50Ms: median(rates.map(({ p50Ms }) => p50Ms)),
  p99Ms: median(rates.map(({ p99Ms }) => p99Ms)),
})

/**
 * The longest that somebody else waits while the whole collection is grouped and sorted.
 * @param {Bench} bench
 * @param {Engine} engine
 * @returns {Promise<Pings>}
 */
async function measurePings({ signal, step }, { name, db }) {
  const pipeline = [
    { $group: { _id: '$n', count: { $sum: 1 }, last: { $max: '$dueAt' } } },
    { $sort: { count: -1, _id: 1 } },
  ]
  const pingUntil = async (/** @type {() => boolean} */ isOver) => {
    let longest = 0
    while (!isOver() && !signal.aborted) {
      const before = performance.now()
      await db.command({ ping: 1 })
      longest = Math.max(longest, performance.now() - before)
      await delay(1)
    }
    return longest
  }
  return step(`pings during an aggregation, ${name}`, async () => {
    const quietUntil = performance.now() + roundMs
    const quietMs = await pingUntil(() => performance.now() > quietUntil)
    let over = false
    const started = performance.now()
    const aggregating = (async () => {
      for (let i = 0; i < aggregations && !signal.aborted; i += 1)
        await db.collection(`rows_${largest}`).aggregate(pipeline).toArray()
    })().finally(() => {
      over = true
    })
    const longestMs = await pingUntil(() => over)
    await aggregating
    signal.throwIfAborted()
    const aggregationMs = (performance.now() - started) / aggregations
    return { longestMs, quietMs, aggregationMs }
  })
}

/**
 * @param {Bench} bench
 * @returns {Promise<StoreReport>}
 */
export async function measureStore(bench) {
  const { signal, step, undo } = bench
  const floor = await step('the floor: LMDB and BSON', () =>
    measureFloor(temporaryFolder(undo), largest),
  )
  const dir = temporaryFolder(undo)
  const first = await startStore(bench, dir)
  const filling = await connect(bench, first.uri, 'embedded store')
  await step(`${largest} documents`, () =>
    fill(filling.db.collection(`rows_${largest}`), largest, signal),
  )
  await filling.client.close()
  await first.child.stop()
  const again = await step('a restart', () => startStore(bench, dir))
  const fresh = memoryMiB(again.child.pid)
  const store = await connect(bench, again.uri, 'embedded store')
  // Reading all of it once brings all of it into memory, as far as it stays there.
  await store.db.collection(`rows_${largest}`).countDocuments({ text: 'none' })
  const read = memoryMiB(again.child.pid)
  const pings = [await measurePings(bench, store)]
  const second = await secondEngine(bench)
  const engines = second ? [store, second] : [store]
  for (const { db, name } of engines) {
    for (const size of sizes.filter((each) => name !== store.name || each !== largest))
      await step(`${size} documents, ${name}`, () =>
        fill(db.collection(`rows_${size}`), size, signal),
      )
  }
  if (second) pings.push(await measurePings(bench, second))
  /** @type {Measured[]} */
  const measured = []
  for (const clients of clientCounts)
    measured.push(await measureRow(bench, engines, pingRow, 0, clients))
  for (const size of sizes)
    for (const clients of clientCounts)
      for (const row of rows) measured.push(await measureRow(bench, engines, row, size, clients))
  return {
    engines: engines.map(({ name }) => name),
    rows: measured,
    floor,
    restartSeconds: again.seconds,
    memory: { fresh, read, end: memoryMiB(again.child.pid) },
    pings,
  }
}
