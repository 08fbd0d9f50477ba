import * as mingo from 'mingo/operators/expression/date'
import { MongoError, unsupported } from '../errors'
import { Int32, isNullish, ObjectId, typeName } from '../values/kinds'
import { runMingo } from './mingo'
import { must, named, string } from './operator'
import type { Operator } from './operator'

const CHINA_FIXED_SINCE = Date.UTC(1991, 8, 15)
const YEAR_10000 = Date.UTC(10_000, 0)

/** Minutes east of UTC. Names are refused save the one whose offset has not moved since 1991. */
function offsetOf(timezone: unknown, date: Date): number {
  if (timezone === undefined || timezone === 'UTC' || timezone === 'GMT') return 0
  if (timezone === 'Asia/Shanghai' && date.getTime() >= CHINA_FIXED_SINCE) return 480
  const match = typeof timezone === 'string' ? /^([+-])(\d\d):?(\d\d)?$/.exec(timezone) : null
  if (!match)
    throw unsupported('a time zone other than UTC, an offset or Asia/Shanghai since 1991', 40485)
  return (Number(match[2]) * 60 + Number(match[3] ?? 0)) * (match[1] === '-' ? -1 : 1)
}

/** The date whose UTC parts are the local ones: mingo's own reading of `-00:30` is wrong. */
function localDate(value: unknown, timezone: unknown, name: string): Date {
  const date = value instanceof ObjectId ? value.getTimestamp() : value
  if (!(date instanceof Date))
    throw new MongoError(
      16006,
      `can't convert from BSON type ${typeName(value)} to Date in ${name}`,
    )
  const local = new Date(date.getTime() + offsetOf(timezone, date) * 60_000)
  if (!(local.getTime() < YEAR_10000 && local.getUTCFullYear() >= 0))
    throw unsupported(`${name} beyond the years 0 to 9999`, 18537)
  return local
}

/** A part of a date: of `date`, `[date]` or `{ date, timezone }`. */
function part(operator: unknown): Operator {
  return {
    arity: [1, 1],
    named: { needed: ['date'], optional: ['timezone'] },
    run: ([date, timezone], name) =>
      isNullish(date) || timezone === null
        ? null
        : new Int32(Number(runMingo(operator, localDate(date, timezone, name)))),
  }
}

function dateToString([date, format, timezone, onNull]: unknown[], name: string): unknown {
  if (isNullish(date)) return onNull ?? null
  if (timezone === null || format === null) return null
  const local = localDate(date, timezone, name)
  const utc = offsetOf(timezone, local) === 0
  const pattern = format ?? (utc ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L')
  if (/%([^YmdHMSLju]|$)/.test(must(string(18533), pattern, name)))
    throw unsupported(`${name} with this format`, 18536)
  return runMingo(mingo.$dateToString, { date: local, format: pattern })
}

/** Operators on dates, all of them evaluated by mingo once the zone is applied. */
export const DATES = {
  $year: part(mingo.$year),
  $month: part(mingo.$month),
  $dayOfMonth: part(mingo.$dayOfMonth),
  $dayOfYear: part(mingo.$dayOfYear),
  $dayOfWeek: part(mingo.$dayOfWeek),
  $isoDayOfWeek: part(mingo.$isoDayOfWeek),
  $isoWeek: part(mingo.$isoWeek),
  $hour: part(mingo.$hour),
  $minute: part(mingo.$minute),
  $second: part(mingo.$second),
  $millisecond: part(mingo.$millisecond),
  $dateToString: named(['date'], ['format', 'timezone', 'onNull'], dateToString),
} satisfies Record<string, Operator>
