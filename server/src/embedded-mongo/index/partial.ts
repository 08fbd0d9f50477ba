import { compileTest } from '../query/match'
import { compare, equals } from '../values/compare'
import { isNullish, RANK, rankOf } from '../values/kinds'
import { matchesNull } from './bounds'
import type { Node, Test } from '../query/parse'
import type { Index } from './spec'

/**
 * Does the index hold every document that the query can match? A sparse one does when some demand
 * on its fields rules out a missing field; a partial one when the query implies its filter.
 */
export function covers(index: Index, query: Node): boolean {
  if (index.sparse) {
    const asked = pathTests(query)
    return index.fields.some((field) =>
      asked.some((each) => each.path === field.path && rulesOutMissing(each.test)),
    )
  }
  return !index.partial || implies(query, index.partial.node)
}

function pathTests(node: Node): { path: string; test: Test }[] {
  if (node.kind === 'and') return node.nodes.flatMap(pathTests)
  return node.kind === 'path' ? [{ path: node.path, test: node.test }] : []
}

function rulesOutMissing(test: Test): boolean {
  return test.op !== 'not' && test.op !== 'all' && !matchesNull(test)
}

function implies(query: Node, wanted: Node): boolean {
  switch (wanted.kind) {
    case 'and':
      return wanted.nodes.every((each) => implies(query, each))
    case 'or':
      return wanted.nodes.some((each) => implies(query, each))
    case 'path':
      return pathTests(query).some(
        (each) => each.path === wanted.path && testImplies(each.test, wanted.test),
      )
    default:
      return false
  }
}

/** Does every value that passes `asked` pass `wanted`? Where unsure, no. */
function testImplies(asked: Test, wanted: Test): boolean {
  if (asked.op === 'eq') return valueImplies(asked.value, wanted)
  if (asked.op === 'in') {
    return asked.regexes.length === 0 && asked.values.every((value) => valueImplies(value, wanted))
  }
  if (wanted.op === 'exists')
    return wanted.value && rulesOutMissing(asked) && (asked.op !== 'exists' || asked.value)
  if (asked.op === 'type' && wanted.op === 'type')
    return [...asked.names].every((name) => wanted.names.has(name))
  return rangeImplies(asked, wanted)
}

function valueImplies(value: unknown, wanted: Test): boolean {
  // Equality with null matches missing fields, with an array its elements: neither is one value.
  if (isNullish(value)) return wanted.op === 'eq' && isNullish(wanted.value)
  if (rankOf(value) === RANK.array) return false
  return compileTest(wanted)(value)
}

function rangeImplies(asked: Test, wanted: Test): boolean {
  const lower = (op: string): boolean => op === 'gt' || op === 'gte'
  const upper = (op: string): boolean => op === 'lt' || op === 'lte'
  if (!('value' in asked) || !('value' in wanted)) return false
  if (
    asked.op === 'exists' ||
    wanted.op === 'exists' ||
    rankOf(asked.value) !== rankOf(wanted.value)
  )
    return false
  if (isNullish(asked.value)) return asked.op === wanted.op
  if (asked.op === wanted.op && equals(asked.value, wanted.value)) return true
  const order = compare(asked.value, wanted.value)
  if (lower(asked.op) && lower(wanted.op)) return order > 0 || (order === 0 && wanted.op === 'gte')
  if (upper(asked.op) && upper(wanted.op)) return order < 0 || (order === 0 && wanted.op === 'lte')
  return false
}
