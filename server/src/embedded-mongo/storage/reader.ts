import { indexKey, recordKey, RID_BYTES } from './record-keys'
import type { Range } from '../index/planner'
import type { Index } from '../index/spec'
import type { Transaction as Snapshot } from 'lmdb'
import type { Collection } from './catalog'
import type { Store } from './store'

/** A stored document: its record id and its bytes. */
export type Stored = { rid: number; bytes: Buffer }

/**
 * Reads documents and index entries: of a snapshot, or, inside a write job, of the newest state with
 * what the job itself wrote.
 */
export class Reader {
  protected readonly store: Store
  private readonly options: { transaction?: Snapshot }

  constructor(store: Store, snapshot?: Snapshot) {
    this.store = store
    this.options = snapshot ? { transaction: snapshot } : {}
  }

  get(collection: Collection, rid: number): Buffer | undefined {
    return this.store.docs.get(recordKey(collection.id, rid), this.options)
  }

  /** Every document, in the order of insertion. */
  *records(collection: Collection): Iterable<Stored> {
    const range = {
      ...this.options,
      start: recordKey(collection.id, 0),
      end: recordKey(collection.id + 1, 0),
    }
    for (const { key, value } of this.store.docs.getRange(range)) {
      yield { rid: key.readUIntBE(4, RID_BYTES), bytes: value }
    }
  }

  /** Record ids in the order of the index; one that has several keys in the range comes again. */
  *rids(index: Index, range: Range, reverse: boolean): Iterable<number> {
    const start = indexKey(index.id, range.start)
    const end = indexKey(index.id, range.end)
    if (!reverse) {
      for (const { value } of this.store.entries.getRange({ ...this.options, start, end }))
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
    for (const { value } of this.store.entries.getRange(backward))
      yield value.readUIntBE(0, RID_BYTES)
  }

  /** Can this reader use the index, or is it newer than what the reader sees? */
  sees(_index: Index): boolean {
    return true
  }

  /** Documents that differ from what the indexes say: those a transaction has changed itself. */
  changed(_collection: Collection): ReadonlyMap<number, Buffer | null> | undefined {
    return undefined
  }

  count(collection: Collection): number {
    return this.store.docs.getKeysCount({
      ...this.options,
      start: recordKey(collection.id, 0),
      end: recordKey(collection.id + 1, 0),
    })
  }
}
