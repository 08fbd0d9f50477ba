import { MongoError } from '../errors'
import { Budget, sizeOfDoc } from '../query/budget'
import { PAUSE } from '../query/pace'
import { parseFilter } from '../query/parse'
import { isDoc } from '../values/kinds'
import { visitPath } from '../values/paths'
import { compileExpression } from './expression'
import { stageOf, withPath } from './stage'
import type { Node } from '../query/parse'
import type { Doc } from '../values/kinds'
import type { Vars } from './evaluate'
import type { Context, Stage, Stream } from './stage'

const ALL: Node = { kind: 'and', nodes: [] }

/** Runs a pipeline over a collection; a leading `$match` goes to the planner. */
export function runOver(
  collection: string,
  pipeline: readonly unknown[],
  context: Context,
  also: Node = ALL,
): Stream {
  const nodes: Node[] = [also]
  let rest = pipeline
  while (rest.length > 0 && stageOf(rest[0]).name === '$match') {
    nodes.push(parseFilter(stageOf(rest[0]).spec))
    rest = rest.slice(1)
  }
  return context.compile(
    rest,
    context,
  )(context.read(collection, { kind: 'and', nodes }, context.vars))
}

/** `$lookup` by fields, by `let` and `pipeline`, or by both. */
export function compileLookup(spec: unknown, context: Context): Stage {
  if (!isDoc(spec))
    throw new MongoError('FailedToParse', 'the $lookup specification must be an Object')
  const { from, as, localField, foreignField, pipeline = [], let: names = {} } = spec
  if (typeof from !== 'string' || typeof as !== 'string') {
    throw new MongoError('FailedToParse', "$lookup needs 'from' and 'as' as strings")
  }
  const byField = typeof localField === 'string' && typeof foreignField === 'string'
  if (
    !byField &&
    (localField !== undefined || foreignField !== undefined || spec.pipeline === undefined)
  ) {
    throw new MongoError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    )
  }
  if (!Array.isArray(pipeline) || !isDoc(names))
    throw new MongoError('FailedToParse', "$lookup: 'pipeline' must be an array, 'let' an object")
  const lets = Object.entries(names).map(
    ([name, value]) => [name, compileExpression(value)] as const,
  )
  const target = as.split('.')
  context.compile(pipeline, {
    ...context,
    vars: { ...context.vars, ...Object.fromEntries(lets.map(([name]) => [name, null])) },
  })
  return function* run(input) {
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      const vars: Record<string, unknown> = { ...context.vars }
      const outer: Vars = { ...context.vars, ROOT: doc }
      for (const [name, evaluate] of lets) vars[name] = evaluate(doc, outer)
      const also = byField ? joinNode(doc, localField.split('.'), foreignField) : ALL
      const budget = new Budget('$lookup')
      const found: Doc[] = []
      for (const other of runOver(from, pipeline, { ...context, vars }, also)) {
        if (other === PAUSE) {
          yield PAUSE
          continue
        }
        budget.spend(sizeOfDoc(other))
        found.push(other)
      }
      yield withPath(doc, target, found)
    }
  }
}

/** A local value, each element of a local array, or null where there is none. */
function joinNode(doc: Doc, local: readonly string[], foreign: string): Node {
  const values: unknown[] = []
  visitPath(doc, local, (value) => {
    if (Array.isArray(value)) values.push(...(value as unknown[]))
    else values.push(value ?? null)
    return false
  })
  return {
    kind: 'path',
    path: foreign,
    parts: foreign.split('.'),
    test: { op: 'in', values, regexes: [] },
  }
}

/** `$unionWith`: another collection's documents after the input's. */
export function compileUnionWith(spec: unknown, context: Context): Stage {
  const { coll, pipeline = [] } = isDoc(spec) ? spec : { coll: spec }
  if (typeof coll !== 'string' || !Array.isArray(pipeline)) {
    throw new MongoError(
      'FailedToParse',
      "$unionWith needs 'coll' as a string and 'pipeline' as an array",
    )
  }
  context.compile(pipeline, context)
  return function* run(input) {
    yield* input
    yield* runOver(coll, pipeline, context)
  }
}
