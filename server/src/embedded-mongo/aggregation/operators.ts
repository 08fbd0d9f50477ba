import { MongoError } from '../errors'
import { compare, equals } from '../values/compare'
import { Int32, isDoc, isNullish, RANK, rankOf, truthy, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { ARITHMETIC } from './arithmetic'
import { CONVERSIONS } from './conversions'
import { ANY, binary, mustBeArray, nullable, unary } from './eager'
import type { Doc } from '../values/kinds'
import type { Eager } from './eager'

function ordering(test: (order: number) => boolean): Eager {
  return binary((a, b) => test(compare(a, b)))
}
function elementAt(value: unknown, position: unknown): unknown {
  if (isNullish(value) || isNullish(position)) return null
  const items = mustBeArray('$arrayElemAt', value)
  const index = toSafeInteger(position)
  if (index === undefined)
    throw new MongoError(28690, "$arrayElemAt's second argument must be a whole number")
  return items.at(index)
}

function slice(values: unknown[]): unknown {
  if (values.some(isNullish)) return null
  const items = mustBeArray('$slice', values[0])
  const [a, b] = values.slice(1).map(toSafeInteger)
  if (a === undefined || (values.length === 3 && (b === undefined || b <= 0))) {
    throw new MongoError(28729, '$slice takes whole numbers, the count positive')
  }
  if (b === undefined) return a >= 0 ? items.slice(0, a) : items.slice(a)
  const start = a >= 0 ? a : Math.max(0, items.length + a)
  return items.slice(start, start + b)
}

function range(values: unknown[]): unknown {
  const [from, to, step = 1] = values.map(toSafeInteger)
  if (from === undefined || to === undefined || step === 0)
    throw new MongoError(34443, '$range takes whole numbers and a step that is not 0')
  const items: Int32[] = []
  for (let i = from; step > 0 ? i < to : i > to; i += step) items.push(new Int32(i))
  return items
}

function distinctValues(items: readonly unknown[]): unknown[] {
  const sorted = items.toSorted(compare)
  return sorted.filter((item, i) => i === 0 || !equals(item, sorted[i - 1]))
}

function merge(values: unknown[]): unknown {
  const made: Doc = {}
  for (const value of values) {
    if (isNullish(value)) continue
    if (!isDoc(value))
      throw new MongoError(
        40400,
        `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
      )
    Object.assign(made, value)
  }
  return made
}

function toObject(value: unknown): unknown {
  if (isNullish(value)) return null
  const made: Doc = {}
  for (const item of mustBeArray('$arrayToObject', value)) {
    const [name, field] = Array.isArray(item)
      ? (item as unknown[])
      : isDoc(item)
        ? [item.k, item.v]
        : []
    if (typeof name !== 'string' || name === '__proto__')
      throw new MongoError(40395, '$arrayToObject needs a string for each key')
    made[name] = field
  }
  return made
}
function flat(values: unknown[]): unknown[] {
  return values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values
}
/** Operators by name. What is not here, in `lazy-operators` or in `leaves` is refused. */
export const EAGER: { readonly [name: string]: Eager | undefined } = {
  ...ARITHMETIC,
  ...CONVERSIONS,
  $eq: ordering((order) => order === 0),
  $ne: ordering((order) => order !== 0),
  $gt: ordering((order) => order > 0),
  $gte: ordering((order) => order >= 0),
  $lt: ordering((order) => order < 0),
  $lte: ordering((order) => order <= 0),
  $cmp: binary((a, b) => new Int32(compare(a, b))),
  $not: unary((value) => !truthy(value)),
  $type: unary(typeName),
  $isNumber: unary((value) => rankOf(value) === RANK.number),
  $isArray: unary(Array.isArray),
  $size: unary((value) => {
    if (!Array.isArray(value))
      throw new MongoError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(value)}`,
      )
    return new Int32(value.length)
  }),
  $in: binary((value, items) => {
    if (!Array.isArray(items))
      throw new MongoError(
        40081,
        `$in requires an array as a second argument, found: ${typeName(items)}`,
      )
    return items.some((item) => equals(item, value))
  }),
  $indexOfArray: binary((items, value) => {
    if (isNullish(items)) return null
    return new Int32(mustBeArray('$indexOfArray', items).findIndex((item) => equals(item, value)))
  }),
  $arrayElemAt: binary(elementAt),
  $first: nullable((value) => mustBeArray('$first', value)[0]),
  $last: nullable((value) => mustBeArray('$last', value).at(-1)),
  $slice: { arity: [2, 3], run: slice },
  $range: { arity: [2, 3], run: range },
  $reverseArray: nullable((value) => mustBeArray('$reverseArray', value).toReversed()),
  $concatArrays: {
    arity: ANY,
    run: (values) =>
      values.some(isNullish)
        ? null
        : values.flatMap((value) => mustBeArray('$concatArrays', value)),
  },
  $setUnion: {
    arity: ANY,
    run: (values) =>
      values.some(isNullish)
        ? null
        : distinctValues(values.flatMap((value) => mustBeArray('$setUnion', value))),
  },
  $setIntersection: {
    arity: ANY,
    run: (values) => {
      if (values.some(isNullish)) return null
      const [first = [], ...rest] = values.map((value) => mustBeArray('$setIntersection', value))
      return distinctValues(
        first.filter((item) => rest.every((items) => items.some((each) => equals(each, item)))),
      )
    },
  },
  $setDifference: binary((a, b) => {
    if (isNullish(a) || isNullish(b)) return null
    const gone = mustBeArray('$setDifference', b)
    return distinctValues(
      mustBeArray('$setDifference', a).filter((item) => !gone.some((each) => equals(each, item))),
    )
  }),
  $setIsSubset: binary((a, b) => {
    const all = mustBeArray('$setIsSubset', b)
    return mustBeArray('$setIsSubset', a).every((item) => all.some((each) => equals(each, item)))
  }),
  $anyElementTrue: unary((value) => mustBeArray('$anyElementTrue', value).some(truthy)),
  $allElementsTrue: unary((value) => mustBeArray('$allElementsTrue', value).every(truthy)),
  $mergeObjects: { arity: ANY, run: (values) => merge(flat(values)) },
  $objectToArray: nullable((value) => {
    if (!isDoc(value))
      throw new MongoError(
        40390,
        `$objectToArray requires a document input, found: ${typeName(value)}`,
      )
    return Object.entries(value).map(([k, v]) => ({ k, v }))
  }),
  $arrayToObject: unary(toObject),
}
