import type { Context } from 'koa'
import { AppError } from '../platform/app-error'
import type { ByteRange, FileAnswer } from './route'

/** An hour, in seconds: a file never changes under its address, but a lesson may be withdrawn. */
const CACHE_SECONDS = 3600

/** Is this the answer of a handler that gives a file? */
export function isFileAnswer(answer: unknown): answer is FileAnswer {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'open' in answer &&
    typeof answer.open === 'function'
  )
}

/**
 * Reads a `Range` header (RFC 9110, 14.2). Several ranges, other units and nonsense are answered
 * with the whole file, as the RFC allows.
 * @returns null = the whole file; 'beyond' = nothing of it is in the file
 */
function readRange(header: string, size: number): ByteRange | 'beyond' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header.trim())
  if (!found) return null
  const [, from = '', to = ''] = found
  if (from === '') {
    if (to === '') return null
    const last = Math.min(Number(to), size)
    return last === 0 ? 'beyond' : { start: size - last, end: size - 1 }
  }
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return null
  return start >= size ? 'beyond' : { start, end }
}

/** Sends a file, or the part of it that is asked for: players of films need the latter. */
export async function sendFile(ctx: Context, file: FileAnswer): Promise<void> {
  ctx.status = 200
  ctx.type = file.type
  ctx.etag = file.etag
  ctx.set('Accept-Ranges', 'bytes')
  ctx.set('Cache-Control', `${file.isPublic ? 'public' : 'private'}, max-age=${CACHE_SECONDS}`)
  if (ctx.fresh) {
    ctx.status = 304
    return
  }
  const sameFile = !ctx.get('if-range') || ctx.get('if-range') === `"${file.etag}"`
  const range = sameFile ? readRange(ctx.get('range'), file.size) : null
  if (range === 'beyond') {
    ctx.set('Content-Range', `bytes */${file.size}`)
    ctx.set('Cache-Control', 'no-store')
    throw new AppError('media.bad_range')
  }
  if (range) {
    ctx.status = 206
    ctx.set('Content-Range', `bytes ${range.start}-${range.end}/${file.size}`)
  }
  ctx.length = range ? range.end - range.start + 1 : file.size
  if (ctx.method !== 'HEAD') {
    const length = ctx.length
    ctx.body = await file.open(range)
    // Koa forgets the length when it is given a stream.
    ctx.length = length
    ctx.type = file.type
  }
}
