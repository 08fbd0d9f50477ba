import { MongoError, unsupported } from '../errors'
import { encodeKey } from '../values/keys'
import { isDoc, isNullish, typeName } from '../values/kinds'
import { compileExpression } from './expression'
import { addNumbers, average, best, sum } from './arithmetic'
import type { Evaluate, Vars } from './expression'
import type { Doc } from '../values/kinds'

/** One accumulator at work on one group. */
type Accumulator = { add(value: unknown): void; result(): unknown }

const ACCUMULATORS: { readonly [name: string]: (() => Accumulator) | undefined } = {
  $sum: () => {
    let total = sum([])
    return { add: (value) => (total = addOne(total, value)), result: () => total }
  },
  $avg: () =>
    collecting(
      (values) => average(values),
      (value) => !isNullish(value),
    ),
  $min: () => extreme(-1),
  $max: () => extreme(1),
  $first: () => {
    let first: unknown
    let seen = false
    return {
      add: (value) => {
        if (!seen) first = value ?? null
        seen = true
      },
      result: () => first,
    }
  },
  $last: () => {
    let last: unknown = null
    return { add: (value) => (last = value ?? null), result: () => last }
  },
  $push: () =>
    collecting(
      (values) => values,
      (value) => value !== undefined,
    ),
  $addToSet: () => {
    const found = new Map<string, unknown>()
    return {
      add: (value) => {
        if (value === undefined) return
        const key = keyOf(value)
        if (!found.has(key)) found.set(key, value)
      },
      result: () => [...found.values()],
    }
  },
  $mergeObjects: () => {
    const made: Doc = {}
    return {
      add: (value) => {
        if (isNullish(value)) return
        if (!isDoc(value))
          throw new MongoError(
            40400,
            `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
          )
        Object.assign(made, value)
      },
      result: () => made,
    }
  },
}

function addOne(total: unknown, value: unknown): unknown {
  return ['int', 'long', 'double', 'decimal'].includes(typeName(value))
    ? addNumbers(total, value)
    : total
}

function extreme(sign: 1 | -1): Accumulator {
  let found: unknown = null
  return { add: (value) => (found = best([found, value], sign)), result: () => found }
}

function collecting(
  finish: (values: unknown[]) => unknown,
  keep: (value: unknown) => boolean,
): Accumulator {
  const values: unknown[] = []
  return {
    add: (value) => {
      if (keep(value)) values.push(value)
    },
    result: () => finish(values),
  }
}

/** A text that equal values share. */
export function keyOf(value: unknown): string {
  return encodeKey([value], [1]).bytes.toString('latin1')
}

type Field = { name: string; make: () => Accumulator; evaluate: Evaluate }

/** A compiled `$group`: feed it documents, then take the groups. */
export class Grouper {
  private readonly groups = new Map<string, { id: unknown; parts: Accumulator[] }>()
  private readonly id: Evaluate
  private readonly fields: Field[]

  constructor(spec: unknown) {
    if (!isDoc(spec)) throw new MongoError(15947, "a group's fields must be specified in an object")
    if (!('_id' in spec)) throw new MongoError(15955, 'a group specification must include an _id')
    this.id = compileExpression(spec._id)
    this.fields = Object.entries(spec)
      .filter(([name]) => name !== '_id')
      .map(([name, value]) => parseField(name, value))
  }

  add(doc: Doc, vars: Vars): void {
    const id = this.id(doc, vars)
    const key = keyOf(id)
    let group = this.groups.get(key)
    if (!group) {
      group = { id: id ?? null, parts: this.fields.map((field) => field.make()) }
      this.groups.set(key, group)
    }
    for (const [i, field] of this.fields.entries()) group.parts[i]!.add(field.evaluate(doc, vars))
  }

  *result(): Generator<Doc> {
    for (const { id, parts } of this.groups.values()) {
      const doc: Doc = { _id: id }
      for (const [i, field] of this.fields.entries()) doc[field.name] = parts[i]!.result()
      yield doc
    }
  }
}

function parseField(name: string, value: unknown): Field {
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`)
  const [operator, ...more] = isDoc(value) ? Object.keys(value) : []
  if (!isDoc(value) || operator === undefined || !operator.startsWith('$')) {
    throw new MongoError(40234, `The field '${name}' must be an accumulator object`)
  }
  if (more.length > 0)
    throw new MongoError(40238, `The field '${name}' must specify one accumulator`)
  if (operator === '$count') {
    if (!isDoc(value.$count) || Object.keys(value.$count).length > 0)
      throw new MongoError('TypeMismatch', '$count takes no arguments, i.e. $count:{}')
    return { name, make: ACCUMULATORS.$sum!, evaluate: compileExpression({ $literal: 1 }) }
  }
  const make = ACCUMULATORS[operator]
  if (!make) throw unsupported(`accumulator ${operator}`, 15952)
  return { name, make, evaluate: compileExpression(value[operator]) }
}
