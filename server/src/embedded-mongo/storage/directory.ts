import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  unlinkSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { faultOf } from './data-file'
import type { Database } from 'lmdb'
import type { Server } from 'node:net'

/** Another process has the directory. */
export class DirectoryInUse extends Error {
  constructor(dir: string) {
    super(`The data directory ${dir} is in use by another process; stop that one first`)
  }
}

/** Held while a directory is open; the system releases it when the process dies. */
export type DirectoryLock = { dir: string; release(): Promise<void> }

const FORMAT = 'embedded-mongo 1'
const FOREIGN = ['WiredTiger', 'WiredTiger.wt', 'PG_VERSION', 'ibdata1']

/**
 * Makes sure that this process, and no other, may use the directory.
 * @throws Error with one sentence for a person.
 */
export async function ensureUsable(dir: string, file: string): Promise<DirectoryLock> {
  const path = resolve(dir)
  try {
    makeDirectory(path)
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Error(`The data directory ${path} cannot be read and written: ${reason(error)}`, {
      cause: error,
    })
  }
  const real = realpathSync(path)
  const foreign = readdirSync(real).find((name) => FOREIGN.includes(name))
  if (foreign !== undefined) {
    throw new Error(
      `The data directory ${real} belongs to another database (it holds ${foreign}); choose an empty one`,
    )
  }
  const lock = await takeLock(real)
  try {
    if (existsSync(join(real, file))) checkFile(join(real, file))
  } catch (error) {
    await lock.release()
    throw error
  }
  return lock
}

/** Node's own `recursive` never ends where a parent cannot hold directories (/proc). */
function makeDirectory(path: string): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path) makeDirectory(parent)
  mkdirSync(path)
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A file that LMDB cannot have left so is refused before LMDB maps it. */
function checkFile(file: string): void {
  let fault: string | undefined
  try {
    accessSync(file, constants.R_OK | constants.W_OK)
    fault = faultOf(file)
  } catch (error) {
    throw new Error(`The data file ${file} cannot be read and written: ${reason(error)}`, {
      cause: error,
    })
  }
  if (fault !== undefined) {
    throw new Error(
      `The data file ${file} ${fault}; it was left as it is: restore it from a backup`,
    )
  }
}

/** Writes the mark of our format into a new store, or refuses one that has another. */
export async function markOpened(meta: Database<Buffer, Buffer>): Promise<void> {
  const key = Buffer.from('format')
  const found = meta.get(key)?.toString()
  if (found === FORMAT) return
  if (found !== undefined || [...meta.getKeys({ limit: 1 })].length > 0) {
    throw new Error(
      `The data directory was written by another version (${found ?? 'unknown'}); this one reads ${FORMAT}`,
    )
  }
  await meta.put(key, Buffer.from(FORMAT))
}

/**
 * Holds a directory that is there, so that no store is opened on it. (A listening socket named after
 * it: that cannot outlive the process.)
 * @throws DirectoryInUse
 */
export async function holdDirectory(path: string): Promise<DirectoryLock> {
  return takeLock(realpathSync(path))
}

async function takeLock(dir: string): Promise<DirectoryLock> {
  const id = createHash('sha256').update(dir).digest('hex').slice(0, 24)
  const name = lockName(id)
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const server = createServer((socket) => socket.destroy())
    try {
      await listen(server, name)
      server.unref()
      return { dir, release: () => new Promise((done) => server.close(() => done())) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      if (process.platform === 'linux' || process.platform === 'win32' || (await answers(name)))
        throw new DirectoryInUse(dir)
      // A socket file whose owner was killed: nobody answers.
      unlinkSync(name)
    }
  }
  throw new DirectoryInUse(dir)
}

function lockName(id: string): string {
  if (process.platform === 'linux') return `\0embedded-mongo-${id}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\embedded-mongo-${id}`
  return join(tmpdir(), `embedded-mongo-${id}.sock`)
}

function listen(server: Server, name: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail)
    server.listen(name, done)
  })
}

/** Does a process listen on this socket? */
export function answers(name: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(name, () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}
