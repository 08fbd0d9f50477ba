import { statSync, writeFileSync } from 'node:fs'
import { open } from 'lmdb'
import type { RootDatabase } from 'lmdb'

/** Name of the database file inside a store's directory. */
export const FILE = 'store.mdb'

const MAX_READERS = 2000
/** A little more than LMDB needs for so many readers, at 64 bytes each. */
const LOCK_FILE_BYTES = 128 * 1024

/** Opens LMDB on the data file of a directory. Only one process may write, any may read beside it. */
export function openEnvironment(dir: string, readOnly = false): RootDatabase<Buffer, Buffer> {
  const path = `${dir}/${FILE}`
  if (!readOnly) reserveLockFile(`${path}-lock`)
  return open<Buffer, Buffer>({
    path,
    noSubdir: true,
    keyEncoding: 'binary',
    encoding: 'binary',
    maxDbs: 8,
    maxReaders: MAX_READERS,
    // One commit is on disk before the next begins, which is LMDB's own order, and no slower here.
    overlappingSync: false,
    // Batches of lmdb's own come with promises that nobody can catch when a commit fails.
    eventTurnBatching: false,
    readOnly,
  })
}

/**
 * LMDB notes readers in a mapped file that it makes with holes. A reader that comes when the disk is
 * full would end the process (SIGBUS), so all of it is written before LMDB maps it.
 */
function reserveLockFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  // Windows does not count blocks; it makes no holes either.
  const reserved = found ? (found.blocks ?? Number.POSITIVE_INFINITY) * 512 : 0
  if (reserved < LOCK_FILE_BYTES) writeFileSync(path, Buffer.alloc(LOCK_FILE_BYTES))
}
