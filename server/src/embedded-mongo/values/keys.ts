import { createHash } from 'node:crypto'
import { Decimal128, Long } from 'bson'
import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson'
import { canonicalNumber, compareNumbers, toNumber } from './numbers'
import { entriesOf, RANK, rankOf } from './kinds'
import type { Doc } from './kinds'

/** LMDB takes 1,978 bytes; the ids around a key need a few of them. */
const MAX_KEY_BYTES = 1600
const MAX_DEPTH = 100

/**
 * A key whose bytes sort as its values do. `exact` is false where the order among equal prefixes is
 * lost (very long values, numbers that no double can hold): such a key still finds and still keeps
 * apart, but an index that holds one cannot give a sort its order.
 */
export type Key = { bytes: Buffer; exact: boolean }

/** Stands for an empty array among index values: it sorts before null and equals nothing else. */
export const EMPTY_ARRAY = Symbol('empty array')

class Writer {
  bytes = Buffer.allocUnsafe(64)
  length = 0
  exact = true

  private room(size: number): void {
    if (this.length + size <= this.bytes.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + size))
    this.bytes.copy(grown, 0, 0, this.length)
    this.bytes = grown
  }

  byte(value: number): void {
    this.room(1)
    this.bytes[this.length++] = value
  }

  raw(data: Uint8Array): void {
    this.room(data.length)
    this.bytes.set(data, this.length)
    this.length += data.length
  }

  /** Zero bytes are escaped, so that the closing zero sorts before any continuation. */
  text(value: string): void {
    const data = Buffer.from(value, 'utf8')
    this.room(data.length + 1)
    if (data.includes(0)) {
      // A shorter text is then a prefix of a longer one's key, and a scan meets both.
      this.exact = false
      for (const byte of data) {
        this.byte(byte)
        if (byte === 0) this.byte(0xff)
      }
    } else this.raw(data)
    this.byte(0)
  }

  double(value: number): void {
    this.room(8)
    const at = this.length
    // -0 equals 0, and adding 0 makes it so.
    this.bytes.writeDoubleBE(value + 0, at)
    if (this.bytes[at]! & 0x80) {
      for (let i = at; i < at + 8; i += 1) this.bytes[i] = ~this.bytes[i]! & 0xff
    } else this.bytes[at] = this.bytes[at]! | 0x80
    this.length += 8
  }

  long(value: bigint): void {
    this.room(8)
    this.bytes.writeBigUInt64BE(BigInt.asUintN(64, value), this.length)
    this.length += 8
  }
}

/** Encodes one value so that its bytes sort in MongoDB's order. A missing field counts as null. */
function write(out: Writer, value: unknown, depth: number): void {
  const rank = value === undefined && depth === 0 ? RANK.null : rankOf(value)
  if (depth > MAX_DEPTH) throw new RangeError('value is nested too deeply for an index')
  out.byte(rank)
  switch (rank) {
    case RANK.number:
      return writeNumber(out, value)
    case RANK.string:
      return out.text(String(value))
    case RANK.bool:
      return out.byte(value ? 2 : 1)
    case RANK.date:
      return out.long(BigInt.asUintN(64, BigInt((value as Date).getTime())) ^ (1n << 63n))
    case RANK.objectId:
      return out.raw((value as ObjectId).id)
    case RANK.object:
      for (const [name, field] of entriesOf(value as Doc)) {
        out.byte(rankOf(field))
        out.text(name)
        write(out, field, depth + 1)
      }
      return out.byte(0)
    case RANK.array:
      for (const item of value as unknown[]) write(out, item, depth + 1)
      return out.byte(0)
    case RANK.binData:
      return writeBinary(out, value as Binary)
    case RANK.timestamp:
      return out.long(
        Long.fromBits((value as Timestamp).low, (value as Timestamp).high, true).toBigInt(),
      )
    case RANK.regex:
      out.text((value as BSONRegExp).pattern)
      return out.text((value as BSONRegExp).options)
    case RANK.code:
    case RANK.codeWithScope:
      out.text((value as Code).code)
      return write(out, (value as Code).scope ?? {}, depth + 1)
    default:
      return undefined
  }
}

