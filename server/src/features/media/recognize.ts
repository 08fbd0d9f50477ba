import { maxMediaBytes, type MediaKind } from '@lianxin/shared'
import { fileTypeFromBuffer } from 'file-type'
import { AppError, ensure } from '../../platform/app-error'
import { reencodePhoto } from '../photos'
import { mp3Seconds, mp4Seconds } from './duration'

/** A file as we keep it. */
export interface RecognizedFile {
  kind: MediaKind
  mime: string
  bytes: Uint8Array
  /** Of sound and film. */
  seconds: number | null
}

const PICTURES = new Set(['image/jpeg', 'image/png', 'image/webp'])
const SOUNDS = new Set(['audio/mpeg', 'audio/x-m4a', 'audio/mp4'])
/** An hour: more is no micro lesson, and a length that long is more likely a broken header. */
const MOST_SECONDS = 3600

/** WebVTT begins so, in UTF-8 (W3C WebVTT, section 4.1). */
function isCaptions(bytes: Uint8Array): boolean {
  if (bytes.length > maxMediaBytes.captions) return false
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return /^WEBVTT(?=[ \t\r\n]|$)/.test(text) && !text.includes('\0')
  } catch {
    return false
  }
}

async function picture(bytes: Uint8Array): Promise<RecognizedFile> {
  ensure(bytes.length <= maxMediaBytes.picture, 'media.too_large')
  const { bytes: plain } = await reencodePhoto(bytes)
  return { kind: 'picture', mime: 'image/jpeg', bytes: plain, seconds: null }
}

function recording(
  kind: 'audio' | 'video',
  mime: string,
  bytes: Uint8Array,
  seconds: number | null,
): RecognizedFile {
  ensure(bytes.length <= maxMediaBytes[kind], 'media.too_large')
  if (seconds === null || seconds <= 0 || seconds > MOST_SECONDS)
    throw new AppError('media.unsupported_type')
  return { kind, mime, bytes, seconds: Math.max(1, Math.round(seconds)) }
}

/**
 * Says what a file is by what is in it; its name is not asked. Pictures come out as plain JPEG,
 * so that whatever else was in them is gone.
 * @throws AppError media.unsupported_type, media.too_large, photo.too_large, photo.unreadable
 */
export async function recognize(bytes: Uint8Array): Promise<RecognizedFile> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime
  if (mime && PICTURES.has(mime)) return picture(bytes)
  if (mime === 'audio/mpeg') return recording('audio', 'audio/mpeg', bytes, mp3Seconds(bytes))
  if (mime && SOUNDS.has(mime)) return recording('audio', 'audio/mp4', bytes, mp4Seconds(bytes))
  if (mime === 'video/mp4') return recording('video', 'video/mp4', bytes, mp4Seconds(bytes))
  if (isCaptions(bytes))
    return { kind: 'captions', mime: 'text/vtt; charset=utf-8', bytes, seconds: null }
  throw new AppError('media.unsupported_type')
}
