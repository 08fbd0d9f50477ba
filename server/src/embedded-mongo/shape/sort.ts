import { MongoError, unsupported } from '../errors'
import { Budget } from '../query/budget'
import { Pacer, PAUSE } from '../query/pace'
import { compare } from '../values/compare'
import { isDoc, RANK, rankOf } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { getField, isIndex, readPath } from '../values/paths'
import type { Pause } from '../query/pace'
import type { Doc } from '../values/kinds'

/** One field of a sort or of an index: its path and 1 (ascending) or -1. */
export type SortField = { path: string; parts: string[]; direction: 1 | -1 }

const MAX_SORT_FIELDS = 32

/** Parses `{ a: 1, 'b.c': -1 }`. `{ $natural: … }` and `{ $meta: … }` are refused. */
export function parseSort(spec: unknown): SortField[] {
  if (!isDoc(spec))
    throw new MongoError('TypeMismatch', "Expected field 'sort' to be of type object")
  const fields = Object.entries(spec).map(([path, value]): SortField => {
    if (path === '$natural' || isDoc(value))
      throw unsupported('sort by $natural or $meta', 'BadValue')
    const direction = toSafeInteger(value)
    if (path === '' || path.split('.').includes('')) {
      throw new MongoError(40353, 'FieldPath must not be empty or end with a dot')
    }
    if (path.startsWith('$'))
      throw new MongoError(16410, `FieldPath field names may not start with '$'`)
    if (direction !== 1 && direction !== -1) {
      throw new MongoError(
        15975,
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      )
    }
    return { path, parts: path.split('.'), direction }
  })
  if (fields.length > MAX_SORT_FIELDS) throw new MongoError(13103, 'too many compound keys')
  return fields
}

/**
 * What a document sorts by on one field: of an array the least element (ascending) or the greatest
 * (descending); null where there is nothing; less than null for an empty array.
 */
export function sortValue(doc: unknown, field: SortField): unknown {
  let best: unknown
  let found = false
  const offer = (value: unknown): void => {
    if (!found || compare(value, best) * field.direction < 0) best = value
    found = true
  }
  collect(doc, field.parts, 0, offer)
  return found ? best : null
}

/** Leaves as an index sees them: arrays opened, missing fields null, empty arrays undefined. */
function collect(
  value: unknown,
  parts: readonly string[],
  at: number,
  offer: (leaf: unknown) => void,
): void {
  if (at === parts.length) {
    if (!Array.isArray(value)) return offer(value === undefined ? null : value)
    if (value.length === 0) return offer(undefined)
    for (const item of value as unknown[]) offer(item)
    return undefined
  }
  const part = parts[at]!
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length)
      return collect(value[Number(part)], parts, at + 1, offer)
    for (const item of value as unknown[]) collect(isDoc(item) ? item : undefined, parts, at, offer)
    return undefined
  }
  return collect(isDoc(value) ? getField(value, part) : undefined, parts, at + 1, offer)
}

/** Orders documents; ties keep the order they came in (JS sort is stable). */
export function compileSort(fields: readonly SortField[]): (docs: Doc[]) => Doc[] {
  return (docs) => {
    const keyed = docs.map((doc) => ({ doc, key: fields.map((field) => sortValue(doc, field)) }))
    keyed.sort((a, b) => compareKeys(a.key, b.key, fields))
    return keyed.map((each) => each.doc)
  }
}

function compareKeys(a: unknown[], b: unknown[], fields: readonly SortField[]): number {
  for (let i = 0; i < fields.length; i += 1) {
    const order = compare(a[i], b[i])
    if (order !== 0) return order * fields[i]!.direction
  }
  return 0
}

type Keyed<Item> = { item: Item; key: unknown[]; bytes: number }

/** What is sorted: how to see an item's document and size, and how many are wanted (0: all). */
type SortJob<Item> = {
  fields: readonly SortField[]
  limit: number
  docOf: (item: Item) => unknown
  sizeOf: (item: Item) => number
}

