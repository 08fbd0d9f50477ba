import { cpus } from 'node:os'
import { connections } from './load.mjs'
import { accountCount, groupCount } from './deliveries.mjs'
import { sitterCount } from './exam-start.mjs'
import { printTable } from './table.mjs'

/** What the project aims at for each endpoint. */
const aim = 0.6

/** @typedef {{ server: number | null, store: number | null }} Memory MiB */
/**
 * @typedef {object} Report
 * @property {string} engine
 * @property {{ coldSeconds: number, warmSeconds: number, memory: number | null }} starts
 * @property {import('./endpoints.mjs').Row[]} endpoints
 * @property {Awaited<ReturnType<typeof import('./exam-start.mjs').measureExamStart>>} examStart
 * @property {{ expandSeconds: number, count: number, ms: number, leaseMs: number }} deliveries
 * @property {{ before: Memory, after: Memory }} memory
 */

const mib = (/** @type {number | null} */ value) =>
  value === null ? '–' : `${value.toFixed(0)} MiB`

/** @param {Report} report */
export function printReport({ engine, starts, endpoints, examStart, deliveries, memory }) {
  console.log(`\nNode ${process.version}, ${cpus().length} cores, ${engine}`)
  console.log(`\nBeside a bare Koa route on the same store, ${connections} connections, medians`)
  printTable([
    ['', 'ratio', `aim`, 'req/s', 'bare', 'cpu ms/req', 'bare', 'p50 ms', 'bare', 'p99 ms'],
    ...endpoints.map(({ title, ratio, ours, bare }) => [
      title,
      ratio.toFixed(2),
      `≥ ${aim}`,
      ours.perSecond.toFixed(0),
      bare.perSecond.toFixed(0),
      ours.cpuMs.toFixed(2),
      bare.cpuMs.toFixed(2),
      ours.p50Ms.toFixed(0),
      bare.p50Ms.toFixed(0),
      ours.p99Ms.toFixed(0),
    ]),
  ])
  console.log(`\n${sitterCount} people start one exam at once, a connection each; no error`)
  printTable([
    ['', 'ratio', 'all, ms', 'bare', 'p99 ms', 'bare'],
    [
      'papers drawn, beside one insert of the same size',
      examStart.ratio.toFixed(2),
      examStart.ours.ms.toFixed(0),
      examStart.bare.ms.toFixed(0),
      examStart.ours.p99Ms.toFixed(0),
      examStart.bare.p99Ms.toFixed(0),
    ],
  ])
  const { expandSeconds, count, ms, leaseMs } = deliveries
  console.log(
    `\nA digest to ${groupCount} groups through ${accountCount} bot accounts, without pacing`,
  )
  printTable([
    ['expanded (every delivery stands)', `${expandSeconds.toFixed(2)} s`],
    ['lease + sending + ack, per message', `${(ms / count).toFixed(2)} ms`],
    ['messages handed out', `${count} in ${(ms / 1000).toFixed(1)} s`],
    ['one lease of 50 (median)', `${leaseMs.toFixed(0)} ms`],
  ])
  console.log('\nStarts, and resident memory without mapped files')
  printTable([
    ['cold start, empty data directory', `${starts.coldSeconds.toFixed(2)} s`],
    ['warm start', `${starts.warmSeconds.toFixed(2)} s`],
    ['resident after a warm start (store within)', mib(starts.memory)],
    [
      'server alone, after the start → after the runs',
      `${mib(memory.before.server)} → ${mib(memory.after.server)}`,
    ],
    [
      'store alone, after the start → after the runs',
      `${mib(memory.before.store)} → ${mib(memory.after.store)}`,
    ],
  ])
}
