import fc from 'fast-check'
import { clauses, elements, filters, wrongFilters } from './random-filters'
import { deepPaths, int, paths, scalars } from './random-values'
import type { Doc } from '../values/kinds'

const direction = fc.constantFrom<1 | -1>(1, -1)

const fieldsOf = <Value>(
  names: fc.Arbitrary<string>,
  value: fc.Arbitrary<Value>,
): fc.Arbitrary<{ [path: string]: Value }> =>
  fc
    .uniqueArray(fc.tuple(names, value), { minLength: 1, maxLength: 3, selector: ([path]) => path })
    .map((fields) => Object.fromEntries(fields))

/** Takes away the fields that lie above or below an earlier one: engines refuse those. */
function apart(spec: Doc): Doc {
  const kept: Doc = {}
  for (const [path, value] of Object.entries(spec)) {
    const near = (other: string): boolean =>
      `${path}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${path}.`)
    if (!Object.keys(kept).some(near)) kept[path] = value
  }
  return kept
}

const keyPatterns = fieldsOf(paths, direction)

const partialFilters = fc.constantFrom<Doc>(
  { a: { $exists: true } },
  { b: { $gt: int(0) } },
  { a: { $type: 'number' } },
  { b: int(1) },
  { $or: [{ a: { $gte: int(1) } }, { b: { $in: [int(0), null] } }] },
)

/** Index specifications of all kinds, as `createIndexes` takes them, but for their names. */
export const indexSpecs: fc.Arbitrary<Doc & { key: { [path: string]: 1 | -1 } }> = fc
  .tuple(
    // Two fields of the same array, and pairs that filters often ask for together.
    fc.oneof(
      keyPatterns,
      fc.constantFrom<{ [path: string]: 1 | -1 }>(
        { 'a.a': 1, 'a.b': 1 },
        { 'a.a': -1, 'a.b': 1 },
        { a: 1, b: 1 },
        { b: 1, 'a.b': -1 },
      ),
    ),
    fc.constantFrom('', '', 'sparse', 'unique', 'partialFilterExpression'),
    partialFilters,
  )
  .map(([key, kind, filter]) =>
    kind === '' ? { key } : { key, [kind]: kind === 'partialFilterExpression' ? filter : true },
  )

/** Sorts of one to three fields. */
export const sorts = fieldsOf(deepPaths, direction)

const count = fc.integer({ min: -3, max: 3 }).map(int)

const slice = fc.oneof(count, fc.tuple(count, fc.integer({ min: 1, max: 3 }).map(int)))

const withId = (spec: fc.Arbitrary<Doc>): fc.Arbitrary<Doc> =>
  fc
    .tuple(spec, fc.constantFrom(undefined, undefined, 0, 1))
    .map(([rest, id]) => (id === undefined ? rest : { ...rest, _id: int(id) }))

const included = fieldsOf(deepPaths, fc.constantFrom(int(1), true))
const excluded = fieldsOf(deepPaths, fc.constantFrom(int(0), false))

const computed = fc.oneof(
  fc.constantFrom('$a', '$b.a', '$missing', 'text', '$a.b'),
  fc.constantFrom('$a', '$b').map((path): Doc => ({ $type: path })),
  scalars.map((value): Doc => ({ $literal: value })),
  fc.constantFrom<unknown>(['$a', '$missing'], { x: '$a', y: '$missing' }, { b: int(1) }),
)

const anyProjection: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 4, arbitrary: withId(included) },
  { weight: 3, arbitrary: withId(excluded) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom<Doc>({}, {}, { b: int(1) }, { b: int(0) }), deepPaths, slice)
      .map(([rest, path, operand]): Doc => ({ ...rest, [path]: { $slice: operand } })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom<Doc>({}, { b: int(1) }), fc.constantFrom('a', 'c'), elements)
      .map(([rest, path, test]): Doc => ({ ...rest, [path]: { $elemMatch: test } })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Doc>(
      { 'a.$': int(1) },
      { 'a.$': int(1), b: int(1) },
      { 'b.a.$': int(1) },
    ),
  },
  {
    weight: 3,
    arbitrary: withId(
      fc
        .tuple(included, fc.constantFrom('x', 'a', 'a.x', 'b.a'), computed)
        .map(([rest, path, value]): Doc => ({ ...rest, [path]: value })),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('x', 'a', 'a.x'), computed)
      .map(([path, value]): Doc => ({ [path]: value })),
  },

  fc.constantFrom<Doc>(
    { _id: int(0) },
    { _id: int(1) },
    { a: { a: int(1), b: int(1) } },
    { a: { b: int(0) } },
  ),
)

/** Projections of `find`. */
const projections = anyProjection.map(apart)

/** A question to a collection. A sort makes a total order: it ends with `_id`. */
export type Question = {
  filter: Doc
  sort?: { [path: string]: 1 | -1 }
  projection?: Doc
  skip: number
  limit: number
}

const merged = clauses(0, 1).map((list): Doc => Object.assign({}, ...list) as Doc)
const onA = scalars.map((value): Doc => ({ a: { $gte: value } }))

/** Filters alone, sorted and cut, projected: what is mixed hides what differs. */
export const questions: fc.Arbitrary<Question> = fc.oneof(
  {
    weight: 15,
    arbitrary: fc
      .oneof({ weight: 40, arbitrary: filters }, wrongFilters)
      .map((filter): Question => ({ filter, skip: 0, limit: 0 })),
  },
  {
    weight: 10,
    arbitrary: fc
      .tuple(merged, sorts, fc.constantFrom([0, 0], [0, 0], [0, 5], [3, 4]))
      .map(([filter, sort, [skip = 0, limit = 0]]): Question => ({
        filter,
        sort: { ...sort, _id: 1 },
        skip,
        limit,
      })),
  },
  {
    weight: 10,
    arbitrary: fc
      .tuple(fc.oneof(merged, onA), projections)
      .map(([filter, projection]): Question => ({ filter, projection, skip: 0, limit: 0 })),
  },
)
