import { stageOf } from '../aggregation/stage'
import { MongoError, unsupported } from '../errors'
import { parseIndexSpec } from '../index/spec'
import { findAll } from '../query/find'
import { compileUpdate } from '../update/update'
import { encode } from '../values/bson'
import { equals } from '../values/compare'
import { isDoc } from '../values/kinds'
import { attempt, scope } from './engine'
import { prepareInsert } from './statements'
import type { Node } from '../query/parse'
import type { Collection } from '../storage/catalog'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'
import type { Scope } from './statements'

/** Writes what a pipeline found. */
export type Output = (call: Call, docs: Doc[], variables: Doc) => Promise<void>

/** Takes `$out` or `$merge` off the end of a pipeline. */
export function splitOutput(pipeline: readonly unknown[]): {
  stages: readonly unknown[]
  output: Output | undefined
} {
  const last = pipeline.length > 0 ? stageOf(pipeline.at(-1)) : undefined
  const output =
    last?.name === '$out'
      ? compileOut(last.spec)
      : last?.name === '$merge'
        ? compileMerge(last.spec)
        : undefined
  return { stages: output ? pipeline.slice(0, -1) : pipeline, output }
}

/** `'name'` or `{ db, coll }`. */
function targetOf(spec: unknown): { db: string | undefined; name: string } {
  const { db, coll } = isDoc(spec) ? spec : { db: undefined, coll: spec }
  if (typeof coll !== 'string' || (db !== undefined && typeof db !== 'string')) {
    throw new MongoError(
      16990,
      'an output stage takes a collection name, or a document with db and coll',
    )
  }
  return { db, name: coll }
}

function collectionFor(call: Call, target: { db: string | undefined; name: string }): Collection {
  const { catalog } = call.engine.store
  const db = target.db ?? call.db
  return catalog.get(db, target.name) ?? catalog.create(db, target.name)
}

/**
 * `$out`: the collection holds these documents and no others; its indexes stay. A new collection
 * takes the place of the old one, which an error therefore leaves as it is.
 */
function compileOut(spec: unknown): Output {
  const target = targetOf(spec)
  return (call, docs) =>
    attempt(call, () => {
      const { catalog } = call.engine.store
      const db = target.db ?? call.db
      const old = catalog.get(db, target.name)
      const made = catalog.prepare(db, target.name)
      const { since } = made.indexes[0]!
      for (const { spec } of old?.indexes.slice(1) ?? [])
        made.indexes.push({ ...parseIndexSpec(spec), id: catalog.newId(), since })
      try {
        for (const each of docs) {
          const { doc, bytes } = prepareInsert(each, undefined)
          scope(call).writer.insert(made, doc, bytes)
        }
      } catch (error) {
        catalog.drop(made)
        if (old) catalog.register(old)
        throw error
      }
      if (old) catalog.drop(old)
      catalog.register(made)
    })
}

const MATCHED = new Set(['merge', 'replace', 'keepExisting', 'fail'])
const NOT_MATCHED = new Set(['insert', 'discard', 'fail'])

/** So many documents are merged in one go; then others get their turn. */
const AT_ONCE = 100

type Merge = { on: string[]; whenMatched: unknown; whenNotMatched: string }

function compileMerge(spec: unknown): Output {
  const given = isDoc(spec) ? spec : { into: spec }
  const { on = '_id', whenMatched = 'merge', whenNotMatched = 'insert' } = given
  const names = Array.isArray(on) ? (on as unknown[]).map(String) : [String(on)]
  if (!Array.isArray(whenMatched) && !MATCHED.has(String(whenMatched)))
    throw new MongoError('BadValue', '$merge: unknown whenMatched')
  if (!NOT_MATCHED.has(String(whenNotMatched)))
    throw new MongoError('BadValue', '$merge: unknown whenNotMatched')
  if (given.let !== undefined) throw unsupported('$merge with let', 'BadValue')
  const target = targetOf(given.into)
  const merge: Merge = { on: names, whenMatched, whenNotMatched: String(whenNotMatched) }
  return async (call, docs, variables) => {
    const into = (): Collection => {
      const collection = collectionFor(call, target)
      const unique = collection.indexes.some(
        (index) =>
          index.unique &&
          !index.partial &&
          index.fields.length === names.length &&
          index.fields.every((field) => names.includes(field.path)),
      )
      if (!unique)
        throw new MongoError(51183, 'Cannot find index to verify that join fields will be unique')
      return collection
    }
    let next = 0
    do {
      const end = Math.min(docs.length, next + AT_ONCE)
      await attempt(call, () => {
        const collection = into()
        for (; next < end; next += 1)
          mergeOne(scope(call), collection, docs[next]!, merge, variables)
      })
    } while (next < docs.length)
  }
}

function mergeOne(
  place: Scope,
  collection: Collection,
  doc: Doc,
  merge: Merge,
  variables: Doc,
): void {
  const ready = prepareInsert(doc, undefined)
  const nodes = merge.on.map((path): Node => ({
    kind: 'path',
    path,
    parts: path.split('.'),
    test: { op: 'eq', value: ready.doc[path] },
  }))
  const [found] = findAll(place.reader, collection, { node: { kind: 'and', nodes }, limit: 1 })
  if (!found) {
    if (merge.whenNotMatched === 'fail')
      throw new MongoError(
        13113,
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      )
    if (merge.whenNotMatched === 'insert') place.writer.insert(collection, ready.doc, ready.bytes)
    return
  }
  if (merge.whenMatched === 'keepExisting') return
  if (merge.whenMatched === 'fail') {
    // The insert meets the document that is there, and says so as MongoDB does.
    place.writer.insert(collection, ready.doc, ready.bytes)
    return
  }
  place.writer.claim(collection, found.rid)
  const after = merged(found.doc, ready.doc, merge.whenMatched, variables)
  if (!equals(after._id, found.doc._id))
    throw new MongoError('ImmutableField', "$merge would modify the immutable field '_id'")
  const bytes = encode(after)
  if (!bytes.equals(found.bytes))
    place.writer.update(collection, found.rid, found.doc, after, bytes)
}

function merged(old: Doc, doc: Doc, whenMatched: unknown, variables: Doc): Doc {
  if (Array.isArray(whenMatched))
    return compileUpdate(whenMatched, undefined, { ...variables, new: doc }).apply(
      old,
      undefined,
      false,
    )
  return whenMatched === 'replace' ? { ...doc } : { ...old, ...doc }
}