/** So many are sorted in one go; longer runs are merged, with pauses. */
const RUN = 512

/** With a limit, what is too much goes after so many bytes at the latest. */
const GROWTH = 16 * 1024 * 1024

/**
 * Sorts a stream, stable, and lets others run while it orders what came. With a limit it never keeps
 * many more than that. @throws 292 where what it keeps is more than 100 MB
 */
export function* sortStream<Item>(
  source: Iterable<Item | Pause>,
  job: SortJob<Item>,
): Generator<Item | Pause> {
  const { fields, docOf, sizeOf } = job
  const limit = job.limit > 0 ? job.limit : Number.POSITIVE_INFINITY
  const budget = new Budget('$sort')
  const order = (a: Keyed<Item>, b: Keyed<Item>): number => compareKeys(a.key, b.key, fields)
  const cut = (run: Keyed<Item>[]): Keyed<Item>[] => {
    for (const { bytes } of run.splice(limit)) budget.free(bytes)
    return run
  }
  let runs: Keyed<Item>[][] = []
  let fresh: Keyed<Item>[] = []
  let [kept, grown] = [0, 0]
  for (const item of source) {
    if (item === PAUSE) {
      yield PAUSE
      continue
    }
    const doc = docOf(item)
    const key = fields.map((field) => sortValue(doc, field))
    const bytes = sizeOf(item)
    budget.spend(bytes)
    fresh.push({ item, key, bytes })
    grown += bytes
    const large = job.limit > 0 && grown > GROWTH
    if (fresh.length < RUN && !large) continue
    runs.push(cut(fresh.sort(order)))
    kept += runs.at(-1)!.length
    fresh = []
    if (kept < 2 * limit + RUN && !large) continue
    runs = [cut(yield* merged(runs, order))]
    kept = runs[0]!.length
    grown = 0
  }
  runs.push(fresh.sort(order))
  for (const { item } of cut(yield* merged(runs, order))) yield item
}

/** Merges sorted runs two by two until one is left; of equal items the one of the earlier run is first. */
function* merged<T>(runs: T[][], order: (a: T, b: T) => number): Generator<Pause, T[]> {
  const pacer = new Pacer()
  let from = runs
  while (from.length > 1) {
    const made: T[][] = []
    for (let i = 0; i < from.length; i += 2) {
      const [left = [], right = []] = [from[i], from[i + 1]]
      made.push(right.length > 0 ? yield* mergeTwo(left, right, order, pacer) : left)
    }
    from = made
  }
  return from[0] ?? []
}

function* mergeTwo<T>(
  left: T[],
  right: T[],
  order: (a: T, b: T) => number,
  pacer: Pacer,
): Generator<Pause, T[]> {
  const made: T[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    const takeLeft = j >= right.length || (i < left.length && order(left[i]!, right[j]!) <= 0)
    made.push(takeLeft ? left[i++]! : right[j++]!)
    if (made.length % RUN !== 0 || !pacer.due()) continue
    yield PAUSE
    pacer.restart()
  }
  return made
}

/** Orders the elements of an array for `$push … $sort`: by fields, or by the values themselves. */
export function sortElements(items: unknown[], spec: unknown): unknown[] {
  const direction = rankOf(spec) === RANK.number ? toSafeInteger(spec) : undefined
  if (direction === 1 || direction === -1)
    return items.toSorted((a, b) => compare(a, b) * direction)
  if (!isDoc(spec) || Object.keys(spec).length === 0) {
    throw new MongoError(
      'BadValue',
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    )
  }
  const fields = parseSort(spec)
  const keyed = items.map((item) => ({
    item,
    key: fields.map((field) => readPath(isDoc(item) ? item : {}, field.parts) ?? null),
  }))
  return keyed.sort((a, b) => compareKeys(a.key, b.key, fields)).map((each) => each.item)
}
