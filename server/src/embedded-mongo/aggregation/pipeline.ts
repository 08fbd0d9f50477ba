import { MongoError, unsupported } from '../errors'
import { compileFilter } from '../query/match'
import { PAUSE } from '../query/pace'
import { compileAddFields, compileProject } from '../shape/project'
import { parseSort, TopSorter } from '../shape/sort'
import { isDoc, isNullish } from '../values/kinds'
import { fromCount, toSafeInteger } from '../values/numbers'
import { writePath } from '../update/targets'
import { cloneDoc } from '../values/paths'
import { readField } from './expression'
import { Grouper } from './group'
import { compileLookup, compileUnionWith } from './lookup'
import { stageOf } from './stage'
import { compileReplace, compileUnset } from './update-pipeline'
import type { Doc } from '../values/kinds'
import type { Vars } from './expression'
import type { Context, Stage } from './stage'

type Compile = (spec: unknown, context: Context) => Stage

/** Compiles a pipeline. @throws 40324 for a stage that is unknown or outside of the subset. */
export function compilePipeline(pipeline: readonly unknown[], context: Context): Stage {
  const stages = pipeline.map((stage) => {
    const { name, spec } = stageOf(stage)
    const compile = STAGES[name]
    if (compile) return compile(spec, context)
    if (KNOWN_ELSEWHERE.has(name))
      throw unsupported(
        `stage ${name}${name === '$out' || name === '$merge' ? ' that is not the last' : ''}`,
        40324,
      )
    throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`)
  })
  return (input) => {
    let stream = input
    for (const stage of stages) stream = stage(stream)
    return stream
  }
}

const KNOWN_ELSEWHERE = new Set(
  '$bucket $bucketAuto $changeStream $collStats $currentOp $densify $documents $fill $geoNear $graphLookup $indexStats $listLocalSessions $listSessions $merge $out $planCacheStats $redact $sample $search $setWindowFields $vectorSearch'.split(
    ' ',
  ),
)

/** A stage that looks at one document at a time; undefined drops it. */
function each(change: (doc: Doc, vars: Vars) => Doc | undefined, context: Context): Stage {
  return function* run(input) {
    for (const doc of input) {
      if (doc === PAUSE) yield PAUSE
      else {
        const changed = change(doc, { ...context.vars, ROOT: doc })
        if (changed !== undefined) yield changed
      }
    }
  }
}

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
  $group: compileGroup,
  $sort: compileSortStage,
  $limit: (spec) => {
    const limit = positive('$limit', spec, 1)
    return function* run(input) {
      let passed = 0
      for (const doc of input) {
        yield doc
        if (doc !== PAUSE && ++passed >= limit) return
      }
    }
  },
  $skip: (spec, context) => {
    const skip = positive('$skip', spec, 0)
    return (input) => {
      let passed = 0
      return each((doc) => (++passed > skip ? doc : undefined), context)(input)
    }
  },
  $unwind: compileUnwind,
  $count: (spec) => {
    if (typeof spec !== 'string' || spec === '' || spec.startsWith('$') || spec.includes('.')) {
      throw new MongoError(40156, 'the count field must be a non-empty string without $ and .')
    }
    return function* run(input) {
      let count = 0
      for (const doc of input) {
        if (doc === PAUSE) yield PAUSE
        else count += 1
      }
      if (count > 0) yield { [spec]: fromCount(count) }
    }
  },
  $sortByCount: (spec, context) => {
    const group = compileGroup({ _id: spec, count: { $sum: fromCount(1) } }, context)
    const sort = compileSortStage({ count: -1 }, context)
    return (input) => sort(group(input))
  },
  $facet: compileFacet,
  $lookup: compileLookup,
  $unionWith: compileUnionWith,
}

function positive(stage: string, spec: unknown, least: number): number {
  const number = toSafeInteger(spec)
  if (number === undefined || number < least) {
    throw new MongoError(
      stage === '$limit' ? 15958 : 15956,
      `invalid argument to ${stage} stage: Expected a ${least > 0 ? 'positive' : 'non-negative'} number`,
    )
  }
  return number
}

function compileGroup(spec: unknown, context: Context): Stage {
  void new Grouper(spec)
  return function* run(input) {
    const grouper = new Grouper(spec)
    for (const doc of input) {
      if (doc === PAUSE) yield PAUSE
      else grouper.add(doc, { ...context.vars, ROOT: doc })
    }
    yield* grouper.result()
  }
}

function compileSortStage(spec: unknown, _context: Context): Stage {
  const fields = parseSort(spec)
  if (fields.length === 0)
    throw new MongoError(15976, '$sort stage must have at least one sort key')
  return function* run(input) {
    const sorter = new TopSorter<Doc>(fields, 0, (doc) => doc)
    for (const doc of input) {
      if (doc === PAUSE) yield PAUSE
      else sorter.add(doc)
    }
    yield* sorter.result()
  }
}

function compileUnwind(spec: unknown, _context: Context): Stage {
  const { path, includeArrayIndex, preserveNullAndEmptyArrays } = isDoc(spec)
    ? spec
    : { path: spec }
  if (typeof path !== 'string' || !path.startsWith('$') || path.length < 2) {
    throw new MongoError(28818, "path option to $unwind stage should be prefixed with a '$'")
  }
  const parts = path.slice(1).split('.')
  const index = typeof includeArrayIndex === 'string' ? includeArrayIndex.split('.') : undefined
  const set = (doc: Doc, value: unknown, position: number | null): Doc => {
    const made = cloneDoc(doc)
    if (value !== undefined) writePath(made, parts, value)
    if (index) writePath(made, index, position === null ? null : fromCount(position))
    return made
  }
  return function* run(input) {
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      const value = readField(doc, parts, 0)
      const empty = isNullish(value) || (Array.isArray(value) && value.length === 0)
      if (empty) {
        if (preserveNullAndEmptyArrays !== true) continue
        const kept = set(doc, undefined, null)
        if (Array.isArray(value)) yield compileUnset(path.slice(1))(kept, {})
        else yield kept
      } else if (!Array.isArray(value)) yield set(doc, undefined, null)
      else for (const [i, item] of value.entries()) yield set(doc, item, i)
    }
  }
}

function compileFacet(spec: unknown, context: Context): Stage {
  if (!isDoc(spec) || Object.keys(spec).length === 0) {
    throw new MongoError(40169, 'the $facet specification must be a non-empty object')
  }
  const branches = Object.entries(spec).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw new MongoError(40170, `arguments to $facet must be arrays, ${name} is not`)
    if (pipeline.some((stage) => stageOf(stage).name === '$facet')) {
      throw new MongoError(40600, '$facet is not allowed to be used within a $facet stage')
    }
    return { name, run: compilePipeline(pipeline, context) }
  })
  return function* run(input) {
    const docs: Doc[] = []
    for (const doc of input) {
      if (doc === PAUSE) yield PAUSE
      else docs.push(doc)
    }
    const made: Doc = {}
    for (const branch of branches) {
      const found: Doc[] = []
      for (const doc of branch.run(docs)) {
        if (doc === PAUSE) yield PAUSE
        else found.push(doc)
      }
      made[branch.name] = found
    }
    yield made
  }
}
