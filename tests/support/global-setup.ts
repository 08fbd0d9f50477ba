import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { repositoryRoot } from './paths'
import { startStore, type Store } from './store'

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
  const shared = (holder[slot] ??= { users: 0, store: buildAndStart() })
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

function buildAndStart(): Promise<Store> {
  const script = path.join(repositoryRoot, 'scripts/build.mjs')
  const build = spawnSync(process.execPath, [script, 'server'])
  if (build.status !== 0) console.warn(`The server does not build:\n${build.stderr.toString()}`)
  return startStore()
}
