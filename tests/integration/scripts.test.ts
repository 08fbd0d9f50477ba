import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { add, asLine, asRecap, nothing } from '../../scripts/lib/counts.mjs'
import { checkNode } from '../../scripts/lib/node-version.mjs'
import { hashOf } from '../../scripts/lib/stamp.mjs'
import { countReport } from '../../scripts/lib/vitest.mjs'
import { repositoryRoot } from '../support/paths'

const cache = path.join(repositoryRoot, 'node_modules', '.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(path.join(cache, 'stamp-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const report = (tests: string[], file = { status: 'passed', assertions: tests }) => ({
  numPassedTests: tests.filter((status) => status === 'passed').length,
  numFailedTests: tests.filter((status) => status === 'failed').length,
  numPendingTests: tests.filter((status) => status === 'pending').length,
  numTodoTests: 0,
  testResults: [
    {
      name: path.join(repositoryRoot, 'tests', 'a.test.ts'),
      status: file.status,
      message: 'cannot load',
      assertionResults: file.assertions.map((status, index) => ({
        status,
        fullName: `test ${index}`,
        failureMessages: status === 'failed' ? ['\u001b[31mexpected 1\u001b[39m\nto be 2'] : [],
      })),
    },
  ],
})

test.each(['20.19.0', '20.19.5', '21.0.0', '22.4.0', '24.0.0'])(
  'Node %s is new enough',
  (version) => {
    expect(() => checkNode(version)).not.toThrow()
  },
)

test.each(['20.18.3', '18.20.8', '16.0.0'])('Node %s is refused in one sentence', (version) => {
  expect(() => checkNode(version)).toThrow(`needs Node.js 20.19 or newer; this is ${version}`)
})

test('a build is stale when a source changes, appears or is renamed, not when a test does', () => {
  const relative = path.relative(repositoryRoot, folder)
  const source = path.join(folder, 'a.ts')
  const hash = () => hashOf([relative])
  writeFileSync(source, '1')
  const first = hash()
  writeFileSync(path.join(folder, 'a.test.ts'), 'anything')
  expect(hash()).toBe(first)
  writeFileSync(source, '2')
  expect(hash()).not.toBe(first)
  writeFileSync(source, '1')
  expect(hash()).toBe(first)
  writeFileSync(path.join(folder, 'b.ts'), '')
  expect(hash()).not.toBe(first)
})

test('counts of a run are vitest’s own', () => {
  const counts = countReport(report(['passed', 'passed', 'pending']), 0, false)
  expect(asLine(add(counts, nothing()))).toBe('2 passed, 0 failed, 1 skipped')
})

test('a file that could not be loaded counts as one failure', () => {
  const broken = report([], { status: 'failed', assertions: [] })
  expect(countReport(broken, 1, false)).toMatchObject({
    passed: 0,
    failed: 1,
    skipped: 0,
    failures: ['tests/a.test.ts\n  cannot load'],
  })
})

test('a file with a failed test is not counted twice', () => {
  const failed = report(['failed', 'passed'], {
    status: 'failed',
    assertions: ['failed', 'passed'],
  })
  expect(countReport(failed, 1, false)).toMatchObject({ passed: 1, failed: 1, skipped: 0 })
})

test('a run without a report, without a test, or that fails outside a test has failed', () => {
  expect(countReport(undefined, 1, false).failed).toBe(1)
  expect(countReport(report([]), 0, false).failed).toBe(1)
  expect(countReport(report(['passed']), 1, false).failed).toBe(1)
  expect(countReport(report([]), 0, true).failed).toBe(0)
})

test('what failed is said once more at the end, a line each and without colours', () => {
  const failed = report(['failed'], { status: 'failed', assertions: ['failed'] })
  expect(asRecap(countReport(failed, 1, false)).split('\n')).toEqual([
    '✗ tests/a.test.ts > test 0',
    '✗   expected 1',
    '✗   to be 2',
  ])
})
