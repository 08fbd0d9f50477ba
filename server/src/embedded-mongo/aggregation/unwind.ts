import { MongoError } from '../errors'
import { PAUSE } from '../query/pace'
import { isDoc, isNullish, Long } from '../values/kinds'
import { getField } from '../values/paths'
import { refuseOptions, withPath } from './stage'
import { compileUnset } from './update-pipeline'
import type { Doc } from '../values/kinds'
import type { Stage } from './stage'

type Unwind = { parts: string[]; index: string[] | undefined; keepEmpty: boolean }

function parseUnwind(spec: unknown): Unwind {
  const given: Doc = isDoc(spec) ? spec : { path: spec }
  refuseOptions('$unwind', given, 'path includeArrayIndex preserveNullAndEmptyArrays', 28811)
  const { path, includeArrayIndex: index, preserveNullAndEmptyArrays: keepEmpty = false } = given
  if (path === undefined) throw new MongoError(28812, 'no path specified to $unwind stage')
  if (typeof path !== 'string') throw new MongoError(28808, 'expected a string as the path')
  if (!path.startsWith('$') || path.length < 2)
    throw new MongoError(28818, "path option to $unwind stage should be prefixed with a '$'")
  if (index !== undefined && (typeof index !== 'string' || index === ''))
    throw new MongoError(28810, 'includeArrayIndex must be a non-empty string')
  if (index?.startsWith('$'))
    throw new MongoError(28822, "includeArrayIndex must not start with '$'")
  if (typeof keepEmpty !== 'boolean')
    throw new MongoError(28809, 'preserveNullAndEmptyArrays must be a boolean')
  return { parts: path.slice(1).split('.'), index: index?.split('.'), keepEmpty }
}

/** `$unwind`: a document for each element of an array; the path goes through documents only. */
export function compileUnwind(spec: unknown): Stage {
  const { parts, index, keepEmpty } = parseUnwind(spec)
  const clear = compileUnset(parts.join('.'))
  const placed = (doc: Doc, place: number | null): Doc =>
    index ? withPath(doc, index, place === null ? null : Long.fromNumber(place)) : doc
  return function* run(input) {
    for (const doc of input) {
      if (doc === PAUSE) {
        yield PAUSE
        continue
      }
      const value = valueAt(doc, parts)
      if (Array.isArray(value) && value.length > 0) {
        for (let i = 0; i < value.length; i += 1) yield placed(withPath(doc, parts, value[i]), i)
      } else if (Array.isArray(value)) {
        if (keepEmpty) yield placed(clear(doc, {}), null)
      } else if (keepEmpty || !isNullish(value)) yield placed(doc, null)
    }
  }
}

function valueAt(doc: Doc, parts: readonly string[]): unknown {
  let value: unknown = doc
  for (const part of parts) value = isDoc(value) ? getField(value, part) : undefined
  return value
}
