import { MongoError, unsupported } from '../errors'
import { sizeOfDoc } from '../query/budget'
import { compileFilter } from '../query/match'
import { paced, PAUSE } from '../query/pace'
import { compileAddFields, compileProject } from '../shape/project'
import { parseSort, sortStream } from '../shape/sort'
import { isDoc } from '../values/kinds'
import { fromCount, toSafeInteger } from '../values/numbers'
import { bucketStages } from './bucket'
import { compileFacet } from './facet'
import { compileGraphLookup } from './graph-lookup'
import { compileGroup } from './group'
import { compileLookup, compileUnionWith } from './lookup'
import { compileSample } from './sample'
import { compileSetWindowFields } from './set-window-fields'
import { each, stageOf } from './stage'
import { compileUnwind } from './unwind'
import { compileReplace, compileUnset } from './update-pipeline'
import type { Doc } from '../values/kinds'
import type { Context, Stage, Stream } from './stage'

/**
 * Compiles a pipeline. Whatever its stages do with single documents, others are let run meanwhile.
 * @throws 40324 for a stage that is unknown or outside of the subset.
 */
export function compilePipeline(pipeline: readonly unknown[], context: Context): Stage {
  const stages = pipeline.map((stage) => {
    const { name, spec } = stageOf(stage)
    const compile = STAGES[name]
    if (compile) return compile(spec, context)
    if (name === '$out' || name === '$merge')
      throw new MongoError(40601, `${name} can only be the final stage in the pipeline`)
    if (KNOWN_ELSEWHERE.has(name)) throw unsupported(`stage ${name}`, 40324)
    throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`)
  })
  return (input) => {
    let stream: Stream = paced(input)
    for (const stage of stages) stream = paced(stage(stream))
    return stream
  }
}

const KNOWN_ELSEWHERE = new Set(
  '$bucketAuto $changeStream $collStats $currentOp $densify $documents $fill $geoNear $indexStats $listLocalSessions $listSessions $planCacheStats $redact $search $vectorSearch'.split(
    ' ',
  ),
)

type Compile = (spec: unknown, context: Context) => Stage

const STAGES: { readonly [name: string]: Compile | undefined } = {
  $match: (spec, context) => {
    const matches = compileFilter(spec, context.vars)
    return each((doc) => (matches(doc) ? doc : undefined), context)
  },
  $project: (spec, context) => each(compileProject(spec), context),
  $addFields: (spec, context) => each(compileAddFields(spec, '$addFields'), context),
  $set: (spec, context) => each(compileAddFields(spec, '$set'), context),
  $unset: (spec, context) => each(compileUnset(spec), context),
  $replaceWith: (spec, context) => each(compileReplace(spec), context),
  $replaceRoot: (spec, context) =>
    each(compileReplace(isDoc(spec) ? spec.newRoot : undefined), context),
  $limit: compileLimit,
  $skip: compileSkip,
  $count: compileCount,
  $unwind: compileUnwind,
  $sort: compileSort,
  $group: compileGroup,
  $bucket: (spec, context) => compilePipeline(bucketStages(spec), context),
  $sortByCount: compileSortByCount,
  $sample: compileSample,
  $facet: compileFacet,
  $lookup: compileLookup,
  $graphLookup: compileGraphLookup,
  $unionWith: compileUnionWith,
  $setWindowFields: compileSetWindowFields,
}

function compileLimit(spec: unknown): Stage {
  const limit = toSafeInteger(spec)
  if (limit === undefined || limit < 1)
    throw new MongoError(15958, 'invalid argument to $limit stage: Expected a positive number')
  return function* run(input) {
    let passed = 0
    for (const doc of input) {
      yield doc
      if (doc !== PAUSE && ++passed >= limit) return
    }
  }
}

function compileSkip(spec: unknown, context: Context): Stage {
  const skip = toSafeInteger(spec)
  if (skip === undefined || skip < 0)
    throw new MongoError(15956, 'invalid argument to $skip stage: Expected a non-negative number')
  return (input) => {
    let passed = 0
    return each((doc) => (++passed > skip ? doc : undefined), context)(input)
  }
}

function compileCount(spec: unknown): Stage {
  if (typeof spec !== 'string' || spec === '')
    throw new MongoError(40156, 'the count field must be a non-empty string')
  if (spec.startsWith('$'))
    throw new MongoError(40158, 'the count field cannot be a $-prefixed path')
  if (spec.includes('.')) throw new MongoError(40160, "the count field cannot contain '.'")
  return function* run(input) {
    let count = 0
    for (const doc of input) {
      if (doc === PAUSE) yield PAUSE
      else count += 1
    }
    if (count > 0) yield { [spec]: fromCount(count) }
  }
}

function compileSort(spec: unknown): Stage {
  if (!isDoc(spec)) throw new MongoError(15973, 'the $sort key specification must be an object')
  const fields = parseSort(spec)
  if (fields.length === 0)
    throw new MongoError(15976, '$sort stage must have at least one sort key')
  return (input) =>
    sortStream(input, { fields, limit: 0, docOf: (doc: Doc) => doc, sizeOf: sizeOfDoc })
}

function compileSortByCount(spec: unknown, context: Context): Stage {
  const path = typeof spec === 'string' && spec.startsWith('$')
  if (!path && !(isDoc(spec) && Object.keys(spec)[0]?.startsWith('$')))
    throw new MongoError(
      40149,
      'the sortByCount field must be specified as a $-prefixed path or an expression in an object',
    )
  const stages = [
    { $group: { _id: spec, count: { $sum: fromCount(1) } } },
    { $sort: { count: fromCount(-1) } },
  ]
  return compilePipeline(stages, context)
}
