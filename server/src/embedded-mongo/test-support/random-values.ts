import {
  Binary,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson'
import fc from 'fast-check'
import type { Doc } from '../values/kinds'

/** An int, as most clients send small numbers. */
export const int = (value: number): Int32 => new Int32(value)

/** Small ints meet each other often: conditions that never hold find no mistakes. */
export const small = fc.integer({ min: -2, max: 2 }).map(int)

/** Numbers of all four types, with those that only one type can say. */
export const numbers: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: small },
  fc
    .constantFrom(0, -0, 1.5, 2, -2.5, Number.NaN, Infinity, -Infinity, 2 ** 53)
    .map((value) => new Double(value)),
  fc
    .constantFrom('0', '2', '-3', '9007199254740993', '9223372036854775807')
    .map((value) => Long.fromString(value)),
  fc.constantFrom('2', '1.5', '0.1', '1E+400', '-7').map((value) => Decimal128.fromString(value)),
)

const binary = (bytes: string, subtype = 0): Binary =>
  new Binary(Buffer.from(bytes, 'latin1'), subtype)

/** Values that meet often (few of each type) and that lie on the borders of types. */
export const scalars: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 12, arbitrary: small },
  { weight: 6, arbitrary: numbers },
  { weight: 3, arbitrary: fc.constantFrom('', 'a', 'ab', 'abc', 'b', '中', '𠮷', '﹐', 'a\0b') },
  { weight: 3, arbitrary: fc.constantFrom(null, true, false) },
  fc.constantFrom(0, 1000, -5, 1e12).map((value) => new Date(value)),
  fc
    .constantFrom('000000000000000000000001', 'ffffffffffffffffffffffff')
    .map((value) => new ObjectId(value)),
  fc.constantFrom(
    binary(''),
    binary('a'),
    binary('\0'),
    binary('a', 5),
    new BSONRegExp('^a', 'i'),
    new Timestamp({ t: 1, i: 2 }),
    new MinKey(),
    new MaxKey(),
  ),
)

const inner: fc.Arbitrary<Doc> = fc.oneof(
  fc.record({ a: small, b: small }),
  fc.dictionary(fc.constantFrom('a', 'b'), scalars, { maxKeys: 2, noNullPrototype: true }),
)

const nested: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ a: fc.array(inner, { maxLength: 2 }), b: scalars }, { requiredKeys: [] }),
  fc.record({ b: fc.record({ a: fc.array(scalars, { maxLength: 2 }) }) }),
)

/** Scalars, arrays and documents, up to three levels deep. */
export const values: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 3, arbitrary: fc.array(scalars, { maxLength: 3 }) },
  { weight: 1, arbitrary: inner },
  { weight: 3, arbitrary: fc.array(inner, { minLength: 2, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.array(fc.oneof(scalars, inner), { maxLength: 3 }) },
  { weight: 2, arbitrary: fc.array(small, { minLength: 2, maxLength: 3 }) },
  { weight: 1, arbitrary: nested },
  {
    weight: 1,
    arbitrary: fc.array(fc.oneof(small, fc.array(fc.oneof(small, inner), { maxLength: 2 })), {
      maxLength: 2,
    }),
  },
)

/** Documents with the fields a, b, c; any may be missing. */
export const docs: fc.Arbitrary<Doc> = fc.oneof(
  fc.record({ a: values, b: scalars, c: values }, { requiredKeys: [] }),
  fc.record({ a: values, b: values }, { requiredKeys: ['a'] }),
)

/** Paths without array positions, as an index may have them. */
export const paths = fc.constantFrom('a', 'b', 'c', 'a.a', 'a.b', 'b.a')

/** Paths of filters and projections, some through array positions. */
export const deepPaths = fc.oneof(
  { weight: 6, arbitrary: paths },
  fc.constantFrom('a.0', 'a.1', 'a.0.a', 'a.a.b', 'a.b.a', 'c.0', 'b.a.0', 'a.0.0'),
)
