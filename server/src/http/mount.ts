import Router from '@koa/router'
import type { Context } from 'koa'
import { AppError } from '../platform/app-error'
import { isEventStream, sendEvents } from './event-stream'
import { isFileAnswer, sendFile } from './file-answer'
import { authenticate, type Authenticators } from './authenticate'
import type { BinaryAnswer, Route } from './route'
import { readUpload } from './upload'
import { validateInput } from './validate'

export interface MountOptions {
  authenticators: Authenticators
  production: boolean
  /** Slows down writes by people who are not signed in. */
  throttle: (clientAddress: string) => Promise<void>
}

const KEY = /^[\w.:-]{8,128}$/

function idempotencyKey(ctx: Context): string | null {
  const key = ctx.get('idempotency-key')
  if (!key) return null
  if (!KEY.test(key))
    throw new AppError('request.invalid', { 'header.idempotency-key': '请用 8 到 128 位字母数字' })
  return key
}

function requireJson(ctx: Context): void {
  if (ctx.request.length && !ctx.is('json', '+json')) throw new AppError('request.unsupported_type')
}

function isBinary(answer: unknown): answer is BinaryAnswer {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'bytes' in answer &&
    answer.bytes instanceof Uint8Array
  )
}

function sendBinary(ctx: Context, contentType: string, answer: unknown): void {
  if (!isBinary(answer)) throw new TypeError('a binary endpoint must give bytes')
  ctx.type = contentType
  ctx.body = Buffer.from(answer.bytes)
  ctx.set(
    'Cache-Control',
    answer.cacheSeconds ? `private, max-age=${answer.cacheSeconds}` : 'no-store',
  )
  if (answer.etag) {
    ctx.set('Cache-Control', 'public, max-age=300')
    ctx.etag = answer.etag
    if (ctx.fresh) {
      ctx.status = 304
      return
    }
  }
  if (answer.fileName) {
    ctx.set(
      'Content-Disposition',
      `attachment; filename*=UTF-8''${encodeURIComponent(answer.fileName)}`,
    )
  }
}

async function serve(ctx: Context, route: Route, options: MountOptions): Promise<void> {
  const { endpoint } = route
  ctx.state['endpoint'] = endpoint.name
  const actor = await authenticate(
    endpoint.access,
    ctx.get('authorization') || undefined,
    options.authenticators,
  )
  const isOpenWrite = !actor && endpoint.method !== 'GET' && !endpoint.devOnly
  if (isOpenWrite && !endpoint.unthrottled) await options.throttle(ctx.ip)
  if (endpoint.body) requireJson(ctx)
  const params: unknown = ctx['params']
  const input = validateInput(endpoint, { params, query: { ...ctx.query }, body: ctx.request.body })
  const answer = await route.handle(input, {
    actor,
    requestId: ctx.state['requestId'],
    clientAddress: ctx.ip,
    idempotencyKey: idempotencyKey(ctx),
    file: endpoint.upload ? await readUpload(ctx, endpoint.upload.maxBytes) : null,
  })
  ctx.status = endpoint.status ?? 200
  if (isEventStream(answer)) return sendEvents(ctx, answer)
  if (isFileAnswer(answer)) return sendFile(ctx, answer)
  if (endpoint.binary) return sendBinary(ctx, endpoint.binary, answer)
  ctx.set('Cache-Control', 'no-store')
  // What the schema does not name never leaves; an answer that breaks it is our fault (500).
  ctx.body = endpoint.response ? endpoint.response.parse(answer) : null
  if (endpoint.status === 204) ctx.status = 204
}

/**
 * Makes the router that serves the contract and nothing else.
 * @param routes one for every endpoint of the contract
 */
export function mountRoutes(routes: readonly Route[], options: MountOptions): Router {
  const router = new Router()
  for (const route of routes) {
    const { endpoint } = route
    if (endpoint.devOnly && options.production) continue
    router.register(endpoint.path, [endpoint.method], (ctx) => serve(ctx, route, options))
  }
  return router
}
