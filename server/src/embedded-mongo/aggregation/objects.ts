import { MongoError } from '../errors'
import { isDoc, isNullish, typeName } from '../values/kinds'
import { array, must, object, string, unary } from './operator'
import type { Doc } from '../values/kinds'
import type { Operator } from './operator'

/** Adds a document's fields; null and missing add nothing. @throws 40400 for other values */
export function mergeInto(made: Doc, value: unknown): void {
  if (isNullish(value)) return
  if (!isDoc(value))
    throw new MongoError(
      40400,
      `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
    )
  Object.assign(made, value)
}

/** `[name, value]` or `{ k, v }`. */
function pairOf(item: unknown): [name: unknown, value: unknown] {
  if (Array.isArray(item)) {
    if (item.length !== 2) throw new MongoError(40397, '$arrayToObject requires arrays of size 2')
    return [item[0], item[1]]
  }
  if (!isDoc(item))
    throw new MongoError(40398, `Unrecognised input type for $arrayToObject: ${typeName(item)}`)
  if (Object.keys(item).length !== 2 || !('k' in item) || !('v' in item))
    throw new MongoError(40392, '$arrayToObject requires objects with the keys k and v alone')
  return [item.k, item.v]
}

function toObject(items: unknown[], name: string): Doc {
  if (items.some((item) => Array.isArray(item) !== Array.isArray(items[0])))
    throw new MongoError(40396, '$arrayToObject requires a consistent input format')
  const made: Doc = {}
  for (const item of items) {
    const [field, value] = pairOf(item)
    const key = must(string(40394), field, name)
    if (key === '__proto__') throw new MongoError('BadValue', "field name '__proto__' is refused")
    made[key] = value
  }
  return made
}

/** Operators on embedded documents. */
export const OBJECTS = {
  $mergeObjects: {
    arity: [0, Number.POSITIVE_INFINITY],
    run: (values) => {
      const made: Doc = {}
      for (const value of values) mergeInto(made, value)
      return made
    },
  },
  $objectToArray: unary(object(40390), (doc) => Object.entries(doc).map(([k, v]) => ({ k, v }))),
  $arrayToObject: unary(array(40386), toObject),
} satisfies Record<string, Operator>
