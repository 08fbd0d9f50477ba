import sharp, { type Sharp } from 'sharp'
import { AppError } from '../../platform/app-error'

/** Longest side of what we keep, in pixels. */
const MAX_SIDE = 1600
/** More is a decompression bomb: 50 million pixels are a phone's largest pictures. */
const MAX_PIXELS = 50_000_000
const MAX_SECONDS = 20
const ACCEPTED = new Set(['jpeg', 'png', 'webp'])

// Two pictures at a time must not take every core from requests.
sharp.concurrency(1)
sharp.cache(false)

interface Reencoded {
  bytes: Buffer
  width: number
  height: number
}

function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 })
}

async function readHeader(bytes: Uint8Array) {
  try {
    return await open(bytes).metadata()
  } catch (error) {
    const tooLarge = error instanceof Error && error.message.includes('pixel limit')
    throw new AppError(tooLarge ? 'photo.too_large' : 'photo.unsupported_type')
  }
}

/**
 * Makes a plain JPEG of at most 1600 × 1600 pixels out of a JPEG, PNG or WebP, judged by its
 * content. Upright as the camera meant it; EXIF (place, time, camera), XMP and profiles are gone.
 * @throws AppError photo.unsupported_type, photo.too_large (over 50 million pixels), photo.unreadable
 */
export async function reencodePhoto(bytes: Uint8Array): Promise<Reencoded> {
  const header = await readHeader(bytes)
  if (!ACCEPTED.has(header.format)) throw new AppError('photo.unsupported_type')
  if (header.width * header.height > MAX_PIXELS) throw new AppError('photo.too_large')
  try {
    // Without keepMetadata sharp writes none, and colours are converted to sRGB.
    const { data, info } = await open(bytes)
      .rotate()
      .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 80 })
      .timeout({ seconds: MAX_SECONDS })
      .toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.height }
  } catch {
    throw new AppError('photo.unreadable')
  }
}
