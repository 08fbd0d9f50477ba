import { ObjectId } from 'bson'
import { MongoError } from '../errors'
import { clone } from '../values/paths'
import { writePath } from './targets'
import type { Node, Test } from '../query/parse'
import type { Doc } from '../values/kinds'
import type { Update } from './update'

/**
 * The document that an upsert inserts: the query's equalities, then the update.
 * @throws NotSingleValueField when two equalities speak of the same place.
 */
export function upsertDoc(query: Node, update: Update): Doc {
  const seed: Doc = {}
  const equalities = equalitiesOf(query).filter(([path]) => !update.replaces || path === '_id')
  for (const [i, [path, value]] of equalities.entries()) {
    const near = equalities
      .slice(0, i)
      .find(([other]) => isWithin(path, other) || isWithin(other, path))
    if (near) {
      throw new MongoError(
        'NotSingleValueField',
        `cannot infer query fields to set, both paths '${near[0]}' and '${path}' are matched`,
      )
    }
    writePath(seed, path.split('.'), clone(value))
  }
  const made = update.apply(seed, undefined, true)
  if (seed._id !== undefined && made._id === undefined) made._id = seed._id
  const { _id, ...rest } = made
  return { _id: _id === undefined ? new ObjectId() : _id, ...rest }
}

function isWithin(path: string, other: string): boolean {
  return `${path}.`.startsWith(`${other}.`)
}

/** Refuses `$expr` in the query of an upsert: it is not clear what it would insert. */
export function refuseExpression(query: Node): void {
  if (query.kind === 'expr') {
    throw new MongoError(
      'QueryFeatureNotAllowed',
      '$expr is not allowed in the query predicate for an upsert',
    )
  }
  if ('nodes' in query) query.nodes.forEach(refuseExpression)
}

function equalitiesOf(node: Node): [string, unknown][] {
  if (node.kind === 'path') {
    const value = equalityOf(node.test)
    return value ? [[node.path, value.value]] : []
  }
  if (node.kind === 'and' || (node.kind === 'or' && node.nodes.length === 1)) {
    return node.nodes.flatMap(equalitiesOf)
  }
  return []
}

function equalityOf(test: Test): { value: unknown } | undefined {
  if (test.op === 'eq') return { value: test.value }
  if (test.op === 'in' && test.values.length === 1 && test.regexes.length === 0)
    return { value: test.values[0] }
  return test.op === 'all' && test.tests.length === 1 ? equalityOf(test.tests[0]!) : undefined
}
