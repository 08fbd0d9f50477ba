import { ObjectId } from 'bson'
import { MongoError, unsupported } from '../errors'
import { Double, Int32, isNullish, Long, RANK, rankOf, truthy, typeName } from '../values/kinds'
import { toNumber, toWhole } from '../values/numbers'
import { one } from './operator'
import type { Operator } from './operator'

const CONVERSION_FAILURE = 241

function failed(value: unknown, to: string): MongoError {
  return new MongoError(
    CONVERSION_FAILURE,
    `Failed to convert ${typeName(value)} to ${to} in $convert with no onError value`,
  )
}

/** A double as MongoDB prints it: `%.16g` of C. */
function printDouble(value: number): string {
  if (!Number.isFinite(value)) throw unsupported(`${value} as a string`, CONVERSION_FAILURE)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa = '', power = ''] = value.toExponential(15).split('e')
  const exponent = Number(power)
  const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)
  if (exponent >= -4 && exponent < 16) return trimmed(value.toFixed(15 - exponent))
  const size = String(Math.abs(exponent)).padStart(2, '0')
  return `${trimmed(mantissa)}e${exponent < 0 ? '-' : '+'}${size}`
}

/** The text of a scalar. @throws 241 for a type that has none */
export function textOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof ObjectId) return value.toHexString()
  if (typeName(value) === 'double') return printDouble(toNumber(value))
  if (rankOf(value) === RANK.number || typeof value === 'string' || typeof value === 'boolean')
    return String(value)
  throw failed(value, 'string')
}

/** A whole number within so many bits; a fraction is cut off. */
function integer(value: unknown, bits: 32 | 64): bigint {
  let whole: bigint | undefined
  if (typeof value === 'boolean' || (typeof value === 'string' && /^[+-]?\d+$/.test(value)))
    whole = BigInt(typeof value === 'string' ? value.replace('+', '') : value)
  else if (value instanceof Date && bits === 64) whole = BigInt(value.getTime())
  else if (rankOf(value) === RANK.number) {
    const cut = Math.trunc(toNumber(value))
    whole = toWhole(value) ?? (Number.isFinite(cut) ? BigInt(cut) : undefined)
  }
  if (whole === undefined || BigInt.asIntN(bits, whole) !== whole)
    throw failed(value, bits === 32 ? 'int' : 'long')
  return whole
}

function toDouble(value: unknown): Double {
  if (typeof value === 'boolean') return new Double(Number(value))
  if (value instanceof Date) return new Double(value.getTime())
  if (rankOf(value) === RANK.number) return new Double(toNumber(value))
  if (typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value))
    return new Double(Number(value))
  throw failed(value, 'double')
}

const ISO_DATE =
  /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:?\d\d)?)?$/

function parseDate(text: string): Date {
  const [, day = '', time = '00:00', zone = 'Z'] = ISO_DATE.exec(text) ?? []
  if (day === '')
    throw unsupported(`a date that is not written as in ISO 8601 ('${text}')`, CONVERSION_FAILURE)
  // JavaScript takes February 30 for March 2.
  if (!new Date(`${day}T00:00Z`).toJSON()?.startsWith(day)) throw failed(text, 'date')
  return new Date(`${day}T${time}${zone}`)
}

function toDate(value: unknown): Date {
  let date = new Date(Number.NaN)
  if (value instanceof Date) date = value
  else if (value instanceof ObjectId) date = value.getTimestamp()
  else if (typeof value === 'string') date = parseDate(value)
  else if (['long', 'double', 'decimal'].includes(typeName(value)))
    date = new Date(Math.trunc(toNumber(value)))
  if (Number.isNaN(date.getTime())) throw failed(value, 'date')
  return date
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value
  if (typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)) return new ObjectId(value)
  throw failed(value, 'objectId')
}

function convert(run: (value: unknown) => unknown): Operator {
  return one((value) => (isNullish(value) ? null : run(value)))
}

/** Operators from one type to another. */
export const CONVERSIONS = {
  $toString: convert(textOf),
  $toInt: convert((value) => new Int32(Number(integer(value, 32)))),
  $toLong: convert((value) => Long.fromBigInt(integer(value, 64))),
  $toDouble: convert(toDouble),
  $toDate: convert(toDate),
  $toBool: convert((value) => typeof value === 'string' || truthy(value)),
  $toObjectId: convert(toObjectId),
} satisfies Record<string, Operator>
