// Send slots used, engine cost and memory, with pacing in simulated time (pacing.ts does the work).
import { Problem } from '../lib/run.mjs'
import { measureIn } from './processes.mjs'
import { printTable } from './table.mjs'

const groups = 10_000
/**
 * Each round is a digest to all groups, the first one paced, further ones as fast as the engine
 * goes, for the memory; BENCH_ROUNDS=10 makes 100,000 messages.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 1)
const aim = 0.98

/** @typedef {{ share: number, count: number, lost: number, perMessage: number, heaps: number[] }} Pacing */

/**
 * @param {{ undo: import('./processes.mjs').UndoList, database: { uri: string, name: string } }} bench
 * @returns {Promise<Pacing>}
 */
export async function measurePacing({ undo, database }) {
  if (!Number.isInteger(rounds) || rounds < 1) throw new Problem('BENCH_ROUNDS: a whole number')
  const args = [database.uri, `${database.name}_pace`, String(groups), String(rounds)]
  return measureIn(undo, 'pacing.ts', args, ['--expose-gc'])
}

/** @param {Pacing} pacing */
export function printPacing({ share, count, lost, perMessage, heaps }) {
  console.log(
    `\n${count} messages to ${groups} groups over 5 accounts, gaps of 3–5 s in simulated time for the first ${groups}`,
  )
  printTable([
    ['send slots used', `${(share * 100).toFixed(1)} %`, `≥ ${aim * 100} %`],
    ['leases that came too late, and were given again', `${lost} of ${groups}`, ''],
    ['lease + sending + ack in the engine, per message', `${perMessage.toFixed(2)} ms`, ''],
    [`heap after each ${groups}, collected`, heaps.map((heap) => `${heap} MiB`).join(' → '), ''],
  ])
}
