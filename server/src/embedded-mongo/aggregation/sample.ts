import { MongoError } from '../errors'
import { Budget, sizeOfDoc } from '../query/budget'
import { PAUSE } from '../query/pace'
import { isDoc } from '../values/kinds'
import { toNumber } from '../values/numbers'
import { must, number } from './operator'
import { refuseOptions } from './stage'
import type { Doc } from '../values/kinds'
import type { Stage } from './stage'

/** `$sample`: so many documents by chance, each as likely as any other, in no particular order. */
export function compileSample(spec: unknown): Stage {
  if (!isDoc(spec)) throw new MongoError(28745, 'the $sample stage specification must be an object')
  refuseOptions('$sample', spec, 'size', 28748)
  if (spec.size === undefined) throw new MongoError(28749, '$sample stage must specify a size')
  const size = Math.trunc(toNumber(must(number(28746), spec.size, '$sample size')))
  if (!(size > 0))
    throw new MongoError(28747, 'size argument to $sample must be a positive integer')
  return function* run(input) {
    const budget = new Budget('$sample')
    const chosen: Doc[] = []
    let seen = 0
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      seen += 1
      const place = Math.floor(Math.random() * seen)
      if (chosen.length < size) {
        // The newcomer takes a place by chance, and who had it goes to the end.
        budget.spend(sizeOfDoc(doc))
        if (place < chosen.length) chosen.push(chosen[place]!)
        chosen[place] = doc
      } else if (place < size) {
        budget.free(sizeOfDoc(chosen[place]!))
        budget.spend(sizeOfDoc(doc))
        chosen[place] = doc
      }
    }
    yield* chosen
  }
}
