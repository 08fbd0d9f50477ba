import { MongoError } from '../errors'
import { encodeKey, EMPTY_ARRAY } from '../values/keys'
import { isDoc } from '../values/kinds'
import { getField, visitPath } from '../values/paths'
import type { Doc } from '../values/kinds'
import type { Index } from './spec'

/** What one document puts into one index. */
export type Entries = { keys: Buffer[]; multikey: boolean[]; exact: boolean }

const NONE: Entries = { keys: [], multikey: [], exact: true }

/**
 * The index keys of a document: one, or one for each element of an array on the way.
 * @throws CannotIndexParallelArrays when two fields would each open an array of their own.
 */
export function entriesOf(index: Index, doc: Doc): Entries {
  if (index.partial && !index.partial.matches(doc)) return NONE
  if (
    index.sparse &&
    !index.fields.some((field) => visitPath(doc, field.parts, (value) => value !== undefined))
  ) {
    return NONE
  }
  const multikey = index.fields.map(() => false)
  const tuples: unknown[][] = []
  expand(
    index.fields.map((field) => ({ value: doc, parts: field.parts, at: 0, open: true })),
    multikey,
    tuples,
  )
  const directions = index.fields.map((field) => field.direction)
  const keys = new Map<string, Buffer>()
  let exact = true
  for (const tuple of tuples) {
    const key = encodeKey(tuple, directions)
    exact &&= key.exact
    keys.set(tuples.length > 1 ? key.bytes.toString('latin1') : '', key.bytes)
  }
  return { keys: [...keys.values()], multikey, exact }
}

/** Where one field of the index has got to on its way into the document. */
type Walk = { value: unknown; parts: readonly string[]; at: number; open: boolean }

function expand(walks: readonly Walk[], multikey: boolean[], tuples: unknown[][]): void {
  const moved = walks.map(descend)
  const arrays = moved
    .filter((walk) => walk.open && Array.isArray(walk.value))
    .map((walk) => walk.value as unknown[])
  const array = arrays[0]
  if (!array) {
    tuples.push(moved.map((walk) => walk.value))
    return
  }
  if (arrays.some((other) => other !== array)) {
    throw new MongoError('CannotIndexParallelArrays', 'cannot index parallel arrays')
  }
  moved.forEach((walk, i) => {
    if (walk.open && walk.value === array) multikey[i] = true
  })
  const items: unknown[] = array.length > 0 ? array : [EMPTY_ARRAY]
  for (const item of items) {
    expand(
      moved.map((walk) => (walk.open && walk.value === array ? into(walk, item) : walk)),
      multikey,
      tuples,
    )
  }
}

function into(walk: Walk, item: unknown): Walk {
  const leaf = walk.at === walk.parts.length
  if (leaf) return { ...walk, value: item, open: false }
  return isDoc(item) ? { ...walk, value: item } : { ...walk, value: null, open: false }
}

/** Goes down through documents until the path ends or an array is in the way. */
function descend(walk: Walk): Walk {
  if (!walk.open) return walk
  let { value, at } = walk
  while (at < walk.parts.length && !Array.isArray(value)) {
    value = isDoc(value) ? getField(value, walk.parts[at]!) : undefined
    at += 1
  }
  return { ...walk, value: value === undefined ? null : value, at }
}
