import { existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
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

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
