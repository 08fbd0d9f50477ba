import { MongoError, unsupported } from '../errors'
import { isDoc } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import type { Doc } from '../values/kinds'

/** What a fail point does to one command, in this order; all but the delay are optional. */
type Fault = {
  delayMs: number
  close: boolean
  error: MongoError | undefined
  /** What a reply has more of although the command succeeds: a write concern error, labels. */
  reply: Doc
}

const MAX_DELAY_MS = 10_000

/** Codes after which a driver may send a command again: the node was stepping or shutting down. */
const RETRYABLE = new Set([6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436])
const NO_SUCH_TRANSACTION = 251
const WRITE_CONFLICT = 112

/**
 * `configureFailPoint: 'failCommand'`, with which driver tests make a server fail. As in mongod it is
 * off unless the store was started for tests.
 */
export class FailPoint {
  private data: Doc = {}
  private times = 0
  private skip = 0

  /** Takes the command: `mode` ('off', 'alwaysOn', { times }, { skip }) and `data`. */
  configure({ configureFailPoint: name, mode, data }: Doc): void {
    if (name !== 'failCommand') throw unsupported(`fail point ${String(name)}`, 'BadValue')
    const { times, skip } = isDoc(mode) ? mode : {}
    this.times = mode === 'off' ? 0 : (toSafeInteger(times) ?? Number.POSITIVE_INFINITY)
    this.skip = toSafeInteger(skip) ?? 0
    this.data = isDoc(data) ? data : {}
  }

  /** The fault for a command, if one is due; counts it. */
  take(name: string, command: Doc, client: unknown): Fault | undefined {
    const { failCommands, appName = client, errorCode, writeConcernError: concern } = this.data
    if (this.times <= 0 || appName !== client) return undefined
    if (!Array.isArray(failCommands) || !failCommands.includes(name)) return undefined
    if (this.skip > 0) {
      this.skip -= 1
      return undefined
    }
    this.times -= 1
    const code = toSafeInteger(errorCode ?? (isDoc(concern) ? concern.code : undefined))
    const labels = this.data.errorLabels ?? labelsOf(code ?? 0, name, command, errorCode == null)
    const extra = Array.isArray(labels) && labels.length > 0 ? { errorLabels: labels } : {}
    const message = "Failing command via 'failCommand' failpoint"
    return {
      delayMs: this.data.blockConnection
        ? Math.min(toSafeInteger(this.data.blockTimeMS) ?? 0, MAX_DELAY_MS)
        : 0,
      close: this.data.closeConnection === true,
      error: errorCode == null ? undefined : new MongoError(code ?? 0, message, extra),
      reply: isDoc(concern) ? { writeConcernError: concern, ...extra } : {},
    }
  }
}

/** The labels that a server puts on such an error, by which drivers decide to try again. */
function labelsOf(code: number, name: string, command: Doc, done: boolean): string[] {
  const ends = name === 'commitTransaction' || name === 'abortTransaction'
  if (command.autocommit === false && !ends) {
    const transient = code === WRITE_CONFLICT || code === NO_SUCH_TRANSACTION || RETRYABLE.has(code)
    return transient && !done ? ['TransientTransactionError'] : []
  }
  if (ends && code === NO_SUCH_TRANSACTION) return ['TransientTransactionError']
  return RETRYABLE.has(code) && command.txnNumber != null ? ['RetryableWriteError'] : []
}
