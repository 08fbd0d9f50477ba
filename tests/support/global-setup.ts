import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { TestProject } from 'vitest/node'
import { repositoryRoot } from './paths'

interface Store {
  uri: string
  stop(): Promise<void>
}

/** Several vitest projects share one run, each with its own copy of this module. */
interface Shared {
  users: number
  store: Promise<Store>
}
const slot = Symbol.for('lianxin.tests.store')
const holder = globalThis as typeof globalThis & { [slot]?: Shared }

/** Starts the embedded store once for the run, or uses the one that `MONGODB_URI` names. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.MONGODB_URI
  if (given) {
    project.provide('mongoUri', given)
    return () => Promise.resolve()
  }
  const shared = (holder[slot] ??= { users: 0, store: startStore() })
  shared.users += 1
  const store = await shared.store
  project.provide('mongoUri', store.uri)
  return async () => {
    shared.users -= 1
    if (shared.users > 0) return
    delete holder[slot]
    await store.stop()
  }
}

async function startStore(): Promise<Store> {
  const program = path.join(repositoryRoot, 'server/dist/store.js')
  const build = spawnSync(process.execPath, [
    path.join(repositoryRoot, 'scripts/build.mjs'),
    'server',
  ])
  if (build.status !== 0) console.warn(`The server does not build:\n${build.stderr.toString()}`)
  if (!existsSync(program)) return { uri: '', stop: () => Promise.resolve() }
  const folder = mkdtempSync(path.join(tmpdir(), 'lianxin-store-'))
  const child = spawn(process.execPath, [program, '--port', '0', '--dir', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    return { uri: await printedUri(child), stop: () => stop(child).then(remove) }
  } catch (error) {
    await stop(child)
    remove()
    throw error
  }
}

/** The store prints its `mongodb://` URI when it accepts connections. */
function printedUri(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const uri = /mongodb:\/\/\S+/.exec(line)?.[0]
        if (uri) resolve(uri)
      })
    }
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The embedded store ended with code ${code}`)))
  })
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), 5_000)
    child.once('exit', () => {
      clearTimeout(killer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
