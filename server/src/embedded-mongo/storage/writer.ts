import { MongoError } from '../errors'
import { entriesOf } from '../index/entries'
import { readField } from '../aggregation/evaluate'
import { decode } from '../values/bson'
import { documentName, uniqueName } from './locks'
import { entryKey, indexKey, recordKey, ridBytes, RID_BYTES } from './record-keys'
import type { Entries } from '../index/entries'
import type { Index } from '../index/spec'
import type { Doc } from '../values/kinds'
import type { Collection } from './catalog'
import type { Locks, Owner } from './locks'
import type { Store } from './store'

/** How statements change documents: at once, or into a transaction's overlay. */
export interface Writer {
  insert(collection: Collection, doc: Doc, bytes: Buffer): void
  update(collection: Collection, rid: number, before: Doc, after: Doc, bytes: Buffer): void
  remove(collection: Collection, rid: number, before: Doc): void
  /** Throws `Blocked` (or a write conflict) when somebody else's transaction holds the document. */
  claim(collection: Collection, rid: number): void
}

/** Writes straight to the tables. Use it inside a write job only. */
export class DirectWriter implements Writer {
  private readonly store: Store
  private readonly locks: Locks
  private readonly owner: Owner | undefined

  constructor(store: Store, locks: Locks, owner?: Owner) {
    this.store = store
    this.locks = locks
    this.owner = owner
  }

  claim(collection: Collection, rid: number): void {
    this.locks.check(documentName(collection, rid), this.owner)
  }

  insert(collection: Collection, doc: Doc, bytes: Buffer): void {
    const rid = collection.nextRid
    const plan = collection.indexes.map((index) => ({ index, entries: entriesOf(index, doc) }))
    for (const { index, entries } of plan) this.checkUnique(collection, index, entries, rid, doc)
    collection.nextRid += 1
    for (const { index, entries } of plan) this.add(collection, index, entries, rid)
    void this.store.docs.put(recordKey(collection.id, rid), bytes)
  }

  update(collection: Collection, rid: number, before: Doc, after: Doc, bytes: Buffer): void {
    const plan = collection.indexes.map((index) => difference(index, before, after))
    for (const { index, added } of plan) this.checkUnique(collection, index, added, rid, after)
    for (const { index, gone } of plan) this.take(index, gone, rid)
    for (const { index, added } of plan) this.add(collection, index, added, rid)
    this.put(collection, rid, bytes)
  }

  remove(collection: Collection, rid: number, before: Doc): void {
    for (const index of collection.indexes) this.take(index, entriesOf(index, before).keys, rid)
    this.put(collection, rid, null)
  }

  /** Writes or removes a document alone, which transactions that saw an older one will learn. */
  put(collection: Collection, rid: number, bytes: Buffer | null): void {
    this.store.changes.note(documentName(collection, rid), this.store.sequence)
    const at = recordKey(collection.id, rid)
    void (bytes ? this.store.docs.put(at, bytes) : this.store.docs.remove(at))
  }

  /** Removes or adds index entries alone; a committing transaction removes all before it adds any. */
  take(index: Index, keys: readonly Buffer[], rid: number): void {
    for (const key of keys) void this.store.entries.remove(this.place(index, key, rid))
  }

  add(collection: Collection, index: Index, entries: Entries, rid: number): void {
    for (const key of entries.keys)
      void this.store.entries.put(this.place(index, key, rid), ridBytes(rid))
    if (noteShape(index, entries)) this.store.catalog.save(collection)
  }

  private place(index: Index, key: Buffer, rid: number): Buffer {
    if (!index.unique) return entryKey(index.id, key, rid)
    this.store.changes.note(uniqueName(index, key), this.store.sequence)
    return indexKey(index.id, key)
  }

  private checkUnique(
    collection: Collection,
    index: Index,
    entries: Entries,
    rid: number,
    doc: Doc,
  ): void {
    if (!index.unique) return
    for (const key of entries.keys) {
      this.locks.check(uniqueName(index, key), this.owner)
      const holder = this.store.entries.get(indexKey(index.id, key))
      if (holder && holder.readUIntBE(0, RID_BYTES) !== rid)
        throw duplicateKey(collection, index, doc)
    }
  }
}

/** Remembers arrays and inexact keys. Gives true when that was news. */
function noteShape(index: Index, entries: Entries): boolean {
  let news = false
  entries.multikey.forEach((opens, i) => {
    if (opens && !index.multikey[i]) {
      index.multikey[i] = true
      news = true
    }
  })
  if (!entries.exact && !index.inexact) {
    index.inexact = true
    news = true
  }
  return news
}

/** What an update takes out of an index and puts into it. */
function difference(
  index: Index,
  before: Doc,
  after: Doc,
): { index: Index; gone: Buffer[]; added: Entries } {
  const old = entriesOf(index, before).keys
  const fresh = entriesOf(index, after)
  const gone = old.filter((key) => !fresh.keys.some((other) => other.equals(key)))
  const keys = fresh.keys.filter((key) => !old.some((other) => other.equals(key)))
  return { index, gone, added: { ...fresh, keys } }
}

/** MongoDB's error 11000 with the fields that drivers read. */
export function duplicateKey(collection: Collection, index: Index, doc: Doc): MongoError {
  const keyPattern: Doc = {}
  const keyValue: Doc = {}
  for (const field of index.fields) {
    keyPattern[field.path] = field.direction
    keyValue[field.path] = readField(doc, field.parts, 0) ?? null
  }
  const shown = Object.entries(keyValue).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.db}.${collection.name} index: ${index.name} dup key: { ${shown.join(', ')} }`,
    { keyPattern, keyValue },
  )
}

/**
 * Fills a new index from the documents that are there. Inside a write job; on a duplicate nothing of
 * the index stays.
 */
export function buildIndex(
  store: Store,
  collection: Collection,
  index: Index,
  records: Iterable<{ rid: number; bytes: Buffer }>,
): void {
  const writer = new DirectWriter(store, { check: () => undefined }, undefined)
  try {
    for (const { rid, bytes } of records) {
      const doc = decode(bytes)
      const entries = entriesOf(index, doc)
      if (index.unique) {
        for (const key of entries.keys) {
          if (store.entries.get(indexKey(index.id, key))) throw duplicateKey(collection, index, doc)
        }
      }
      writer.add(collection, index, entries, rid)
    }
  } catch (error) {
    store.clearPrefix(store.entries, index.id)
    throw error
  }
}
