import { Long } from 'bson'
import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson'
import { compareNumbers } from './numbers'
import { entriesOf, RANK, rankOf } from './kinds'
import type { Doc } from './kinds'

/** MongoDB's order of any two values: first by type, then by value. -1, 0 or 1. */
export function compare(a: unknown, b: unknown): number {
  const rank = rankOf(a)
  const other = rankOf(b)
  if (rank !== other) return rank < other ? -1 : 1
  switch (rank) {
    case RANK.number:
      return compareNumbers(a, b)
    case RANK.string:
      return compareStrings(String(a), String(b))
    case RANK.bool:
      return Number(a) - Number(b)
    case RANK.date:
      return sign((a as Date).getTime(), (b as Date).getTime())
    case RANK.objectId:
      return Math.sign(Buffer.compare((a as ObjectId).id, (b as ObjectId).id))
    case RANK.object:
      return compareDocs(a as Doc, b as Doc)
    case RANK.array:
      return compareArrays(a as unknown[], b as unknown[])
    case RANK.binData:
      return compareBinary(a as Binary, b as Binary)
    case RANK.timestamp:
      return timestampOf(a as Timestamp).compare(timestampOf(b as Timestamp))
    case RANK.regex:
      return compareStrings(regexText(a as BSONRegExp), regexText(b as BSONRegExp))
    case RANK.code:
    case RANK.codeWithScope:
      return compareCode(a as Code, b as Code)
    default:
      return 0
  }
}

/** Equal in value and type family (5 equals 5.0). */
export function equals(a: unknown, b: unknown): boolean {
  return compare(a, b) === 0
}

function sign(a: number, b: number): number {
  return a < b ? -1 : Number(a > b)
}

/** By code point, as UTF-8 bytes compare; plain `<` would put 𠮷 before ﹐. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return lift(x) < lift(y) ? -1 : 1
  }
  return sign(a.length, b.length)
}

/** Surrogates stand for code points above every other unit. */
function lift(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function compareDocs(a: Doc, b: Doc): number {
  const left = entriesOf(a)
  const right = entriesOf(b)
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i += 1) {
    const [name, value] = left[i]!
    const [otherName, otherValue] = right[i]!
    const result =
      sign(rankOf(value), rankOf(otherValue)) ||
      compareStrings(name, otherName) ||
      compare(value, otherValue)
    if (result !== 0) return result
  }
  return sign(left.length, right.length)
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i += 1) {
    const result = compare(a[i], b[i])
    if (result !== 0) return result
  }
  return sign(a.length, b.length)
}

function compareBinary(a: Binary, b: Binary): number {
  return (
    sign(a.length(), b.length()) ||
    sign(a.sub_type, b.sub_type) ||
    Math.sign(Buffer.compare(a.value(), b.value()))
  )
}

function timestampOf(value: Timestamp): Long {
  return Long.fromBits(value.low, value.high, true)
}

function regexText(value: BSONRegExp): string {
  return `${value.pattern}\0${value.options}`
}

function compareCode(a: Code, b: Code): number {
  return compareStrings(a.code, b.code) || compare(a.scope ?? {}, b.scope ?? {})
}
