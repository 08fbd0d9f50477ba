import { BSONRegExp, Double } from 'bson'
import fc from 'fast-check'
import { deepPaths, int, numbers, scalars, small, values } from './random-values'
import type { Doc } from '../values/kinds'

const names = fc.constantFrom('a', 'b')

const comparison = fc
  .tuple(
    fc.constantFrom('$eq', '$eq', '$ne', '$gt', '$gte', '$lt', '$lte'),
    fc.oneof({ weight: 5, arbitrary: scalars }, { weight: 1, arbitrary: values }),
  )
  .filter(([operator, value]) => !(value instanceof BSONRegExp) || operator === '$eq')
  .map(([operator, value]): Doc => ({ [operator]: value }))

const regexes = fc
  .tuple(
    fc.constantFrom('^a', '^ab', 'b', '^中', '.', 'A', '^a.b$', '[^a]'),
    fc.constantFrom('', 'i', 's'),
  )
  .map(([pattern, options]) => new BSONRegExp(pattern, options))

const types = fc.oneof(
  fc.constantFrom('number', 'string', 'array', 'null', 'object', 'int', 'date', 'binData'),
  fc.constantFrom(1, 2, 10, 16, 18, -1).map(int),
)

const leaf: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 5, arbitrary: comparison },
  { weight: 2, arbitrary: fc.tuple(comparison, comparison).map(([x, y]): Doc => ({ ...x, ...y })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('$in', '$in', '$nin'), fc.array(values, { maxLength: 3 }))
      .map(([operator, list]): Doc => ({ [operator]: list })),
  },
  fc.boolean().map((exists): Doc => ({ $exists: exists })),
  fc
    .oneof(types, fc.array(types, { minLength: 1, maxLength: 2 }))
    .map((type): Doc => ({ $type: type })),
  regexes.map((regex): Doc => ({ $regex: regex.pattern, $options: regex.options })),
  fc.array(fc.oneof(scalars, regexes), { maxLength: 2 }).map((list): Doc => ({ $in: list })),
  fc
    .tuple(fc.constantFrom(2, 3, -2), fc.oneof(small, fc.constant(new Double(1.7))))
    .map(([divisor, remainder]): Doc => ({ $mod: [int(divisor), remainder] })),
  fc.array(values, { minLength: 1, maxLength: 2 }).map((list): Doc => ({ $all: list })),
  fc.integer({ min: 0, max: 3 }).map((size): Doc => ({ $size: int(size) })),
)

/** What one element of an array must be: a value by its operators, or a document by its fields. */
export const elements: fc.Arbitrary<Doc> = fc.oneof(
  leaf,
  fc.tuple(comparison, comparison).map(([x, y]): Doc => ({ ...x, ...y })),
  fc.tuple(names, leaf).map(([name, test]): Doc => ({ [name]: test })),
  fc.tuple(leaf, leaf).map(([x, y]): Doc => ({ a: x, b: y })),
  fc.tuple(leaf, leaf).map(([x, y]): Doc => ({ $or: [{ a: x }, { b: y }] })),
)

const operators: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 8, arbitrary: leaf },
  { weight: 2, arbitrary: elements.map((test): Doc => ({ $elemMatch: test })) },
  { weight: 1, arbitrary: leaf.map((test): Doc => ({ $not: test })) },
  fc
    .array(elements, { minLength: 1, maxLength: 2 })
    .map((list): Doc => ({ $all: list.map((test) => ({ $elemMatch: test })) })),
  elements.map((test): Doc => ({ $not: { $elemMatch: test } })),
)

/** Filters that every engine refuses. */
export const wrongFilters = fc
  .constantFrom<Doc>(
    { $size: int(-1) },
    { $mod: [int(0), int(1)] },
    { $in: int(1) },
    { $all: 'a' },
    { $elemMatch: int(1) },
    { $type: 'nothing' },
    { $foo: int(1) },
    { $not: int(1) },
    { $gt: int(1), b: int(2) },
  )
  .map((test): Doc => ({ $or: [{ a: test }] }))

const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 1, arbitrary: values },
  { weight: 3, arbitrary: operators },
)

const clause = fc.tuple(deepPaths, condition).map(([path, test]): Doc => ({ [path]: test }))

const operand = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('$a', '$b', '$c', '$a.a', '$a.b', '$missing') },
  { weight: 2, arbitrary: scalars.map((value): Doc => ({ $literal: value })) },
  { weight: 1, arbitrary: numbers },
)

const expression: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp'), operand, operand)
      .map(([operator, x, y]): Doc => ({ [operator]: [x, y] })),
  },
  fc
    .tuple(operand, fc.array(operand, { maxLength: 3 }))
    .map(([x, list]): Doc => ({ $in: [x, list] })),
  operand.map((x): Doc => ({ $isArray: [x] })),
  fc.tuple(operand, operand).map(([x, y]): Doc => ({ $eq: [{ $ifNull: [x, y] }, y] })),
  fc
    .tuple(operand, fc.constantFrom('missing', 'int', 'array'))
    .map(([x, type]): Doc => ({ $eq: [{ $type: x }, type] })),
)

/** `$expr` conditions that never fail. */
const expressions: fc.Arbitrary<Doc> = fc
  .oneof(
    { weight: 4, arbitrary: expression },
    fc
      .tuple(fc.constantFrom('$and', '$or'), expression, expression)
      .map(([operator, x, y]): Doc => ({ [operator]: [x, y] })),
    expression.map((x): Doc => ({ $not: [x] })),
  )
  .map((test) => ({ $expr: test }))

/** Two conditions that one array may meet with two elements: what index bounds get wrong first. */
const near = fc
  .tuple(
    fc.constantFrom('a', 'a.a', 'a.a', 'b'),
    fc.constantFrom('$eq', '$eq', '$gt', '$gte'),
    small,
    fc.constantFrom('a', 'a.b', 'a.b', 'b'),
    fc.constantFrom('$eq', '$lt', '$lte'),
    small,
  )
  .map(([path, low, x, other, high, y]): Doc => ({
    $and: [{ [path]: { [low]: x } }, { [other]: { [high]: y } }],
  }))

/** Conditions on one field each. */
export const clauses = (least: number, most: number): fc.Arbitrary<Doc[]> =>
  fc.array(clause, { minLength: least, maxLength: most })

/** Filters of one to three clauses, nested up to three deep. */
export const filters: fc.Arbitrary<Doc> = fc.oneof(
  { weight: 6, arbitrary: near },
  { weight: 4, arbitrary: clauses(1, 3).map((list): Doc => ({ $and: list })) },
  { weight: 3, arbitrary: clauses(1, 2).map((list): Doc => Object.assign({}, ...list) as Doc) },
  { weight: 1, arbitrary: clauses(1, 2).map((list): Doc => ({ $or: list })) },
  { weight: 1, arbitrary: clauses(1, 2).map((list): Doc => ({ $nor: list })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(clause, clauses(1, 2))
      .map(([one, list]): Doc => ({ $and: [one, { $or: list }] })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(clause, clauses(1, 2), clause)
      .map(([one, list, other]): Doc => ({ $or: [{ $and: [one, { $nor: list }] }, other] })),
  },
  { weight: 1, arbitrary: expressions },
  {
    weight: 1,
    arbitrary: fc.tuple(clause, expressions).map(([one, test]): Doc => ({ ...one, ...test })),
  },
)
