// A March morning: members check in through HTTP as fast as the machine allows, each counted in
// the book; and the book counted anew (recount.ts does the work).
import { Agent, request } from 'node:http'
import { Problem } from '../lib/run.mjs'
import { signIn } from './api.mjs'
import { connections } from './load.mjs'
import { seedMembers } from './members.mjs'
import { launch, measureIn } from './processes.mjs'
import { printTable } from './table.mjs'

/** BENCH_ROUNDS=50 makes 100,000 check-ins; =10 makes 21,700 members for the recount. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 1)
const checkInsARound = 2000
const membersARound = 2170
const entriesEach = 60

/** @param {string} url @param {string} token @param {Agent} agent */
function checkIn(url, token, agent) {
  const body = '{"thought":null}'
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': String(body.length),
  }
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.on('error', reject)
      answer.resume().on('end', () => {
        if ((answer.statusCode ?? 0) < 300) resolve(undefined)
        else reject(new Problem(`A check-in was answered with ${answer.statusCode}.`))
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/**
 * Each token once, as many at a time as there are connections.
 * @param {string} url @param {string[]} tokens @param {AbortSignal} signal
 * @returns {Promise<number>} per second
 */
async function rush(url, tokens, signal) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const left = [...tokens]
  const began = performance.now()
  const worker = async () => {
    for (let token = left.pop(); token !== undefined; token = left.pop()) {
      signal.throwIfAborted()
      await checkIn(url, token, agent)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  agent.destroy()
  return (tokens.length * 1000) / (performance.now() - began)
}

/**
 * @typedef {{ count: number, perSecond: number, barePerSecond: number }} CheckIns
 * @typedef {{ members: number, entries: number, ms: number, scanMs: number, heapMiB: number }} Recounted
 * @typedef {{ members: number, listed: number, summaryMs: number, againMs: number, pageMs: number,
 *   worstPageMs: number, exportMs: number }} Reported
 */

/**
 * @param {{ url: string, database: { uri: string, name: string }, db: any, signal: AbortSignal,
 *   undo: import('./processes.mjs').UndoList,
 *   step: <T>(title: string, work: () => Promise<T>) => Promise<T> }} bench
 * @returns {Promise<CheckIns>}
 * @throws Problem when one is refused, or when there is not one check-in for each member
 */
export async function measureCheckIns({ url, database, db, signal, undo, step }) {
  if (!Number.isInteger(rounds) || rounds < 1) throw new Problem('BENCH_ROUNDS: a whole number')
  const member = await signIn(url, '19900000013')
  const env = { ...process.env, MONGODB_URI: database.uri, MONGODB_DB: database.name }
  const bareProcess = launch(undo, ['scripts/bench/bare-server.mjs'], env)
  const bareUrl = `http://127.0.0.1:${await bareProcess.firstLine}/checkins`
  const before = await db.collection('checkins').countDocuments()
  let [ours, bare] = [0, 0]
  for (let round = 1; round <= rounds; round += 1) {
    const tokens = await step(`${checkInsARound} members, round ${round} of ${rounds}`, () =>
      seedMembers(db, url, member.me.id, checkInsARound),
    )
    await step(`${checkInsARound} check in`, async () => {
      ours += await rush(`${url}/api/me/checkins`, tokens, signal)
      bare += await rush(bareUrl, tokens, signal)
    })
  }
  await bareProcess.stop()
  const count = (await db.collection('checkins').countDocuments()) - before
  if (count !== rounds * checkInsARound)
    throw new Problem(`${rounds * checkInsARound} checked in and ${count} rows stand.`)
  return { count, perSecond: ours / rounds, barePerSecond: bare / rounds }
}

/**
 * @param {{ undo: import('./processes.mjs').UndoList, database: { uri: string, name: string } }} bench
 * @returns {Promise<Recounted>}
 */
export function measureRecount({ undo, database }) {
  const sizes = [String(rounds * membersARound), String(entriesEach)]
  const args = [database.uri, `${database.name}_book`, ...sizes]
  return measureIn(undo, 'recount.ts', args, ['--expose-gc'])
}

/**
 * What the secretary's view of a town costs: BENCH_ROUNDS=10 makes 21,700 members.
 * @param {{ undo: import('./processes.mjs').UndoList, database: { uri: string, name: string } }} bench
 * @returns {Promise<Reported>}
 */
export function measureReport({ undo, database }) {
  const args = [database.uri, `${database.name}_report`, String(rounds * membersARound)]
  return measureIn(undo, 'study-report.ts', args)
}

/** @param {{ checkIns: CheckIns, recounted: Recounted, reported: Reported }} study */
export function printStudy({ checkIns, recounted, reported }) {
  const { count, perSecond, barePerSecond } = checkIns
  console.log(`\n${count} members check in, ${connections} connections, each counted in the book`)
  printTable([
    ['', 'ratio', 'per second', 'bare insert'],
    [
      'check-ins',
      (perSecond / barePerSecond).toFixed(2),
      perSecond.toFixed(0),
      barePerSecond.toFixed(0),
    ],
  ])
  const { members, entries, ms, scanMs, heapMiB } = recounted
  console.log(`\nThe book of ${members} members counted anew, ${entries} entries`)
  printTable([
    ['', 'ratio', 'seconds', 'bare scan', 'heap, collected'],
    [
      'recount',
      (scanMs / ms).toFixed(2),
      (ms / 1000).toFixed(1),
      (scanMs / 1000).toFixed(1),
      `${heapMiB} MiB`,
    ],
  ])
  const { listed, summaryMs, againMs, pageMs, worstPageMs, exportMs } = reported
  const milliseconds = (/** @type {number} */ each) => each.toFixed(0)
  console.log(`\nHow ${reported.members} members studied in a month, milliseconds`)
  printTable([
    ['figures', 'again', `50 of ${listed} not begun`, 'slowest of these', 'Excel'],
    [summaryMs, againMs, pageMs, worstPageMs, exportMs].map(milliseconds),
  ])
}
