import { MongoError } from '../errors'
import { isDoc, isNullish, RANK, rankOf, typeName } from '../values/kinds'
import { toWhole } from '../values/numbers'
import type { Doc } from '../values/kinds'

/** An operator whose operands are evaluated first. It is told its own name, for messages. */
export type Operator = {
  arity: readonly [number, number]
  run: (values: unknown[], name: string) => unknown
  /** Operands behind the first null are not even evaluated, so that they cannot fail. */
  endsAtNull?: true
  /** Operands that may be given by name, in the order in which `run` takes them. */
  named?: { needed: readonly string[]; optional: readonly string[] }
}

/** What an operand must be, and the code of MongoDB's error where it is not. */
export type Operand<T> = { what: string; is: (value: unknown) => value is T; code: number }

/** A number of any type. */
export function number(code: number): Operand<unknown> {
  const is = (value: unknown): value is unknown => rankOf(value) === RANK.number
  return { what: 'number', is, code }
}

/** A string. */
export function string(code: number): Operand<string> {
  return { what: 'string', is: (value) => typeof value === 'string', code }
}

/** An array. */
export function array(code: number): Operand<unknown[]> {
  return { what: 'array', is: (value) => Array.isArray(value), code }
}

/** An embedded document. */
export function object(code: number): Operand<Doc> {
  return { what: 'object', is: isDoc, code }
}

/** A number of any type whose value is a whole one of 32 bits. */
export function integer(code: number): Operand<unknown> {
  const is = (value: unknown): value is unknown => {
    const whole = toWhole(value)
    return whole !== undefined && BigInt.asIntN(32, whole) === whole
  }
  return { what: '32-bit integer', is, code }
}

/** Checks a value. @throws the operand's code, with the operator's name */
export function must<T>(operand: Operand<T>, value: unknown, name: string): T {
  if (operand.is(value)) return value
  throw new MongoError(
    operand.code,
    `${name} only supports operands of type ${operand.what}, not ${typeName(value)}`,
  )
}

/** One operand of any type. */
export function one(run: (value: unknown, name: string) => unknown): Operator {
  return { arity: [1, 1], run: ([value], name) => run(value, name) }
}

/** Two operands of any type. */
export function two(run: (a: unknown, b: unknown, name: string) => unknown): Operator {
  return { arity: [2, 2], run: ([a, b], name) => run(a, b, name) }
}

/** One operand of a type; null in, null out. */
export function unary<T>(operand: Operand<T>, run: (value: T, name: string) => unknown): Operator {
  return one((value, name) => (isNullish(value) ? null : run(must(operand, value, name), name)))
}

/** Two operands, each of a type; null in, null out. */
export function binary<A, B>(
  first: Operand<A>,
  second: Operand<B>,
  run: (a: A, b: B, name: string) => unknown,
): Operator {
  return two((a, b, name) =>
    isNullish(a) || isNullish(b) ? null : run(must(first, a, name), must(second, b, name), name),
  )
}

/** Any number of operands of one type, looked at in order: the first null ends it with null. */
export function variadic<T>(operand: Operand<T>, run: (values: T[]) => unknown): Operator {
  return {
    arity: [0, Number.POSITIVE_INFINITY],
    endsAtNull: true,
    run: (values, name) => {
      const checked: T[] = []
      for (const value of values) {
        if (isNullish(value)) return null
        checked.push(must(operand, value, name))
      }
      return run(checked)
    },
  }
}

/** Operands given by name alone. One that is not given is undefined, a missing field is null. */
export function named(
  needed: readonly string[],
  optional: readonly string[],
  run: (values: unknown[], name: string) => unknown,
): Operator {
  return { arity: [0, -1], named: { needed, optional }, run }
}

/** Reads named arguments in order; a name that is not known is an error. */
export function fieldsOf(
  operator: string,
  operand: unknown,
  needed: readonly string[],
  optional: readonly string[] = [],
): unknown[] {
  if (!isDoc(operand))
    throw new MongoError('FailedToParse', `${operator} only supports an object as its argument`)
  const missing = needed.find((name) => !(name in operand))
  if (missing !== undefined)
    throw new MongoError('FailedToParse', `Missing '${missing}' parameter to ${operator}`)
  const names = [...needed, ...optional]
  const unknown = Object.keys(operand).find((name) => !names.includes(name))
  if (unknown !== undefined)
    throw new MongoError('FailedToParse', `Unrecognized parameter to ${operator}: ${unknown}`)
  return names.map((name) => operand[name])
}
