import { open } from 'lmdb'
import type { RootDatabase } from 'lmdb'

/** Name of the database file inside a store's directory. */
export const FILE = 'store.mdb'

const MAX_READERS = 2000

/** Opens LMDB on the data file of a directory. Only one process may write, any may read beside it. */
export function openEnvironment(dir: string, readOnly = false): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path: `${dir}/${FILE}`,
    noSubdir: true,
    keyEncoding: 'binary',
    encoding: 'binary',
    maxDbs: 8,
    maxReaders: MAX_READERS,
    // One commit is on disk before the next begins, which is LMDB's own order, and no slower here.
    overlappingSync: false,
    readOnly,
  })
}
