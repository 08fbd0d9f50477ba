import { MongoError } from '../errors'
import { isDoc, isNullish, truthy, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { getField } from '../values/paths'
import type { Evaluate } from './expression'
import type { Doc } from '../values/kinds'

type Compile = (expression: unknown) => Evaluate
type Lazy = (operand: unknown, compile: Compile) => Evaluate

/** Operators that do not simply evaluate their operands first. */
export const LAZY: { readonly [name: string]: Lazy | undefined } = {
  $literal: (operand) => () => operand,
  $expr: (operand, compile) => compile(operand),

  $and: (operand, compile) => {
    const parts = listOf(operand).map(compile)
    return (doc, vars) => parts.every((part) => truthy(part(doc, vars)))
  },

  $or: (operand, compile) => {
    const parts = listOf(operand).map(compile)
    return (doc, vars) => parts.some((part) => truthy(part(doc, vars)))
  },

  $ifNull: (operand, compile) => {
    const parts = listOf(operand).map(compile)
    if (parts.length < 2) throw new MongoError(1257300, '$ifNull needs at least two arguments')
    return (doc, vars) => {
      let value: unknown
      for (const part of parts) {
        value = part(doc, vars)
        if (!isNullish(value)) return value
      }
      return value
    }
  },

  $cond: (operand, compile) => {
    const parts = isDoc(operand)
      ? fieldsOf('$cond', operand, ['if', 'then', 'else'], [])
      : listOf(operand)
    if (parts.length !== 3)
      throw new MongoError(16020, 'Expression $cond takes exactly 3 arguments.')
    const [test, yes, no] = parts.map(compile) as [Evaluate, Evaluate, Evaluate]
    return (doc, vars) => (truthy(test(doc, vars)) ? yes(doc, vars) : no(doc, vars))
  },

  $switch: (operand, compile) => {
    const [branches, fallback] = fieldsOf('$switch', operand, ['branches'], ['default'])
    if (!Array.isArray(branches))
      throw new MongoError(40061, '$switch expected an array for branches')
    const cases = branches.map((branch: unknown) => {
      const [test, then] = fieldsOf('$switch', branch, ['case', 'then'], [])
      return { test: compile(test), then: compile(then) }
    })
    const otherwise = isDoc(operand) && 'default' in operand ? compile(fallback) : undefined
    return (doc, vars) => {
      const hit = cases.find((each) => truthy(each.test(doc, vars)))
      if (hit) return hit.then(doc, vars)
      if (!otherwise)
        throw new MongoError(
          40066,
          '$switch could not find a matching branch for an input, and no default was specified.',
        )
      return otherwise(doc, vars)
    }
  },

  $let: (operand, compile) => {
    const [names, inner] = fieldsOf('$let', operand, ['vars', 'in'], [])
    const vars = Object.entries(names as Doc).map(
      ([name, value]) => [name, compile(value)] as const,
    )
    const body = compile(inner)
    return (doc, outer) => {
      const made: Doc = { ...outer }
      for (const [name, evaluate] of vars) made[name] = evaluate(doc, outer)
      return body(doc, made)
    }
  },

  $setField: (operand, compile) => {
    const [field, input, value] = fieldsOf('$setField', operand, ['field', 'input', 'value'], [])
    const name = constantName('$setField', field)
    const [source, next] = [compile(input), compile(value)]
    return (doc, vars) => {
      const holder = source(doc, vars)
      if (isNullish(holder)) return null
      if (!isDoc(holder))
        throw new MongoError(4161105, `$setField requires 'input' to evaluate to type Object`)
      const made = { ...holder }
      const set = next(doc, vars)
      if (set === undefined) delete made[name]
      else made[name] = set
      return made
    }
  },

  $getField: (operand, compile) => {
    const short = !isDoc(operand) || '$literal' in operand
    const [field, input] = short
      ? [operand, '$$CURRENT']
      : fieldsOf('$getField', operand, ['field', 'input'], [])
    const name = constantName('$getField', field)
    const source = compile(input)
    return (doc, vars) => {
      const holder = source(doc, vars)
      return isDoc(holder) ? getField(holder, name) : isNullish(holder) ? null : undefined
    }
  },

  $map: (operand, compile) => {
    const [input, as, inner] = fieldsOf('$map', operand, ['input'], ['as', 'in'])
    const source = compile(input)
    const body = compile(inner)
    const name = typeof as === 'string' ? as : 'this'
    return (doc, vars) =>
      arrayOf('$map', source(doc, vars))?.map(
        (item) => body(doc, { ...vars, [name]: item }) ?? null,
      ) ?? null
  },

  $filter: (operand, compile) => {
    const [input, cond, as, limit] = fieldsOf(
      '$filter',
      operand,
      ['input', 'cond'],
      ['as', 'limit'],
    )
    const source = compile(input)
    const test = compile(cond)
    const most = limit === undefined ? undefined : compile(limit)
    const name = typeof as === 'string' ? as : 'this'
    return (doc, vars) => {
      const kept = arrayOf('$filter', source(doc, vars))?.filter((item) =>
        truthy(test(doc, { ...vars, [name]: item })),
      )
      const cut = most && toSafeInteger(most(doc, vars))
      return kept?.slice(0, cut ?? undefined) ?? null
    }
  },

  $reduce: (operand, compile) => {
    const [input, initial, inner] = fieldsOf(
      '$reduce',
      operand,
      ['input', 'initialValue', 'in'],
      [],
    )
    const [source, start, body] = [compile(input), compile(initial), compile(inner)]
    return (doc, vars) => {
      const items = arrayOf('$reduce', source(doc, vars))
      return items
        ? items.reduce((value, item) => body(doc, { ...vars, value, this: item }), start(doc, vars))
        : null
    }
  },
}

/** A field name given as a constant: a string, or `{ $literal: '$a' }`. */
function constantName(operator: string, field: unknown): string {
  const name = isDoc(field) && '$literal' in field ? field.$literal : field
  if (
    typeof name !== 'string' ||
    (name === field && name.startsWith('$')) ||
    name === '__proto__'
  ) {
    throw new MongoError(4161108, `${operator} requires 'field' to be a constant string`)
  }
  return name
}

function listOf(operand: unknown): unknown[] {
  return Array.isArray(operand) ? (operand as unknown[]) : [operand]
}

/** Reads named arguments in order; a name that is not known is an error. */
function fieldsOf(
  operator: string,
  operand: unknown,
  needed: string[],
  optional: string[],
): unknown[] {
  if (!isDoc(operand))
    throw new MongoError('FailedToParse', `${operator} only supports an object as its argument`)
  for (const name of needed) {
    if (!(name in operand))
      throw new MongoError('FailedToParse', `Missing '${name}' parameter to ${operator}`)
  }
  for (const name of Object.keys(operand)) {
    if (!needed.includes(name) && !optional.includes(name)) {
      throw new MongoError('FailedToParse', `Unrecognized parameter to ${operator}: ${name}`)
    }
  }
  return [...needed, ...optional].map((name) => operand[name])
}

function arrayOf(operator: string, value: unknown): unknown[] | undefined {
  if (isNullish(value)) return undefined
  if (!Array.isArray(value))
    throw new MongoError(16883, `input to ${operator} must be an array not ${typeName(value)}`)
  return value as unknown[]
}
