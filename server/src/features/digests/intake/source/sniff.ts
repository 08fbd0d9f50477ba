import { guessUtf16 } from './decode'

/** What a file really is, judged by its bytes; the name is never believed. */
export type FileKind =
  | 'text'
  | 'html'
  | 'zip'
  | 'encrypted-office'
  | 'old-office'
  | 'pdf'
  | 'rtf'
  | 'picture'
  | 'executable'
  | 'archive'
  | 'media'
  | 'binary'

const signatures: { kind: FileKind; offset?: number; bytes: number[] }[] = [
  { kind: 'zip', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'zip', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { kind: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { kind: 'rtf', bytes: [0x7b, 0x5c, 0x72, 0x74, 0x66] },
  { kind: 'picture', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { kind: 'picture', bytes: [0xff, 0xd8, 0xff] },
  { kind: 'picture', bytes: [0x47, 0x49, 0x46, 0x38] },
  { kind: 'picture', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { kind: 'picture', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { kind: 'picture', offset: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { kind: 'media', bytes: [0x52, 0x49, 0x46, 0x46] },
  { kind: 'media', offset: 4, bytes: [0x66, 0x74, 0x79, 0x70] },
  { kind: 'media', bytes: [0x49, 0x44, 0x33] },
  { kind: 'executable', bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { kind: 'executable', bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { kind: 'executable', bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { kind: 'archive', bytes: [0x1f, 0x8b] },
  { kind: 'archive', bytes: [0x52, 0x61, 0x72, 0x21] },
  { kind: 'archive', bytes: [0x37, 0x7a, 0xbc, 0xaf] },
]

const oleHeader = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]

const startsWith = (bytes: Uint8Array, wanted: number[], offset = 0): boolean =>
  bytes.length >= offset + wanted.length && wanted.every((byte, i) => bytes[offset + i] === byte)

/** Takes the whole file; gives its kind. Never throws. */
export const sniff = (bytes: Uint8Array): FileKind => {
  if (startsWith(bytes, oleHeader)) {
    // A password-protected docx is an OLE container holding one stream of this name ([MS-OFFCRYPTO] 2.3.4).
    const stream = Buffer.from('EncryptedPackage', 'utf16le')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(stream)
      ? 'encrypted-office'
      : 'old-office'
  }
  for (const { kind, offset, bytes: wanted } of signatures) {
    if (startsWith(bytes, wanted, offset)) return kind
  }
  if (isWindowsProgram(bytes)) return 'executable'
  if (looksBinary(bytes)) return 'binary'
  return looksLikeHtml(bytes) ? 'html' : 'text'
}

/** "MZ" alone may begin an honest text, so the header it points to must be there too. */
const isWindowsProgram = (bytes: Uint8Array): boolean => {
  if (!startsWith(bytes, [0x4d, 0x5a]) || bytes.length < 64) return false
  const header = new DataView(bytes.buffer, bytes.byteOffset).getUint32(60, true)
  return startsWith(bytes, [0x50, 0x45, 0, 0], header) || looksBinary(bytes)
}

const hasUtf16Mark = (bytes: Uint8Array): boolean =>
  startsWith(bytes, [0xff, 0xfe]) || startsWith(bytes, [0xfe, 0xff])

/** Control characters that no text has; UTF-16 with or without its mark is let through to the decoder. */
const looksBinary = (bytes: Uint8Array): boolean => {
  if (hasUtf16Mark(bytes)) return false
  const head = bytes.subarray(0, 65_536)
  if (head.includes(0)) return guessUtf16(bytes) === null
  const control = head.filter(
    (byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 0x7f,
  ).length
  return control * 100 > head.length
}

const looksLikeHtml = (bytes: Uint8Array): boolean => {
  const head = Buffer.from(bytes.subarray(0, 4096)).toString('latin1').replaceAll('\0', '')
  return /<!doctype html|<html[\s>]|<head[\s>]|<body[\s>]|<meta\s|<(p|div|article|h1)[\s>][^]*<\/\1>/i.test(
    head,
  )
}
