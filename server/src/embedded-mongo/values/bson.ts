import { deserialize, serialize } from 'bson'
import { MongoError } from '../errors'
import { isNestedDeeper } from './nesting'
import type { Doc } from './kinds'

/** A stored document may be 16 MB, as in MongoDB. */
export const MAX_DOC_BYTES = 16 * 1024 * 1024

/** As deep as MongoDB lets documents lie in each other. */
const MAX_LEVELS = 200

const PROTO = Buffer.from('__proto__\0')

/** Decodes a document and keeps every number's type. Throws on bytes that are not BSON. */
export function decode(bytes: Uint8Array): Doc {
  return deserialize(bytes, {
    promoteValues: false,
    promoteLongs: false,
    promoteBuffers: false,
    bsonRegExp: true,
    validation: { utf8: true },
  })
}

/** Decodes a document that came from a client. `__proto__` as a field name, and depth, is refused. */
export function decodeFromClient(bytes: Buffer): Doc {
  refuseDeep(bytes)
  if (bytes.includes(PROTO)) throw new MongoError('BadValue', "field name '__proto__' is refused")
  return decode(bytes)
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
