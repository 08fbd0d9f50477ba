import { MongoError } from '../errors'
import { plan } from '../index/planner'
import { sortStream } from '../shape/sort'
import { decode } from '../values/bson'
import { equals } from '../values/compare'
import { compileNode } from './match'
import { paced, PAUSE, Pacer } from './pace'
import type { Plan } from '../index/planner'
import type { Index } from '../index/spec'
import type { SortField } from '../shape/sort'
import type { Collection } from '../storage/catalog'
import type { Reader, Stored } from '../storage/reader'
import type { Doc } from '../values/kinds'
import type { Variables } from './match'
import type { Pause } from './pace'
import type { Node } from './parse'

/** A question to one collection. */
export type Query = {
  node: Node
  sort?: readonly SortField[]
  skip?: number
  /** 0 is no limit. */
  limit?: number
  variables?: Variables
  /** An index by name or key; undefined lets the planner choose. */
  hint?: unknown
}

/** A document that was found. */
export type Found = { rid: number; bytes: Buffer; doc: Doc }

/** Chooses how to answer; `explain` shows it. */
export function choosePlan(reader: Reader, collection: Collection, query: Query): Plan {
  const sort = query.sort ?? []
  const seen = collection.indexes.filter((index) => reader.sees(index))
  const chosen = plan(hinted(seen, query.hint), query.node, sort)
  const own = reader.changed(collection)
  return own && own.size > 0 && chosen.kind === 'index' && sort.length > 0
    ? { ...chosen, sorted: false }
    : chosen
}

function hinted(indexes: readonly Index[], hint: unknown): readonly Index[] {
  if (hint === undefined) return indexes
  if (typeof hint === 'object' && hint !== null && '$natural' in hint) return []
  const found = indexes.filter((index) => index.name === hint || equals(index.spec.key, hint))
  if (found.length === 0) {
    throw new MongoError(
      'BadValue',
      'error processing query: planner returned error: bad hint: hint provided does not correspond to an existing index',
    )
  }
  return found
}

/** Finds documents: from the best index, filtered, sorted, cut. */
export function* find(
  reader: Reader,
  collection: Collection,
  query: Query,
): Generator<Found | Pause> {
  const { skip = 0, limit = 0, sort = [] } = query
  const chosen = choosePlan(reader, collection, query)
  const matches = compileNode(query.node, query.variables)
  const source = matching(candidates(reader, collection, chosen), matches)
  if (chosen.sorted || sort.length === 0) {
    let passed = 0
    for (const each of source) {
      if (each === PAUSE) yield PAUSE
      else if (++passed > skip) {
        yield each
        if (limit > 0 && passed >= skip + limit) return
      }
    }
    return
  }
  let passed = 0
  const sorted = sortStream(source, {
    fields: sort,
    limit: limit > 0 ? skip + limit : 0,
    docOf: (each: Found) => each.doc,
    sizeOf: (each) => each.bytes.length,
  })
  for (const each of paced(sorted)) if (each === PAUSE || ++passed > skip) yield each
}

function* matching(
  source: Iterable<Stored>,
  matches: (doc: Doc) => boolean,
): Generator<Found | Pause> {
  const pacer = new Pacer()
  for (const { rid, bytes } of source) {
    const doc = decode(bytes)
    if (matches(doc)) yield { rid, bytes, doc }
    if (pacer.due()) {
      yield PAUSE
      pacer.restart()
    }
  }
}

function* candidates(reader: Reader, collection: Collection, chosen: Plan): Generator<Stored> {
  if (chosen.kind === 'scan') {
    yield* reader.records(collection)
    return
  }
  const own = reader.changed(collection)
  const seen = new Set<number>()
  for (const rid of ridsOf(reader, chosen)) {
    if (seen.has(rid) || own?.has(rid)) continue
    if (mayRepeat(chosen)) seen.add(rid)
    const bytes = reader.get(collection, rid)
    if (bytes) yield { rid, bytes }
  }
  // What this transaction changed may belong here although the index does not know it.
  for (const [rid, bytes] of own ?? []) if (bytes) yield { rid, bytes }
}

function* ridsOf(reader: Reader, chosen: Plan): Generator<number> {
  if (chosen.kind === 'union') for (const each of chosen.plans) yield* ridsOf(reader, each)
  else if (chosen.kind === 'index') {
    for (const range of chosen.ranges) yield* reader.rids(chosen.index, range, chosen.reverse)
  }
}

function mayRepeat(chosen: Plan): boolean {
  return (
    chosen.kind === 'union' ||
    (chosen.kind === 'index' && (chosen.ranges.length > 1 || chosen.index.multikey.some(Boolean)))
  )
}

/** Runs a search to its end without pausing, as a write job must. */
export function findAll(reader: Reader, collection: Collection, query: Query): Found[] {
  const found: Found[] = []
  for (const each of find(reader, collection, query)) if (each !== PAUSE) found.push(each)
  return found
}
