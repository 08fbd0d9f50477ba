import { MongoError, unsupported } from '../errors'
import { Budget, sizeOfValue } from '../query/budget'
import { Pacer, PAUSE } from '../query/pace'
import { compare } from '../values/compare'
import { isDoc } from '../values/kinds'
import { fromCount, toSafeInteger } from '../values/numbers'
import { sortValue } from '../shape/sort'
import { compileAccumulator, isAccumulator } from './accumulators'
import { isConstant } from './evaluate'
import { compileExpression } from './expression'
import { refuseOptions } from './stage'
import type { Pause } from '../query/pace'
import type { SortField } from '../shape/sort'
import type { Doc } from '../values/kinds'
import type { Accumulation } from './accumulators'
import type { Vars } from './evaluate'

/** Works out one output field: a value for each document of a partition, in order. */
type Column = (
  partition: { docs: readonly Doc[]; budget: Budget },
  vars: Vars,
) => Generator<Pause, unknown[]>

/** Which documents a window holds, counted from the one it is for. */
type Bounds = { from: number; to: number }

const WHOLE: Bounds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/**
 * Compiles `{ $sum: '$n', window: { documents: ['unbounded', 'current'] } }`.
 * @throws 9 (FailedToParse) for what is not a window function here, ranges among it
 */
export function compileColumn(spec: unknown, sortBy: readonly SortField[]): Column {
  const names = isDoc(spec) ? Object.keys(spec) : []
  const name = names.find((each) => each.startsWith('$'))
  if (!isDoc(spec) || name === undefined)
    throw new MongoError('FailedToParse', 'Expected a $-prefixed window function')
  const other = names.find((each) => each !== name && each !== 'window')
  if (other !== undefined)
    throw new MongoError('FailedToParse', `Window function found an unknown argument: ${other}`)
  if (name === '$shift') return shiftColumn(spec, sortBy)
  const ranks = rankColumn(name, spec, sortBy)
  if (ranks) return ranks
  if (!isAccumulator(name) || name === '$mergeObjects')
    throw unsupported(`window function ${name}`, 'FailedToParse')
  return windowColumn(compileAccumulator(name, spec[name]), boundsOf(spec.window, sortBy))
}

function boundsOf(window: unknown, sortBy: readonly SortField[]): Bounds {
  if (window === undefined) return WHOLE
  if (!isDoc(window)) throw new MongoError('FailedToParse', "'window' field must be an object")
  if ('range' in window || 'unit' in window) throw unsupported('a window by range', 'FailedToParse')
  refuseOptions('window', window, 'documents', 9)
  if (window.documents === undefined) return WHOLE
  if (!Array.isArray(window.documents) || window.documents.length !== 2)
    throw new MongoError('FailedToParse', 'Window bounds must be a 2-element array')
  const [from = 0, to = 0] = window.documents.map((bound, i) => boundOf(bound, i))
  if (sortBy.length === 0 && (Number.isFinite(from) || Number.isFinite(to)))
    throw new MongoError(5339901, 'Document-based bounds require a sortBy')
  if (from > to) throw new MongoError(5339900, 'Lower bound must not exceed upper bound')
  return { from, to }
}

function boundOf(bound: unknown, at: number): number {
  if (bound === 'current') return 0
  if (bound === 'unbounded') return at === 0 ? WHOLE.from : WHOLE.to
  const number = toSafeInteger(bound)
  if (number === undefined)
    throw new MongoError(
      'FailedToParse',
      "Window bounds must be 'unbounded', 'current', or a whole number",
    )
  return number
}

/** What an accumulator gives over each window; it is begun anew only where the start moves. */
function windowColumn({ evaluate, start }: Accumulation, { from, to }: Bounds): Column {
  return function* run({ docs, budget }, vars) {
    const values = yield* paceEach(docs, (doc) => evaluate(doc, { ...vars, ROOT: doc }))
    const pacer = new Pacer()
    let held = start(new Budget('$setWindowFields'))
    let [low, high] = [0, -1]
    let result: unknown = held.result()
    const made: unknown[] = []
    for (let i = 0; i < docs.length; i += 1) {
      const [first, last] = [Math.max(0, i + from), Math.min(docs.length - 1, i + to)]
      const moves = first > low
      if (moves) {
        held = start(new Budget('$setWindowFields'))
        ;[low, high] = [first, first - 1]
      }
      const grows = high < last
      while (high < last) {
        high += 1
        held.add(values[high])
        if (!pacer.due()) continue
        yield PAUSE
        pacer.restart()
      }
      if (moves || grows) {
        result = held.result()
        if (Array.isArray(result)) budget.spend(sizeOfValue(result))
      }
      made.push(result)
    }
    return made
  }
}

/** Calls a function for each document, with pauses. */
function* paceEach<T>(
  docs: readonly Doc[],
  use: (doc: Doc, at: number) => T,
): Generator<Pause, T[]> {
  const pacer = new Pacer()
  const made: T[] = []
  for (const [i, doc] of docs.entries()) {
    made.push(use(doc, i))
    if (!pacer.due()) continue
    yield PAUSE
    pacer.restart()
  }
  return made
}

/** Each takes a document's place, how many come before its ties, and how many ties came before. */
const RANKS: {
  readonly [name: string]: ((at: number, tied: number, seen: number) => number) | undefined
} = {
  $documentNumber: (at) => at + 1,
  $rank: (_at, tied) => tied + 1,
  $denseRank: (_at, _tied, seen) => seen,
}

function rankColumn(name: string, spec: Doc, sortBy: readonly SortField[]): Column | undefined {
  const number = RANKS[name]
  const [field] = sortBy
  if (!number) return undefined
  if (field === undefined || sortBy.length > 1)
    throw new MongoError(
      5371602,
      `${name} must be specified with a top level sortBy expression with exactly one element`,
    )
  if ('window' in spec || !isDoc(spec[name]) || Object.keys(spec[name]).length > 0)
    throw new MongoError(5371601, 'Rank style window functions take no other arguments')
  return ({ docs }) => {
    let [tied, seen, before]: [number, number, unknown] = [0, 0, undefined]
    return paceEach(docs, (doc, at) => {
      const value = sortValue(doc, field)
      if (at === 0 || compare(value, before) !== 0) {
        tied = at
        seen += 1
      }
      before = value
      return fromCount(number(at, tied, seen))
    })
  }
}

/** `$shift`: what an expression gives for the document so many places on. */
function shiftColumn(spec: Doc, sortBy: readonly SortField[]): Column {
  if (sortBy.length === 0) throw new MongoError('FailedToParse', "$shift requires a 'sortBy'")
  if ('window' in spec || !isDoc(spec.$shift))
    throw new MongoError('FailedToParse', '$shift takes an object, and no window')
  const { output, by, default: other = null } = spec.$shift
  refuseOptions('$shift', spec.$shift, 'output by default', 9)
  if (output === undefined) throw new MongoError('FailedToParse', "$shift requires an 'output'")
  const places = toSafeInteger(by)
  if (places === undefined)
    throw new MongoError('FailedToParse', "$shift requires 'by' as an integer")
  if (!isConstant(other))
    throw new MongoError('FailedToParse', "'$shift:default' expression must yield a constant value")
  const evaluate = compileExpression(output)
  return ({ docs }, vars) => {
    const instead = compileExpression(other)({}, vars)
    return paceEach(docs, (_doc, at) => {
      const from = docs[at + places]
      return from ? (evaluate(from, { ...vars, ROOT: from }) ?? null) : instead
    })
  }
}
