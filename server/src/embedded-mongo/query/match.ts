import { compileExpression } from '../aggregation/expression'
import { compare } from '../values/compare'
import {
  BSONRegExp,
  BSONSymbol,
  isDoc,
  isNullish,
  RANK,
  rankOf,
  truthy,
  typeName,
} from '../values/kinds'
import { toNumber, toWhole } from '../values/numbers'
import { visitPath } from '../values/paths'
import { parseFilter } from './parse'
import type { Node, Test } from './parse'

/** What a match found out on its way: the array position that `$` stands for. */
export type Trace = { position?: number | undefined }

/** Does this document match? Fills `trace` when one is given. */
export type Matcher = (doc: unknown, trace?: Trace) => boolean

/** Variables that `$expr` may name (from `let`). */
export type Variables = Readonly<Record<string, unknown>>

/** Compiles a filter document; parse errors are thrown here, once. */
export function compileFilter(filter: unknown, variables: Variables = {}): Matcher {
  return compileNode(parseFilter(filter), variables)
}

/** Compiles a parsed filter. */
export function compileNode(node: Node, variables: Variables = {}): Matcher {
  switch (node.kind) {
    case 'and': {
      const parts = node.nodes.map((child) => compileNode(child, variables))
      return (doc, trace) => parts.every((part) => part(doc, trace))
    }
    case 'or': {
      const parts = node.nodes.map((child) => compileNode(child, variables))
      // Of several branches none says which element `$` stands for.
      return parts.length === 1 ? parts[0]! : (doc) => parts.some((part) => part(doc))
    }
    case 'nor': {
      const parts = node.nodes.map((child) => compileNode(child, variables))
      return (doc) => !parts.some((part) => part(doc))
    }
    case 'expr': {
      const evaluate = compileExpression(node.expression)
      return (doc) => truthy(evaluate(doc, { ...variables, ROOT: doc }))
    }
    case 'path':
      return compilePath(node.parts, node.test, variables)
  }
}

function compilePath(parts: readonly string[], test: Test, variables: Variables): Matcher {
  if (test.op === 'not') {
    const inner = test.tests.map((each) => compilePath(parts, each, variables))
    return (doc) => !inner.every((matches) => matches(doc))
  }
  if (test.op === 'all') {
    const inner = test.tests.map((each) => compilePath(parts, each, variables))
    return (doc, trace) => inner.length > 0 && inner.every((matches) => matches(doc, trace))
  }
  if (test.op === 'exists' && !test.value) {
    return (doc) => !visitPath(doc, parts, (value) => value !== undefined)
  }
  const matches = compileTest(test, variables)
  const opens = test.op !== 'exists' && test.op !== 'size' && !test.op.startsWith('elemMatch')
  return (doc, trace) =>
    visitPath(doc, parts, (value, whole, index) => {
      if (opens && !whole && Array.isArray(value)) {
        for (let i = 0; i < value.length; i += 1) {
          if (!matches(value[i])) continue
          if (trace) trace.position = index ?? i
          return true
        }
      }
      const inner: Trace = {}
      if (!matches(value, inner)) return false
      const position = index ?? inner.position
      if (trace && position !== undefined) trace.position = position
      return true
    })
}

/** Compiles a condition on one value, arrays unopened. */
export function compileTest(test: Test, variables: Variables = {}): Matcher {
  switch (test.op) {
    case 'eq':
      return equalTo(test.value)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return comparison(test.op, test.value)
    case 'in': {
      const holds = oneOf(test.values)
      return (value) => holds(value) || test.regexes.some((regex) => matchesRegex(regex.run, value))
    }
    case 'exists':
      return (value) => (value !== undefined) === test.value
    case 'type':
      return (value) => value !== undefined && test.names.has(typeName(value))
    case 'regex':
      return (value) =>
        matchesRegex(test.run, value) ||
        (value instanceof BSONRegExp && compare(value, test.regex) === 0)
    case 'mod':
      return (value) => modOf(value, test.divisor) === test.remainder
    case 'size':
      return (value) => Array.isArray(value) && value.length === test.size
    case 'elemMatch': {
      const matches = compileNode(test.node, variables)
      // An array inside the array counts as a document whose fields are its positions.
      return anyElement((item) =>
        Array.isArray(item) ? matches({ ...item }) : isDoc(item) && matches(item),
      )
    }
    case 'elemMatchValue': {
      const parts = test.tests.map((each) => compileTest(each, variables))
      return anyElement((item) => parts.every((matches) => matches(item)))
    }
    case 'not': {
      const parts = test.tests.map((each) => compileTest(each, variables))
      return (value) => !parts.every((matches) => matches(value))
    }
    case 'all': {
      const parts = test.tests.map((each) => compileTest(each, variables))
      return (value) => parts.length > 0 && parts.every((matches) => matches(value))
    }
  }
}

function anyElement(matches: (item: unknown) => boolean): Matcher {
  return (value, trace) => {
    if (!Array.isArray(value)) return false
    const position = value.findIndex(matches)
    if (position < 0) return false
    if (trace) trace.position = position
    return true
  }
}

function equalTo(wanted: unknown): Matcher {
  if (isNullish(wanted)) return isNullish
  const rank = rankOf(wanted)
  return (value) => value !== undefined && rankOf(value) === rank && compare(value, wanted) === 0
}

/** Sorted once, so that a list of thousands costs each document a dozen comparisons. */
function oneOf(wanted: readonly unknown[]): (value: unknown) => boolean {
  const nullish = wanted.some(isNullish)
  const sorted = wanted.filter((value) => !isNullish(value)).sort(compare)
  return (value) => {
    if (isNullish(value)) return nullish
    let from = 0
    let to = sorted.length
    while (from < to) {
      const middle = (from + to) >> 1
      const order = compare(sorted[middle], value)
      if (order === 0) return true
      if (order < 0) from = middle + 1
      else to = middle
    }
    return false
  }
}

function comparison(op: 'gt' | 'gte' | 'lt' | 'lte', edge: unknown): Matcher {
  const rank = rankOf(edge)
  const open = rank === RANK.minKey || rank === RANK.maxKey
  const nan = rank === RANK.number && Number.isNaN(toNumber(edge))
  const inclusive = op === 'gte' || op === 'lte'
  return (value) => {
    const own = isNullish(value) ? RANK.null : rankOf(value)
    if (own !== rank && !(open && value !== undefined)) return false
    if (rank === RANK.null) return inclusive
    if (rank === RANK.number) {
      const isNan = Number.isNaN(toNumber(value))
      if (nan || isNan) return nan && isNan && inclusive
    }
    const order = compare(value, edge)
    return order === 0 ? inclusive : op === 'gt' || op === 'gte' ? order > 0 : order < 0
  }
}

function matchesRegex(regex: RegExp, value: unknown): boolean {
  return (typeof value === 'string' || value instanceof BSONSymbol) && regex.test(String(value))
}

/** MongoDB looks at whole numbers of 64 bits only; what is greater has no remainder. */
function modOf(value: unknown, divisor: bigint): bigint | undefined {
  if (rankOf(value) !== RANK.number) return undefined
  const number = Math.trunc(toNumber(value))
  if (!Number.isFinite(number)) return undefined
  const whole = toWhole(value) ?? BigInt(number)
  return BigInt.asIntN(64, whole) === whole ? whole % divisor : undefined
}
