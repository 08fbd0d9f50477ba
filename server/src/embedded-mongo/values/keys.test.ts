import { serialize } from 'bson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { values } from '../test-support/random-values'
import { decode, decodeFromClient, encode } from './bson'
import { compare } from './compare'
import { encodeKey } from './keys'
import { Decimal128, Double, Int32, Long, MaxKey, MinKey } from './kinds'

const key = (value: unknown, direction = 1): Buffer => encodeKey([value], [direction]).bytes

describe('index keys', () => {
  it('sort as MongoDB sorts the values, in both directions', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const order = Math.sign(compare(a, b))
        if (!encodeKey([a], [1]).exact || !encodeKey([b], [1]).exact) {
          expect(Buffer.compare(key(a), key(b)) === 0).toBe(order === 0)
          return
        }
        expect(Buffer.compare(key(a), key(b))).toBe(order)
        // + 0, since -0 is not 0 to vitest
        expect(Buffer.compare(key(a, -1), key(b, -1))).toBe(-order + 0)
      }),
      { numRuns: 5000 },
    )
  })

  it('give equal numbers of different types the same key', () => {
    const twos = [new Int32(2), new Double(2), Long.fromNumber(2), Decimal128.fromString('2.0')]
    expect(new Set(twos.map((two) => key(two).toString('hex'))).size).toBe(1)
    expect(key(new Double(-0))).toEqual(key(new Int32(0)))
  })

  it('keep apart what no double can tell', () => {
    const [a, b] = [Long.fromString('9007199254740993'), Long.fromString('9007199254740992')]
    expect(key(a)).not.toEqual(key(b))
    expect(encodeKey([a], [1]).exact).toBe(false)
    expect(encodeKey([b], [1]).exact).toBe(true)
  })

  it('order the types', () => {
    const order = [
      new MinKey(),
      null,
      new Int32(1),
      'a',
      { a: 1 },
      [1],
      false,
      true,
      new Date(0),
      new MaxKey(),
    ]
    expect(order.toSorted(() => -1).toSorted(compare)).toEqual(order)
    const keys = order.map((value) => key(value))
    expect(keys.toSorted(Buffer.compare)).toEqual(keys)
  })

  it('hold texts longer than a key, told apart by a hash', () => {
    const long = 'x'.repeat(5000)
    expect(key(long).length).toBeLessThanOrEqual(1600)
    expect(key(`${long}a`)).not.toEqual(key(`${long}b`))
  })
})

describe('bson', () => {
  it('keeps the type of every number', () => {
    const doc = {
      i: new Int32(5),
      d: new Double(5),
      l: Long.fromNumber(5),
      x: Decimal128.fromString('5'),
    }
    expect(decode(encode(doc))).toEqual(doc)
  })

  it('refuses whole numbers as names in an order that an object cannot hold', () => {
    const bytes = (...names: string[]): Buffer =>
      Buffer.from(serialize({ list: [0, { inner: new Map(names.map((name) => [name, 1])) }] }))
    const refused = /not first and ascending is not supported .* MONGODB_URI/
    expect(() => decodeFromClient(bytes('2', '10', 'b'))).not.toThrow()
    expect(() => decodeFromClient(bytes('10', '2'))).toThrow(refused)
    expect(() => decodeFromClient(bytes('b', '2'))).toThrow(refused)
    expect(() => decodeFromClient(bytes('b', '02', '-1', '1.5'))).not.toThrow()
  })
})
