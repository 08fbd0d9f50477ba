import { ObjectId } from 'bson'
import { MongoError } from '../errors'
import { clone } from '../values/paths'
import { readPath, writePath } from './targets'
import type { Node, Test } from '../query/parse'
import type { Doc } from '../values/kinds'
import type { Update } from './update'

/** The document that an upsert inserts: the query's equalities, then the update. */
export function upsertDoc(query: Node, update: Update): Doc {
  const seed: Doc = {}
  for (const [path, value] of equalitiesOf(query)) {
    if (update.replaces && path !== '_id') continue
    const parts = path.split('.')
    if (readPath(seed, parts) !== undefined) {
      throw new MongoError(54, `cannot infer query fields to set, path '${path}' is matched twice`)
    }
    writePath(seed, parts, clone(value))
  }
  const made = update.apply(seed, undefined, true)
  if (seed._id !== undefined && made._id === undefined) made._id = seed._id
  const { _id, ...rest } = made
  return { _id: _id === undefined ? new ObjectId() : _id, ...rest }
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
