import { decode, encode } from '../values/bson'
import { writeCopy } from './backup'
import { Catalog } from './catalog'
import { Changes } from './changes'
import { ensureUsable, markOpened } from './directory'
import { diskFailure, PANIC } from './disk-failure'
import { FILE, openEnvironment } from './environment'
import { Tables } from './tables'
import type { RootDatabase, Transaction as ReadTransaction } from 'lmdb'
import type { MongoError } from '../errors'
import type { Doc } from '../values/kinds'
import type { DirectoryLock } from './directory'

const SESSION_RECORD_LIFE_MS = 60 * 60 * 1000

/** What is committed, as it was at one moment. It must be given back. */
export type Snapshot = {
  readonly transaction: ReadTransaction
  /** The number of the last write job that it holds for certain. */
  readonly since: number
  done(): void
}

/** A write job that waits for its commit. `run` does the work and gives what to say afterwards. */
type Waiting = { run(): () => void; fail(error: unknown): void }

/** The tables on disk, and the one queue through which everything is written. */
export class Store extends Tables {
  readonly catalog: Catalog
  readonly changes = new Changes()
  /** Counts write jobs; says which of two things came first. */
  sequence = 1
  private committed = 1
  private waiting: Waiting[] = []
  private writing: Promise<void> | undefined
  private broken: MongoError | undefined
  private copying: Promise<unknown> = Promise.resolve()
  private readonly lock: DirectoryLock

  private constructor(env: RootDatabase<Buffer, Buffer>, lock: DirectoryLock) {
    super(env)
    this.lock = lock
    this.catalog = new Catalog(this, () => this.sequence)
    this.catalog.load()
  }

  /**
   * Opens the directory, which is made when missing.
   * @throws Error with one sentence for a person: in use, foreign, damaged, not writable.
   */
  static async open(dir: string): Promise<Store> {
    const lock = await ensureUsable(dir, FILE)
    try {
      const store = new Store(openEnvironment(lock.dir), lock)
      await markOpened(store.meta)
      return store
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  /**
   * Runs a job alone, inside one atomic write, and resolves when that is on disk. Jobs of the same
   * moment share one commit. A job must check everything before its first write: an error thrown
   * later does not undo what it wrote.
   * @throws what the job throws; OutOfDiskSpace or InternalError when the disk does not take it.
   */
  write<T>(job: () => T): Promise<T> {
    if (this.broken) return Promise.reject(this.broken)
    return new Promise((done, fail) => {
      const run = (): (() => void) => {
        this.sequence += 1
        try {
          const result = job()
          return () => done(result)
        } catch (error) {
          return () => fail(error)
        }
      }
      this.waiting.push({ run, fail })
      this.writing ??= this.writeAll()
    })
  }

  /** One commit after another, so that a failed one never has successors that count on it. */
  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      let batch: Waiting[] = []
      let answers: (() => void)[] = []
      try {
        await this.env.transaction(() => {
          batch = this.waiting
          this.waiting = []
          answers = batch.map((each) => each.run())
        })
      } catch (error) {
        const failure = await this.recover(error)
        answers = (batch.length > 0 ? batch : this.waiting.splice(0)).map(
          (each) => () => each.fail(failure),
        )
      }
      this.committed = this.sequence
      this.changes.settled(this.committed)
      for (const answer of answers) answer()
    }
    this.writing = undefined
  }

  /** A failed commit leaves the disk as it was, so what is in memory is read from it again. */
  private async recover(error: unknown): Promise<MongoError> {
    const { failure, code } = await diskFailure(error, this.lock.dir)
    if (code === PANIC) this.broken = failure
    else this.catalog.load()
    return failure
  }

  /** A view of the newest committed state that stays as it is until `done()`. */
  snapshot(): Snapshot {
    const transaction = this.env.useReadTransaction()
    return { transaction, since: this.committed, done: () => transaction.done() }
  }

  getSession(lsid: Buffer): Doc | undefined {
    const bytes = this.sessions.get(lsid)
    return bytes && decode(bytes)
  }

  putSession(lsid: Buffer, record: Doc): void {
    void this.sessions.put(lsid, encode({ ...record, at: new Date() }))
  }

  /** Forgets the answers of retryable writes that no driver will ask for again. */
  async forgetOldSessions(now: number): Promise<void> {
    const old: Buffer[] = []
    for (const { key, value } of this.sessions.getRange({})) {
      const at = decode(value).at
      if (at instanceof Date && at.getTime() < now - SESSION_RECORD_LIFE_MS) old.push(key)
    }
    if (old.length > 0) await this.write(() => old.forEach((key) => void this.sessions.remove(key)))
  }

  /** Copies the newest committed state to a new file. @throws Error with a sentence for a person. */
  backup(file: string): Promise<void> {
    const copied = this.copying.then(() => writeCopy(this.env, file))
    this.copying = copied.catch(() => undefined)
    return copied
  }

  async close(): Promise<void> {
    await this.copying
    await this.writing
    if (!this.broken) await this.env.close()
    await this.lock.release()
  }
}
