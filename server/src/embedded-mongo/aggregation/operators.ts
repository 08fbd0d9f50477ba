import { ObjectId } from 'bson'
import { MongoError } from '../errors'
import { compare, equals } from '../values/compare'
import {
  Double,
  Int32,
  isDoc,
  isNullish,
  Long,
  RANK,
  rankOf,
  truthy,
  typeName,
} from '../values/kinds'
import { arithmetic, fromNumber, toNumber, toSafeInteger, toWhole } from '../values/numbers'
import type { Operation } from '../values/numbers'
import type { Doc } from '../values/kinds'

/** An operator whose operands are evaluated first. */
type Eager = { arity: readonly [number, number]; run: (values: unknown[]) => unknown }

const ANY = [0, Number.POSITIVE_INFINITY] as const

function unary(run: (value: unknown) => unknown): Eager {
  return { arity: [1, 1], run: ([value]) => run(value) }
}

function binary(run: (a: unknown, b: unknown) => unknown): Eager {
  return { arity: [2, 2], run: ([a, b]) => run(a, b) }
}

/** Null in, null out. */
function nullable(run: (value: unknown) => unknown): Eager {
  return unary((value) => (isNullish(value) ? null : run(value)))
}

function mustBeNumber(operator: string, value: unknown): void {
  if (rankOf(value) !== RANK.number) {
    throw new MongoError(28765, `${operator} only supports numeric types, not ${typeName(value)}`)
  }
}

function mustBeArray(operator: string, value: unknown): unknown[] {
  if (!Array.isArray(value))
    throw new MongoError(17124, `${operator} needs an array, not ${typeName(value)}`)
  return value as unknown[]
}

/** Adds with MongoDB's types; a long that overflows becomes double. */
export function addNumbers(a: unknown, b: unknown, operation: Operation = 'add'): unknown {
  const exact = arithmetic(operation, a, b)
  return exact ?? arithmetic(operation, new Double(toNumber(a)), b)
}

function fold(operator: string, operation: Operation, start: Int32): Eager {
  return {
    arity: ANY,
    run: (values) => {
      if (values.some(isNullish)) return null
      const date = operation === 'add' ? values.find((value) => value instanceof Date) : undefined
      let total: unknown = start
      for (const value of values) {
        if (value === date && date) continue
        mustBeNumber(operator, value)
        total = addNumbers(total, value, operation)
      }
      return date instanceof Date ? new Date(date.getTime() + toNumber(total)) : total
    },
  }
}

function subtract(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null
  if (a instanceof Date) {
    if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime())
    mustBeNumber('$subtract', b)
    return new Date(a.getTime() - toNumber(b))
  }
  mustBeNumber('$subtract', a)
  mustBeNumber('$subtract', b)
  return addNumbers(a, b, 'subtract')
}

function divide(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null
  for (const each of [a, b]) mustBeNumber('$divide', each)
  refuseDecimal('$divide', a, b)
  if (toNumber(b) === 0) throw new MongoError('BadValue', "can't $divide by zero")
  return new Double(toNumber(a) / toNumber(b))
}

function refuseDecimal(operator: string, ...values: unknown[]): void {
  if (values.some((value) => typeName(value) === 'decimal')) {
    throw new MongoError(
      'BadValue',
      `${operator} on decimals is not supported by the embedded store; set MONGODB_URI`,
    )
  }
}

function modulo(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null
  for (const each of [a, b]) mustBeNumber('$mod', each)
  refuseDecimal('$mod', a, b)
  if (toNumber(b) === 0) throw new MongoError(16610, "can't $mod by zero")
  if ([a, b].some((each) => typeName(each) === 'double'))
    return new Double(toNumber(a) % toNumber(b))
  return sameWhole((toWhole(a) ?? 0n) % (toWhole(b) ?? 1n), a, b)
}

function sameWhole(value: bigint, ...like: unknown[]): Int32 | Long {
  return like.some((each) => typeName(each) === 'long')
    ? Long.fromBigInt(value)
    : new Int32(Number(value))
}

/** $ceil, $floor: whole numbers stay what they are. */
function wholeBy(operator: string, change: (value: number) => number): Eager {
  return nullable((value) => {
    mustBeNumber(operator, value)
    refuseDecimal(operator, value)
    return typeName(value) === 'double' ? new Double(change(toNumber(value))) : value
  })
}

