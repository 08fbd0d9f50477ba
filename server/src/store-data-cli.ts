import { parseArgs } from 'node:util'
import { loadStoreSettings } from './config'
import { backup } from './store-data/backup'
import { exportStore } from './store-data/export'
import { move } from './store-data/move'
import { Refusal } from './store-data/refusal'
import { restore } from './store-data/restore'
import type { Task } from './store-data/task'

const usage = `Usage: (the embedded store in DATA_DIR)

  npm run backup -- FILE                  one file with everything; the product may run
  npm run restore -- FILE [--replace]     makes DATA_DIR from it; the product must be stopped
  npm run store:export -- DIR             for mongoimport and mongosh; the product may run
  npm run store:move -- --to MONGODB_URI  copies it all to a replica set; the product must be stopped`

/** Exit code of a program that Ctrl-C ended. */
const STOPPED = 130

/** Something the operator typed wrongly. */
class UsageError extends Error {}

function readCommand(): { name: string; run: (task: Task) => Promise<void> } {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { replace: { type: 'boolean', default: false }, to: { type: 'string' } },
  })
  const [name = '', path, ...more] = positionals
  const [replace, to] = [values.replace, values.to]
  const is = (wanted: string, options: { path: boolean; replace?: boolean; to?: boolean }) =>
    name === wanted &&
    Boolean(path) === options.path &&
    more.length === 0 &&
    (!replace || options.replace === true) &&
    Boolean(to) === (options.to === true)
  if (path && is('backup', { path: true })) return { name, run: (task) => backup(task, path) }
  if (path && is('restore', { path: true, replace: true }))
    return { name, run: (task) => restore(task, path, replace) }
  if (path && is('export', { path: true })) return { name, run: (task) => exportStore(task, path) }
  if (to && is('move', { path: false, to: true })) return { name, run: (task) => move(task, to) }
  throw new UsageError('which of these?')
}

async function main(): Promise<void> {
  const { name, run } = readCommand()
  const { dataDir, elsewhere, secretGiven } = loadStoreSettings()
  if (elsewhere && name !== 'move')
    throw new Refusal(
      'MONGODB_URI is set, so the data is there and not in DATA_DIR: use mongodump and mongorestore.',
    )
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => stopping.abort(new Refusal('Stopped; nothing is left half done.')))
  const started = performance.now()
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  say(`${name} (DATA_DIR is ${dataDir})`)
  try {
    await run({ dataDir, secretGiven, signal: stopping.signal, say })
    say(`  done in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } catch (error) {
    // however a stream or a driver words it
    if (stopping.signal.aborted) {
      process.exitCode = STOPPED
      throw stopping.signal.reason
    }
    throw error
  }
}

main().catch((error: unknown) => {
  process.exitCode ??= 1
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  const mistyped = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
  if (mistyped) process.stderr.write(`\n${usage}\n`)
})
