import { ObjectId } from 'bson'
import { MongoError } from '../errors'
import { Double, Int32, isNullish, Long, RANK, rankOf, truthy, typeName } from '../values/kinds'
import { toNumber, toSafeInteger, toWhole } from '../values/numbers'
import { ANY, binary, nullable, unary } from './eager'
import type { Eager } from './eager'

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

/** Operators on texts, and from one type to another. */
export const CONVERSIONS = {
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
} satisfies Record<string, Eager>
