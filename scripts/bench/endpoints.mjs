// Three endpoints beside the same database calls made by a bare Koa route.
import { signIn } from './api.mjs'
import { compare } from './load.mjs'
import { launch } from './processes.mjs'

const ledgerSize = 5_000

/** @typedef {Omit<import('./load.mjs').Request, 'pid'>} Target */
/** @typedef {import('./load.mjs').Comparison & { title: string }} Row */

/**
 * Copies matters of the demo until the ledger is of a size.
 * @param {any} db
 */
async function fillLedger(db) {
  const tickets = db.collection('tickets')
  const models = await tickets.find({ open: true }).toArray()
  const rows = Array.from({ length: ledgerSize }, (_, i) => {
    const { _id, ...model } = models[i % models.length]
    const later = new Date(model.nextDueAt.getTime() + i * 1000)
    return { ...model, number: `LX-BENCH-${i}`, originTag: `bench-${i}`, nextDueAt: later }
  })
  for (let at = 0; at < rows.length; at += 500) await tickets.insertMany(rows.slice(at, at + 500))
}

/**
 * @param {{ url: string, pid: number, database: { uri: string, name: string }, db: any, signal: AbortSignal,
 *   undo: import('./processes.mjs').UndoList,
 *   step: <T>(title: string, work: () => Promise<T>) => Promise<T> }} bench
 * @returns {Promise<Row[]>}
 */
export async function measureEndpoints({ url, pid, database, db, signal, undo, step }) {
  await step(`a ledger of ${ledgerSize} matters`, () => fillLedger(db))
  const { token, me } = await signIn(url, '19900000003')
  const env = { ...process.env, MONGODB_URI: database.uri, MONGODB_DB: database.name }
  const bareProcess = launch(undo, ['scripts/bench/bare-server.mjs'], env)
  const bare = `http://127.0.0.1:${await bareProcess.firstLine}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ text: '三号楼的路灯坏了两天，晚上老人下楼看不清台阶。' })
  const post = { method: /** @type {const} */ ('POST'), headers, body }
  /** @type {[string, Target, Target][]} */
  const pairs = [
    ['health', { url: `${url}/api/health` }, { url: `${bare}/health` }],
    [
      'ledger page',
      { url: `${url}/api/tickets?limit=20`, headers },
      { url: `${bare}/tickets?orgId=${me.orgId}` },
    ],
    ['ticket create', { url: `${url}/api/tickets`, ...post }, { url: `${bare}/tickets`, ...post }],
  ]
  /** @type {Row[]} */
  const rows = []
  for (const [title, ours, floor] of pairs) {
    const of = () => compare({ ...ours, pid }, { ...floor, pid: bareProcess.pid }, signal)
    rows.push({ title, ...(await step(title, of)) })
  }
  await bareProcess.stop()
  return rows
}
