import { statfsSync } from 'node:fs'
import { constants } from 'node:os'
import { MongoError } from '../errors'

/** LMDB's MDB_PANIC: it could not write its own head, and takes no further write. */
export const PANIC = -30_795

const { ENOSPC, EDQUOT, EFBIG, EIO } = constants.errno
const NEARLY_FULL_BYTES = 1024 * 1024
const FULL = new Set([ENOSPC, EDQUOT, EFBIG, 112 /* Windows' ERROR_DISK_FULL */])

/** What a client is told of a commit that failed, and the number that the system or LMDB gave. */
export async function diskFailure(
  error: unknown,
  dir: string,
): Promise<{ failure: MongoError; code: number | undefined }> {
  const { message, code } = await reasonOf(error)
  const full = code !== undefined && (FULL.has(code) || (code === EIO && hasNoSpace(dir)))
  const failure = new MongoError(
    full ? 'OutOfDiskSpace' : 'InternalError',
    full
      ? `the disk of the embedded store is full (${message}): nothing was written; free space and try again`
      : `the embedded store could not write to disk (${message}): nothing was written; look after the disk${code === PANIC ? ', then restart' : ''}`,
  )
  return { failure, code }
}

/** The last write that a disk takes may be taken in part, which LMDB calls an input/output error. */
function hasNoSpace(dir: string): boolean {
  const { bavail, bsize } = statfsSync(dir)
  return bavail * bsize < NEARLY_FULL_BYTES
}

type Reason = { message: string; code?: number | undefined; commitError?: Promise<unknown> }

/** lmdb gives the reason of a failed commit in a promise of its own. */
async function reasonOf(error: unknown): Promise<Reason> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { message, code, commitError }: Reason = { ...error, message: error.message }
  if (commitError === undefined) return { message, code }
  try {
    await commitError
    return { message, code }
  } catch (reason) {
    return reasonOf(reason)
  }
}
