import { LockTable, Blocked } from '../storage/locks'
import { Reader } from '../storage/reader'
import { DirectWriter } from '../storage/writer'
import { Sessions } from '../transactions/sessions'
import { Cursors } from './cursors'
import { FailPoint } from './fail-point'
import type { Collection } from '../storage/catalog'
import type { Store } from '../storage/store'
import type { Writer } from '../storage/writer'
import type { SessionEntry } from '../transactions/sessions'
import type { Doc } from '../values/kinds'

/** Everything that commands work on; one for each running store. */
export class Engine {
  readonly store: Store
  readonly locks = new LockTable()
  readonly sessions: Sessions
  readonly cursors = new Cursors()
  /** Only in a store that was started for tests. */
  readonly failPoint: FailPoint | undefined
  /** `127.0.0.1:PORT`, once listening. */
  address = ''

  constructor(store: Store, testCommands = false) {
    this.store = store
    this.failPoint = testCommands ? new FailPoint() : undefined
    this.sessions = new Sessions(store, this.locks)
  }

  async close(): Promise<void> {
    this.cursors.killAll()
    this.sessions.endAll()
    await this.store.close()
  }
}

/** One command on its way. */
export type Call = {
  engine: Engine
  db: string
  name: string
  command: Doc
  sequences: ReadonlyMap<string, Buffer[]>
  connectionId: number
  /** The client session's id, 16 bytes, when the command has one. */
  lsid: Buffer | undefined
  /** Number of a transaction or a retryable write. */
  number: bigint | undefined
  /** Set inside a multi-document transaction. */
  transaction: SessionEntry | undefined
  deadline: number
}

export type Command = (call: Call) => Promise<Doc>

/** A collection of the command's database, if it exists or its transaction has made it. */
export function collectionOf(call: Call, name: string): Collection | undefined {
  return (
    call.transaction?.transaction.created(call.db, name) ??
    call.engine.store.catalog.get(call.db, name)
  )
}

/** Makes a collection; in a transaction, others see it after the commit. Inside a write job. */
export function createCollection(call: Call, name: string): Collection {
  const { catalog } = call.engine.store
  return (call.transaction?.transaction ?? catalog).create(call.db, name)
}

/** Where a write job reads and writes: the tables, or the transaction's overlay. */
export function scope(call: Call): { reader: Reader; writer: Writer } {
  const transaction = call.transaction?.transaction
  if (transaction) return { reader: transaction.reader, writer: transaction }
  return {
    reader: new Reader(call.engine.store),
    writer: new DirectWriter(call.engine.store, call.engine.locks),
  }
}

/**
 * Runs a write job, or, in a transaction, what only changes that transaction; while another one holds
 * what it needs, waits and runs it again.
 */
export async function attempt<T>(call: Call, job: () => T): Promise<T> {
  const { store } = call.engine
  for (;;) {
    try {
      return call.transaction ? job() : await store.write(job)
    } catch (error) {
      if (!(error instanceof Blocked)) throw error
      await error.until
    }
  }
}
