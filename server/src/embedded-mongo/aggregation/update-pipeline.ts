import { MongoError, unsupported } from '../errors'
import { compileAddFields, compileProject } from '../shape/project'
import { isDoc } from '../values/kinds'
import { compileExpression } from './expression'
import { stageOf } from './stage'
import type { Vars } from './evaluate'
import type { Doc } from '../values/kinds'

type Step = (doc: Doc, vars: Vars) => Doc

/** Compiles an update given as a pipeline: `$set`, `$unset`, `$replaceWith`, `$project`. */
export function compileUpdatePipeline(
  stages: readonly unknown[],
  constants: Doc,
): (doc: Doc) => Doc {
  const steps = stages.map(compileStep)
  return (doc) => {
    let current = doc
    const now = new Date()
    for (const step of steps) current = step(current, { ...constants, ROOT: current, NOW: now })
    const { _id = doc._id, ...rest } = current
    return _id === undefined ? rest : { _id, ...rest }
  }
}

function compileStep(stage: unknown): Step {
  const { name, spec } = stageOf(stage)
  switch (name) {
    case '$set':
    case '$addFields':
      return compileAddFields(spec, name)
    case '$unset':
      return compileUnset(spec)
    case '$project':
      return compileProject(spec)
    case '$replaceWith':
      return compileReplace(spec)
    case '$replaceRoot':
      return compileReplace(isDoc(spec) ? spec.newRoot : undefined)
    default:
      throw unsupported(`stage ${name} in an update`, 'InvalidOptions')
  }
}

/** `$unset: 'a'` or `['a', 'b.c']`. */
export function compileUnset(spec: unknown): Step {
  const names = Array.isArray(spec) ? (spec as unknown[]) : [spec]
  if (names.length === 0 || !names.every((name) => typeof name === 'string' && name !== '')) {
    throw new MongoError(31002, '$unset specification must be a string or an array of strings')
  }
  return compileProject(Object.fromEntries(names.map((name) => [String(name), 0])))
}

/** `$replaceWith`: the expression must give a document. */
export function compileReplace(spec: unknown): Step {
  const evaluate = compileExpression(spec)
  return (doc, vars) => {
    const made = evaluate(doc, vars)
    if (!isDoc(made)) {
      throw new MongoError(40228, "'newRoot' expression must evaluate to an object")
    }
    return made
  }
}
