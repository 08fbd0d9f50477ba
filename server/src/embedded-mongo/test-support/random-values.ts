import { Decimal128, Double, Int32, Long, ObjectId } from 'bson'
import fc from 'fast-check'
import type { Doc } from '../values/kinds'

/** Values that meet often (few of each type) and that lie on the borders of types. */
export const scalars: fc.Arbitrary<unknown> = fc.oneof(
  // Mostly small numbers: conditions that never hold find no mistakes.
  { weight: 16, arbitrary: fc.integer({ min: -2, max: 2 }).map((value) => new Int32(value)) },
  fc
    .constantFrom(0, -0, 1.5, 2, -2.5, Number.NaN, Infinity, -Infinity, 2 ** 53)
    .map((value) => new Double(value)),
  fc
    .constantFrom('0', '2', '-3', '9007199254740993', '9223372036854775807')
    .map((value) => Long.fromString(value)),
  fc.constantFrom('2', '1.5', '0.1', '1E+400', '-7').map((value) => Decimal128.fromString(value)),
  fc.constantFrom('', 'a', 'ab', 'abc', 'b', '中', '𠮷', '﹐', 'a\0b'),
  fc.constantFrom(null, true, false),
  fc.constantFrom(0, 1000, -5, 1e12).map((value) => new Date(value)),
  fc
    .constantFrom('000000000000000000000001', 'ffffffffffffffffffffffff')
    .map((value) => new ObjectId(value)),
)

const names = fc.constantFrom('a', 'b', 'c')
const small = fc.integer({ min: -2, max: 2 }).map((value) => new Int32(value))
const inner = fc.oneof(
  fc.record({ a: small, b: small }),
  fc.dictionary(fc.constantFrom('a', 'b'), scalars, { maxKeys: 2, noNullPrototype: true }),
)

/** Scalars, arrays and documents, two levels deep. */
export const values: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 3, arbitrary: fc.array(scalars, { maxLength: 3 }) },
  { weight: 1, arbitrary: inner },
  { weight: 3, arbitrary: fc.array(inner, { minLength: 2, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(scalars, inner), { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(small, { minLength: 2, maxLength: 3 }) },
)

/** Documents with the fields a, b, c; any may be missing. */
export const docs: fc.Arbitrary<Doc> = fc.oneof(
  fc.record({ a: values, b: scalars, c: values }, { requiredKeys: [] }),
  fc.record({ a: values, b: values }, { requiredKeys: ['a'] }),
)

export const paths = fc.constantFrom('a', 'b', 'c', 'a.a', 'a.b', 'b.a')

const comparison = fc
  .tuple(
    fc.constantFrom('$eq', '$eq', '$ne', '$gt', '$gte', '$lt', '$lte'),
    fc.oneof({ weight: 5, arbitrary: scalars }, { weight: 1, arbitrary: values }),
  )
  .map(([operator, value]): Doc => ({ [operator]: value }))

const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: values.filter((value) => !Array.isArray(value) || value.length < 3) },
  { weight: 4, arbitrary: comparison },
  { weight: 2, arbitrary: fc.tuple(comparison, comparison).map(([x, y]): Doc => ({ ...x, ...y })) },
  { weight: 2, arbitrary: fc.array(values, { maxLength: 3 }).map((list): Doc => ({ $in: list })) },
  fc.boolean().map((exists): Doc => ({ $exists: exists })),
  fc
    .constantFrom('number', 'string', 'array', 'null', 'object')
    .map((type): Doc => ({ $type: type })),
  fc.constantFrom('^a', '^ab', 'b', '^中').map((pattern): Doc => ({ $regex: pattern })),
  fc.tuple(comparison, comparison).map(([x, y]): Doc => ({ $elemMatch: { ...x, ...y } })),
  fc.tuple(names, comparison).map(([name, test]): Doc => ({ $elemMatch: { [name]: test } })),
  fc.array(scalars, { minLength: 1, maxLength: 2 }).map((list): Doc => ({ $all: list })),
  comparison.map((test): Doc => ({ $not: test })),
  fc.integer({ min: 0, max: 3 }).map((size): Doc => ({ $size: size })),
)

const clause = fc.tuple(paths, condition).map(([path, test]): Doc => ({ [path]: test }))

/** Two conditions that one array may meet with two elements: what index bounds get wrong first. */
const near = fc
  .tuple(
    fc.constantFrom('a', 'a.a', 'b'),
    fc.constantFrom('$eq', '$gt', '$gte'),
    small,
    fc.constantFrom('a', 'a.b', 'b'),
    fc.constantFrom('$eq', '$lt', '$lte'),
    small,
  )
  .map(([path, low, x, other, high, y]): Doc => ({
    $and: [{ [path]: { [low]: x } }, { [other]: { [high]: y } }],
  }))

/** Filters of one to three clauses, sometimes with `$or`. */
export const filters: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 3, arbitrary: near },
  {
    weight: 4,
    arbitrary: fc
      .array(clause, { minLength: 1, maxLength: 3 })
      .map((list): Doc => ({ $and: list })),
  },
  {
    weight: 1,
    arbitrary: fc.array(clause, { minLength: 1, maxLength: 2 }).map((list): Doc => ({ $or: list })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(clause, fc.array(clause, { minLength: 1, maxLength: 2 }))
      .map(([one, list]): Doc => ({ $and: [one, { $or: list }] })),
  },
)

const direction = fc.constantFrom(1, -1)

/** Index keys and sorts of one or two fields. */
export const keyPatterns: fc.Arbitrary<Doc> = fc
  .uniqueArray(fc.tuple(paths, direction), {
    minLength: 1,
    maxLength: 3,
    selector: ([path]) => path,
  })
  .map((fields) => Object.fromEntries(fields))
