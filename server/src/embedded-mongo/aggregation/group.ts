import { MongoError, unsupported } from '../errors'
import { Budget, sizeOfValue } from '../query/budget'
import { PAUSE } from '../query/pace'
import { keyOf } from '../values/keys'
import { isDoc } from '../values/kinds'
import { compileAccumulator, isAccumulator } from './accumulators'
import { compileExpression } from './expression'
import type { Doc } from '../values/kinds'
import type { Accumulation, Accumulator } from './accumulators'
import type { Context, Stage } from './stage'

/** `$group`: one document for each value of `_id`, in the order in which they were met. */
export function compileGroup(spec: unknown, context: Context): Stage {
  if (!isDoc(spec)) throw new MongoError(15947, "a group's fields must be specified in an object")
  if (!('_id' in spec)) throw new MongoError(15955, 'a group specification must include an _id')
  const idOf = compileExpression(spec._id)
  const fields = Object.entries(spec)
    .filter(([name]) => name !== '_id')
    .map(([name, value]) => ({ name, ...parseField(name, value) }))
  return function* run(input) {
    const budget = new Budget('$group')
    const groups = new Map<string, { id: unknown; parts: Accumulator[] }>()
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      const vars = { ...context.vars, ROOT: doc }
      const id = idOf(doc, vars) ?? null
      const key = keyOf(id)
      let group = groups.get(key)
      if (!group) {
        budget.spend(key.length + sizeOfValue(id) + fields.length * 32)
        group = { id, parts: fields.map((field) => field.start(budget)) }
        groups.set(key, group)
      }
      for (let i = 0; i < fields.length; i += 1) group.parts[i]!.add(fields[i]!.evaluate(doc, vars))
    }
    for (const { id, parts } of groups.values()) {
      const made: Doc = { _id: id }
      for (const [i, field] of fields.entries()) made[field.name] = parts[i]!.result()
      yield made
    }
  }
}

function parseField(name: string, value: unknown): Accumulation {
  if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`)
  const [operator, ...more] = isDoc(value) ? Object.keys(value) : []
  if (!isDoc(value) || operator === undefined || !operator.startsWith('$')) {
    throw new MongoError(40234, `The field '${name}' must be an accumulator object`)
  }
  if (more.length > 0)
    throw new MongoError(40238, `The field '${name}' must specify one accumulator`)
  if (!isAccumulator(operator)) throw unsupported(`accumulator ${operator}`, 15952)
  return compileAccumulator(operator, value[operator])
}
