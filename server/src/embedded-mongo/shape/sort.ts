import { MongoError, unsupported } from '../errors'
import { compare } from '../values/compare'
import { isDoc, RANK, rankOf } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { getField, isIndex } from '../values/paths'
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
function sortValue(doc: unknown, field: SortField): unknown {
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
      collect(value[Number(part)], parts, at + 1, offer)
    for (const item of value as unknown[]) if (isDoc(item)) collect(item, parts, at, offer)
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

/**
 * The first `limit` documents of the sorted whole, without keeping more than twice as many. Items may
 * be anything that `docOf` turns into the document to look at.
 */
export class TopSorter<Item> {
  private kept: { item: Item; key: unknown[]; order: number }[] = []
  private order = 0
  private readonly fields: readonly SortField[]
  private readonly limit: number
  private readonly docOf: (item: Item) => unknown

  constructor(fields: readonly SortField[], limit: number, docOf: (item: Item) => unknown) {
    this.fields = fields
    this.limit = limit
    this.docOf = docOf
  }

  add(item: Item): void {
    const doc = this.docOf(item)
    const key = this.fields.map((field) => sortValue(doc, field))
    this.kept.push({ item, key, order: this.order++ })
    if (this.limit > 0 && this.kept.length >= this.limit * 2 + 64) this.trim()
  }

  private trim(): void {
    this.kept.sort((a, b) => compareKeys(a.key, b.key, this.fields) || a.order - b.order)
    if (this.limit > 0) this.kept.length = Math.min(this.kept.length, this.limit)
  }

  result(): Item[] {
    this.trim()
    return this.kept.map((each) => each.item)
  }
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
  const keyed = items.map((item) => ({ item, key: fields.map((field) => sortValue(item, field)) }))
  return keyed.sort((a, b) => compareKeys(a.key, b.key, fields)).map((each) => each.item)
}
