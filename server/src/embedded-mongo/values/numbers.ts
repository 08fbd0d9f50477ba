import { Decimal128, Double, Int32, Long } from 'bson'
import { typeName } from './kinds'

const SAFE = BigInt(Number.MAX_SAFE_INTEGER)
const INT32_MAX = 2n ** 31n - 1n
const INT64_MAX = 2n ** 63n - 1n
const DECIMAL_DIGITS = 34

/** coefficient × 10^exponent, exactly; or a value that no such pair can say. */
export type Exact = { coefficient: bigint; exponent: number } | 'nan' | 'inf' | '-inf'

/** The nearest JS number. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value
  if (value instanceof Int32 || value instanceof Double) return value.value
  if (value instanceof Long) return value.toNumber()
  if (value instanceof Decimal128) return Number(value.toString())
  if (typeof value === 'bigint') return Number(value)
  return Number.NaN
}

/** A whole number as bigint, or undefined when the value has a fraction or is none. */
export function toWhole(value: unknown): bigint | undefined {
  if (value instanceof Long) return value.toBigInt()
  if (typeof value === 'bigint') return value
  if (value instanceof Decimal128) {
    const exact = toExact(value)
    if (typeof exact === 'string') return undefined
    if (exact.exponent >= 0) return exact.coefficient * 10n ** BigInt(exact.exponent)
    const scale = 10n ** BigInt(-exact.exponent)
    return exact.coefficient % scale === 0n ? exact.coefficient / scale : undefined
  }
  const number = toNumber(value)
  return Number.isInteger(number) ? BigInt(number) : undefined
}

/** Reads a number without loss. A double becomes the decimal that it exactly is. */
export function toExact(value: unknown): Exact {
  if (value instanceof Decimal128) return parseDecimal(value.toString())
  if (value instanceof Long) return { coefficient: value.toBigInt(), exponent: 0 }
  const number = toNumber(value)
  if (Number.isNaN(number)) return 'nan'
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf'
  if (Number.isInteger(number)) return { coefficient: BigInt(number), exponent: 0 }
  let scaled = number
  let halvings = 0
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    halvings += 1
  }
  return { coefficient: BigInt(scaled) * 5n ** BigInt(halvings), exponent: -halvings }
}

