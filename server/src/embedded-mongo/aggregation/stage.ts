import { MongoError } from '../errors'
import { PAUSE } from '../query/pace'
import { isDoc } from '../values/kinds'
import { getField } from '../values/paths'
import type { Pause } from '../query/pace'
import type { Node } from '../query/parse'
import type { Doc } from '../values/kinds'
import type { Vars } from './evaluate'

/** Documents on their way; `PAUSE` among them lets other commands run. */
export type Stream = Iterable<Doc | Pause>

/** One stage at work. */
export type Stage = (input: Stream) => Stream

/** What stages need of the outside. */
export type Context = {
  /** Documents of another collection of this database; none when it does not exist. */
  read(collection: string, node: Node, vars: Vars): Stream
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

/** A stage that looks at one document at a time; undefined drops it. */
export function each(change: (doc: Doc, vars: Vars) => Doc | undefined, context: Context): Stage {
  return function* run(input) {
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      const changed = change(doc, { ...context.vars, ROOT: doc })
      if (changed !== undefined) yield changed
    }
  }
}

/** @throws the code where an option has another name than those given (with spaces between) */
export function refuseOptions(stage: string, spec: Doc, names: string, code: number): void {
  const known = names.split(' ')
  const unknown = Object.keys(spec).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new MongoError(code, `Unrecognized option to ${stage}: ${unknown}.`)
}

/** Sets a field by its path, and copies only the documents on the way. */
export function withPath(doc: Doc, path: readonly string[], value: unknown): Doc {
  const [name = '', ...rest] = path
  if (rest.length === 0) return { ...doc, [name]: value }
  const inner = getField(doc, name)
  return { ...doc, [name]: withPath(isDoc(inner) ? inner : {}, rest, value) }
}
