import { MongoError } from '../errors'
import { compare } from '../values/compare'
import { Double, Int32, isNullish, Long, RANK, rankOf, typeName } from '../values/kinds'
import { arithmetic, fromNumber, toNumber, toSafeInteger, toWhole } from '../values/numbers'
import { ANY, binary, mustBeNumber, nullable } from './eager'
import type { Operation } from '../values/numbers'
import type { Eager } from './eager'

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
        throw new MongoError(51083, `${operator} takes a precision from -20 to 100`)
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
/** The greatest (1) or least (-1) that is neither null nor missing; null where there is none. */
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

/** Operators on numbers and dates. */
export const ARITHMETIC = {
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
} satisfies Record<string, Eager>
