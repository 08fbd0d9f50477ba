import { Binary } from 'bson'
import { randomUUID } from 'node:crypto'
import { MongoError } from '../errors'
import { parseIndexSpec } from '../index/spec'
import { decode, encode } from '../values/bson'
import { isDoc } from '../values/kinds'
import { toNumber } from '../values/numbers'
import type { Index } from '../index/spec'
import type { Doc } from '../values/kinds'
import type { Tables } from './tables'

/** A collection as this process holds it. */
export type Collection = {
  id: number
  db: string
  name: string
  uuid: string
  indexes: Index[]
  nextRid: number
  dropped: boolean
}

const MAX_NAMESPACE = 255

/** All collections, in memory; every change is written through within the same job. */
export class Catalog {
  private readonly byNamespace = new Map<string, Collection>()
  private readonly tables: Tables
  private readonly now: () => number
  private nextId = 1

  /** `now` gives the number of the write job under way. */
  constructor(tables: Tables, now: () => number) {
    this.tables = tables
    this.now = now
  }

  /** Reads everything from disk; what was known before counts as dropped. */
  load(): void {
    for (const each of this.byNamespace.values()) each.dropped = true
    this.byNamespace.clear()
    for (const { key, value } of this.tables.meta.getRange({
      start: Buffer.from('c'),
      end: Buffer.from('d'),
    })) {
      const doc = decode(value)
      const id = Number(key.toString().slice(1))
      const indexes = (doc.indexes as Doc[]).map((each) => this.readIndex(each))
      const [db, name] = [String(doc.db), String(doc.name)]
      this.byNamespace.set(`${db}.${name}`, {
        id,
        db,
        name,
        uuid: String(doc.uuid),
        indexes,
        nextRid: this.tables.lastRid(id) + 1,
        dropped: false,
      })
      this.nextId = Math.max(this.nextId, id + 1, ...indexes.map((index) => index.id + 1))
    }
  }

  private readIndex({ id, multikey, inexact, spec }: Doc): Index {
    return {
      ...parseIndexSpec(spec),
      unique: (spec as Doc).name === '_id_' || (spec as Doc).unique === true,
      id: toNumber(id),
      multikey: multikey as boolean[],
      inexact: inexact === true,
      since: this.now(),
    }
  }

  get(db: string, name: string): Collection | undefined {
    return this.byNamespace.get(`${db}.${name}`)
  }

  collections(db?: string): Collection[] {
    return [...this.byNamespace.values()].filter((each) => db === undefined || each.db === db)
  }

  /** Makes a collection with its `_id` index. Only inside a write job. */
  create(db: string, name: string): Collection {
    const made = this.prepare(db, name)
    this.register(made)
    return made
  }

  /** A collection that nobody can see before it is registered. */
  prepare(db: string, name: string): Collection {
    checkNamespace(db, name)
    const idIndex: Index = {
      ...parseIndexSpec({ key: { _id: 1 }, name: '_id_' }),
      unique: true,
      id: this.newId(),
      since: this.now(),
    }
    return {
      id: this.newId(),
      db,
      name,
      uuid: randomUUID(),
      indexes: [idIndex],
      nextRid: 1,
      dropped: false,
    }
  }

  /** Lets everybody see a prepared collection. Only inside a write job. */
  register(made: Collection): void {
    this.byNamespace.set(`${made.db}.${made.name}`, made)
    this.save(made)
  }

  /** Writes a collection's definition. Only inside a write job. */
  save(collection: Collection): void {
    void this.tables.meta.put(
      Buffer.from(`c${collection.id}`),
      encode({
        db: collection.db,
        name: collection.name,
        uuid: collection.uuid,
        indexes: collection.indexes.map(({ id, multikey, inexact, spec }) => ({
          id,
          multikey,
          inexact,
          spec,
        })),
      }),
    )
  }

  /** Removes a collection with all it holds. Only inside a write job. */
  drop(collection: Collection): void {
    collection.dropped = true
    this.byNamespace.delete(`${collection.db}.${collection.name}`)
    void this.tables.meta.remove(Buffer.from(`c${collection.id}`))
    this.tables.clearPrefix(this.tables.docs, collection.id)
    for (const index of collection.indexes) this.tables.clearPrefix(this.tables.entries, index.id)
  }

  /** A number for a collection or an index, never used before in this life of the store. */
  newId(): number {
    return this.nextId++
  }
}

function checkNamespace(db: string, name: string): void {
  if (db === '' || /[/\\. "$\0]/.test(db) || db.length > 63) {
    throw new MongoError('InvalidNamespace', `Invalid database name: '${db}'`)
  }
  const bad = name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.')
  if (bad || Buffer.byteLength(`${db}.${name}`) > MAX_NAMESPACE) {
    throw new MongoError('InvalidNamespace', `Invalid collection name: '${name}'`)
  }
}

/** What `listCollections` says of a collection. */
export function describe(collection: Collection, nameOnly: boolean): Doc {
  const head = { name: collection.name, type: 'collection' }
  if (nameOnly) return head
  const idIndex = collection.indexes[0]?.spec
  const uuid = new Binary(
    Buffer.from(collection.uuid.replaceAll('-', ''), 'hex'),
    Binary.SUBTYPE_UUID,
  )
  return {
    ...head,
    options: {},
    info: { readOnly: false, uuid },
    idIndex: isDoc(idIndex) ? idIndex : {},
  }
}
