import { MongoError } from '../errors'
import { isDoc, isNullish, truthy } from '../values/kinds'
import { toNumber } from '../values/numbers'
import { getField } from '../values/paths'
import { array, fieldsOf, integer, must } from './operator'
import type { Compile, Evaluate } from './evaluate'

type Form = (operand: unknown, compile: Compile) => Evaluate

/** Operators that do not simply evaluate their operands first. */
export const SPECIAL_FORMS: { readonly [name: string]: Form | undefined } = {
  $literal: (operand) => () => operand,

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
      ? fieldsOf('$cond', operand, ['if', 'then', 'else'])
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
    if (branches.length === 0) throw new MongoError(40068, '$switch requires at least one branch')
    const cases = branches.map((branch: unknown) => {
      const [test, then] = fieldsOf('$switch', branch, ['case', 'then'])
      return { test: compile(test), then: compile(then) }
    })
    const otherwise = isDoc(operand) && 'default' in operand ? compile(fallback) : undefined
    return (doc, vars) => {
      const then = cases.find((each) => truthy(each.test(doc, vars)))?.then ?? otherwise
      if (then) return then(doc, vars)
      throw new MongoError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified.',
      )
    }
  },

  $let: (operand, compile) => {
    const [names, inner] = fieldsOf('$let', operand, ['vars', 'in'])
    if (!isDoc(names)) throw new MongoError(10065, 'invalid parameter: expected an object (vars)')
    const made = Object.entries(names).map(
      ([name, value]) => [variableName(name), compile(value)] as const,
    )
    const body = compile(inner)
    return (doc, vars) =>
      body(doc, {
        ...vars,
        ...Object.fromEntries(made.map(([name, evaluate]) => [name, evaluate(doc, vars)])),
      })
  },

  $setField: (operand, compile) => {
    const [field, input, value] = fieldsOf('$setField', operand, ['field', 'input', 'value'])
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
      : fieldsOf('$getField', operand, ['field', 'input'])
    const name = constantName('$getField', field)
    const source = compile(input)
    return (doc, vars) => {
      const holder = source(doc, vars)
      return isDoc(holder) ? getField(holder, name) : isNullish(holder) ? null : undefined
    }
  },

  $map: (operand, compile) => {
    const [input, inner, as] = fieldsOf('$map', operand, ['input', 'in'], ['as'])
    const name = variableName(as)
    const body = compile(inner)
    return overItems('$map', 16883, compile(input), (items, doc, vars) =>
      items.map((item) => body(doc, { ...vars, [name]: item }) ?? null),
    )
  },

  $filter: (operand, compile) => {
    const [input, cond, as, limit = null] = fieldsOf(
      '$filter',
      operand,
      ['input', 'cond'],
      ['as', 'limit'],
    )
    const name = variableName(as)
    const [test, most] = [compile(cond), compile(limit)]
    return overItems('$filter', 28651, compile(input), (items, doc, vars) => {
      const given = most(doc, vars) ?? null
      const cut =
        given === null ? undefined : toNumber(must(integer(327391), given, '$filter limit'))
      if (cut !== undefined && cut < 1)
        throw new MongoError(327392, '$filter: limit must be greater than 0')
      return items.filter((item) => truthy(test(doc, { ...vars, [name]: item }))).slice(0, cut)
    })
  },

  $reduce: (operand, compile) => {
    const [input, initial, inner] = fieldsOf('$reduce', operand, ['input', 'initialValue', 'in'])
    const [start, body] = [compile(initial), compile(inner)]
    return overItems('$reduce', 40080, compile(input), (items, doc, vars) =>
      items.reduce((value, item) => body(doc, { ...vars, value, this: item }), start(doc, vars)),
    )
  },
}

/** Works on the elements of an array; null where there is none. */
function overItems(
  name: string,
  code: number,
  source: Evaluate,
  run: (items: unknown[], ...scope: Parameters<Evaluate>) => unknown,
): Evaluate {
  return (doc, vars) => {
    const items = source(doc, vars)
    return isNullish(items) ? null : run(must(array(code), items, name), doc, vars)
  }
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

/** A name for `as` or `vars`; `this` where none is given. */
function variableName(given: unknown = 'this'): string {
  if (typeof given !== 'string' || !/^[a-z\u0080-\uffff][\w\u0080-\uffff]*$/.test(given)) {
    throw new MongoError('FailedToParse', `${JSON.stringify(given)} is not a valid variable name`)
  }
  return given
}

function listOf(operand: unknown): unknown[] {
  return Array.isArray(operand) ? (operand as unknown[]) : [operand]
}
