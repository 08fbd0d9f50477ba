// Volunteering: a stampede for places (stampede.ts), and the ledger of hours at two sizes (hour-ledger.ts).
import { median } from './load.mjs'
import { measureIn } from './processes.mjs'
import { printTable } from './table.mjs'

/** BENCH_ROUNDS=10 makes 120,000 and 1,200,000 entries. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 1)
const sizes = [12_000 * rounds, 120_000 * rounds]

/** @typedef {{ count: number, rounds: { oursMs: number, bareMs: number }[] }} Stampede */
/** @typedef {{ sizes: { entries: number, pageMs: number, homeMs: number, hostMs: number }[] }} Ledger */

/**
 * @param {{ undo: import('./processes.mjs').UndoList, database: { uri: string, name: string } }} bench
 * @returns {Promise<Stampede>}
 */
export function measureStampede({ undo, database }) {
  return measureIn(undo, 'stampede.ts', [database.uri, `${database.name}_stampede`])
}

/**
 * @param {{ undo: import('./processes.mjs').UndoList, database: { uri: string, name: string } }} bench
 * @returns {Promise<Ledger>}
 */
export function measureLedger({ undo, database }) {
  const args = [database.uri, `${database.name}_hours`, ...sizes.map(String)]
  return measureIn(undo, 'hour-ledger.ts', args)
}

/** @param {{ stampede: Stampede, ledger: Ledger }} measured */
export function printVolunteer({ stampede, ledger }) {
  const { count } = stampede
  const perSecond = (/** @type {number} */ ms) => ((count / ms) * 1000).toFixed(0)
  const ours = median(stampede.rounds.map(({ oursMs }) => oursMs))
  const bare = median(stampede.rounds.map(({ bareMs }) => bareMs))
  const ratio = median(stampede.rounds.map(({ oursMs, bareMs }) => bareMs / oursMs))
  console.log(`\n${count} taps at once for 20 places: places, a line, no clash with other shifts`)
  printTable([
    ['', 'ratio', 'per second', 'bare conditional updates'],
    ['sign-ups', ratio.toFixed(2), perSecond(ours), perSecond(bare)],
  ])
  const [small, large] = ledger.sizes
  if (!small || !large) return
  console.log(`\nThe ledger of hours, ${small.entries} and ${large.entries} entries`)
  const row = (/** @type {string} */ words, /** @type {'pageMs' | 'homeMs' | 'hostMs'} */ key) => [
    words,
    (large[key] / small[key]).toFixed(2),
    `${small[key].toFixed(1)} ms`,
    `${large[key].toFixed(1)} ms`,
  ]
  printTable([
    ['', 'growth', 'small', 'large'],
    row('a person’s page', 'pageMs'),
    row('a district’s year, whose people did it', 'homeMs'),
    row('a district’s year, who organized it', 'hostMs'),
  ])
}
