import { indexKey, recordKey, RID_BYTES } from './record-keys'
import type { Database, RootDatabase } from 'lmdb'

export type Table = Database<Buffer, Buffer>

/** What lies on disk. Writing to it is for write jobs only (`Store.write`). */
export class Tables {
  /** Documents, by collection and record id. */
  readonly docs: Table
  /** Index entries: key to record id. */
  readonly entries: Table
  /** Answers of retryable writes and commits, by session. */
  readonly sessions: Table
  /** The mark of our format, and the collections. */
  readonly meta: Table
  protected readonly env: RootDatabase<Buffer, Buffer>

  protected constructor(env: RootDatabase<Buffer, Buffer>) {
    this.env = env
    const table = (name: string): Table =>
      env.openDB(name, { keyEncoding: 'binary', encoding: 'binary' })
    this.docs = table('docs')
    this.entries = table('entries')
    this.sessions = table('sessions')
    this.meta = table('meta')
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
}
