// npm run bench: one table, in one run, of what the service and the embedded store cost.
//   npm run bench -- --only=service    MONGODB_URI measures that engine instead of the embedded
//                                      store, in a database of its own that is removed afterwards
//   npm run bench -- --only=study      check-ins and the book; BENCH_ROUNDS=50 for 100,000 check-ins
//   npm run bench -- --only=roster     21,697 members from Excel (a part of study)
//   npm run bench -- --only=volunteer  sign-ups and hours; BENCH_ROUNDS=10 for 1,200,000 entries
//   npm run bench -- --only=pacing     a day's sending in simulated time; BENCH_ROUNDS=10 for 100,000
//   npm run bench -- --only=store      beside a second engine: SECOND_ENGINE_DIR or BENCH_URI
import path from 'node:path'
import { measureDeliveries } from './bench/deliveries.mjs'
import { measureEndpoints } from './bench/endpoints.mjs'
import { measureExamStart } from './bench/exam-start.mjs'
import { measurePacing, printPacing } from './bench/pacing.mjs'
import { requireOfServer } from './bench/packages.mjs'
import {
  createUndoList,
  launch,
  residentMiB,
  startServer,
  temporaryFolder,
} from './bench/processes.mjs'
import { printReport } from './bench/report.mjs'
import { measureImport, printImport } from './bench/roster.mjs'
import { measureCheckIns, measureRecount, measureReport, printStudy } from './bench/study.mjs'
import { printStoreReport } from './bench/store-report.mjs'
import { measureStore } from './bench/store.mjs'
import { measureLedger, measureStampede, printVolunteer } from './bench/volunteer.mjs'
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

async function benchService() {
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
  const examStart = await measureExamStart(shared)
  const deliveries = await measureDeliveries(shared)
  const engine = process.env.MONGODB_URI ? 'MONGODB_URI' : 'embedded store'
  const after = memory()
  return { engine, starts, endpoints, examStart, deliveries, memory: { before, after } }
}

async function benchStudy() {
  const { signal } = stopping
  const database = await openStore()
  const { MongoClient } = requireOfServer('mongodb')
  const client = new MongoClient(database.uri)
  undo.add(() => client.close())
  const db = client.db(database.name)
  if (process.env.MONGODB_URI) undo.add(() => db.dropDatabase())
  const dataDir = temporaryFolder(undo)
  const { url } = await startServer(undo, { dataDir, database })
  const checkIns = await measureCheckIns({ url, database, db, signal, undo, step })
  const recounted = await step('the book counted anew', () => measureRecount({ undo, database }))
  const reported = await step('how a town studied', () => measureReport({ undo, database }))
  return { checkIns, recounted, reported }
}

/** Part of `study`; alone it needs no server. */
async function benchRoster() {
  const database = await openStore()
  return step('a roster brought in from Excel', () => measureImport({ undo, database }))
}

async function benchVolunteer() {
  const database = await openStore()
  const stampede = await step('a stampede for places', () => measureStampede({ undo, database }))
  const ledger = await step('the ledger of hours', () => measureLedger({ undo, database }))
  return { stampede, ledger }
}

const parts = ['service', 'study', 'roster', 'volunteer', 'pacing', 'store']

/** @param {string[]} args @returns {string[]} the parts to measure */
function readArguments(args) {
  const given = args.filter((arg) => arg !== '--')
  const only = given.flatMap((arg) => (/^--only=(.+)$/.exec(arg)?.[1] ?? `?${arg}`).split(','))
  const unknown = only.find((name) => !parts.includes(name))
  if (unknown)
    throw new Problem(`There is no ${unknown.replace('?', '')}; there is --only=${parts.join(',')}`)
  return only.length > 0 ? only : parts
}

try {
  checkNode()
  const wanted = readArguments(process.argv.slice(2))
  await ensureInstalled()
  await ensureBuilt(['server'])
  process.chdir(root)
  try {
    const service = wanted.includes('service') ? await benchService() : undefined
    const study = wanted.includes('study') ? await benchStudy() : undefined
    const withRoster = wanted.some((part) => part === 'study' || part === 'roster')
    const roster = withRoster ? await benchRoster() : undefined
    const volunteer = wanted.includes('volunteer') ? await benchVolunteer() : undefined
    const { signal } = stopping
    const pacing = wanted.includes('pacing')
      ? await step('sending with pacing, in simulated time', async () =>
          measurePacing({ undo, database: await openStore() }),
        )
      : undefined
    const store = wanted.includes('store') ? await measureStore({ signal, undo, step }) : undefined
    if (service) printReport(service)
    if (study) printStudy(study)
    if (roster) printImport(roster)
    if (volunteer) printVolunteer(volunteer)
    if (pacing) printPacing(pacing)
    if (store) printStoreReport(store)
  } finally {
    await undo.run()
  }
} catch (error) {
  failWith(error)
}
