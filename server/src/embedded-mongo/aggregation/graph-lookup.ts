import { MongoError } from '../errors'
import { Budget, sizeOfDoc } from '../query/budget'
import { Pacer, PAUSE } from '../query/pace'
import { parseFilter } from '../query/parse'
import { keyOf } from '../values/keys'
import { isDoc, Long, typeName } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { visitPath } from '../values/paths'
import { compileExpression } from './expression'
import { must, number } from './operator'
import { refuseOptions, withPath } from './stage'
import type { Pause } from '../query/pace'
import type { Node } from '../query/parse'
import type { Doc } from '../values/kinds'
import type { Evaluate } from './evaluate'
import type { Context, Stage } from './stage'

type Search = {
  from: string
  start: Evaluate
  connectFrom: string[]
  connectTo: string
  as: string[]
  depthField: string[] | undefined
  maxDepth: number
  also: Node[]
}

const OPTIONS =
  'from as startWith connectFromField connectToField depthField maxDepth restrictSearchWithMatch'

function parseSearch(spec: unknown): Search {
  if (!isDoc(spec))
    throw new MongoError(
      'FailedToParse',
      `the $graphLookup stage specification must be an object, but found ${typeName(spec)}`,
    )
  refuseOptions('$graphLookup', spec, OPTIONS, 40104)
  const text = (name: string): string => {
    const value = spec[name]
    if (typeof value === 'string') return value
    throw value === undefined
      ? new MongoError(40105, `$graphLookup requires '${name}' to be specified.`)
      : new MongoError(40103, `expected string as argument for ${name}, found: ${typeName(value)}`)
  }
  const { startWith, restrictSearchWithMatch: restrict = {}, maxDepth } = spec
  if (startWith === undefined)
    throw new MongoError(40105, "$graphLookup requires 'startWith' to be specified.")
  if (!isDoc(restrict)) throw new MongoError(40185, 'restrictSearchWithMatch must be an object')
  return {
    from: text('from'),
    start: compileExpression(startWith),
    connectFrom: text('connectFromField').split('.'),
    connectTo: text('connectToField'),
    as: text('as').split('.'),
    depthField: spec.depthField === undefined ? undefined : text('depthField').split('.'),
    maxDepth: maxDepth === undefined ? Number.POSITIVE_INFINITY : depthOf(maxDepth),
    also: [parseFilter(restrict)],
  }
}

function depthOf(value: unknown): number {
  const depth = toSafeInteger(must(number(40100), value, '$graphLookup maxDepth'))
  if (depth === undefined) throw new MongoError(40102, 'maxDepth must be a whole number')
  if (depth < 0) throw new MongoError(40101, 'maxDepth requires a nonnegative argument')
  return depth
}

/** `$graphLookup`: what can be reached from a document, nearest first; each document once. */
export function compileGraphLookup(spec: unknown, context: Context): Stage {
  const search = parseSearch(spec)
  return function* run(input) {
    for (const doc of input) {
      if (doc === PAUSE) yield PAUSE
      else yield withPath(doc, search.as, yield* reach(search, doc, context))
    }
  }
}

function* reach(search: Search, doc: Doc, context: Context): Generator<Pause, Doc[]> {
  const { connectTo, connectFrom, depthField } = search
  const pacer = new Pacer()
  const budget = new Budget('$graphLookup')
  const reached = new Map<string, Doc>()
  const asked = new Set<string>()
  const start = search.start(doc, { ...context.vars, ROOT: doc })
  let frontier: unknown[] = Array.isArray(start) ? start : start === undefined ? [] : [start]
  for (let depth = 0; frontier.length > 0 && depth <= search.maxDepth; depth += 1) {
    const next: unknown[] = []
    const node: Node = {
      kind: 'path',
      path: connectTo,
      parts: connectTo.split('.'),
      test: { op: 'in', values: frontier, regexes: [] },
    }
    const note = (value: unknown): boolean => {
      if (Array.isArray(value)) value.forEach(note)
      else if (value !== undefined && !asked.has(keyOf(value))) {
        asked.add(keyOf(value))
        next.push(value)
      }
      return false
    }
    const all: Node = { kind: 'and', nodes: [...search.also, node] }
    for (const found of context.read(search.from, all, context.vars)) {
      if (found === PAUSE || pacer.due()) {
        yield PAUSE
        pacer.restart()
      }
      if (found === PAUSE || reached.has(keyOf(found._id))) continue
      budget.spend(sizeOfDoc(found))
      reached.set(
        keyOf(found._id),
        depthField ? withPath(found, depthField, Long.fromNumber(depth)) : found,
      )
      visitPath(found, connectFrom, note)
    }
    frontier = next
  }
  return [...reached.values()]
}
