/** Bitrates of MPEG audio layer III in kbit/s, by the header's index: version 1, then 2 and 2.5. */
const BITRATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
]
const SAMPLE_RATES = [44_100, 48_000, 32_000]

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Where an MP3's sound begins: after an ID3v2 tag (id3.org, 2.4.0, section 3.1), if there is one. */
function soundStart(bytes: Uint8Array): number {
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== 'ID3' || bytes.length < 10) return 0
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10)
  return 10 + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127)
}

/**
 * Length of an MP3 in seconds: by the number of frames if its first one tells (Xing, Info), else by
 * the bitrate of the first frame.
 * @returns null when no frame is found
 */
export function mp3Seconds(bytes: Uint8Array): number | null {
  let at = soundStart(bytes)
  while (at + 4 < bytes.length && !(bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xe6) === 0xe2))
    at += 1
  if (at + 4 >= bytes.length) return null
  const [, second = 0, third = 0, fourth = 0] = bytes.subarray(at, at + 4)
  const version = (second >> 3) & 3
  const isFirst = version === 3
  const kbits = BITRATES[isFirst ? 0 : 1]?.[third >> 4]
  const fullRate = SAMPLE_RATES[(third >> 2) & 3]
  if (!kbits || !fullRate || version === 1) return null
  const rate = fullRate / (isFirst ? 1 : version === 2 ? 2 : 4)
  const isMono = fourth >> 6 === 3
  const tag = at + 4 + (isFirst ? (isMono ? 17 : 32) : isMono ? 9 : 17)
  const name = String.fromCharCode(...bytes.subarray(tag, tag + 4))
  if ((name === 'Xing' || name === 'Info') && tag + 12 <= bytes.length) {
    const view = viewOf(bytes)
    if (view.getUint32(tag + 4) & 1)
      return (view.getUint32(tag + 8) * (isFirst ? 1152 : 576)) / rate
  }
  return ((bytes.length - at) * 8) / (kbits * 1000)
}

interface Box {
  start: number
  end: number
}

/** The first box of this kind between two places (ISO/IEC 14496-12, 4.2). */
function findBox(view: DataView, kind: string, within: Box): Box | null {
  let at = within.start
  while (at + 8 <= within.end) {
    let size = view.getUint32(at)
    let header = 8
    if (size === 1 && at + 16 <= within.end) {
      size = Number(view.getBigUint64(at + 8))
      header = 16
    }
    if (size === 0) size = within.end - at
    if (size < header || at + size > within.end) return null
    const name = String.fromCharCode(...[4, 5, 6, 7].map((offset) => view.getUint8(at + offset)))
    if (name === kind) return { start: at + header, end: at + size }
    at += size
  }
  return null
}

/**
 * Length of an MP4 or M4A in seconds, by its movie header (ISO/IEC 14496-12, 8.2.2).
 * @returns null when it has none, as a file that is broken off
 */
export function mp4Seconds(bytes: Uint8Array): number | null {
  const view = viewOf(bytes)
  const movie = findBox(view, 'moov', { start: 0, end: bytes.length })
  const header = movie && findBox(view, 'mvhd', movie)
  if (!header) return null
  const isLong = view.getUint8(header.start) === 1
  if (header.end - header.start < (isLong ? 32 : 20)) return null
  const scale = view.getUint32(header.start + (isLong ? 20 : 12))
  const duration = isLong
    ? Number(view.getBigUint64(header.start + 24))
    : view.getUint32(header.start + 16)
  return scale > 0 ? duration / scale : null
}
