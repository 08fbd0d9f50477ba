import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import type { SpawnOptions } from 'node:child_process'

/** A store in a process of its own, which can be killed. */
export type StoreProcess = {
  uri: string
  pid: number
  /** SIGKILL: no goodbye. */
  kill(): Promise<void>
  /** SIGTERM: waits until it has closed its files. */
  stop(): Promise<void>
}

/** Starts stores from one bundle, which takes a third of the time that tsx needs for each start. */
export type Starter = {
  /** `wrapper` is a command that runs what follows it, as `prlimit` does. @throws Error what the store said */
  start(
    args: readonly string[],
    options?: { wrapper?: readonly string[]; spawn?: SpawnOptions },
  ): Promise<StoreProcess>
  remove(): void
}

/** Bundles the store's program. Packages stay outside, so it lies where they can be found. */
export async function bundleStore(): Promise<Starter> {
  const here = dirname(fileURLToPath(import.meta.url))
  const server = dirname(createRequire(import.meta.url).resolve('../../../package.json'))
  const outdir = mkdtempSync(join(server, 'node_modules', '.store-'))
  // Tests run it as another user, too.
  chmodSync(outdir, 0o755)
  await build({
    entryPoints: {
      store: join(here, '../../store-cli.ts'),
      'embedded-mongo-worker': join(here, '../worker.ts'),
    },
    outdir,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
  })
  return {
    start: (args, options = {}) => {
      const [command, ...rest] = [
        ...(options.wrapper ?? []),
        process.execPath,
        join(outdir, 'store.js'),
        ...args,
      ]
      return startProcess(command!, rest, options.spawn ?? {})
    },
    remove: () => rmSync(outdir, { recursive: true }),
  }
}

async function startProcess(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<StoreProcess> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([once(lines, 'line'), once(child, 'close')])
  if (typeof first[0] !== 'string' || !first[0].startsWith('mongodb:'))
    throw new Error(said.trim() || `the store ended with ${String(first[0])}`)
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    child.kill(signal)
    await exited
  }
  return { uri: first[0], pid: child.pid!, kill: end('SIGKILL'), stop: end('SIGTERM') }
}
