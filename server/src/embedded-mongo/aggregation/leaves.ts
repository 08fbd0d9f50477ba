import {
  $dateToString,
  $dayOfMonth,
  $dayOfWeek,
  $dayOfYear,
  $hour,
  $isoDayOfWeek,
  $isoWeek,
  $millisecond,
  $minute,
  $month,
  $second,
  $year,
} from 'mingo/operators/expression/date'
import { $ltrim, $replaceAll, $replaceOne, $rtrim, $trim } from 'mingo/operators/expression/string'
import { MongoError, unsupported } from '../errors'
import { isDoc, isNullish, ObjectId, typeName } from '../values/kinds'
import { fromNumber } from '../values/numbers'
import type { Options } from 'mingo/types'
import type { Doc } from '../values/kinds'

type MingoOperator = (doc: Doc, expression: string, options: Partial<Options>) => unknown

/** Runs one of mingo's operators on a value that is already evaluated. */
function runMingo(operator: unknown, operand: unknown): unknown {
  return (operator as MingoOperator)({ operand }, '$operand', {})
}

/** Minutes east of UTC. Names are refused save the one whose offset has not moved since 1991. */
function offsetOf(timezone: unknown): number {
  if (timezone === undefined || timezone === 'UTC' || timezone === 'GMT') return 0
  if (timezone === 'Asia/Shanghai') return 480
  const match = typeof timezone === 'string' ? /^([+-])(\d\d):?(\d\d)$/.exec(timezone) : null
  if (!match) throw unsupported('a time zone other than UTC, an offset or Asia/Shanghai', 40485)
  return (Number(match[2]) * 60 + Number(match[3])) * (match[1] === '-' ? -1 : 1)
}

const CHINA_FIXED_SINCE = Date.UTC(1991, 8, 15)

/** The date whose UTC parts are the local ones: mingo's own reading of `-00:30` is wrong. */
function localDate(operator: string, value: unknown, timezone: unknown): Date {
  const date = value instanceof ObjectId ? value.getTimestamp() : value
  if (!(date instanceof Date))
    throw new MongoError(
      16006,
      `can't convert from BSON type ${typeName(value)} to Date in ${operator}`,
    )
  if (timezone === 'Asia/Shanghai' && date.getTime() < CHINA_FIXED_SINCE) {
    throw unsupported(`${operator} in Asia/Shanghai before 1991-09-15`, 40485)
  }
  return new Date(date.getTime() + offsetOf(timezone) * 60_000)
}

function datePart(name: string, operator: unknown): (operand: unknown) => unknown {
  return (operand) => {
    const named = isDoc(operand)
      ? operand
      : { date: Array.isArray(operand) ? (operand as unknown[])[0] : operand }
    if (isNullish(named.date)) return null
    if (named.timezone === null) return null
    return fromNumber(Number(runMingo(operator, localDate(name, named.date, named.timezone))))
  }
}

function dateToString(operand: unknown): unknown {
  if (!isDoc(operand) || !('date' in operand || 'onNull' in operand)) {
    if (isDoc(operand)) return null
    throw new MongoError(18629, '$dateToString only supports an object as its argument')
  }
  if (isNullish(operand.date)) return operand.onNull ?? null
  if (operand.timezone === null) return null
  const date = localDate('$dateToString', operand.date, operand.timezone)
  const format =
    operand.format ??
    (operand.timezone === undefined ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L')
  if (typeof format !== 'string')
    throw new MongoError(18533, '$dateToString requires a string for format')
  if (/%[^YmdHMSLju]/.test(format)) throw unsupported(`$dateToString format ${format}`, 18536)
  return runMingo($dateToString, { date, format })
}

/** `{ input, chars? }` of strings; null in, null out. */
function trim(name: string, operator: unknown): (operand: unknown) => unknown {
  return (operand) => {
    if (!isDoc(operand))
      throw new MongoError(50696, `${name} only supports an object as an argument`)
    if (isNullish(operand.input) || operand.chars === null) return null
    if (typeof operand.input !== 'string')
      throw new MongoError(50699, `${name} requires its input to be a string`)
    return runMingo(operator, operand)
  }
}

function replace(name: string, operator: unknown): (operand: unknown) => unknown {
  return (operand) => {
    if (!isDoc(operand)) throw new MongoError(51751, `${name} requires an object as an argument`)
    const values = [operand.input, operand.find, operand.replacement]
    if (values.some(isNullish)) return null
    if (!values.every((value) => typeof value === 'string'))
      throw new MongoError(51746, `${name} requires strings`)
    return runMingo(operator, operand)
  }
}

/** Operators that mingo evaluates, guarded to what it gets right. */
export const LEAVES: { readonly [name: string]: ((operand: unknown) => unknown) | undefined } = {
  $year: datePart('$year', $year),
  $month: datePart('$month', $month),
  $dayOfMonth: datePart('$dayOfMonth', $dayOfMonth),
  $dayOfYear: datePart('$dayOfYear', $dayOfYear),
  $dayOfWeek: datePart('$dayOfWeek', $dayOfWeek),
  $isoDayOfWeek: datePart('$isoDayOfWeek', $isoDayOfWeek),
  $isoWeek: datePart('$isoWeek', $isoWeek),
  $hour: datePart('$hour', $hour),
  $minute: datePart('$minute', $minute),
  $second: datePart('$second', $second),
  $millisecond: datePart('$millisecond', $millisecond),
  $dateToString: dateToString,
  $trim: trim('$trim', $trim),
  $ltrim: trim('$ltrim', $ltrim),
  $rtrim: trim('$rtrim', $rtrim),
  $replaceOne: replace('$replaceOne', $replaceOne),
  $replaceAll: replace('$replaceAll', $replaceAll),
}
