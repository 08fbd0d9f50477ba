import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ensureChromium } from './chromium.mjs'
import { nothing } from './counts.mjs'
import { run } from './run.mjs'
import { seconds } from './steps.mjs'

const vitest = path.join('node_modules', 'vitest', 'vitest.mjs')

/**
 * @typedef {object} Report what vitest's json reporter writes, as far as it is read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ status: string, assertionResults: { status: string }[] }[]} testResults one per file
 */

/**
 * A file that could not even be loaded, or whose set-up failed, has no failed test in it; it
 * still counts as one. So does a run that found nothing, or that failed without saying where.
 * @param {Report | undefined} report
 * @param {number} code vitest's exit code
 * @param {boolean} mayBeEmpty
 * @returns {import('./counts.mjs').Counts}
 */
export function countReport(report, code, mayBeEmpty) {
  if (!report) return { ...nothing(), failed: 1 }
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  }
  const empty = counts.passed + counts.failed + counts.skipped === 0
  if (counts.failed === 0 && ((empty && !mayBeEmpty) || (!empty && code !== 0))) counts.failed = 1
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