function writeNumber(out: Writer, value: unknown): void {
  const near = toNumber(value)
  if (Number.isNaN(near)) return out.byte(1)
  out.byte(2)
  const lossy =
    value instanceof Decimal128 || (value instanceof Long && !Number.isSafeInteger(near))
  if (!lossy || compareNumbers(value, near) === 0) {
    out.double(near)
    return out.byte(1)
  }
  out.double(compareNumbers(value, near) < 0 ? nextBelow(near) : near)
  out.byte(2)
  out.text(canonicalNumber(value))
  out.exact = false
  return undefined
}

function nextBelow(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return Number.MAX_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value === 0 ? -0 : value)
  const bits = view.getBigInt64(0)
  view.setBigInt64(0, bits + (bits < 0n ? 1n : -1n))
  return view.getFloat64(0)
}

function writeBinary(out: Writer, value: Binary): void {
  const head = Buffer.allocUnsafe(5)
  head.writeUInt32BE(value.length(), 0)
  head[4] = value.sub_type
  out.raw(head)
  out.raw(value.value())
}

/** Encodes an index entry's values; `directions[i] < 0` turns that part around. */
export function encodeKey(values: readonly unknown[], directions: readonly number[]): Key {
  const out = new Writer()
  for (let i = 0; i < values.length; i += 1) {
    const start = out.length
    if (values[i] === EMPTY_ARRAY) out.byte(RANK.missing)
    else write(out, values[i], 0)
    if ((directions[i] ?? 1) < 0) {
      for (let at = start; at < out.length; at += 1) out.bytes[at] = ~out.bytes[at]! & 0xff
    }
  }
  const bytes = out.bytes.subarray(0, out.length)
  if (bytes.length <= MAX_KEY_BYTES) return { bytes, exact: out.exact }
  const hash = createHash('sha256').update(bytes).digest()
  return {
    bytes: Buffer.concat([bytes.subarray(0, MAX_KEY_BYTES - hash.length), hash]),
    exact: false,
  }
}

/**
 * Encodes a value as the edge of a range: cut where order is lost, so that the edge, taken as
 * inclusive with everything that it begins, never leaves out a value that belongs inside.
 */
export function encodeEdge(value: unknown): { bytes: Buffer; cut: boolean } {
  const out = new Writer()
  if (rankOf(value) === RANK.number && !Number.isNaN(toNumber(value))) {
    const near = toNumber(value)
    out.byte(RANK.number)
    out.byte(2)
    const exact = compareNumbers(value, near) === 0
    out.double(!exact && compareNumbers(value, near) < 0 ? nextBelow(near) : near)
    return { bytes: out.bytes.subarray(0, out.length), cut: true }
  }
  write(out, value, 0)
  const bytes = out.bytes.subarray(0, out.length)
  // Half of the room, so that a compound key's cut never falls before an edge's own cut.
  const limit = MAX_KEY_BYTES - 32
  return bytes.length > limit || !out.exact
    ? { bytes: bytes.subarray(0, Math.min(limit, bytes.length)), cut: true }
    : { bytes, cut: false }
}

/** The smallest byte string after every one that begins with `bytes`. */
export function after(bytes: Buffer): Buffer {
  const end = Buffer.from(bytes)
  for (let i = end.length - 1; i >= 0; i -= 1) {
    if (end[i]! < 0xff) {
      end[i] = end[i]! + 1
      return end.subarray(0, i + 1)
    }
  }
  return Buffer.from([0xff, 0xff, 0xff, 0xff])
}

/** A text that equal values share, and others do not. */
export function keyOf(value: unknown): string {
  return encodeKey([value], [1]).bytes.toString('latin1')
}
