import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { repositoryRoot } from './paths'

/** A store served by a process of its own, as the product's is, below a data directory. */
export interface ServedStore {
  uri: string
  stop(signal?: NodeJS.Signals): Promise<void>
}

const built = (name: string) => path.join(repositoryRoot, 'server/dist', `${name}.js`)

/** @param dataDir its `store` is served */
export async function serveStore(dataDir: string): Promise<ServedStore> {
  mkdirSync(dataDir, { recursive: true })
  const args = [built('store'), '--dir', path.join(dataDir, 'store')]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [uri] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The store ended with code ${code}`)
    }),
  ])) as [string]
  return {
    uri,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

/** How a command ended, and what it printed on both streams. */
export interface Ended {
  code: number | null
  output: string
}

/**
 * Runs `backup`, `restore`, `export` or `move` of the built program.
 * @param onOutput is called with all that was printed so far, each time that something is
 */
export async function storeData(
  dataDir: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
  onOutput?: (output: string, child: ChildProcess) => void,
): Promise<Ended> {
  const { MONGODB_URI: _uri, LIANXIN_SECRET: _secret, ...outer } = process.env
  const child = spawn(process.execPath, [built('store-data'), ...args], {
    env: { ...outer, DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString()
    onOutput?.(output, child)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

/** For `storeData`: sends a signal when something is printed for the first time. */
export function atFirstOutput(
  signal: NodeJS.Signals,
): (output: string, child: ChildProcess) => void {
  let sent = false
  return (_output, child) => {
    if (!sent) child.kill(signal)
    sent = true
  }
}