/** $round rounds half to even, $trunc cuts; both at a decimal place. */
function places(operator: '$round' | '$trunc'): Eager {
  return {
    arity: [1, 2],
    run: ([value, place]) => {
      if (isNullish(value) || place === null) return null
      mustBeNumber(operator, value)
      refuseDecimal(operator, value)
      const digits = place === undefined ? 0 : toSafeInteger(place)
      if (digits === undefined || digits < -20 || digits > 100) {
        throw new MongoError(
          51083,
          `cannot apply ${operator} with precision value ${String(place)}`,
        )
      }
      if (typeName(value) !== 'double' && digits >= 0) return value
      const number = toNumber(value)
      if (!Number.isFinite(number)) return value
      const cut = roundDecimal(number, digits, operator === '$round')
      return typeName(value) === 'double' ? new Double(cut) : sameWhole(BigInt(cut), value)
    },
  }
}

/** Works on the shortest decimal text, so that 2.675 rounds as it reads. */
function roundDecimal(number: number, digits: number, nearest: boolean): number {
  const [mantissa = '0', power = '0'] = number.toString().split('e')
  const shifted = Number(`${mantissa}e${Number(power) + digits}`)
  const floor = Math.trunc(shifted)
  const rest = Math.abs(shifted - floor)
  const up = nearest && (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0))
  const whole = floor + (up ? Math.sign(shifted) : 0)
  const [m = '0', p = '0'] = whole.toString().split('e')
  return Number(`${m}e${Number(p) - digits}`)
}

function abs(value: unknown): unknown {
  mustBeNumber('$abs', value)
  return compare(value, new Int32(0)) < 0 ? addNumbers(value, new Int32(-1), 'multiply') : value
}

function ordering(test: (order: number) => boolean): Eager {
  return binary((a, b) => test(compare(a, b)))
}

function asText(operator: string, value: unknown): string {
  if (isNullish(value)) return ''
  if (typeof value === 'string') return value
  if (rankOf(value) === RANK.number) return toText(value)
  if (value instanceof Date) return value.toISOString()
  throw new MongoError(
    16007,
    `can't convert from BSON type ${typeName(value)} to String in ${operator}`,
  )
}

function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof ObjectId) return value.toHexString()
  if (rankOf(value) === RANK.number || typeof value === 'string' || typeof value === 'boolean') {
    return typeName(value) === 'double' ? String(toNumber(value)) : String(value)
  }
  throw new MongoError(241, `Unsupported conversion from ${typeName(value)} to string in $convert`)
}

function toInteger(value: unknown, name: 'int' | 'long'): Int32 | Long {
  const number = value instanceof Date && name === 'long' ? value.getTime() : value
  const whole =
    typeof number === 'string' && /^[+-]?\d+$/.test(number)
      ? BigInt(number)
      : typeof number === 'boolean'
        ? BigInt(number)
        : rankOf(number) === RANK.number
          ? (toWhole(number) ??
            (Number.isFinite(toNumber(number)) ? BigInt(Math.trunc(toNumber(number))) : undefined))
          : undefined
  const limit = name === 'int' ? 2n ** 31n : 2n ** 63n
  if (whole === undefined || whole >= limit || whole < -limit) {
    throw new MongoError(241, `Failed to convert ${typeName(value)} to ${name} in $convert`)
  }
  return name === 'int' ? new Int32(Number(whole)) : Long.fromBigInt(whole)
}

function toDouble(value: unknown): Double {
  const number =
    typeof value === 'string' && value.trim() !== ''
      ? Number(value)
      : typeof value === 'boolean'
        ? Number(value)
        : value instanceof Date
          ? value.getTime()
          : toNumber(value)
  if (Number.isNaN(number) && rankOf(value) !== RANK.number) {
    throw new MongoError(241, `Failed to parse number in $convert: ${typeName(value)}`)
  }
  return new Double(number)
}

