import { MongoError } from '../errors'
import { Transaction } from './transaction'
import type { LockTable } from '../storage/locks'
import type { Store } from '../storage/store'

type Entry = {
  lsid: Buffer
  number: bigint
  state: 'open' | 'committed' | 'aborted'
  transaction: Transaction
  lastUsed: number
  /** Commands of one transaction run one after another, also when a driver sends them together. */
  tail: Promise<unknown>
}

/** MongoDB's `transactionLifetimeLimitSeconds`. */
export const TRANSACTION_LIFE_MS = 60_000
const MAX_OPEN = 1000

/** The transactions of all client sessions. */
export class Sessions {
  private readonly entries = new Map<string, Entry>()
  private readonly store: Store
  private readonly locks: LockTable

  constructor(store: Store, locks: LockTable) {
    this.store = store
    this.locks = locks
  }

  /** Starts a transaction. A newer number in the same session ends an older one. */
  begin(lsid: Buffer, number: bigint): Entry {
    const known = this.entries.get(lsid.toString('hex'))
    if (known && number < known.number) throw tooOld(number, known.number)
    if (known && number === known.number) {
      if (known.state === 'open') this.abort(known)
      throw new MongoError(
        117,
        `Cannot start a transaction at given transaction number ${number} a transaction with the same number is in state ${known.state}`,
      )
    }
    if (known?.state === 'open') this.abort(known)
    if ([...this.entries.values()].filter((each) => each.state === 'open').length >= MAX_OPEN) {
      throw new MongoError('InternalError', 'too many open transactions')
    }
    const entry: Entry = {
      lsid,
      number,
      state: 'open',
      transaction: new Transaction(this.store, this.locks),
      lastUsed: Date.now(),
      tail: Promise.resolve(),
    }
    this.entries.set(lsid.toString('hex'), entry)
    return entry
  }

  /** The open transaction that a command says it belongs to. */
  current(lsid: Buffer, number: bigint): Entry {
    const entry = this.entries.get(lsid.toString('hex'))
    if (entry && number < entry.number) throw tooOld(number, entry.number)
    if (!entry || entry.number !== number || entry.state === 'aborted')
      throw noSuchTransaction(number)
    if (entry.state === 'committed') {
      throw new MongoError(
        'TransactionCommitted',
        `Transaction with { txnNumber: ${number} } has been committed.`,
      )
    }
    entry.lastUsed = Date.now()
    return entry
  }

  /** Runs one command of a transaction after those before it. */
  inTurn<T>(entry: Entry, work: () => Promise<T>): Promise<T> {
    const result = entry.tail.then(work)
    entry.tail = result.catch(() => undefined)
    return result
  }

  /** Commits, durably. Committing again what is committed is fine: the first answer may have been lost. */
  async commit(lsid: Buffer, number: bigint): Promise<void> {
    const entry = this.entries.get(lsid.toString('hex'))
    if (!entry || entry.number !== number) {
      const record = this.store.getSession(lsid)
      if (record?.committed === true && String(record.number) === String(number)) return
      if (entry && number < entry.number) throw tooOld(number, entry.number)
      throw noSuchTransaction(number)
    }
    if (entry.state === 'committed') return
    await this.inTurn(entry, async () => {
      if (entry.state === 'committed') return
      if (entry.state === 'aborted') throw noSuchTransaction(number)
      try {
        if (entry.transaction.hasWrites) {
          await this.store.write(() => {
            entry.transaction.apply()
            this.store.putSession(lsid, { number: String(number), committed: true })
          })
        }
        entry.state = 'committed'
      } catch (error) {
        entry.state = 'aborted'
        throw error
      } finally {
        entry.transaction.end()
      }
    })
  }

  abort(entry: Entry): void {
    if (entry.state !== 'open') return
    entry.state = 'aborted'
    entry.transaction.end()
  }

  /** Ends sessions for good: open transactions abort. */
  end(lsids: readonly Buffer[]): void {
    for (const lsid of lsids) {
      const entry = this.entries.get(lsid.toString('hex'))
      if (!entry) continue
      this.abort(entry)
      this.entries.delete(lsid.toString('hex'))
    }
  }

  endAll(): void {
    this.end([...this.entries.values()].map((entry) => entry.lsid))
  }

  /** Aborts transactions that have been left lying, and forgets old ones. */
  sweep(now: number): void {
    for (const [key, entry] of this.entries) {
      if (now - entry.lastUsed > TRANSACTION_LIFE_MS) this.abort(entry)
      if (now - entry.lastUsed > TRANSACTION_LIFE_MS * 30) this.entries.delete(key)
    }
  }
}

export type { Entry as SessionEntry }

function tooOld(asked: bigint, known: bigint): MongoError {
  return new MongoError(
    'TransactionTooOld',
    `Cannot start transaction ${asked} because a newer transaction ${known} has already started on this session.`,
  )
}

/** The driver's `withTransaction` starts over when it sees this. */
export function noSuchTransaction(number: bigint): MongoError {
  return new MongoError(
    'NoSuchTransaction',
    `Given transaction number ${number} does not match any in-progress transactions.`,
    {
      errorLabels: ['TransientTransactionError'],
    },
  )
}
