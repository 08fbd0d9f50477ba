import { MongoError } from '../errors'
import { sizeOfValue } from '../query/budget'
import { keyOf } from '../values/keys'
import { isDoc } from '../values/kinds'
import { fromCount } from '../values/numbers'
import { best } from './arithmetic'
import { compileExpression } from './expression'
import { mergeInto } from './objects'
import { Total } from './total'
import type { Budget } from '../query/budget'
import type { Evaluate } from './evaluate'
import type { Doc } from '../values/kinds'

/** One accumulator at work on one group. */
export type Accumulator = { add(value: unknown): void; result(): unknown }

/** An accumulator of a specification: what it is fed and how to start one. */
export type Accumulation = { evaluate: Evaluate; start: (budget: Budget) => Accumulator }

const ACCUMULATORS: { readonly [name: string]: Accumulation['start'] | undefined } = {
  $sum: () => {
    const total = new Total()
    return { add: (value) => total.add(value), result: () => total.sum() }
  },
  $avg: () => {
    const total = new Total()
    return { add: (value) => total.add(value), result: () => total.mean() }
  },
  $count: () => {
    let count = 0
    return { add: () => (count += 1), result: () => fromCount(count) }
  },
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $first: () => {
    let first: { value: unknown } | undefined
    return { add: (value) => (first ??= { value }), result: () => first?.value ?? null }
  },
  $last: () => {
    let last: unknown = null
    return { add: (value) => (last = value ?? null), result: () => last }
  },
  $push: (budget) => {
    const values: unknown[] = []
    return {
      add: (value) => {
        if (value === undefined) return
        budget.spend(sizeOfValue(value))
        values.push(value)
      },
      result: () => [...values],
    }
  },
  $addToSet: (budget) => {
    const found = new Map<string, unknown>()
    return {
      add: (value) => {
        if (value === undefined) return
        const key = keyOf(value)
        if (found.has(key)) return
        budget.spend(sizeOfValue(value) + key.length)
        found.set(key, value)
      },
      result: () => [...found.values()],
    }
  },
  $mergeObjects: () => {
    const made: Doc = {}
    return { add: (value) => mergeInto(made, value), result: () => ({ ...made }) }
  },
}

function extreme(sign: 1 | -1): Accumulator {
  let found: unknown = null
  return { add: (value) => (found = best([found, value], sign)), result: () => found }
}

/** Is there such an accumulator here? */
export function isAccumulator(name: string): boolean {
  return Object.hasOwn(ACCUMULATORS, name)
}

/** Compiles `{ $sum: … }`; the name must be one that `isAccumulator` knows. */
export function compileAccumulator(name: string, operand: unknown): Accumulation {
  const start = ACCUMULATORS[name]!
  if (name === '$count' && !(isDoc(operand) && Object.keys(operand).length === 0))
    throw new MongoError('TypeMismatch', '$count takes no arguments, i.e. $count:{}')
  return { start, evaluate: name === '$count' ? () => null : compileExpression(operand) }
}
