/** Record ids count insertions, so that a scan gives documents in the order they came. */
export const RID_BYTES = 6

/** Keeps a key's end apart from the record id that follows it. */
const SEPARATOR = Buffer.from([1])

/** Where a document lies: collection id, record id. */
export function recordKey(collection: number, rid: number): Buffer {
  const key = Buffer.allocUnsafe(4 + RID_BYTES)
  key.writeUInt32BE(collection, 0)
  key.writeUIntBE(rid, 4, RID_BYTES)
  return key
}

/** A record id as the value of an index entry. */
export function ridBytes(rid: number): Buffer {
  const bytes = Buffer.allocUnsafe(RID_BYTES)
  bytes.writeUIntBE(rid, 0, RID_BYTES)
  return bytes
}

/** Where an entry of a unique index lies, and where those of any index begin. */
export function indexKey(index: number, key: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(4 + key.length)
  bytes.writeUInt32BE(index, 0)
  key.copy(bytes, 4)
  return bytes
}

/** Where an entry of an index that is not unique lies. */
export function entryKey(index: number, key: Buffer, rid: number): Buffer {
  return Buffer.concat([indexKey(index, key), SEPARATOR, ridBytes(rid)])
}
