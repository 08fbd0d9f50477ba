import { deserialize, serialize } from 'bson'
import { MongoError, unsupported } from '../errors'
import { isDoc } from './kinds'
import { isNestedDeeper } from './nesting'
import { isIndex } from './paths'
import type { Doc } from './kinds'

/** A stored document may be 16 MB, as in MongoDB. */
export const MAX_DOC_BYTES = 16 * 1024 * 1024

/** As deep as MongoDB lets documents lie in each other. */
const MAX_LEVELS = 200

const PROTO = Buffer.from('__proto__\0')

const EXACT = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const

/** Decodes a stored document and keeps every number's type. It was checked when it came in. */
export function decode(bytes: Uint8Array): Doc {
  return deserialize(bytes, { ...EXACT, validation: { utf8: false } })
}

/**
 * Decodes a document that came from a client. Throws on bytes that are not BSON. Refused are `__proto__` as a field name, depth, and
 * names that are whole numbers anywhere but first and ascending: a JavaScript object holds them so,
 * whatever order they came in (from a JavaScript client they come in no other).
 */
export function decodeFromClient(bytes: Buffer): Doc {
  refuseDeep(bytes)
  if (bytes.includes(PROTO)) throw new MongoError('BadValue', "field name '__proto__' is refused")
  const doc = deserialize(bytes, { ...EXACT, validation: { utf8: true } })
  if (hasWholeName(doc) && !bytes.equals(serialize(doc, { ignoreUndefined: false })))
    throw unsupported('a whole number as a field name that is not first and ascending', 'BadValue')
  return doc
}

/** An object with such a name has one first, so one look at each object tells. */
function hasWholeName(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasWholeName)
  if (!isDoc(value)) return false
  const [first] = Object.keys(value)
  return (first !== undefined && isIndex(first)) || Object.values(value).some(hasWholeName)
}

/** Encodes a document; it must be stored, so its size counts. */
export function encode(doc: Doc): Buffer {
  const bytes = serialize(doc, { ignoreUndefined: false })
  if (bytes.length > MAX_DOC_BYTES) {
    throw new MongoError(
      'BSONObjectTooLarge',
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and ${MAX_DOC_BYTES}`,
    )
  }
  const encoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  refuseDeep(encoded)
  return encoded
}

function refuseDeep(bytes: Buffer): void {
  if (isNestedDeeper(bytes, MAX_LEVELS))
    throw new MongoError('Overflow', `document exceeds the maximum nesting depth of ${MAX_LEVELS}`)
}

/** Encodes a reply, whose documents may be decoded ones. */
export function encodeReply(doc: Doc): Buffer {
  const bytes = serialize(doc, { ignoreUndefined: true })
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
