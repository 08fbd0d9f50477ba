import { randomUUID } from 'node:crypto'
import { bodyParser } from '@koa/bodyparser'
import Koa, { type Context, type Next } from 'koa'
import helmet from 'koa-helmet'
import { AppError } from '../platform/app-error'
import type { Logger } from '../platform/logger'
import { renderApiPage } from './api-page'
import { errorHandler } from './errors'
import type { HttpMetrics } from './metrics'
import { mountRoutes, type MountOptions } from './mount'
import type { Pages } from './pages'
import type { Route } from './route'

/** Large enough for a pasted policy text of a million characters, small enough to refuse a film. */
const JSON_LIMIT = '4mb'

export interface HttpOptions extends MountOptions {
  logger: Logger
  metrics: HttpMetrics
  metricsToken: string | null
  pages: Pages
  openApi: Record<string, unknown>
  trustProxy: number
  /** Pages that are not part of the miniprogram: the playground. */
  extraPages: Record<string, { type: string; body: string }>
}

function requestLog(logger: Logger) {
  return async (ctx: Context, next: Next): Promise<void> => {
    ctx.state['requestId'] = randomUUID()
    ctx.set('X-Request-Id', String(ctx.state['requestId']))
    const start = Date.now()
    await next()
    // Endpoint name, not the URL: an address can carry a query that somebody typed.
    const { endpoint, requestId } = ctx.state
    if (endpoint)
      logger.debug({ requestId, endpoint, status: ctx.status, ms: Date.now() - start }, 'request')
  }
}

function securityHeaders(scriptHashes: readonly string[]) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...scriptHashes],
        // Taro and NutUI write style attributes; scripts are what matters.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // HTTPS is the proxy's business; a local run over http must not be locked out.
    strictTransportSecurity: false,
    crossOriginEmbedderPolicy: false,
  })
}

function fixedPages(options: HttpOptions) {
  const apiPage = renderApiPage(options.openApi)
  return async (ctx: Context, next: Next): Promise<void> => {
    const page = Object.hasOwn(options.extraPages, ctx.path)
      ? options.extraPages[ctx.path]
      : undefined
    if (page && !options.production) {
      ctx.type = page.type
      ctx.body = page.body
    } else if (ctx.path === '/api' || ctx.path === '/api/docs') {
      ctx.type = 'html'
      ctx.body = apiPage
    } else if (ctx.path === '/metrics') {
      const asked = options.metricsToken
      if (asked && ctx.get('authorization') !== `Bearer ${asked}`)
        throw new AppError('auth.required')
      ctx.type = options.metrics.registry.contentType
      ctx.body = await options.metrics.registry.metrics()
    } else await next()
  }
}

/**
 * Puts the HTTP side together: headers, errors, metrics, contract, pages.
 * @returns a Koa application, not yet listening
 */
export function createHttpApp(routes: readonly Route[], options: HttpOptions): Koa {
  const app = new Koa()
  app.proxy = options.trustProxy > 0
  app.maxIpsCount = options.trustProxy
  // Koa's own handler prints stacks to stderr; ours has answered and logged already.
  app.silent = true
  const router = mountRoutes(routes, options)
  app.use(requestLog(options.logger))
  app.use(securityHeaders(options.pages.scriptHashes))
  app.use(errorHandler(options.logger))
  app.use(options.metrics.middleware)
  app.use(fixedPages(options))
  app.use(
    bodyParser({
      enableTypes: ['json'],
      jsonLimit: JSON_LIMIT,
      onError(error) {
        throw 'status' in error && error.status === 413
          ? new AppError('request.too_large')
          : new AppError('request.malformed')
      },
    }),
  )
  app.use(router.routes())
  app.use(
    router.allowedMethods({
      throw: true,
      methodNotAllowed: () => new AppError('request.method_not_allowed'),
      notImplemented: () => new AppError('request.method_not_allowed'),
    }),
  )
  app.use(async (ctx, next) => {
    const isPage = !ctx.path.startsWith('/api/') && !ctx.path.startsWith('/playground')
    if (isPage) await options.pages.middleware(ctx, next)
  })
  return app
}
