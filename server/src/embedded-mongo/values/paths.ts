import { MongoError } from '../errors'
import { isDoc } from './kinds'
import type { Doc } from './kinds'

const INDEX = /^(0|[1-9]\d*)$/

/** Is this part of a path an array position? */
export function isIndex(part: string): boolean {
  return INDEX.test(part)
}

/** A field of a document; inherited names (`toString`) are not fields. */
export function getField(doc: Doc, name: string): unknown {
  return Object.hasOwn(doc, name) ? doc[name] : undefined
}

/**
 * Called with each value that a path reaches. `whole` is true where an array position was the last
 * step: MongoDB does not open an array found so. `index` is the place in the outermost array that
 * was crossed. Returns true to stop.
 */
type Visit = (value: unknown, whole: boolean, index: number | undefined) => boolean

/**
 * Walks a dotted path as a query does: through every element of every array on the way. A field that
 * is not there is visited as `undefined`, save in array elements that are no documents, where
 * MongoDB sees nothing at all. Gives true when a visit did.
 */
export function visitPath(doc: unknown, parts: readonly string[], visit: Visit): boolean {
  return walk(doc, parts, 0, undefined, visit)
}

function walk(
  value: unknown,
  parts: readonly string[],
  at: number,
  index: number | undefined,
  visit: Visit,
): boolean {
  if (at === parts.length) return visit(value, false, index)
  if (Array.isArray(value)) return walkArray(value, parts, at, index, visit)
  const next = isDoc(value) ? getField(value, parts[at]!) : undefined
  if (next === undefined) return visit(undefined, false, index)
  return walk(next, parts, at + 1, index, visit)
}

function walkArray(
  items: readonly unknown[],
  parts: readonly string[],
  at: number,
  index: number | undefined,
  visit: Visit,
): boolean {
  const part = parts[at]!
  for (let i = 0; i < items.length; i += 1) {
    if (isDoc(items[i]) && walk(items[i], parts, at, index ?? i, visit)) return true
  }
  if (!isIndex(part)) return false
  const position = Number(part)
  if (position >= items.length) return false
  const item = items[position]
  if (at + 1 === parts.length) return visit(item, true, index ?? position)
  return isDoc(item) || Array.isArray(item)
    ? walk(item, parts, at + 1, index ?? position, visit)
    : false
}

/** What is at one step: a field of a document, a position of an array; nothing is opened. */
export function childOf(value: unknown, part: string): unknown {
  if (Array.isArray(value)) return isIndex(part) ? (value[Number(part)] as unknown) : undefined
  return isDoc(value) ? getField(value, part) : undefined
}

/** Reads a concrete path, step by step. */
export function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce(childOf, value)
}

/** Splits a dotted path. Empty parts are refused as MongoDB refuses them in an update. */
export function splitPath(path: string): string[] {
  const parts = path.split('.')
  if (parts.includes('')) {
    throw new MongoError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    )
  }
  return parts
}

/** A deep copy; scalars are shared, since nothing here changes them in place. */
export function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone)
  if (!isDoc(value) || '_bsontype' in value) return value
  const copy: Doc = {}
  for (const name of Object.keys(value)) copy[name] = clone(value[name])
  return copy
}

/** As `clone`, for a whole document. */
export function cloneDoc(doc: Doc): Doc {
  const copy: Doc = {}
  for (const name of Object.keys(doc)) copy[name] = clone(doc[name])
  return copy
}
