import type { Options } from 'mingo/types'
import type { Doc } from '../values/kinds'

type MingoOperator = (doc: Doc, expression: string, options: Partial<Options>) => unknown

/** Runs one of mingo's operators on a value that is already evaluated and checked. */
export function runMingo(operator: unknown, operand: unknown): unknown {
  return (operator as MingoOperator)({ operand }, '$operand', {})
}
