import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ensureChromium } from './chromium.mjs'
import { nothing, oneFailure } from './counts.mjs'
import { root, run } from './run.mjs'
import { seconds } from './steps.mjs'

const vitest = path.join('node_modules', 'vitest', 'vitest.mjs')

/**
 * @typedef {object} Report what vitest's json reporter writes, as far as it is read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {ReportedFile[]} testResults
 *
 * @typedef {object} ReportedFile
 * @property {string} name its path
 * @property {string} status
 * @property {string} [message] why it could not be loaded
 * @property {{ status: string, fullName: string, failureMessages?: string[] }[]} assertionResults
 */

/** @param {string | undefined} text @param {number} lines */
const firstLines = (text, lines) =>
  stripVTControlCharacters(text ?? '')
    .split('\n')
    .slice(0, lines)

/** @param {ReportedFile} file @returns {string[]} a text for each failure in it */
function failuresOf(file) {
  const name = path.relative(root, file.name)
  const failed = file.assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0) return [[name, ...firstLines(file.message, 8)].join('\n  ')]
  return failed.map((test) =>
    [`${name} > ${test.fullName}`, ...firstLines(test.failureMessages?.[0], 8)].join('\n  '),
  )
}

/**
 * A file that could not even be loaded, or whose set-up failed, has no failed test in it; it
 * still counts as one. So does a run that found nothing, or that failed without saying where.
 * @param {Report | undefined} report
 * @param {number} code vitest's exit code
 * @param {boolean} mayBeEmpty
 * @returns {import('./counts.mjs').Counts}
 */
export function countReport(report, code, mayBeEmpty) {
  if (!report) return oneFailure(`vitest ended with ${code} and left no report`)
  const failures = report.testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => failuresOf(file))
  const counts = {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  }
  if (failures.length > 0) return counts
  const empty = counts.passed + counts.skipped === 0
  if (empty && !mayBeEmpty) return oneFailure('no test was found')
  if (!empty && code !== 0) {
    return { ...counts, failed: 1, failures: [`vitest ended with ${code} outside any test`] }
  }
  return counts
}

/**
 * @param {string} title
 * @param {string[]} projects names of vitest projects
 * @param {string[]} patterns parts of file paths; all files when empty
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runVitest(title, projects, patterns, env = process.env) {
  const started = performance.now()
  const folder = mkdtempSync(path.join(tmpdir(), 'lianxin-report-'))
  const file = path.join(folder, 'report.json')
  console.log(`  … ${title}`)
  const { code } = await run(
    process.execPath,
    [
      vitest,
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      '--passWithNoTests',
      ...patterns,
    ],
    { show: true, env: { ...env, NODE_ENV: 'test' } },
  )
  const counts = countReport(readReport(file), code, patterns.length > 0)
  rmSync(folder, { recursive: true, force: true })
  const found = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`
  console.log(`  ${counts.failed === 0 ? '✓' : '✗'} ${title}: ${found} (${seconds(started)})`)
  return counts
}

/** @param {string} file @returns {Report | undefined} */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * Runs the tests that need a browser; where none can be had, lists them and counts each as skipped.
 * @param {string[]} patterns
 * @returns {Promise<import('./counts.mjs').Counts>}
 */
export async function runBrowserTests(patterns) {
  const chromium = await ensureChromium()
  if ('path' in chromium) {
    const env = { ...process.env, CHROMIUM_PATH: chromium.path }
    return runVitest('browser tests', ['browser'], patterns, env)
  }
  const { output } = await run(
    process.execPath,
    [vitest, 'list', '--project', 'browser', ...patterns],
    { env: { ...process.env, LIANXIN_NO_BROWSER: chromium.reason } },
  )
  const skipped = output.split('\n').filter((line) => line.includes(' > ')).length
  console.log(`  – browser tests: ${skipped} skipped, because ${chromium.reason}`)
  return { ...nothing(), skipped: Math.max(skipped, 1) }
}
