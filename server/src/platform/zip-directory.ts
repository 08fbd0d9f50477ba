import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

/** One file inside a zip, as its central directory declares it. */
export interface ZipEntry {
  name: string
  compressedBytes: number
  uncompressedBytes: number
  encrypted: boolean
  /** APPNOTE 4.4.5: 0 stored, 8 deflated. */
  method: number
  /** Where its local header begins, from the start of the zip. */
  headerOffset: number
}

const inflate = promisify(inflateRaw)
const localSignature = 0x04034b50
const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const maxEntries = 5000

/**
 * Reads a zip's central directory without unpacking anything (APPNOTE 4.3.12, 4.3.16).
 * Gives null when it is broken, has too many entries or is a zip64 (no honest document needs one).
 */
export const readZipDirectory = (bytes: Uint8Array): ZipEntry[] | null => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end === null) return null
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count > maxEntries || at === 0xffffffff) return null
  const entries: ZipEntry[] = []
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== entrySignature) return null
    const nameBytes = view.getUint16(at + 28, true)
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      headerOffset: view.getUint32(at + 42, true),
      compressedBytes: view.getUint32(at + 20, true),
      uncompressedBytes: view.getUint32(at + 24, true),
    })
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

/**
 * Unpacks an entry if it is as big as it declares, so that a bomb that lies about its size is found
 * before a zip library believes it. Bounded by the declared size; null when it is not honest.
 */
export const unpackEntry = async (
  bytes: Uint8Array,
  entry: ZipEntry,
): Promise<Uint8Array | null> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const at = entry.headerOffset
  if (at + 30 > bytes.length || view.getUint32(at, true) !== localSignature) return null
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  const data = bytes.subarray(start, start + entry.compressedBytes)
  if (data.length !== entry.compressedBytes) return null
  if (entry.method === 0) return entry.compressedBytes === entry.uncompressedBytes ? data : null
  if (entry.method !== 8) return null
  try {
    const limit = Math.max(entry.uncompressedBytes, 1)
    const inflated = await inflate(data, { maxOutputLength: limit })
    return inflated.length === entry.uncompressedBytes ? inflated : null
  } catch {
    return null
  }
}

/** Is an entry as big as it declares? See {@link unpackEntry}. */
export const entryIsHonest = async (bytes: Uint8Array, entry: ZipEntry): Promise<boolean> =>
  (await unpackEntry(bytes, entry)) !== null

/** The end record sits in the last 22 bytes plus a comment of at most 65,535. */
const findEnd = (view: DataView): number | null => {
  const last = view.byteLength - 22
  for (let at = last; at >= 0 && at >= last - 65_535; at--) {
    if (view.getUint32(at, true) === endSignature) return at
  }
  return null
}
