import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { repositoryRoot } from './paths'

/** An embedded store that runs as a process. */
export interface Store {
  /** Empty when there is no build. */
  uri: string
  stop(): Promise<void>
}

/** Starts the built embedded store on a directory of its own, with the commands that tests need. */
export async function startStore(): Promise<Store> {
  const program = path.join(repositoryRoot, 'server/dist/store.js')
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
