import { writeConflict } from '../errors'
import { entriesOf } from '../index/entries'
import { Reader } from '../storage/reader'
import { Blocked, documentName, uniqueName } from '../storage/locks'
import { recordKey } from '../storage/record-keys'
import { DirectWriter, duplicateKey } from '../storage/writer'
import { decode } from '../values/bson'
import type { Index } from '../index/spec'
import type { Collection } from '../storage/catalog'
import type { LockTable, Owner } from '../storage/locks'
import type { Snapshot, Store } from '../storage/store'
import type { Stored } from '../storage/reader'
import type { Writer } from '../storage/writer'
import type { Doc } from '../values/kinds'

/**
 * What a transaction has made of one collection since a write job: bytes by record id, null for
 * removed.
 */
type Overlay = { collection: Collection; docs: Map<number, Buffer | null>; since: number }

/**
 * One multi-document transaction: a snapshot, its own changes over it, and locks on what it changed.
 * Nothing goes to disk before `apply`, so statements need no write job; that somebody else has changed
 * what they touch they learn from the locks and from `Store.changes`.
 */
export class Transaction implements Writer, Owner {
  readonly ended: Promise<void>
  readonly since: number
  readonly reader: OverlayReader
  private readonly overlays = new Map<number, Overlay>()
  /** Collections that this transaction has made, by namespace. */
  private readonly made = new Map<string, Collection>()
  /** Unique keys taken (record id) or given up (null) by this transaction. */
  private readonly uniqueKeys = new Map<string, number | null>()
  private readonly held = new Set<string>()
  private readonly snapshot: Snapshot
  private readonly store: Store
  private readonly locks: LockTable
  private settle: () => void = () => undefined

  constructor(store: Store, locks: LockTable) {
    this.store = store
    this.locks = locks
    this.snapshot = store.snapshot()
    this.since = this.snapshot.since
    store.changes.watch(this)
    this.reader = new OverlayReader(store, this.snapshot, this.overlays)
    this.ended = new Promise((done) => {
      this.settle = done
    })
  }

  get hasWrites(): boolean {
    return this.overlays.size > 0 || this.made.size > 0
  }

  /** Makes a collection that others see after the commit. */
  create(db: string, name: string): Collection {
    const collection = this.store.catalog.prepare(db, name)
    this.made.set(`${db}.${name}`, collection)
    return collection
  }

  /** A collection that this transaction has made. */
  created(db: string, name: string): Collection | undefined {
    return this.made.get(`${db}.${name}`)
  }

  claim(collection: Collection, rid: number): void {
    this.lock(documentName(collection, rid))
  }

  insert(collection: Collection, doc: Doc, bytes: Buffer): void {
    const rid = collection.nextRid
    this.takeKeys(collection, rid, undefined, doc)
    collection.nextRid += 1
    this.overlay(collection).docs.set(rid, bytes)
  }

  update(collection: Collection, rid: number, before: Doc, after: Doc, bytes: Buffer): void {
    this.takeKeys(collection, rid, before, after)
    this.overlay(collection).docs.set(rid, bytes)
  }

  remove(collection: Collection, rid: number, before: Doc): void {
    this.takeKeys(collection, rid, before, undefined)
    this.overlay(collection).docs.set(rid, null)
  }

  /** First writer wins: who holds the name, or has written it since our snapshot. */
  private lock(name: string): void {
    if (this.held.has(name)) return
    try {
      this.locks.take(name, this)
    } catch (error) {
      throw error instanceof Blocked ? writeConflict() : error
    }
    this.held.add(name)
    if (this.store.changes.changedSince(name, this.since)) throw writeConflict()
  }

  private overlay(collection: Collection): Overlay {
    const known = this.overlays.get(collection.id)
    if (known) return known
    const made: Overlay = { collection, docs: new Map(), since: this.store.sequence }
    this.overlays.set(collection.id, made)
    return made
  }

