import { MongoError } from '../errors'
import { Budget, sizeOfDoc } from '../query/budget'
import { PAUSE } from '../query/pace'
import { isDoc } from '../values/kinds'
import { stageOf } from './stage'
import type { Doc } from '../values/kinds'
import type { Context, Stage } from './stage'

/** `$facet`: several pipelines over the same documents, their results in one document. */
export function compileFacet(spec: unknown, context: Context): Stage {
  if (!isDoc(spec) || Object.keys(spec).length === 0)
    throw new MongoError(40169, 'the $facet specification must be a non-empty object')
  const branches = Object.entries(spec).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw new MongoError(40170, `arguments to $facet must be arrays, ${name} is not`)
    if (name.startsWith('$')) throw new MongoError(16410, `FieldPath '${name}' is not valid`)
    if (name.includes('.'))
      throw new MongoError(40171, `field names of $facet must not contain '.': ${name}`)
    const inner = pipeline.map((stage) => stageOf(stage).name)
    const wrong = inner.find((stage) => ['$facet', '$out', '$merge'].includes(stage))
    if (wrong !== undefined)
      throw new MongoError(40600, `${wrong} is not allowed to be used within a $facet stage`)
    return { name, run: context.compile(pipeline, context) }
  })
  return function* run(input) {
    const budget = new Budget('$facet')
    const docs: Doc[] = []
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      budget.spend(sizeOfDoc(doc))
      docs.push(doc)
    }
    const made: Doc = {}
    for (const branch of branches) {
      const found: Doc[] = []
      for (const doc of branch.run(docs)) {
        if (doc === PAUSE) {
          yield PAUSE
          continue
        }
        budget.spend(sizeOfDoc(doc))
        found.push(doc)
      }
      made[branch.name] = found
    }
    yield made
  }
}
