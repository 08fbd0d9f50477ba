/** Sizes of values by BSON type; what has no fixed size is read below. */
const FIXED = new Map([
  [1, 8],
  [6, 0],
  [7, 12],
  [8, 1],
  [9, 8],
  [10, 0],
  [16, 4],
  [17, 8],
  [18, 8],
  [19, 16],
  [127, 0],
  [255, 0],
])

/** The least that one more level takes: its type, a name's end, its size, its end. */
const BYTES_OF_A_LEVEL = 7

/**
 * Do documents and arrays lie in each other deeper than so many levels? Found without recursion, so
 * that bytes from anywhere may be asked about before a decoder follows them down. Bytes that are no
 * BSON are the decoder's to refuse.
 */
export function isNestedDeeper(bytes: Buffer, levels: number): boolean {
  if (bytes.length < levels * BYTES_OF_A_LEVEL) return false
  let depth = 1
  let at = 4
  while (depth > 0 && at < bytes.length) {
    const type = bytes[at]!
    if (type === 0) {
      depth -= 1
      at += 1
      continue
    }
    at = afterName(bytes, at + 1)
    if (type === 3 || type === 4) depth += 1
    // Code with a scope is its size, a string, and the scope, a document.
    if (type === 15) {
      depth += 1
      at += 4 + sizeAt(bytes, at + 4) + 4
    }
    if (depth > levels) return true
    const size = type === 15 ? 4 : valueSize(bytes, at, type)
    if (size < 0) return false
    at += size
  }
  return false
}

/** How far it is to the next element: past a value, or into a document. Negative: no BSON. */
function valueSize(bytes: Buffer, at: number, type: number): number {
  const fixed = FIXED.get(type)
  if (fixed !== undefined) return fixed
  if (type === 3 || type === 4) return 4
  if (type === 5) return 5 + sizeAt(bytes, at)
  if (type === 11) return afterName(bytes, afterName(bytes, at)) - at
  if (type === 12) return 16 + sizeAt(bytes, at)
  return type === 2 || type === 13 || type === 14 ? 4 + sizeAt(bytes, at) : -1
}

function sizeAt(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? Math.max(0, bytes.readInt32LE(at)) : bytes.length
}

function afterName(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(0, at)
  return end < 0 ? bytes.length : end + 1
}
