// The store's part of the table; it says which aims are met.
import { printTable } from './table.mjs'
import { largest } from './store.mjs'
import { documentBytes } from './store-work.mjs'

/** What the project aims at. */
const aims = { ratioAt50: 1, restartSeconds: 1, residentMiB: 250, pingMs: 50 }

const met = (/** @type {boolean} */ is) => (is ? 'met' : 'MISSED')
const ms = (/** @type {number} */ value) => (value < 10 ? value.toFixed(1) : value.toFixed(0))

/** @param {import('./store.mjs').Measured} row @returns {string[]} */
function cells({ title, size, clients, rates: [ours, theirs] }) {
  const ratio = ours && theirs ? ours.perSecond / theirs.perSecond : undefined
  const judged = ratio !== undefined && clients >= 50 && size > 0
  return [
    title,
    size ? String(size) : '',
    String(clients),
    (ours?.perSecond ?? Number.NaN).toFixed(0),
    theirs ? theirs.perSecond.toFixed(0) : '–',
    ratio === undefined ? '–' : ratio.toFixed(2),
    judged ? met(ratio >= aims.ratioAt50) : '',
    ms(ours?.p50Ms ?? Number.NaN),
    ms(ours?.p99Ms ?? Number.NaN),
    theirs ? ms(theirs.p99Ms) : '–',
  ]
}

/** @param {import('./store.mjs').StoreReport} report */
export function printStoreReport({ engines, rows, floor, restartSeconds, memory, pings }) {
  const [ours, theirs] = engines
  console.log(
    `\nThe ${ours} beside ${theirs ? `the ${theirs}` : 'no second engine (set SECOND_ENGINE_DIR or BENCH_URI)'}, documents of ${documentBytes} bytes, medians; aim: a ratio of ≥ ${aims.ratioAt50} at 50 clients`,
  )
  const head = ['', 'documents', 'clients', 'per s', 'second', 'ratio', 'aim', 'p50 ms', 'p99 ms']
  printTable([[...head, 'second'], ...rows.map(cells)])
  /** @param {string} title @param {import('./processes.mjs').Memory | null} value */
  const resident = (title, value) => [
    `RSS ${title} (its own, without the mapped file)`,
    value ? `${value.total.toFixed(0)} MiB (${value.own.toFixed(0)} MiB)` : '–',
    `≤ ${aims.residentMiB} MiB`,
    value ? met(value.total <= aims.residentMiB) : '',
  ]
  console.log(`\nWith ${largest} documents of ${documentBytes} bytes`)
  printTable([
    ['LMDB get + BSON decode within one process, per s', floor.toFixed(0), '', ''],
    [
      'restart until a ping is answered',
      `${restartSeconds.toFixed(2)} s`,
      `≤ ${aims.restartSeconds} s`,
      met(restartSeconds <= aims.restartSeconds),
    ],
    resident('after the restart', memory.fresh),
    resident('after reading all of it', memory.read),
    resident('after all runs', memory.end),
    ...pings.map(({ longestMs, quietMs, aggregationMs }, at) => [
      `longest ping while all are grouped and sorted, ${engines[at]}`,
      `${ms(longestMs)} ms (${ms(quietMs)} in quiet; ${ms(aggregationMs)} an aggregation)`,
      at === 0 ? `≤ ${aims.pingMs} ms` : '',
      at === 0 ? met(longestMs <= aims.pingMs) : '',
    ]),
  ])
}
