import { indexKey, recordKey, RID_BYTES } from './record-keys'
import type { Range } from '../index/planner'
import type { Index } from '../index/spec'
import type { Collection } from './catalog'
import type { Snapshot } from './store'
import type { Tables } from './tables'

/** A stored document: its record id and its bytes. */
export type Stored = { rid: number; bytes: Buffer }

/**
 * Reads documents and index entries: of a snapshot, or, inside a write job, of the newest state with
 * what the job itself wrote.
 */
export class Reader {
  private readonly tables: Tables
  private readonly options: { transaction?: Snapshot['transaction'] }
  private readonly since: number

  constructor(tables: Tables, snapshot?: Snapshot) {
    this.tables = tables
    this.options = snapshot ? { transaction: snapshot.transaction } : {}
    this.since = snapshot?.since ?? Number.POSITIVE_INFINITY
  }

  get(collection: Collection, rid: number): Buffer | undefined {
    return this.tables.docs.get(recordKey(collection.id, rid), this.options)
  }

  /** The record that holds a key of a unique index. */
  holder(index: Index, key: Buffer): number | undefined {
    return this.tables.entries.get(indexKey(index.id, key), this.options)?.readUIntBE(0, RID_BYTES)
  }

  /** Every document, in the order of insertion. */
  *records(collection: Collection): Iterable<Stored> {
    const range = {
      ...this.options,
      start: recordKey(collection.id, 0),
      end: recordKey(collection.id + 1, 0),
    }
    for (const { key, value } of this.tables.docs.getRange(range)) {
      yield { rid: key.readUIntBE(4, RID_BYTES), bytes: value }
    }
  }

  /** Record ids in the order of the index; one that has several keys in the range comes again. */
  *rids(index: Index, range: Range, reverse: boolean): Iterable<number> {
    const start = indexKey(index.id, range.start)
    const end = indexKey(index.id, range.end)
    if (!reverse) {
      for (const { value } of this.tables.entries.getRange({ ...this.options, start, end }))
        yield value.readUIntBE(0, RID_BYTES)
      return
    }
    // LMDB takes the start of a backward range as included; it never is an entry of this range.
    const backward = {
      ...this.options,
      start: end,
      end: start,
      reverse: true,
      exclusiveStart: true,
      inclusiveEnd: true,
    }
    for (const { value } of this.tables.entries.getRange(backward))
      yield value.readUIntBE(0, RID_BYTES)
  }

  /** Can this reader use the index, or is it newer than what the reader sees? */
  sees(index: Index): boolean {
    return index.since <= this.since
  }

  /** Documents that differ from what the indexes say: those a transaction has changed itself. */
  changed(_collection: Collection): ReadonlyMap<number, Buffer | null> | undefined {
    return undefined
  }

  count(collection: Collection): number {
    return this.tables.docs.getKeysCount({
      ...this.options,
      start: recordKey(collection.id, 0),
      end: recordKey(collection.id + 1, 0),
    })
  }
}
