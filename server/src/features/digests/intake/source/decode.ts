import iconv from 'iconv-lite'

const countReplacement = (text: string): number => text.split('\uFFFD').length - 1

const strictUtf8 = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const plausible = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef\u2010-\u2027\t\n\r -~]/gu
const plausibleShare = 0.95

/**
 * UTF-16 without its mark, by trying both byte orders: nearly every character must be Chinese,
 * ASCII or CJK punctuation. null when neither fits.
 */
export const guessUtf16 = (bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  if (bytes.length < 2 || bytes.length % 2 !== 0) return null
  const head = Buffer.from(bytes.subarray(0, 4096))
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const text = iconv.decode(head, encoding, { stripBOM: false })
    const fitting = text.match(plausible)?.length ?? 0
    if (fitting >= [...text].length * plausibleShare) return encoding
  }
  return null
}

/**
 * Text out of bytes, by content: byte order mark, valid UTF-8, a charset the page or the server
 * named, else GB18030 (what old Chinese Windows editors save). A UTF-8 text with a few damaged
 * bytes stays UTF-8 rather than turning to mojibake as a whole.
 */
export const decodeText = (bytes: Uint8Array, namedCharset?: string): string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return iconv.decode(buffer, 'utf-16le')
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return iconv.decode(buffer, 'utf-16be')
  const utf8 = strictUtf8(buffer)
  if (utf8 !== null && !utf8.includes('\0')) return utf8
  const utf16 = buffer.includes(0) ? guessUtf16(buffer) : null
  if (utf16 !== null) return iconv.decode(buffer, utf16)
  const charset = namedCharset ?? statedCharset(buffer)
  if (charset !== null && iconv.encodingExists(charset) && !/^utf-?8$/i.test(charset)) {
    // Pages that say gb2312 mean its superset.
    const named = iconv.decode(buffer, /^gb/i.test(charset) ? 'gb18030' : charset)
    if (countReplacement(named) * 100 <= named.length) return named
  }
  const gb = iconv.decode(buffer, 'gb18030')
  const loose = buffer.toString('utf8')
  return countReplacement(loose) < countReplacement(gb) ? loose : gb
}

/** What the text says of itself: in the XML declaration, else in a `<meta>` of HTML. */
const statedCharset = (buffer: Buffer): string | null => {
  const head = buffer.subarray(0, 4096).toString('latin1')
  const stated =
    /^\s*<\?xml[^>]{0,200}\sencoding\s*=\s*["']([\w-]+)/i.exec(head) ??
    /<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)/i.exec(head)
  return stated?.[1] ?? null
}
