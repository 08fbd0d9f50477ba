import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repositoryRoot } from '../support/paths'
import { startStore, type Store } from '../support/store'
import { expectedFailures } from './expected-failures'

/**
 * MongoDB's own specification tests, against an embedded store of their own (whatever MONGODB_URI
 * says), with the driver that we use. Their licence keeps them out of this repository:
 * MONGODB_SPECS_DIR names a folder with `unified.cjs` (the runner) and `data/{crud,transactions}`.
 */
const folder = path.resolve(repositoryRoot, process.env.MONGODB_SPECS_DIR ?? '')
const runner = path.join(folder, 'unified.cjs')
const available = existsSync(runner)
if (!available)
  console.log("MongoDB's specification tests are skipped: MONGODB_SPECS_DIR has no unified.cjs.")

/** What the runner writes: counts by folder, and `folder :: file > test :: message` of each failure. */
interface Report {
  byDir: Record<string, { pass: number; fail: number; skip: number }>
  fails: string[]
}

describe.skipIf(!available)("MongoDB's specification tests", () => {
  const scratch = mkdtempSync(path.join(tmpdir(), 'lianxin-specs-'))
  let store: Store
  let report: Report

  beforeAll(async () => {
    store = await startStore()
    const file = path.join(scratch, 'report.json')
    // The driver looks again 20 ms after "not primary" rather than 500 ms.
    const uri = `${store.uri}&minHeartbeatFrequencyMS=20`
    const data = ['crud', 'transactions'].map((name) => path.join(folder, 'data', name))
    await promisify(execFile)(process.execPath, [runner, uri, ...data, '--json', file], {
      env: { ...process.env, NODE_PATH: path.join(repositoryRoot, 'tests/node_modules') },
      maxBuffer: 64 * 1024 * 1024,
    })
    report = JSON.parse(readFileSync(file, 'utf8')) as Report
  })

  afterAll(async () => {
    await store.stop()
    rmSync(scratch, { recursive: true })
  })

  const passed = (name: string) =>
    Object.entries(report.byDir).find(([folder]) => folder.endsWith(name))?.[1].pass ?? 0

  it('pass, but for those listed with a reason', () => {
    const listed = new Set(Object.values(expectedFailures).flat())
    expect(report.fails.filter((failure) => !listed.has(nameOf(failure)))).toEqual([])
  })

  it('are listed only where they fail', () => {
    const failed = new Set(report.fails.map(nameOf))
    const fixed = Object.values(expectedFailures)
      .flat()
      .filter((name) => !failed.has(name))
    expect(fixed).toEqual([])
  })

  it('run: a run that skips them all would pass too', () => {
    expect(passed('crud')).toBeGreaterThanOrEqual(320)
    expect(passed('transactions')).toBeGreaterThanOrEqual(150)
  })
})

/** `crud: file > test` */
function nameOf(failure: string): string {
  const [folder = '', test = ''] = failure.split(' :: ')
  return `${path.basename(folder)}: ${test}`
}
