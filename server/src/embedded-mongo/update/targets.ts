import { MongoError } from '../errors'
import { isDoc, typeName } from '../values/kinds'
import { childOf, getField, isIndex, readPath } from '../values/paths'
import type { Doc } from '../values/kinds'
import type { ArrayFilters } from './array-filters'

/** MongoDB fills at most this many nulls to reach a position in an array. */
const MAX_PADDING = 1_500_000

/** What positional parts of a path mean in one update of one document. */
type Positions = {
  /** The array position that the query matched, for `$`. */
  matched?: number | undefined
  filters: ArrayFilters
}

/** Turns `a.$[].b` into the concrete paths of this document (`a.0.b`, `a.1.b`). */
export function concretePaths(
  doc: Doc,
  parts: readonly string[],
  positions: Positions,
): string[][] {
  let found: { value: unknown; path: string[] }[] = [{ value: doc, path: [] }]
  for (const part of parts) {
    found = found.flatMap(({ value, path }) => {
      if (!part.startsWith('$[')) {
        const name = part === '$' ? matchedPart(positions) : part
        return [{ value: childOf(value, name), path: [...path, name] }]
      }
      if (!Array.isArray(value)) {
        throw new MongoError(
          'BadValue',
          `The path '${path.join('.')}' must exist in the document in order to apply array updates.`,
        )
      }
      const name = part.slice(2, -1)
      const filter = name === '' ? undefined : positions.filters.get(name)
      return value.flatMap((item: unknown, i) =>
        filter && !filter({ [name]: item }) ? [] : [{ value: item, path: [...path, String(i)] }],
      )
    })
  }
  return found.map((each) => each.path)
}

function matchedPart(positions: Positions): string {
  if (positions.matched === undefined) {
    throw new MongoError(
      'BadValue',
      'The positional operator did not find the match needed from the query.',
    )
  }
  return String(positions.matched)
}

/** Writes a value at a concrete path, making documents on the way. */
export function writePath(doc: Doc, path: readonly string[], value: unknown): void {
  let holder: unknown = doc
  for (let i = 0; i < path.length; i += 1) {
    const part = path[i]!
    const last = i === path.length - 1
    if (Array.isArray(holder)) {
      if (!isIndex(part)) throw notViable(part, path, i, holder)
      padTo(holder, Number(part))
      const index = Number(part)
      if (last) holder[index] = value
      else if (holder[index] === undefined) holder[index] = {}
      holder = holder[index]
    } else if (isDoc(holder)) {
      if (last) holder[part] = value
      else if (getField(holder, part) === undefined) holder[part] = {}
      holder = getField(holder, part)
    } else throw notViable(part, path, i, holder)
  }
}

function padTo(items: unknown[], index: number): void {
  if (index - items.length > MAX_PADDING) {
    throw new MongoError('BadValue', "can't backfill more than 1500000 elements")
  }
  while (items.length < index) items.push(null)
}

function notViable(part: string, path: readonly string[], at: number, holder: unknown): MongoError {
  const name = path[at - 1] ?? ''
  return new MongoError(
    'PathNotViable',
    `Cannot create field '${part}' in element {${name}: ${Array.isArray(holder) ? '[...]' : typeName(holder)}}`,
  )
}

/** Takes a field away; in an array it leaves null. */
export function removePath(doc: Doc, path: readonly string[]): void {
  const holder = readPath(doc, path.slice(0, -1))
  const part = path.at(-1)!
  if (Array.isArray(holder)) {
    if (isIndex(part) && Number(part) < holder.length) holder[Number(part)] = null
  } else if (isDoc(holder)) delete holder[part]
}

/** Refuses a path that leads through a scalar, or by name into an array: it never could exist. */
export function checkViable(doc: Doc, path: readonly string[]): void {
  let holder: unknown = doc
  for (const [i, part] of path.entries()) {
    if (holder === undefined) return
    if (Array.isArray(holder) ? !isIndex(part) : !isDoc(holder))
      throw notViable(part, path, i, holder)
    holder = childOf(holder, part)
  }
}
