import { MongoError, unsupported } from '../errors'
import { compileNode } from '../query/match'
import { parseFilter } from '../query/parse'
import { isDoc, RANK, rankOf, truthy } from '../values/kinds'
import { toNumber, toSafeInteger } from '../values/numbers'
import { isIndex } from '../values/paths'
import type { Matcher } from '../query/match'
import type { Node } from '../query/parse'
import type { SortField } from '../shape/sort'
import type { Doc } from '../values/kinds'

/** An index as this process holds it. */
export type Index = {
  id: number
  name: string
  fields: SortField[]
  /** What `listIndexes` shows. */
  spec: Doc
  unique: boolean
  sparse: boolean
  partial?: { node: Node; matches: Matcher }
  expireAfterSeconds?: number
  /** Per field: has any document had an array on that path? Never goes back to false. */
  multikey: boolean[]
  /** Some key lost its order (see `Key.exact`): no sorting by this index. */
  inexact: boolean
  /** The write count when it was built: an older snapshot does not hold it. */
  since: number
}

const OPTIONS = new Set(
  'v key name unique sparse partialFilterExpression expireAfterSeconds background hidden ns'.split(
    ' ',
  ),
)
const MAX_FIELDS = 32

/** Reads one entry of `createIndexes`. @throws CannotCreateIndex and its like. */
export function parseIndexSpec(spec: unknown): Omit<Index, 'id' | 'since'> {
  if (!isDoc(spec) || !isDoc(spec.key)) {
    throw new MongoError(
      'FailedToParse',
      "The 'key' field is a required property of an index specification",
    )
  }
  for (const name of Object.keys(spec)) {
    if (OPTIONS.has(name)) continue
    if (name === 'collation' && isDoc(spec.collation) && spec.collation.locale === 'simple')
      continue
    throw unsupported(`index option ${name}`, 'CannotCreateIndex')
  }
  const fields = parseKey(spec.key)
  if (typeof spec.name !== 'string' || spec.name === '') {
    throw new MongoError(
      'FailedToParse',
      "The 'name' field is a required property of an index specification",
    )
  }
  if (truthy(spec.hidden)) throw unsupported('a hidden index', 'CannotCreateIndex')
  const shown: Doc = { v: 2, key: spec.key, name: spec.name }
  for (const name of ['unique', 'sparse']) if (truthy(spec[name])) shown[name] = true
  const index: Omit<Index, 'id' | 'since'> = {
    name: spec.name,
    fields,
    spec: shown,
    unique: truthy(spec.unique),
    sparse: truthy(spec.sparse),
    multikey: fields.map(() => false),
    inexact: false,
  }
  if (spec.partialFilterExpression !== undefined) {
    if (index.sparse)
      throw new MongoError(
        'CannotCreateIndex',
        'cannot mix "partialFilterExpression" and "sparse" options',
      )
    index.partial = parsePartial(spec.partialFilterExpression)
    shown.partialFilterExpression = spec.partialFilterExpression
  }
  if (spec.expireAfterSeconds !== undefined) {
    index.expireAfterSeconds = parseExpiry(spec.expireAfterSeconds, fields)
    shown.expireAfterSeconds = spec.expireAfterSeconds
  }
  return index
}

function parseKey(key: Doc): SortField[] {
  const fields = Object.entries(key).map(([path, value]): SortField => {
    const parts = path.split('.')
    if (typeof value === 'string') throw unsupported(`a ${value} index`, 'CannotCreateIndex')
    const direction = rankOf(value) === RANK.number ? toNumber(value) : 0
    if (direction === 0 || Number.isNaN(direction)) {
      throw new MongoError(
        'CannotCreateIndex',
        `Values in v:2 index key pattern cannot be of type ${String(value)}. Only numbers > 0, numbers < 0, and strings are allowed.`,
      )
    }
    if (parts.includes('') || parts.some((part) => part.startsWith('$'))) {
      throw new MongoError(
        'CannotCreateIndex',
        `Index keys cannot contain an empty or $-prefixed field: '${path}'`,
      )
    }
    if (parts.some(isIndex) || parts.includes('$**'))
      throw unsupported(`an index on ${path}`, 'CannotCreateIndex')
    return { path, parts, direction: direction > 0 ? 1 : -1 }
  })
  if (fields.length === 0)
    throw new MongoError('CannotCreateIndex', 'Index keys cannot be an empty object')
  if (fields.length > MAX_FIELDS) throw new MongoError(13103, 'too many compound keys')
  return fields
}

const PARTIAL_TESTS = new Set(['eq', 'gt', 'gte', 'lt', 'lte', 'exists', 'type', 'in'])

function parsePartial(expression: unknown): { node: Node; matches: Matcher } {
  const node = parseFilter(expression)
  const check = (each: Node): void => {
    if (each.kind === 'and' || each.kind === 'or') each.nodes.forEach(check)
    else if (
      each.kind !== 'path' ||
      !PARTIAL_TESTS.has(each.test.op) ||
      (each.test.op === 'exists' && !each.test.value)
    ) {
      throw new MongoError('CannotCreateIndex', 'Expression not supported in partial index')
    }
  }
  check(node)
  return { node, matches: compileNode(node) }
}

/** Checks a TTL in seconds: a number from 0 to 2^31 - 1, on one field only. */
export function parseExpiry(value: unknown, fields: readonly SortField[]): number {
  const seconds = toSafeInteger(value)
  if (seconds === undefined || seconds < 0 || seconds >= 2 ** 31) {
    throw new MongoError(
      'CannotCreateIndex',
      "TTL index 'expireAfterSeconds' option must be a number within 0 and 2147483647",
    )
  }
  if (fields.length > 1 || fields[0]?.path === '_id') {
    throw new MongoError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL',
    )
  }
  return seconds
}
