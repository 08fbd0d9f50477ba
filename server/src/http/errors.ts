import { type ErrorBody, type ErrorCode } from '@lianxin/shared'
import type { Context, Next } from 'koa'
import type { Logger } from '../platform/logger'
import { AppError } from '../platform/app-error'

/** What libraries throw for bad requests: an Error with an HTTP status. */
function codeOfStatus(status: number): ErrorCode {
  if (status === 413) return 'request.too_large'
  if (status === 415) return 'request.unsupported_type'
  if (status === 404) return 'request.not_found'
  if (status === 405 || status === 501) return 'request.method_not_allowed'
  if (status === 429) return 'request.rate_limited'
  return 'request.malformed'
}

function statusOf(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'status' in error ? error.status : 500
  return typeof status === 'number' ? status : 500
}

/** The names of errors that mean "the database is away", from driver and mongoose. */
const DATABASE_AWAY =
  /^(MongoNetwork|MongoServerSelection|MongoNotConnected|MongoClientClosed|MongoPoolCleared|MongooseServerSelection)/

/** Turns anything thrown into one of the catalog's errors. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const status = statusOf(error)
  if (status >= 400 && status < 500) return new AppError(codeOfStatus(status))
  if (error instanceof Error && DATABASE_AWAY.test(error.name))
    return new AppError('server.unavailable')
  return new AppError('server.internal')
}

/** Writes an error as the contract's error body. */
export function answerError(ctx: Context, error: AppError): void {
  const body: ErrorBody = {
    code: error.code,
    message: error.message,
    requestId: String(ctx.state['requestId']),
  }
  if (error.fields) body.fields = error.fields
  ctx.status = error.status
  ctx.body = body
  if (error.code === 'request.rate_limited' || error.code === 'auth.locked')
    ctx.set('Retry-After', '60')
}

/** Answers every error in one shape; only what we did not foresee is logged with its stack. */
export function errorHandler(logger: Logger) {
  return async (ctx: Context, next: Next): Promise<void> => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined) throw new AppError('request.not_found')
    } catch (error) {
      const known = toAppError(error)
      const where = { requestId: ctx.state['requestId'], endpoint: ctx.state['endpoint'] }
      // A database that is away, or closed because we stop, is no fault to look for in the code.
      if (known.code === 'server.unavailable') logger.warn(where, 'database away')
      else if (known.status >= 500) logger.error({ ...where, err: error }, 'request failed')
      answerError(ctx, known)
    }
  }
}
