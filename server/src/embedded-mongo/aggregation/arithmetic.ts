import { unsupported, MongoError } from '../errors'
import { compare } from '../values/compare'
import { Decimal128, Double, Int32, isNullish, Long, typeName } from '../values/kinds'
import { arithmetic, toExact, toNumber, toSafeInteger, toWhole } from '../values/numbers'
import { binary, must, number, two, unary } from './operator'
import { Total } from './total'
import type { Operation } from '../values/numbers'
import type { Operator } from './operator'

const ANY = [0, Number.POSITIVE_INFINITY] as const
const TERM = number(14)

/** Calculates with MongoDB's types; a long that overflows becomes double. */
function calculate(operation: Operation, a: unknown, b: unknown): unknown {
  return arithmetic(operation, a, b) ?? arithmetic(operation, new Double(toNumber(a)), b)
}

function fold(operation: Operation, start: Int32): Operator {
  return {
    arity: ANY,
    run: (values, name) => {
      let total: unknown = start
      let date: Date | undefined
      for (const value of values) {
        if (isNullish(value)) return null
        if (value instanceof Date && operation === 'add') {
          if (date) throw new MongoError(16612, 'only one date allowed in an $add expression')
          date = value
        } else total = calculate(operation, total, must(TERM, value, name))
      }
      return date ? dateAt(date, toNumber(total)) : total
    },
  }
}

function dateAt(date: Date, milliseconds: number): Date {
  if (!Number.isInteger(milliseconds))
    throw unsupported('a date and a fraction of a millisecond', 'BadValue')
  const made = new Date(date.getTime() + milliseconds)
  if (Number.isNaN(made.getTime())) throw new MongoError('Overflow', 'date overflow')
  return made
}

function subtract(a: unknown, b: unknown, name: string): unknown {
  if (isNullish(a) || isNullish(b)) return null
  if (!(a instanceof Date)) return calculate('subtract', must(TERM, a, name), must(TERM, b, name))
  return b instanceof Date
    ? Long.fromNumber(a.getTime() - b.getTime())
    : dateAt(a, -toNumber(must(TERM, b, name)))
}

function refuseDecimal(name: string, ...values: unknown[]): void {
  if (values.some((value) => value instanceof Decimal128))
    throw unsupported(`${name} of decimals`, 'BadValue')
}

function divide(a: unknown, b: unknown, name: string): Double {
  refuseDecimal(name, a, b)
  if (toNumber(b) === 0) throw new MongoError('BadValue', "can't $divide by zero")
  return new Double(toNumber(a) / toNumber(b))
}

/** A double that is a whole int32 counts as int on the right, and never on the left. */
function modulo(a: unknown, b: unknown, name: string): unknown {
  refuseDecimal(name, a, b)
  const by = toNumber(b)
  if (by === 0) throw new MongoError(16610, "can't $mod by zero")
  const types = [typeName(a), typeName(b)]
  if (types[0] === 'double' || (types[1] === 'double' && (by | 0) !== by))
    return new Double(toNumber(a) % by)
  const rest = (toWhole(a) ?? 0n) % (toWhole(b) ?? 1n)
  return types.includes('long') ? Long.fromBigInt(rest) : new Int32(Number(rest))
}

type Rounding = (negative: boolean, half: -1 | 0 | 1, odd: boolean) => boolean

/** Each says whether what was cut off moves the last digit away from zero. */
const ROUNDINGS = {
  even: (_negative, half, odd) => half > 0 || (half === 0 && odd),
  zero: () => false,
  up: (negative) => !negative,
  down: (negative) => negative,
} satisfies Record<string, Rounding>