function toDate(value: unknown): Date {
  const date =
    value instanceof Date
      ? value
      : value instanceof ObjectId
        ? value.getTimestamp()
        : typeof value === 'string' && /^\d{4}-\d\d-\d\d(T|$)/.test(value)
          ? new Date(value.length === 10 || /(Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`)
          : ['long', 'double'].includes(typeName(value))
            ? new Date(Math.trunc(toNumber(value)))
            : new Date(Number.NaN)
  if (Number.isNaN(date.getTime()))
    throw new MongoError(241, `Error parsing date in $convert: ${typeName(value)}`)
  return date
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

/** Least and greatest of the operands, or of the one array given; null and missing do not count. */
function extreme(sign: 1 | -1): Eager {
  return {
    arity: ANY,
    run: (values) =>
      best(
        values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values,
        sign,
      ),
  }
}

export function best(values: readonly unknown[], sign: 1 | -1): unknown {
  let found: unknown = null
  for (const value of values) {
    if (!isNullish(value) && (found === null || compare(value, found) * sign > 0)) found = value
  }
  return found
}

/** Adds what is a number; everything else is passed over. */
export function sum(values: readonly unknown[]): unknown {
  let total: unknown = new Int32(0)
  for (const value of values) if (rankOf(value) === RANK.number) total = addNumbers(total, value)
  return total
}

/** Mean of what is a number, as double; null where there is none. */
export function average(values: readonly unknown[]): unknown {
  const numbers = values.filter((value) => rankOf(value) === RANK.number)
  refuseDecimal('$avg', ...numbers)
  return numbers.length === 0 ? null : new Double(toNumber(sum(numbers)) / numbers.length)
}

function flat(values: unknown[]): unknown[] {
  return values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values
}

/** Operators by name. What is not here, in `lazy-operators` or in `leaves` is refused. */
export const EAGER: { readonly [name: string]: Eager | undefined } = {
  $add: fold('$add', 'add', new Int32(0)),
  $multiply: fold('$multiply', 'multiply', new Int32(1)),
  $subtract: binary(subtract),
  $divide: binary(divide),
  $mod: binary(modulo),
  $abs: nullable(abs),
  $ceil: wholeBy('$ceil', Math.ceil),
  $floor: wholeBy('$floor', Math.floor),
  $round: places('$round'),
  $trunc: places('$trunc'),
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
  $concat: {
    arity: ANY,
    run: (values) => {
      if (values.some(isNullish)) return null
      const wrong = values.find((value) => typeof value !== 'string')
      if (wrong !== undefined)
        throw new MongoError(16702, `$concat only supports strings, not ${typeName(wrong)}`)
      return values.join('')
    },
  },
  $toLower: unary((value) =>
    asText('$toLower', value).replaceAll(/[A-Z]+/g, (text) => text.toLowerCase()),
  ),
  $toUpper: unary((value) =>
    asText('$toUpper', value).replaceAll(/[a-z]+/g, (text) => text.toUpperCase()),
  ),
  $strLenCP: unary((value) => {
    if (typeof value !== 'string')
      throw new MongoError(34471, `$strLenCP requires a string argument, found: ${typeName(value)}`)
    return new Int32([...value].length)
  }),
  $substrCP: {
    arity: [3, 3],
    run: ([text, start, length]) => {
      const [from, count] = [toSafeInteger(start), toSafeInteger(length)]
      if (from === undefined || count === undefined || from < 0 || count < 0)
        throw new MongoError(34452, '$substrCP takes whole numbers from 0')
      return [...asText('$substrCP', text)].slice(from, from + count).join('')
    },
  },
  $split: binary((text, by) => {
    if (isNullish(text) || isNullish(by)) return null
    if (typeof text !== 'string' || typeof by !== 'string' || by === '')
      throw new MongoError(40085, '$split takes two strings, the separator not empty')
    return text.split(by)
  }),
  $toString: nullable(toText),
  $toInt: nullable((value) => toInteger(value, 'int')),
  $toLong: nullable((value) => toInteger(value, 'long')),
  $toDouble: nullable(toDouble),
  $toDate: nullable(toDate),
  $toBool: nullable((value) => typeof value === 'string' || truthy(value)),
  $toObjectId: nullable((value) => {
    if (value instanceof ObjectId) return value
    if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value)
    throw new MongoError(241, 'Failed to parse objectId in $convert')
  }),
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
  $sum: { arity: ANY, run: (values) => sum(flat(values)) },
  $avg: { arity: ANY, run: (values) => average(flat(values)) },
  $max: extreme(1),
  $min: extreme(-1),
  $pow: binary((a, b) => power(a, b)),
  $sqrt: nullable((value) => {
    mustBeNumber('$sqrt', value)
    refuseDecimal('$sqrt', value)
    if (toNumber(value) < 0)
      throw new MongoError(28714, "$sqrt's argument must be greater than or equal to 0")
    return new Double(Math.sqrt(toNumber(value)))
  }),
}

function power(a: unknown, b: unknown): unknown {
  if (isNullish(a) || isNullish(b)) return null
  for (const each of [a, b]) mustBeNumber('$pow', each)
  refuseDecimal('$pow', a, b)
  const value = toNumber(a) ** toNumber(b)
  if ([a, b].some((each) => typeName(each) === 'double') || !Number.isSafeInteger(value))
    return new Double(value)
  return [a, b].some((each) => typeName(each) === 'long')
    ? Long.fromNumber(value)
    : Math.abs(value) < 2 ** 31
      ? fromNumber(value)
      : Long.fromNumber(value)
}
