import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../tests/support/database'
import { connectDatabase, disconnectDatabase } from './database'
import { createJobRunner, type Job } from './jobs'
import { createLogger } from './logger'
import { createRunCoordinator } from './run-coordinator.model'

const database = testDatabase()
beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
const logger = createLogger('silent')

describe('the coordinator', () => {
  test('of many that ask for a tick one gets it, and nobody after that', async () => {
    const coordinator = createRunCoordinator()
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => coordinator.shouldRun('job:2026-11-23T04:00:00Z', 1000)),
    )
    expect(asked.filter(Boolean)).toHaveLength(1)
    expect(await coordinator.shouldRun('job:2026-11-23T04:00:00Z', 1000)).toBe(false)
    expect(await coordinator.shouldRun('job:2026-11-23T04:00:01Z', 1000)).toBe(true)
  })
})

describe('the runner', () => {
  const runner = (jobs: Job[]) =>
    createJobRunner({ coordinator: createRunCoordinator(), logger, jobs })

  test('refuses schedules that it cannot keep', () => {
    const run = () => Promise.resolve()
    expect(() => runner([{ name: 'a', when: { cron: 'x' }, run }])).toThrow('job a')
    expect(() => runner([{ name: 'a', when: { everySeconds: 7 }, run }])).toThrow('does not divide')
  })

  test('a job that fails runs again on the next tick; stop waits for the run under way', async () => {
    let runs = 0
    let finished = false
    let began: () => void = () => {}
    const second = new Promise<void>((resolve) => (began = resolve))
    const jobs = runner([
      {
        name: 'fails-once',
        when: { everySeconds: 1 },
        async run(signal) {
          runs += 1
          if (runs === 1) throw new Error('the first time')
          began()
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
          finished = true
        },
      },
    ])
    await jobs.start()
    await second
    await jobs.stop()
    expect(finished).toBe(true)
    expect(runs).toBe(2)
  })
})

/** A server process with one job that says which tick it ran. */
async function startProcess(script: string, name: string): Promise<ChildProcess> {
  return spawn(process.execPath, [script, database.uri, database.dbName, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

test(
  'three processes run each tick once, also when one is killed',
  { timeout: 60_000 },
  async () => {
    const script = fileURLToPath(
      new URL('../../node_modules/.jobs-test/process.mjs', import.meta.url),
    )
    await build({
      entryPoints: [fileURLToPath(new URL('./jobs-process.fixture.ts', import.meta.url))],
      outfile: script,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
    })
    const children = await Promise.all(['a', 'b', 'c'].map((name) => startProcess(script, name)))
    const ticks: string[] = []
    try {
      await new Promise<void>((resolve) => {
        for (const child of children) {
          createInterface({ input: child.stdout! }).on('line', (line) => {
            ticks.push(line.split(' ')[1] ?? '')
            if (ticks.length === 2) children[0]?.kill('SIGKILL')
            if (ticks.length === 6) resolve()
          })
        }
      })
    } finally {
      for (const child of children) child.kill('SIGKILL')
    }
    expect(new Set(ticks).size).toBe(ticks.length)
  },
)