/** Rounds at a decimal place, exactly: a double is taken for the decimal that it is. */
function quantize(value: unknown, place: number, rounding: Rounding): unknown {
  const exact = toExact(value)
  const whole = value instanceof Int32 || value instanceof Long
  if (typeof exact === 'string' || (whole && place >= 0)) return value
  const { coefficient, exponent } = exact
  const cut = 10n ** BigInt(Math.max(0, -place - exponent))
  const rest = coefficient % cut
  const twice = (rest < 0n ? -rest : rest) * 2n
  let digits = coefficient / cut
  const negative = coefficient < 0n || Object.is(toNumber(value), -0)
  const half = twice > cut ? 1 : twice === cut ? 0 : -1
  if (rest !== 0n && rounding(negative, half, digits % 2n !== 0n)) digits += negative ? -1n : 1n
  const scale = Math.max(-place, exponent)
  if (whole) return wholeOf(digits * 10n ** BigInt(scale), value)
  const text = `${negative && digits === 0n ? '-' : ''}${digits}`
  if (!(value instanceof Decimal128)) return new Double(Number(`${text}e${scale}`))
  const padded = scale > -place ? `${text}${'0'.repeat(Math.min(40, scale + place))}` : text
  if (padded.replace('-', '').length > 34) throw unsupported('rounding beyond 34 digits', 51080)
  return Decimal128.fromString(`${padded}E${-place}`)
}

function wholeOf(value: bigint, like: Int32 | Long): Int32 | Long {
  if (BigInt.asIntN(64, value) !== value)
    throw new MongoError(51080, 'the rounded value does not fit a long')
  return like instanceof Int32 && BigInt.asIntN(32, value) === value
    ? new Int32(Number(value))
    : Long.fromBigInt(value)
}

/** `$round` and `$trunc`: a number, and from -20 to 100 decimal places. */
function places(rounding: Rounding): Operator {
  return {
    arity: [1, 2],
    run: (operands, name) => {
      const [value, place = new Int32(0)] = operands
      if (operands.some(isNullish)) return null
      must(number(51081), value, name)
      const digits = toSafeInteger(must(number(51082), place, name))
      if (digits === undefined)
        throw new MongoError(51082, `precision argument to ${name} must be a integral value`)
      if (digits < -20 || digits > 100)
        throw new MongoError(51083, `cannot apply ${name} with precision value ${digits}`)
      return quantize(value, digits, rounding)
    },
  }
}

function abs(value: unknown): unknown {
  if (value instanceof Double) return new Double(Math.abs(value.value))
  if (compare(value, new Int32(0)) >= 0) return value
  if (value instanceof Long && value.equals(Long.MIN_VALUE))
    throw new MongoError(28680, "can't take $abs of long long min")
  return calculate('multiply', value, new Int32(-1))
}

/** The greatest (1) or least (-1) that is neither null nor missing; null where there is none. */
export function best(values: readonly unknown[], sign: 1 | -1): unknown {
  let found: unknown = null
  for (const value of values) {
    if (!isNullish(value) && (found === null || compare(value, found) * sign > 0)) found = value
  }
  return found
}

/** Works on its operands, or on the elements of the one array that it is given. */
function overAll(run: (values: unknown[]) => unknown): Operator {
  return {
    arity: ANY,
    run: (values) =>
      run(values.length === 1 && Array.isArray(values[0]) ? (values[0] as unknown[]) : values),
  }
}

function totalOf(values: readonly unknown[]): Total {
  const total = new Total()
  for (const value of values) total.add(value)
  return total
}

const FACTOR = number(16611)
const ROUNDED = number(28765)

/** Operators on numbers and dates. */
export const ARITHMETIC = {
  $add: fold('add', new Int32(0)),
  $multiply: fold('multiply', new Int32(1)),
  $subtract: two(subtract),
  $divide: binary(TERM, TERM, divide),
  $mod: binary(FACTOR, FACTOR, modulo),
  $abs: unary(ROUNDED, abs),
  $ceil: unary(ROUNDED, (value) => quantize(value, 0, ROUNDINGS.up)),
  $floor: unary(ROUNDED, (value) => quantize(value, 0, ROUNDINGS.down)),
  $round: places(ROUNDINGS.even),
  $trunc: places(ROUNDINGS.zero),
  $sum: overAll((values) => totalOf(values).sum()),
  $avg: overAll((values) => totalOf(values).mean()),
  $max: overAll((values) => best(values, 1)),
  $min: overAll((values) => best(values, -1)),
} satisfies Record<string, Operator>