  private takeKeys(
    collection: Collection,
    rid: number,
    before: Doc | undefined,
    after: Doc | undefined,
  ): void {
    for (const index of collection.indexes) {
      const old = before ? entriesOf(index, before).keys : []
      const fresh = after ? entriesOf(index, after).keys : []
      if (!index.unique) continue
      for (const key of fresh) {
        if (!old.some((other) => other.equals(key)))
          this.takeKey(collection, index, key, rid, after ?? {})
      }
      for (const key of old) {
        if (fresh.some((other) => other.equals(key))) continue
        this.lock(uniqueName(index, key))
        this.uniqueKeys.set(uniqueName(index, key), null)
      }
    }
  }

  private takeKey(collection: Collection, index: Index, key: Buffer, rid: number, doc: Doc): void {
    const name = uniqueName(index, key)
    this.lock(name)
    const own = this.uniqueKeys.get(name)
    const holder = own === undefined ? this.reader.holder(index, key) : own
    if (typeof holder === 'number' && holder !== rid) throw duplicateKey(collection, index, doc)
    this.uniqueKeys.set(name, rid)
  }

  /**
   * Applies everything; inside a store job. Cannot fail for reasons of data: what it touches is
   * locked since it was read. @throws WriteConflict when a collection was dropped, made by
   * somebody else, or given an index (whose keys were not checked here) meanwhile.
   */
  apply(): void {
    const { catalog } = this.store
    const made = [...this.made.values()]
    const outdated = [...this.overlays.values()].some(
      ({ collection, since }) =>
        collection.dropped || collection.indexes.some((index) => index.since > since),
    )
    if (outdated || made.some(({ db, name }) => catalog.get(db, name))) throw writeConflict()
    for (const collection of made) catalog.register(collection)
    const writer = new DirectWriter(this.store, this.locks, this)
    const changes = [...this.overlays.values()].flatMap(({ collection, docs }) =>
      [...docs].map(([rid, bytes]) => ({ collection, rid, bytes })),
    )
    for (const { collection, rid } of changes) {
      const old = this.store.docs.get(recordKey(collection.id, rid))
      if (!old) continue
      for (const index of collection.indexes)
        writer.take(index, entriesOf(index, decode(old)).keys, rid)
    }
    for (const { collection, rid, bytes } of changes) {
      const doc = bytes && decode(bytes)
      if (doc) {
        for (const index of collection.indexes)
          writer.add(collection, index, entriesOf(index, doc), rid)
      }
      writer.put(collection, rid, bytes)
    }
  }

  /** Gives back the locks and the snapshot, after commit and abort alike. */
  end(): void {
    this.locks.release(this.held)
    this.held.clear()
    this.overlays.clear()
    this.made.clear()
    this.store.changes.unwatch(this)
    this.snapshot.done()
    this.settle()
  }
}

/** Reads a snapshot with one transaction's own changes over it. */
export class OverlayReader extends Reader {
  private readonly overlays: ReadonlyMap<number, Overlay>

  constructor(store: Store, snapshot: Snapshot, overlays: ReadonlyMap<number, Overlay>) {
    super(store, snapshot)
    this.overlays = overlays
  }

  override get(collection: Collection, rid: number): Buffer | undefined {
    const own = this.overlays.get(collection.id)?.docs.get(rid)
    return own === undefined ? super.get(collection, rid) : (own ?? undefined)
  }

  override *records(collection: Collection): Iterable<Stored> {
    const own = this.overlays.get(collection.id)?.docs
    for (const each of super.records(collection)) if (!own?.has(each.rid)) yield each
    for (const [rid, bytes] of own ?? []) if (bytes) yield { rid, bytes }
  }

  override changed(collection: Collection): ReadonlyMap<number, Buffer | null> | undefined {
    return this.overlays.get(collection.id)?.docs
  }

  override count(collection: Collection): number {
    let count = super.count(collection)
    for (const [rid, bytes] of this.overlays.get(collection.id)?.docs ?? []) {
      count += Number(bytes !== null) - Number(super.get(collection, rid) !== undefined)
    }
    return count
  }
}
