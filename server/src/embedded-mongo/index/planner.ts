import { after } from '../values/keys'
import { demandsOf, intersect, invert } from './bounds'
import { covers } from './partial'
import type { Node } from '../query/parse'
import type { SortField } from '../shape/sort'
import type { Demand, Interval } from './bounds'
import type { Index } from './spec'

/** Keys from `start` up to, not including, `end`; the index id is not part of them. */
export type Range = { start: Buffer; end: Buffer }

/** How to find the documents. `sorted` says that they come in the order asked for. */
export type Plan =
  | { kind: 'scan'; sorted: boolean }
  | {
      kind: 'index'
      index: Index
      ranges: Range[]
      reverse: boolean
      sorted: boolean
      score: number
    }
  | { kind: 'union'; plans: Plan[]; sorted: false }

const MAX_RANGES = 600
const MAX_EDGE_BYTES = 1500

/** Picks an index for a filter and an order, or a scan of everything. */
export function plan(indexes: readonly Index[], query: Node, sort: readonly SortField[]): Plan {
  const demands = demandsOf(query)
  let best: Plan = { kind: 'scan', sorted: sort.length === 0 }
  let bestScore = 0
  for (const index of indexes) {
    if (!covers(index, query)) continue
    const candidate = useIndex(index, demands, sort)
    if (candidate.kind === 'index' && candidate.score > bestScore) {
      best = candidate
      bestScore = candidate.score
    }
  }
  if (bestScore >= EQUALITY) return best
  return planUnion(indexes, query) ?? best
}

const UNIQUE = 1000
const EQUALITY = 100
const SORTED = 60
const MANY = 40
const BOUNDED = 30

function useIndex(index: Index, demands: readonly Demand[], sort: readonly SortField[]): Plan {
  let prefixes: Interval[] = [{ low: Buffer.alloc(0), high: Buffer.alloc(0) }]
  let score = 0
  let used = 0
  let opened = false
  let single = 0
  for (const [i, field] of index.fields.entries()) {
    // Two fields that open arrays meet in one element per key, but a filter may mean two elements.
    if (index.multikey[i] && opened) break
    opened ||= index.multikey[i] === true
    const asked = demands.filter((each) => each.path === field.path)
    const chosen = choose(asked, index.multikey[i] === true)
    if (!chosen || chosen.intervals.length * prefixes.length > MAX_RANGES) break
    const parts = field.direction < 0 ? invert(chosen.intervals) : chosen.intervals
    prefixes = prefixes.flatMap((prefix) =>
      parts.map(({ low, high }) => ({
        low: Buffer.concat([prefix.low, low]),
        high: Buffer.concat([prefix.high, high]),
      })),
    )
    used += 1
    if (!chosen.point) {
      score += BOUNDED
      break
    }
    score += chosen.intervals.length === 1 ? EQUALITY : MANY
    if (chosen.intervals.length === 1 && single === i) single += 1
  }
  if (index.unique && single === index.fields.length) score += UNIQUE
  const order = sortOrder(index, single, sort)
  const sorted = sort.length === 0 || (order !== 0 && (prefixes.length === 1 || used <= single))
  if (sort.length > 0 && sorted && order !== 0) score += SORTED
  if (used === 0 && !(sort.length > 0 && sorted)) score = 0
  return {
    kind: 'index',
    index,
    ranges: prefixes.map(toRange),
    reverse: sort.length > 0 && sorted && order < 0,
    sorted,
    score,
  }
}

/** Cuts an edge that is longer than keys are; the range only grows by that. */
function toRange({ low, high }: Interval): Range {
  return { start: low.subarray(0, MAX_EDGE_BYTES), end: after(high.subarray(0, MAX_EDGE_BYTES)) }
}

/**
 * All demands on a field hold for one value, so their intervals intersect; but in an array each may
 * be met by another element, so there only one of them may bound the scan.
 */
function choose(
  asked: readonly Demand[],
  multikey: boolean,
): { intervals: Interval[]; point: boolean } | undefined {
  const first =
    asked.find((each) => each.point && each.intervals.length === 1) ??
    asked.find((each) => each.point) ??
    asked[0]
  if (!first || multikey) return first
  let intervals = first.intervals
  for (const each of asked) if (each !== first) intervals = intersect(intervals, each.intervals)
  return { intervals, point: first.point }
}

/** 1 or -1 when the index, after its first `fixed` fields, runs in (or against) the order; else 0. */
function sortOrder(index: Index, fixed: number, sort: readonly SortField[]): number {
  if (index.inexact || sort.length === 0) return 0
  const constant = new Set(
    index.fields
      .slice(0, fixed)
      .filter((_, i) => !index.multikey[i])
      .map((field) => field.path),
  )
  const wanted = sort.filter((field) => !constant.has(field.path))
  if (wanted.length === 0) return 1
  let direction = 0
  for (const [i, field] of wanted.entries()) {
    const own = index.fields[fixed + i]
    if (!own || own.path !== field.path || index.multikey[fixed + i]) return 0
    const turn = own.direction * field.direction
    if (direction !== 0 && turn !== direction) return 0
    direction = turn
  }
  return direction
}

/** `$or` whose every branch has an index. */
function planUnion(indexes: readonly Index[], query: Node): Plan | undefined {
  const or =
    query.kind === 'or'
      ? query
      : query.kind === 'and'
        ? query.nodes.find((each) => each.kind === 'or')
        : undefined
  if (!or || or.kind !== 'or') return undefined
  const plans = or.nodes.map((each) => plan(indexes, each, []))
  return plans.some((each) => each.kind === 'scan')
    ? undefined
    : { kind: 'union', plans, sorted: false }
}
