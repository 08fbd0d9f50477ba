import { MongoError, unsupported } from '../errors'
import { isDoc } from '../values/kinds'
import { getField } from '../values/paths'
import { EAGER } from './operators'
import { LAZY } from './lazy-operators'
import { LEAVES } from './leaves'
import type { Doc } from '../values/kinds'

/** Variables by name, without `$$`; `ROOT` is always there. */
export type Vars = { readonly [name: string]: unknown }

/** A compiled expression. `undefined` is MongoDB's "missing". */
export type Evaluate = (doc: Doc, vars: Vars) => unknown

/**
 * Compiles an aggregation expression.
 * @throws 168 (InvalidPipelineOperator) for an operator that is not in the subset.
 */
export function compileExpression(expression: unknown): Evaluate {
  if (typeof expression === 'string' && expression.startsWith('$')) return compilePath(expression)
  if (Array.isArray(expression)) {
    const items = expression.map(compileExpression)
    return (doc, vars) => items.map((item) => item(doc, vars) ?? null)
  }
  if (!isDoc(expression)) return () => expression
  const names = Object.keys(expression)
  const first = names[0]
  if (first?.startsWith('$')) {
    if (names.length > 1) {
      throw new MongoError(
        15983,
        'an object representing an expression must have exactly one field',
      )
    }
    return compileOperator(first, expression[first])
  }
  const fields = names.map((name) => [name, compileExpression(expression[name])] as const)
  for (const name of names) {
    if (name.includes('.'))
      throw new MongoError(16412, `FieldPath field names may not contain '.': ${name}`)
  }
  return (doc, vars) => {
    const made: Doc = {}
    for (const [name, evaluate] of fields) {
      const value = evaluate(doc, vars)
      if (value !== undefined) made[name] = value
    }
    return made
  }
}

function compilePath(path: string): Evaluate {
  if (!path.startsWith('$$')) {
    const parts = path.slice(1).split('.')
    if (parts.includes(''))
      throw new MongoError(40353, `FieldPath must not end with a '.' or be empty: ${path}`)
    return (doc) => readField(doc, parts, 0)
  }
  const [name = '', ...parts] = path.slice(2).split('.')
  switch (name) {
    case 'ROOT':
      return (_doc, vars) => readField(vars.ROOT, parts, 0)
    case 'CURRENT':
      return (doc) => readField(doc, parts, 0)
    case 'REMOVE':
      return () => undefined
    case 'NOW':
      return (_doc, vars) => vars.NOW ?? new Date()
    default:
      if (/^[A-Z]/.test(name)) throw unsupported(`variable $$${name}`, 17276)
      return (_doc, vars) => {
        if (!(name in vars)) throw new MongoError(17276, `Use of undefined variable: ${name}`)
        return readField(vars[name], parts, 0)
      }
  }
}

/** Reads a field path as an expression does: an array gives the array of what its elements have. */
export function readField(value: unknown, parts: readonly string[], at: number): unknown {
  if (at === parts.length) return value
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      if (!isDoc(item) && !Array.isArray(item)) return []
      const found = readField(item, parts, at)
      return found === undefined ? [] : [found]
    })
  }
  return isDoc(value) ? readField(getField(value, parts[at]!), parts, at + 1) : undefined
}

function compileOperator(name: string, operand: unknown): Evaluate {
  const lazy = LAZY[name]
  if (lazy) return lazy(operand, compileExpression)
  const leaf = LEAVES[name]
  if (leaf) {
    const evaluate = compileExpression(operand)
    return (doc, vars) => leaf(evaluate(doc, vars))
  }
  const eager = EAGER[name]
  if (!eager) {
    const known = /^\$[a-zA-Z]+$/.test(name)
    throw known
      ? unsupported(`expression ${name}`, 168)
      : new MongoError(168, `Unrecognized expression '${name}'`)
  }
  const operands = (Array.isArray(operand) ? (operand as unknown[]) : [operand]).map(
    compileExpression,
  )
  const [least, most] = eager.arity
  if (operands.length < least || operands.length > most) {
    throw new MongoError(
      16020,
      `Expression ${name} takes ${least === most ? `exactly ${least}` : `at least ${least}`} arguments. ${operands.length} were passed in.`,
    )
  }
  return (doc, vars) => eager.run(operands.map((each) => each(doc, vars)))
}