function parseDecimal(text: string): Exact {
  if (text === 'NaN') return 'nan'
  if (text.endsWith('Infinity')) return text.startsWith('-') ? '-inf' : 'inf'
  const [mantissa = '0', power = '0'] = text.toUpperCase().split('E')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

/** MongoDB's order of numbers across all four types; NaN is the smallest and equals itself. */
export function compareNumbers(a: unknown, b: unknown): number {
  if (!(a instanceof Decimal128 || b instanceof Decimal128)) {
    if (!(a instanceof Long || b instanceof Long)) return compareDoubles(toNumber(a), toNumber(b))
    const x = toNumber(a)
    const y = toNumber(b)
    // Rounding is monotonic, so doubles that differ decide; equal ones may hide a difference.
    if (x !== y || Number.isSafeInteger(x)) return compareDoubles(x, y)
  }
  return compareExact(toExact(a), toExact(b))
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
}

const ODD_RANK = { nan: -2, '-inf': -1, inf: 1 } as const

function compareExact(a: Exact, b: Exact): number {
  const x = typeof a === 'string' ? ODD_RANK[a] : 0
  const y = typeof b === 'string' ? ODD_RANK[b] : 0
  if (typeof a === 'string' || typeof b === 'string') return Math.sign(x - y)
  const low = Math.min(a.exponent, b.exponent)
  // Widely different powers decide without building huge integers.
  const sizeA = digits(a.coefficient) + a.exponent
  const sizeB = digits(b.coefficient) + b.exponent
  const signA = a.coefficient < 0n ? -1 : Number(a.coefficient > 0n)
  const signB = b.coefficient < 0n ? -1 : Number(b.coefficient > 0n)
  if (signA !== signB) return Math.sign(signA - signB)
  if (signA === 0) return 0
  if (sizeA !== sizeB) return sizeA > sizeB ? signA : -signA
  const left = a.coefficient * 10n ** BigInt(a.exponent - low)
  const right = b.coefficient * 10n ** BigInt(b.exponent - low)
  return left < right ? -1 : Number(left > right)
}

function digits(value: bigint): number {
  return (value < 0n ? -value : value).toString().length
}

/** One text for equal numbers, whatever their type: `12E-1`. Used in index keys. */
export function canonicalNumber(value: unknown): string {
  const exact = toExact(value)
  if (typeof exact === 'string') return exact
  let { coefficient, exponent } = exact
  if (coefficient === 0n) return '0E0'
  while (coefficient % 10n === 0n) {
    coefficient /= 10n
    exponent += 1
  }
  return `${coefficient}E${exponent}`
}

function fromExact(coefficient: bigint, exponent: number): Decimal128 {
  // Cut once, half to even: rounding digit by digit would round twice.
  const e = exponent + Math.max(0, digits(coefficient) - DECIMAL_DIGITS)
  const cut = 10n ** BigInt(e - exponent)
  const rest = coefficient % cut
  const twice = (rest < 0n ? -rest : rest) * 2n
  let c = coefficient / cut
  if (twice > cut || (twice === cut && c % 2n !== 0n)) c += coefficient < 0n ? -1n : 1n
  return Decimal128.fromString(`${c}E${e}`)
}

/** A whole number in the narrowest of int and long that is at least as wide as the operands. */
function wholeResult(value: bigint, wide: boolean): Int32 | Long | undefined {
  if (!wide && value <= INT32_MAX && value >= -INT32_MAX - 1n) return new Int32(Number(value))
  if (value <= INT64_MAX && value >= -INT64_MAX - 1n) return Long.fromBigInt(value)
  return undefined
}

export type Operation = 'add' | 'subtract' | 'multiply'

/**
 * Arithmetic with MongoDB's types: int and int give int, or long where it overflows; a double makes
 * it double; a decimal makes it decimal. `undefined` when a long overflows (the caller decides).
 */
export function arithmetic(operation: Operation, a: unknown, b: unknown): unknown {
  const kinds = [typeName(a), typeName(b)]
  if (kinds.includes('decimal')) return decimalArithmetic(operation, a, b)
  if (kinds.includes('double')) {
    const x = toNumber(a)
    const y = toNumber(b)
    return new Double(operation === 'add' ? x + y : operation === 'subtract' ? x - y : x * y)
  }
  const x = toWhole(a) ?? 0n
  const y = toWhole(b) ?? 0n
  const value = operation === 'add' ? x + y : operation === 'subtract' ? x - y : x * y
  return wholeResult(value, kinds.includes('long'))
}

/** MongoDB takes a double into decimals with 15 digits: 0.1 becomes 0.100000000000000. */
function toDecimal(value: unknown): unknown {
  return typeName(value) === 'double' && Number.isFinite(toNumber(value))
    ? Decimal128.fromString(toNumber(value).toPrecision(15))
    : value
}

function decimalArithmetic(operation: Operation, a: unknown, b: unknown): Decimal128 {
  const x = toExact(toDecimal(a))
  const y = toExact(toDecimal(b))
  if (typeof x === 'string' || typeof y === 'string') {
    const [m, n] = [toNumber(a), toNumber(b)]
    const value = operation === 'add' ? m + n : operation === 'subtract' ? m - n : m * n
    return Decimal128.fromString(String(value))
  }
  if (operation === 'multiply') {
    return fromExact(x.coefficient * y.coefficient, x.exponent + y.exponent)
  }
  const low = Math.min(x.exponent, y.exponent)
  const left = x.coefficient * 10n ** BigInt(x.exponent - low)
  const right = y.coefficient * 10n ** BigInt(y.exponent - low)
  return fromExact(operation === 'add' ? left + right : left - right, low)
}

/** A count as int, or long when it is large. */
export function fromCount(value: number): Int32 | Long {
  return value < 2 ** 31 ? new Int32(value) : Long.fromNumber(value)
}

/** Reads a whole number that fits a JS number, else undefined. */
export function toSafeInteger(value: unknown): number | undefined {
  const whole = toWhole(value)
  return whole === undefined || whole > SAFE || whole < -SAFE ? undefined : Number(whole)
}
