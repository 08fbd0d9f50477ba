import { after, encodeEdge, encodeKey } from '../values/keys'
import { isNullish, RANK, rankOf } from '../values/kinds'
import { toNumber } from '../values/numbers'
import { isIndex } from '../values/paths'
import { literalPrefix } from '../query/regex'
import type { Node, Test } from '../query/parse'

/**
 * Keys from `low` to the last that begins with `high`, both in ascending form. Always a superset of
 * what matches: the matcher looks at every document again.
 */
export type Interval = { low: Buffer; high: Buffer }

/** What a filter demands of one path, as far as an index can use it. */
export type Demand = { path: string; test: Test; intervals: Interval[]; point: boolean }

const MAX_POINTS = 300

/** Collects the demands that must all hold: those of the top level and of `$and` below it. */
export function demandsOf(node: Node): Demand[] {
  if (node.kind === 'and') return node.nodes.flatMap(demandsOf)
  if (node.kind !== 'path') return []
  return demandsOfTest(node.path, node.test, false)
}

function demandsOfTest(path: string, test: Test, inArray: boolean): Demand[] {
  if (test.op === 'elemMatch') {
    return innerDemands(test.node).map((each) => ({ ...each, path: `${path}.${each.path}` }))
  }
  if (test.op === 'elemMatchValue')
    return test.tests.flatMap((each) => demandsOfTest(path, each, true))
  if (test.op === 'all') return test.tests.flatMap((each) => demandsOfTest(path, each, inArray))
  const intervals = intervalsOf(test)
  if (!intervals || (inArray && matchesNull(test))) return []
  const point = test.op === 'eq' || (test.op === 'in' && test.regexes.length === 0)
  return [{ path, test, intervals, point }]
}

/** Inside `$elemMatch` a missing field of an odd element leaves no null key, so null gives no bounds. */
function innerDemands(node: Node): Demand[] {
  return demandsOf(node).filter(
    (each) => !matchesNull(each.test) && !isIndex(each.path.split('.')[0]!),
  )
}

/** Would a document without the field pass? */
export function matchesNull(test: Test): boolean {
  switch (test.op) {
    case 'eq':
    case 'gte':
    case 'lte':
      return isNullish(test.value)
    case 'in':
      return test.values.some(isNullish)
    case 'exists':
      return !test.value
    default:
      return false
  }
}

function point(value: unknown): Interval {
  const { bytes } = encodeKey([value], [1])
  return { low: bytes, high: bytes }
}

function intervalsOf(test: Test): Interval[] | undefined {
  switch (test.op) {
    case 'eq':
      return rankOf(test.value) === RANK.array ? undefined : [point(test.value)]
    case 'in': {
      if (
        test.values.length > MAX_POINTS ||
        test.values.some((value) => rankOf(value) === RANK.array)
      )
        return undefined
      if (test.regexes.length > 0) return undefined
      return distinct(test.values.map(point))
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return range(test.op, test.value)
    case 'exists':
      return test.value ? undefined : [point(null)]
    case 'regex': {
      const prefix = literalPrefix(test.regex.pattern, test.regex.options)
      if (prefix === undefined) return undefined
      const { bytes } = encodeEdge(prefix)
      // Without the closing zero, so that everything that begins so is inside.
      const open = bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes
      return [{ low: open, high: open }, point(test.regex)]
    }
    default:
      return undefined
  }
}

function range(op: 'gt' | 'gte' | 'lt' | 'lte', value: unknown): Interval[] | undefined {
  const rank = rankOf(value)
  const whole = rank === RANK.array || rank === RANK.minKey || rank === RANK.maxKey
  if (whole) return undefined
  if (isNullish(value)) return [point(null)]
  if (rank === RANK.number && Number.isNaN(toNumber(value))) return [point(value)]
  const type = Buffer.from([rank])
  const edge = encodeEdge(value).bytes
  return [op === 'gt' || op === 'gte' ? { low: edge, high: type } : { low: type, high: edge }]
}

function distinct(intervals: Interval[]): Interval[] {
  const sorted = intervals.toSorted((a, b) => Buffer.compare(a.low, b.low))
  return sorted.filter((each, i) => i === 0 || !each.low.equals(sorted[i - 1]!.low))
}

/** The intervals that lie in both lists. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const found: Interval[] = []
  for (const x of a) {
    for (const y of b) {
      const low = Buffer.compare(x.low, y.low) >= 0 ? x.low : y.low
      const high = Buffer.compare(after(x.high), after(y.high)) <= 0 ? x.high : y.high
      if (Buffer.compare(low, after(high)) < 0) found.push({ low, high })
    }
  }
  return found
}

/** The same keys as they lie in a descending part of an index. */
export function invert(intervals: readonly Interval[]): Interval[] {
  const flip = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => ~byte & 0xff))
  return intervals.map(({ low, high }) => ({ low: flip(high), high: flip(low) })).toReversed()
}
