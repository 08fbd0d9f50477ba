import { MongoError } from '../errors'
import { isDoc } from '../values/kinds'
import type { Pause } from '../query/pace'
import type { Node } from '../query/parse'
import type { Doc } from '../values/kinds'
import type { Vars } from './expression'

/** Documents on their way; `PAUSE` among them lets other commands run. */
export type Stream = Iterable<Doc | Pause>

/** One stage at work. */
export type Stage = (input: Stream) => Stream

/** What stages need of the outside. */
export type Context = {
  /** Documents of another collection of this database; none when it does not exist. */
  read(collection: string, node: Node): Stream
  /** Compiles an inner pipeline. */
  compile(pipeline: readonly unknown[], context: Context): Stage
  vars: Vars
}

/** The one field of a stage document. */
export function stageOf(stage: unknown): { name: string; spec: unknown } {
  const names = isDoc(stage) ? Object.keys(stage) : []
  const name = names[0]
  if (!isDoc(stage) || name === undefined || names.length > 1) {
    throw new MongoError(
      40323,
      'A pipeline stage specification object must contain exactly one field.',
    )
  }
  return { name, spec: stage[name] }
}
