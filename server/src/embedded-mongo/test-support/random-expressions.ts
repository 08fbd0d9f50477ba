import { Decimal128, Double, Int32, Long, ObjectId } from 'bson'
import fc from 'fast-check'
import type { Doc } from '../values/kinds'

const int = (value: number): Int32 => new Int32(value)
const text = fc.constantFrom('', 'a', 'ab', 'Abc', '中文', 'a𠮷b', ' x ', '12', '-3', '1.5')
const date = fc
  .constantFrom('2026-11-22T16:30:00.123Z', '1999-12-31T23:59:59Z', '2024-02-29T00:00:00Z')
  .map((value) => new Date(value))
const small = fc.integer({ min: -4, max: 12 }).map(int)
const whole = fc.oneof(
  { weight: 3, arbitrary: small },
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31)).map(int),
  fc.constantFrom('0', '7', '-2', '9223372036854775807').map((value) => Long.fromString(value)),
)
const double = fc
  .constantFrom(0, -0, 2, 0.5, -1.5, 2.25, 1e9, 1234.5, Number.NaN, Infinity)
  .map((value) => new Double(value))
const decimal = fc
  .constantFrom('2', '1.50', '-0.25', '7')
  .map((value) => Decimal128.fromString(value))
const number = fc.oneof(
  { weight: 4, arbitrary: whole },
  { weight: 3, arbitrary: double },
  { weight: 1, arbitrary: decimal },
)
const scalar = fc.oneof(number, text, fc.constantFrom(null, true, false), date)
const items = fc.array(scalar, { maxLength: 4 })
const object: fc.Arbitrary<Doc> = fc.dictionary(fc.constantFrom('a', 'b'), scalar, {
  maxKeys: 2,
  noNullPrototype: true,
})

/** A value that becomes a field of the case's document. */
class Given {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

const given = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  value.map((each) => new Given(each))

/** What fits no operator in particular; `$zz` is missing in every document. */
const wild: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('$zz', null) },
  {
    weight: 3,
    arbitrary: given(
      fc.oneof(scalar, items, object, fc.constant(new ObjectId('000000010000000000000000'))),
    ),
  },
)

const mostly = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 7, arbitrary: value }, { weight: 1, arbitrary: wild })

/** Not empty: the other engine then writes between the bytes of a character. */
const wanted = mostly(given(fc.constantFrom('a', 'b', '1', '中', 'x ')))
const position = mostly(given(fc.integer({ min: -3, max: 4 }).map(int)))
const listOf = (operand: fc.Arbitrary<unknown>, minLength: number, maxLength: number) =>
  fc.array(operand, { minLength, maxLength })
const oneOf = (names: string, operands: fc.Arbitrary<unknown>): fc.Arbitrary<Doc> =>
  fc
    .tuple(fc.constantFrom(...names.split(' ')), operands)
    .map(([name, value]) => ({ [name]: value }))

