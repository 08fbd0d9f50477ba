// A roster of a whole city brought in from Excel (roster.ts does the work).
import { measureIn } from './processes.mjs'
import { printTable } from './table.mjs'

/** The largest roster that we know of one city. */
const rows = 21_697

/**
 * @typedef {{ readMs: number, ms: number }} Took
 * @typedef {{ members: number, lookMs: number, first: Took, again: Took, bareMs: number,
 *   heapMiB: number, holdMs: number }} Imported
 */

/**
 * @param {{ undo: import('./processes.mjs').UndoList, database: { uri: string, name: string } }} bench
 * @returns {Promise<Imported>}
 */
export function measureImport({ undo, database }) {
  const args = [database.uri, `${database.name}_roster`, String(rows)]
  return measureIn(undo, 'roster.ts', args, ['--expose-gc'])
}

/** @param {Imported} imported */
export function printImport({ members, lookMs, first, again, bareMs, heapMiB, holdMs }) {
  const seconds = (/** @type {number} */ ms) => (ms / 1000).toFixed(1)
  const whole = (/** @type {Took} */ took) => took.readMs + took.ms
  console.log(`\nA roster of ${members} members brought in from Excel`)
  printTable([
    ['', 'ratio', 'seconds', 'of it reading', 'bare insert', 'peak heap', 'held others up'],
    ['looked over', '', seconds(lookMs), seconds(lookMs), '', '', ''],
    [
      'imported',
      (bareMs / whole(first)).toFixed(2),
      seconds(whole(first)),
      seconds(first.readMs),
      seconds(bareMs),
      `${heapMiB} MiB`,
      `${holdMs} ms`,
    ],
    ['the same again', '', seconds(whole(again)), seconds(again.readMs), '', '', ''],
  ])
}
