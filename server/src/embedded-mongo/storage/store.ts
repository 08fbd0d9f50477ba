import { MongoError } from '../errors'
import { decode, encode } from '../values/bson'
import { writeCopy } from './backup'
import { Catalog } from './catalog'
import { ensureUsable, markOpened } from './directory'
import { FILE, openEnvironment } from './environment'
import { indexKey, recordKey, RID_BYTES } from './record-keys'
import type { Database, RootDatabase, Transaction as Snapshot } from 'lmdb'
import type { Doc } from '../values/kinds'
import type { DirectoryLock } from './directory'

const SESSION_RECORD_LIFE_MS = 60 * 60 * 1000

type Table = Database<Buffer, Buffer>

/** The tables on disk, and the one queue through which everything is written. */
export class Store {
  readonly catalog: Catalog
  readonly docs: Table
  readonly entries: Table
  readonly sessions: Table
  readonly meta: Table
  /** Counts write jobs; says which of two things came first. */
  sequence = 1
  private readonly env: RootDatabase<Buffer, Buffer>
  private readonly lock: DirectoryLock
  private failure: unknown
  private copying: Promise<unknown> = Promise.resolve()

  private constructor(env: RootDatabase<Buffer, Buffer>, lock: DirectoryLock) {
    this.env = env
    this.lock = lock
    const table = (name: string): Table =>
      env.openDB(name, { keyEncoding: 'binary', encoding: 'binary' })
    this.docs = table('docs')
    this.entries = table('entries')
    this.sessions = table('sessions')
    this.meta = table('meta')
    this.catalog = new Catalog(this)
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
   */
  async write<T>(job: () => T): Promise<T> {
    const result = await this.run(job)
    await this.env.flushed
    return result
  }

  /** As `write`, for a job that only needs to see the newest state: does not wait for the disk. */
  async run<T>(job: () => T): Promise<T> {
    if (this.failure) throw this.failed()
    let outcome: { result: T } | { error: unknown } | undefined
    try {
      await this.env.transaction(() => {
        try {
          this.sequence += 1
          outcome = { result: job() }
        } catch (error) {
          outcome = { error }
        }
      })
    } catch (error) {
      this.failure = error
      throw this.failed()
    }
    if (!outcome) throw new MongoError('InternalError', 'the write job was not run')
    if ('error' in outcome) throw outcome.error
    return outcome.result
  }

  /** After a failed commit memory and disk may differ, so nothing is written until a restart. */
  private failed(): MongoError {
    return new MongoError(
      'InternalError',
      `the embedded store could not write to disk (${String(this.failure)}); free space or fix the directory, then restart`,
    )
  }

  /** A view of the newest committed state that stays as it is until `done()`. */
  snapshot(): Snapshot {
    return this.env.useReadTransaction()
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

  /** Removes everything that begins with an id: a collection's documents or an index's entries. */
  clearPrefix(table: Table, id: number): void {
    const range = { start: indexKey(id, Buffer.alloc(0)), end: indexKey(id + 1, Buffer.alloc(0)) }
    // All keys first: a range does not like its entries to go while it runs.
    const keys = Array.from(table.getKeys(range))
    for (const key of keys) void table.remove(key)
  }

  /** The greatest record id in use. */
  lastRid(collection: number): number {
    const range = {
      start: recordKey(collection + 1, 0),
      end: recordKey(collection, 0),
      reverse: true,
      limit: 1,
    }
    for (const key of this.docs.getKeys(range)) {
      if (key.readUInt32BE(0) === collection) return key.readUIntBE(4, RID_BYTES)
    }
    return 0
  }

  /** Copies the newest committed state to a new file. @throws Error with a sentence for a person. */
  backup(file: string): Promise<void> {
    const copied = this.copying.then(() => writeCopy(this.env, file))
    this.copying = copied.catch(() => undefined)
    return copied
  }

  async close(): Promise<void> {
    await this.copying
    await this.env.flushed
    await this.env.close()
    await this.lock.release()
  }
}
