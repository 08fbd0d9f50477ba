import { MongoError, unsupported } from '../errors'
import { isDoc, isNullish } from '../values/kinds'
import { readField } from './evaluate'
import { fieldsOf } from './operator'
import { OPERATORS } from './operators'
import { SPECIAL_FORMS } from './special-forms'
import type { Doc } from '../values/kinds'
import type { Evaluate } from './evaluate'
import type { Operator } from './operator'

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
    if (names.length > 1)
      throw new MongoError(
        15983,
        'an object representing an expression must have exactly one field',
      )
    return compileOperator(first, expression[first])
  }
  for (const name of names) {
    if (name.includes('.'))
      throw new MongoError(16412, `FieldPath field names may not contain '.': ${name}`)
  }
  const fields = names.map((name) => [name, compileExpression(expression[name])] as const)
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
    return (doc) => readField(doc, parts)
  }
  const [name = '', ...parts] = path.slice(2).split('.')
  switch (name) {
    case 'ROOT':
      return (_doc, vars) => readField(vars.ROOT, parts)
    case 'CURRENT':
      return (doc) => readField(doc, parts)
    case 'REMOVE':
      return () => undefined
    case 'NOW':
      return (_doc, vars) => vars.NOW ?? new Date()
    default:
      if (/^[A-Z]/.test(name)) throw unsupported(`variable $$${name}`, 17276)
      return (_doc, vars) => {
        if (!(name in vars)) throw new MongoError(17276, `Use of undefined variable: ${name}`)
        return readField(vars[name], parts)
      }
  }
}

function compileOperator(name: string, operand: unknown): Evaluate {
  const form = SPECIAL_FORMS[name]
  if (form) return form(operand, compileExpression)
  const operator = OPERATORS[name]
  if (!operator) {
    throw /^\$[a-zA-Z]+$/.test(name)
      ? unsupported(`expression ${name}`, 168)
      : new MongoError(168, `Unrecognized expression '${name}'`)
  }
  const operands = operandsOf(name, operand, operator)
  return (doc, vars) => {
    const values: unknown[] = []
    for (const evaluate of operands) {
      const value = evaluate?.(doc, vars)
      values.push(value)
      if (operator.endsAtNull && isNullish(value)) break
    }
    return operator.run(values, name)
  }
}

/** The operands in order; undefined for a named one that is not given. */
function operandsOf(
  name: string,
  operand: unknown,
  { arity: [least, most], named }: Operator,
): (Evaluate | undefined)[] {
  const byName = isDoc(operand) && !Object.keys(operand)[0]?.startsWith('$')
  if (named && (byName || most < least)) {
    return fieldsOf(name, operand, named.needed, named.optional).map((given) => {
      const evaluate = given === undefined ? undefined : compileExpression(given)
      return evaluate && ((doc, vars) => evaluate(doc, vars) ?? null)
    })
  }
  const operands = Array.isArray(operand) ? (operand as unknown[]) : [operand]
  if (operands.length < least || operands.length > most) {
    throw new MongoError(
      16020,
      `Expression ${name} takes ${least === most ? `exactly ${least}` : `at least ${least}`} arguments. ${operands.length} were passed in.`,
    )
  }
  return operands.map(compileExpression)
}
