// Everything that is checked without running the program.
import path from 'node:path'
import { nothing } from './counts.mjs'
import { root, run } from './run.mjs'
import { seconds } from './steps.mjs'

/**
 * @typedef {object} Check
 * @property {string} title
 * @property {string[]} command a script below the root and its arguments, run by this Node
 */

const bin = (/** @type {string} */ file) => path.join('node_modules', file)

/** @type {Check[]} */
export const lintChecks = [
  { title: 'format (oxfmt)', command: [bin('oxfmt/bin/oxfmt'), '--check'] },
  {
    title: 'lint (oxlint)',
    command: [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
  },
  { title: 'house rules', command: ['scripts/check-rules.mjs'] },
  {
    title: 'dependency rules (dependency-cruiser)',
    command: [
      bin('dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config=.dependency-cruiser.cjs',
      'shared/src',
      'server/src',
      'bot/src',
      'miniprogram/src',
      'tests',
    ],
  },
  { title: 'dead code (knip)', command: [bin('knip/bin/knip.js')] },
]

/** @type {Check[]} */
export const typeChecks = ['shared', 'server', 'bot', 'miniprogram', 'tests', 'scripts'].map(
  (name) => ({
    title: `types of ${name} (tsc)`,
    command: [bin('typescript/bin/tsc'), '-p', `${name}/tsconfig.json`],
  }),
)

/**
 * Runs the checks two at a time and prints a line for each, in order, with the output of those
 * that fail.
 * @param {Check[]} checks
 * @returns {Promise<import('./counts.mjs').Counts>} each check counts as one
 */
export async function runChecks(checks) {
  const counts = nothing()
  /** @type {Promise<unknown>[]} */
  const lanes = [Promise.resolve(), Promise.resolve()]
  const results = checks.map((check, index) => {
    const lane = index % lanes.length
    const result = (lanes[lane] ?? Promise.resolve()).then(() => runCheck(check))
    lanes[lane] = result
    return result
  })
  for (const result of results) {
    const { title, code, output, took } = await result
    console.log(`  ${code === 0 ? '✓' : '✗'} ${title} (${took})`)
    if (code === 0) counts.passed += 1
    else {
      counts.failed += 1
      counts.failures.push(title)
      console.log(output.trim())
    }
  }
  return counts
}

/** @param {Check} check */
async function runCheck({ title, command }) {
  const started = performance.now()
  const { code, output } = await run(process.execPath, command, { cwd: root })
  return { title, code, output, took: seconds(started) }
}
