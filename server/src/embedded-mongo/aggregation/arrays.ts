import { MongoError, unsupported } from '../errors'
import { equals } from '../values/compare'
import { keyOf } from '../values/keys'
import { Int32, isNullish } from '../values/kinds'
import { toNumber } from '../values/numbers'
import { array, binary, integer, must, one, two, unary, variadic } from './operator'
import type { Operator } from './operator'

/** Each value once, the first of equal ones, in the order given. */
function unique(items: readonly unknown[]): unknown[] {
  const found = new Map<string, unknown>()
  for (const item of items) {
    const key = keyOf(item)
    if (!found.has(key)) found.set(key, item)
  }
  return [...found.values()]
}

function slice([items, ...rest]: unknown[], name: string): unknown {
  if (isNullish(items) || rest.some(isNullish)) return null
  const from = must(array(28724), items, name)
  const [first = 0, count] = rest.map((value) => toNumber(must(integer(28725), value, name)))
  if (count === undefined) return first >= 0 ? from.slice(0, first) : from.slice(first)
  if (count <= 0) throw new MongoError(28729, `third argument to $slice must be positive: ${count}`)
  const start = first >= 0 ? first : Math.max(0, from.length + first)
  return from.slice(start, start + count)
}

/** More than this would not fit a document anyway. */
const MAX_RANGE = 1_000_000

function range(values: unknown[], name: string): Int32[] {
  const [from = 0, to = 0, step = 1] = values.map((value, i) =>
    toNumber(must(integer(34443 + 2 * i), value, name)),
  )
  if (step === 0) throw new MongoError(34449, '$range requires a non-zero step value')
  const length = Math.max(0, Math.ceil((to - from) / step))
  if (length > MAX_RANGE) throw unsupported(`a $range of ${length} numbers`, 146)
  return Array.from({ length }, (_, i) => new Int32(from + i * step))
}

const PLACE = array(28689)

/** Operators on arrays, their operands evaluated first. */
export const ARRAYS = {
  $isArray: one((value) => Array.isArray(value)),
  $size: one((value, name) => new Int32(must(array(17124), value, name).length)),
  $in: two((value, items, name) =>
    must(array(40081), items, name).some((item) => equals(item, value)),
  ),
  $indexOfArray: two((items, value, name) =>
    isNullish(items)
      ? null
      : new Int32(must(array(40090), items, name).findIndex((item) => equals(item, value))),
  ),
  $arrayElemAt: binary(PLACE, integer(28691), (items, at) => items.at(toNumber(at))),
  $first: unary(PLACE, (items) => items[0]),
  $last: unary(PLACE, (items) => items.at(-1)),
  $slice: { arity: [2, 3], run: slice },
  $range: { arity: [2, 3], run: range },
  $reverseArray: unary(array(34435), (items) => items.toReversed()),
  $concatArrays: variadic(array(28664), (arrays) => arrays.flat()),
  $setUnion: variadic(array(17043), (arrays) => unique(arrays.flat())),
  $setIntersection: variadic(array(17047), ([first = [], ...others]) => {
    const sets = others.map((items) => new Set(items.map(keyOf)))
    return unique(first).filter((item) => sets.every((set) => set.has(keyOf(item))))
  }),
  $setDifference: binary(array(17048), array(17049), (items, gone) => {
    const without = new Set(gone.map(keyOf))
    return unique(items).filter((item) => !without.has(keyOf(item)))
  }),
} satisfies Record<string, Operator>
