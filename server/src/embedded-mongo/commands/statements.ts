import { ObjectId } from 'bson'
import { MongoError, writeConflict } from '../errors'
import { findAll } from '../query/find'
import { compileNode } from '../query/match'
import { Blocked } from '../storage/locks'
import { compileUpdate } from '../update/update'
import { refuseExpression, upsertDoc } from '../update/upsert'
import { encode } from '../values/bson'
import { equals } from '../values/compare'
import { isDoc, RANK, rankOf, typeName } from '../values/kinds'
import { collectionOf, createCollection, scope } from './engine'
import type { Found, Query } from '../query/find'
import type { Collection } from '../storage/catalog'
import type { Reader } from '../storage/reader'
import type { Writer } from '../storage/writer'
import type { Update } from '../update/update'
import type { Doc } from '../values/kinds'
import type { Given } from './arguments'
import type { Call } from './engine'

/** Where statements read and write. */
export type Scope = { reader: Reader; writer: Writer }

/** Brings `_id` to the front, makes one where there is none, and refuses impossible ones. */
export function prepareInsert(doc: Doc, bytes: Buffer | undefined): { doc: Doc; bytes: Buffer } {
  const id = doc._id
  checkId(id)
  if (id !== undefined && bytes && Object.keys(doc)[0] === '_id')
    return { doc, bytes: Buffer.from(bytes) }
  const { _id = new ObjectId(), ...rest } = doc
  const ordered = { _id, ...rest }
  return { doc: ordered, bytes: encode(ordered) }
}

function checkId(id: unknown): void {
  const rank = rankOf(id)
  if (rank === RANK.array || rank === RANK.regex) {
    throw new MongoError('InvalidIdField', `The '_id' value cannot be of type ${typeName(id)}`)
  }
  if (isDoc(id) && Object.keys(id).some((name) => name.startsWith('$'))) {
    throw new MongoError('DollarPrefixedFieldName', '_id fields may not contain $-prefixed names')
  }
}

/** Inserts one document; inside a write job. The collection is made when it is the first. */
export function runInsert(call: Call, name: string, given: Given): void {
  const { doc, bytes } = prepareInsert(given.doc, given.bytes)
  scope(call).writer.insert(collectionOf(call, name) ?? createCollection(call, name), doc, bytes)
}

/** What an update statement says. */
export type UpdateStatement = {
  query: Query
  update: unknown
  multi: boolean | undefined
  upsert: boolean | undefined
  arrayFilters: unknown
}

export type UpdateResult = {
  matched: number
  modified: number
  upserted?: Doc
  before?: Doc | undefined
  after?: Doc | undefined
}

/** Runs one update; inside a write job. The collection is made when an upsert needs it. */
export function runUpdate(call: Call, name: string, statement: UpdateStatement): UpdateResult {
  const { query, multi } = statement
  const update = compileUpdate(statement.update, statement.arrayFilters, query.variables)
  if (multi && (update.replaces || (query.sort && query.sort.length > 0))) {
    const what = update.replaces ? 'for replacement-style update' : 'with sort'
    throw new MongoError('FailedToParse', `multi update is not supported ${what}`)
  }
  if (statement.upsert) refuseExpression(query.node)
  const place = scope(call)
  const target = collectionOf(call, name)
  const found = target ? findAll(place.reader, target, { ...query, limit: multi ? 0 : 1 }) : []
  if (target && found.length > 0) return applyAll(place, target, found, update, query)
  if (!statement.upsert) return { matched: 0, modified: 0 }
  const doc = upsertDoc(query.node, update)
  checkId(doc._id)
  place.writer.insert(target ?? createCollection(call, name), doc, encode(doc))
  return { matched: 0, modified: 0, upserted: doc, after: doc }
}

function applyAll(
  { writer }: Scope,
  target: Collection,
  found: Found[],
  update: Update,
  query: Query,
): UpdateResult {
  for (const each of found) writer.claim(target, each.rid)
  const matches = update.usesPosition ? compileNode(query.node, query.variables) : undefined
  const result: UpdateResult = { matched: found.length, modified: 0 }
  for (const each of found) {
    const trace: { position?: number | undefined } = {}
    matches?.(each.doc, trace)
    const after = update.apply(each.doc, trace.position, false)
    if (!equals(after._id, each.doc._id)) {
      throw new MongoError(
        'ImmutableField',
        `Performing an update on the path '_id' would modify the immutable field '_id'`,
      )
    }
    const bytes = encode(after)
    result.before = each.doc
    result.after = after
    if (bytes.equals(each.bytes)) continue
    write(result.modified, () => writer.update(target, each.rid, each.doc, after, bytes))
    result.modified += 1
  }
  return result
}

/** Waiting and running again is only right while nothing has been written. */
function write(done: number, action: () => void): void {
  try {
    action()
  } catch (error) {
    throw error instanceof Blocked && done > 0 ? writeConflict() : error
  }
}

/** Runs one delete; inside a write job. Gives what was removed. */
export function runDelete(
  { reader, writer }: Scope,
  collection: Collection | undefined,
  query: Query,
): Found[] {
  if (!collection) return []
  const found = findAll(reader, collection, query)
  for (const each of found) writer.claim(collection, each.rid)
  for (const [i, each] of found.entries())
    write(i, () => writer.remove(collection, each.rid, each.doc))
  return found
}
