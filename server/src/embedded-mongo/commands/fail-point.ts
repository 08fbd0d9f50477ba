import { CODES, MongoError, unsupported } from '../errors'
import { isDoc, isNullish } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { docOf } from './arguments'
import type { Doc } from '../values/kinds'

/** What a fail point does to one command. */
export type Fault = {
  close: boolean
  error: MongoError | undefined
  concern: Doc | undefined
  delayMs: number
  labels: unknown
}

const MAX_DELAY_MS = 10_000

/**
 * `configureFailPoint: 'failCommand'`, with which driver tests make a server fail. As in mongod it is
 * off unless the store was started for tests.
 */
export class FailPoint {
  private data: Doc = {}
  private times = 0
  private skip = 0

  configure(command: Doc): void {
    if (command.configureFailPoint !== 'failCommand') {
      throw unsupported(`fail point ${String(command.configureFailPoint)}`, 'BadValue')
    }
    const { mode } = command
    const counted = isDoc(mode) ? mode : {}
    this.times = mode === 'off' ? 0 : (toSafeInteger(counted.times) ?? Number.POSITIVE_INFINITY)
    this.skip = toSafeInteger(counted.skip) ?? 0
    this.data = docOf(command, 'data')
  }

  /** The fault for a command, if one is due; counts it. */
  take(name: string, appName: unknown): Fault | undefined {
    const { failCommands } = this.data
    if (this.times <= 0 || !Array.isArray(failCommands) || !failCommands.includes(name))
      return undefined
    if (!isNullish(this.data.appName) && this.data.appName !== appName) return undefined
    if (this.skip > 0) {
      this.skip -= 1
      return undefined
    }
    this.times -= 1
    const code = toSafeInteger(this.data.errorCode)
    const labels = this.data.errorLabels
    const error =
      code === undefined
        ? undefined
        : new MongoError(
            code,
            "Failing command via 'failCommand' failpoint",
            labels === undefined ? {} : { errorLabels: labels },
          )
    return {
      close: this.data.closeConnection === true,
      error,
      concern: isDoc(this.data.writeConcernError) ? this.data.writeConcernError : undefined,
      delayMs:
        this.data.blockConnection === true
          ? Math.min(toSafeInteger(this.data.blockTimeMS) ?? 0, MAX_DELAY_MS)
          : 0,
      labels,
    }
  }
}

/** Codes after which a driver may send a write again: the node was stepping down or shutting down. */
const RETRYABLE_CODES = new Set([
  6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
])

const CONFLICTS = new Set<number>([CODES.WriteConflict, CODES.NoSuchTransaction])

/** Adds the labels by which drivers decide to retry, unless the error brings its own. */
export function labelsFor(code: number, command: Doc, name: string, retryable: boolean): string[] {
  const inTransaction = command.autocommit === false
  const ends = name === 'commitTransaction' || name === 'abortTransaction'
  if (inTransaction && (CONFLICTS.has(code) || (RETRYABLE_CODES.has(code) && !ends))) {
    return code === CODES.WriteConflict && ends ? [] : ['TransientTransactionError']
  }
  if (!RETRYABLE_CODES.has(code)) return []
  return ends || (retryable && !isNullish(command.txnNumber)) ? ['RetryableWriteError'] : []
}
