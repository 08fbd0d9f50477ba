import { MongoError } from '../errors'
import { Blocked } from '../storage/locks'
import { isDoc } from '../values/kinds'
import { toNumber } from '../values/numbers'
import { attempt } from './engine'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'

const MAX_STATEMENTS = 100_000

/** The statements of one write command. */
type Batch<Statement> = {
  statements: readonly Statement[]
  ordered?: boolean | undefined
  /** The reply before anything is done. */
  reply: Doc
  /** Runs one statement and notes in the reply what it did. */
  run: (statement: Statement, reply: Doc, index: number) => void
  /** Notes in the reply that a statement failed; without it, the command fails. */
  failed?: (error: Doc, reply: Doc, index: number) => void
}

/** How far a command has come. It survives a wait for another transaction's end. */
type Progress = { next: number; reply: Doc }

/**
 * Runs statements one after another in as few jobs as waiting allows. A retryable write leaves its
 * answer in the same job, so that the same number sent again gets it and changes nothing.
 */
export async function runBatch<Statement>(call: Call, batch: Batch<Statement>): Promise<Doc> {
  const { statements, ordered = true, run, failed } = batch
  const { length } = statements
  if (length < 1 || length > MAX_STATEMENTS) {
    throw new MongoError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_STATEMENTS}. Got ${length} operations.`,
    )
  }
  let progress: Progress = { next: 0, reply: batch.reply }
  await attempt(call, () => {
    progress = recall(call) ?? progress
    for (; progress.next < length; progress.next += 1) {
      const { next, reply } = progress
      try {
        run(statements[next]!, reply, next)
      } catch (error) {
        if (error instanceof Blocked) remember(call, progress)
        if (!(error instanceof MongoError) || !failed) throw error
        const { errorLabels: transient, ...extra } = error.extra
        if (call.transaction && transient) throw error
        failed({ code: error.code, errmsg: error.message, ...extra }, reply, next)
        // In MongoDB, too, an error ends the transaction.
        if (call.transaction) call.engine.sessions.abort(call.transaction)
        if (call.transaction || ordered) progress.next = length
      }
    }
    remember(call, progress)
  })
  return progress.reply
}

/** Adds to a number of a reply, which may come from memory. */
export function add(reply: Doc, name: string, count: number): void {
  reply[name] = toNumber(reply[name] ?? 0) + count
}

/** Adds to a list of a reply. */
export function append(reply: Doc, name: string, item: Doc): void {
  const list = reply[name]
  if (Array.isArray(list)) list.push(item)
  else reply[name] = [item]
}

/** What a retryable write with this number did before, if it did anything. */
function recall(call: Call): Progress | undefined {
  if (!call.lsid || call.number === undefined || call.transaction) return undefined
  const record = call.engine.store.getSession(call.lsid)
  if (!record || typeof record.number !== 'string') return undefined
  const known = BigInt(record.number)
  if (known > call.number) {
    throw new MongoError(
      'TransactionTooOld',
      `Retryable write with txnNumber ${call.number} is prohibited on this session because a newer retryable write with txnNumber ${known} has already started.`,
    )
  }
  if (known < call.number || !isDoc(record.reply)) return undefined
  return { next: toNumber(record.next), reply: record.reply }
}

function remember(call: Call, progress: Progress): void {
  if (!call.lsid || call.number === undefined || call.transaction) return
  call.engine.store.putSession(call.lsid, { number: String(call.number), ...progress })
}