const { expression } = fc.letrec<{
  expression: unknown
  num: unknown
  str: unknown
  arr: unknown
  any: unknown
}>((tie) => {
  const maxDepth = { maxDepth: 2, depthIdentifier: 'expression' }
  const numeric = fc.oneof(
    oneOf('$add $multiply', listOf(tie('num'), 1, 3)),
    oneOf('$subtract $divide $mod', listOf(tie('num'), 2, 2)),
    oneOf('$abs $ceil $floor', tie('num')),
    oneOf('$round $trunc', listOf(mostly(given(double)), 1, 1)),
    oneOf('$round $trunc', fc.tuple(tie('num'), position)),
    oneOf('$sum $avg $min $max', fc.oneof(listOf(tie('num'), 1, 3), tie('arr'))),
    oneOf('$subtract', fc.tuple(given(date), given(fc.oneof(date, small)))),
    oneOf('$add', fc.tuple(given(date), given(small))),
    oneOf('$strLenCP', tie('str')),
    oneOf('$size', tie('arr')),
    oneOf('$toInt $toLong $toDouble', fc.oneof(tie('num'), tie('str'), wild)),
    oneOf(
      '$year $month $dayOfMonth $dayOfYear $dayOfWeek $isoDayOfWeek $isoWeek $hour $minute $second $millisecond',
      mostly(given(date)),
    ),
  )
  const textual = fc.oneof(
    oneOf('$concat', listOf(tie('str'), 1, 3)),
    oneOf('$toLower $toUpper', fc.oneof(tie('str'), given(date), given(whole))),
    oneOf('$substrCP', fc.tuple(tie('str'), position, position)),
    oneOf('$trim $ltrim $rtrim', fc.record({ input: tie('str') })),
    oneOf('$trim $ltrim $rtrim', fc.record({ input: tie('str'), chars: tie('str') })),
    oneOf(
      '$replaceOne $replaceAll',
      fc.record({ input: tie('str'), find: wanted, replacement: tie('str') }),
    ),
    oneOf('$toString', fc.oneof(mostly(given(fc.oneof(whole, date, text))), tie('str'))),
    fc
      .record({
        date: mostly(given(date)),
        format: fc.constantFrom('%Y-%m-%d', '%H:%M:%S.%L', '%Y %j'),
        timezone: fc.constantFrom('Asia/Shanghai', '+05:30', '-0030', 'UTC'),
      })
      .map(($dateToString) => ({ $dateToString })),
  )
  const arrays = fc.oneof(
    oneOf('$concatArrays', listOf(tie('arr'), 1, 3)),
    oneOf('$slice', fc.tuple(tie('arr'), position)),
    oneOf('$slice', fc.tuple(tie('arr'), position, position)),
    oneOf('$reverseArray', tie('arr')),
    oneOf('$range', listOf(position, 2, 3)),
    oneOf('$split', listOf(tie('str'), 2, 2)),
    oneOf('$objectToArray', mostly(given(object))),
    oneOf(
      '$map',
      fc.record({ input: tie('arr'), in: oneOf('$type $isNumber', fc.constant('$$this')) }),
    ),
    oneOf(
      '$filter',
      fc.record({
        input: tie('arr'),
        cond: fc.tuple(fc.constant('$$this'), tie('any')).map(($gt) => ({ $gt })),
      }),
    ),
  )
  const others = fc.oneof(
    // Sets have no order of their own, so nothing else is made of them.
    oneOf('$setUnion $setIntersection', listOf(tie('arr'), 1, 3)),
    oneOf('$setDifference', listOf(tie('arr'), 2, 2)),
    oneOf('$eq $ne $gt $gte $lt $lte $cmp', listOf(tie('any'), 2, 2)),
    oneOf('$and $or', listOf(tie('any'), 0, 3)),
    // $toUpper of a $type would end the other engine's process, so nothing is made of it.
    oneOf('$type', tie('any')),
    oneOf('$not $isNumber $isArray', listOf(tie('any'), 1, 1)),
    oneOf('$ifNull', listOf(tie('any'), 2, 3)),
    oneOf('$cond', listOf(tie('any'), 3, 3)),
    oneOf('$in', fc.tuple(tie('any'), tie('arr'))),
    oneOf('$indexOfArray', fc.tuple(tie('arr'), tie('any'))),
    oneOf('$arrayElemAt', fc.tuple(tie('arr'), position)),
    oneOf('$first $last', tie('arr')),
    oneOf('$mergeObjects', listOf(mostly(given(object)), 1, 2)),
    oneOf(
      '$toDate',
      fc.oneof(
        given(date),
        given(fc.constantFrom('2026-11-22', '2026-02-30', '2026-11-22T10:00:00Z', 'x')),
        wild,
      ),
    ),
    oneOf('$toBool', tie('any')),
    oneOf(
      '$arrayToObject',
      given(fc.array(fc.tuple(fc.constantFrom('a', 'b'), scalar), { maxLength: 2 })),
    ),
    fc.record({ input: tie('arr'), initialValue: given(number) }).map((reduce) => ({
      $reduce: { ...reduce, in: { $cond: [{ $gt: ['$$this', '$$value'] }, '$$this', '$$value'] } },
    })),
  )
  return {
    num: fc.oneof(maxDepth, mostly(given(number)), numeric),
    str: fc.oneof(maxDepth, mostly(given(text)), textual),
    arr: fc.oneof(maxDepth, mostly(given(items)), arrays),
    any: fc.oneof(maxDepth, wild, numeric, textual, arrays),
    expression: fc.oneof(numeric, textual, arrays, others),
  }
})

/** A document and an expression over its fields. */
export type ExpressionCase = { doc: Doc; expression: unknown }

function place(value: unknown, doc: Doc): unknown {
  if (value instanceof Given) {
    const name = `f${Object.keys(doc).length}`
    doc[name] = value.value
    return `$${name}`
  }
  if (Array.isArray(value)) return value.map((each) => place(each, doc))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, place(each, doc)]))
}

/** Expressions whose operands are mostly of types that fit; some are null, missing or odd. */
export const expressionCases: fc.Arbitrary<ExpressionCase> = expression.map((tree) => {
  const doc: Doc = {}
  return { expression: place(tree, doc), doc }
})
