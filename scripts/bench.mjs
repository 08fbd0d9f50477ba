// npm run bench: one table, in one run, of what the service costs. MONGODB_URI measures that engine
// instead of the embedded store, in a database of its own that is removed afterwards.
import path from 'node:path'
import { measureDeliveries } from './bench/deliveries.mjs'
import { measureEndpoints } from './bench/endpoints.mjs'
import { requireOfServer } from './bench/packages.mjs'
import {
  createUndoList,
  launch,
  residentMiB,
  startServer,
  temporaryFolder,
} from './bench/processes.mjs'
import { printReport } from './bench/report.mjs'
import { ensureBuilt } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { checkNode } from './lib/node-version.mjs'
import { failWith, Problem, root } from './lib/run.mjs'
import { step } from './lib/steps.mjs'

const undo = createUndoList()
const stopping = new AbortController()
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => stopping.abort(new Problem('stopped')))
}

/** First start on an empty data directory, then a second one on what it left. */
async function measureStarts() {
  const dataDir = temporaryFolder(undo)
  const cold = await startServer(undo, { dataDir })
  await cold.child.stop()
  stopping.signal.throwIfAborted()
  const warm = await startServer(undo, { dataDir })
  const memory = residentMiB(warm.child.pid)
  await warm.child.stop()
  stopping.signal.throwIfAborted()
  return { coldSeconds: cold.seconds, warmSeconds: warm.seconds, memory }
}

/** The store of the run, in a process of its own so that both servers reach it alike. */
async function openStore() {
  const given = process.env.MONGODB_URI
  const name = `bench_${process.pid}`
  if (given) return { uri: given, name, pid: null }
  const args = [path.join('server', 'dist', 'store.js'), '--dir', temporaryFolder(undo)]
  const { firstLine, pid } = launch(undo, args, process.env)
  return { uri: await firstLine, name, pid }
}

async function bench() {
  const { signal } = stopping
  const starts = await step('a cold and a warm start', measureStarts)
  const database = await openStore()
  const { MongoClient } = requireOfServer('mongodb')
  const client = new MongoClient(database.uri)
  undo.add(() => client.close())
  const db = client.db(database.name)
  if (process.env.MONGODB_URI) undo.add(() => db.dropDatabase())
  const dataDir = temporaryFolder(undo)
  const { url, child } = await startServer(undo, { dataDir, database })
  const memory = () => ({
    server: residentMiB(child.pid),
    store: database.pid && residentMiB(database.pid),
  })
  const before = memory()
  const shared = { url, pid: child.pid, dataDir, database, db, signal, undo, step }
  const endpoints = await measureEndpoints(shared)
  const deliveries = await measureDeliveries(shared)
  const engine = process.env.MONGODB_URI ? 'MONGODB_URI' : 'embedded store'
  return { engine, starts, endpoints, deliveries, memory: { before, after: memory() } }
}

try {
  checkNode()
  await ensureInstalled()
  await ensureBuilt(['server'])
  process.chdir(root)
  try {
    printReport(await bench())
  } finally {
    await undo.run()
  }
} catch (error) {
  failWith(error)
}
