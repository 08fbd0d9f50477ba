import { MongoError } from '../errors'
import { isNullish, RANK, rankOf, typeName } from '../values/kinds'

/** An operator whose operands are evaluated first. */
export type Eager = { arity: readonly [number, number]; run: (values: unknown[]) => unknown }

/** Any number of operands. */
export const ANY = [0, Number.POSITIVE_INFINITY] as const

/** One operand. */
export function unary(run: (value: unknown) => unknown): Eager {
  return { arity: [1, 1], run: ([value]) => run(value) }
}

/** Two operands. */
export function binary(run: (a: unknown, b: unknown) => unknown): Eager {
  return { arity: [2, 2], run: ([a, b]) => run(a, b) }
}

/** Null in, null out. */
export function nullable(run: (value: unknown) => unknown): Eager {
  return unary((value) => (isNullish(value) ? null : run(value)))
}

/** @throws MongoError naming the operator */
export function mustBeNumber(operator: string, value: unknown): void {
  if (rankOf(value) !== RANK.number) {
    throw new MongoError(28765, `${operator} only supports numeric types, not ${typeName(value)}`)
  }
}

/** @throws MongoError naming the operator */
export function mustBeArray(operator: string, value: unknown): unknown[] {
  if (!Array.isArray(value))
    throw new MongoError(17124, `${operator} needs an array, not ${typeName(value)}`)
  return value as unknown[]
}
