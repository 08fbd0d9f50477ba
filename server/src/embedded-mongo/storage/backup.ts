import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DirectoryInUse, ensureUsable } from './directory'
import { FILE, openEnvironment } from './environment'
import type { RootDatabase } from 'lmdb'

/**
 * Writes the newest committed state, and nothing of what comes after it, to a new file, while
 * reading and writing go on. The file is whole and on disk before it has its name. Laid into an
 * empty directory as the data file it is a store.
 * @throws Error with one sentence for a person: the file is there, or cannot be written.
 */
export async function writeCopy(env: RootDatabase<Buffer, Buffer>, file: string): Promise<void> {
  const target = resolve(file)
  if (existsSync(target))
    throw new Error(`The backup ${target} is there already; choose another name`)
  const partial = `${target}.${process.pid}.partial`
  try {
    // Also because lmdb would make directories, which under /proc never ends.
    if (!existsSync(dirname(target))) throw new Error('its directory is not there')
    await rm(partial, { force: true })
    await env.backup(partial, true)
    await flush(partial)
    await rename(partial, target)
    // The name, too, is only safe when the directory is. Windows cannot open a directory.
    if (process.platform !== 'win32') await flush(dirname(target))
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The backup ${target} could not be written: ${why}`, { cause: error })
  }
}

/**
 * As `EmbeddedStore.backup`, for a store that this process did not start: one that another process
 * serves is read beside it, in one LMDB snapshot; one at rest is held and opened as a server would,
 * so that what a power cut left is put right by LMDB first.
 * @throws Error with one sentence for a person.
 */
export async function copyStore(dir: string, file: string): Promise<void> {
  const from = resolve(dir)
  if (!existsSync(join(from, FILE))) throw new Error(`There is no embedded store in ${from}`)
  const lock = await ensureUsable(from, FILE).catch((error: unknown) => {
    if (error instanceof DirectoryInUse) return undefined
    throw error
  })
  try {
    const env = openEnvironment(from, lock === undefined)
    try {
      await writeCopy(env, file)
    } finally {
      await env.close()
    }
  } finally {
    await lock?.release()
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
