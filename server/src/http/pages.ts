import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Context, Next } from 'koa'
import send from 'koa-send'

const YEAR_MS = 365 * 86_400_000

/** CSP hashes of the inline scripts of a page, so that no other inline script may run. */
function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  )
}

/** The built H5 pages of the miniprogram. */
export interface Pages {
  built: boolean
  scriptHashes: string[]
  middleware(ctx: Context, next: Next): Promise<void>
}

const NOT_BUILT =
  '<!doctype html><meta charset="utf-8"><title>连心桥</title><p>页面还没有生成，请运行 npm start。</p>'

/**
 * Serves the H5 pages at `/`.
 * @param root directory of the build
 */
export function createPages(root: string): Pages {
  const index = join(root, 'index.html')
  const built = existsSync(index)
  const html = built ? readFileSync(index, 'utf8') : NOT_BUILT

  return {
    built,
    scriptHashes: inlineScriptHashes(html),
    async middleware(ctx, next) {
      if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
      if (ctx.path === '/' || ctx.path === '/index.html') {
        ctx.set('Cache-Control', 'no-cache')
        ctx.type = 'html'
        ctx.body = html
        return undefined
      }
      // Hashed file names never change their content; anything else is asked for again.
      const hashed = /\.[0-9a-f]{8,}\./.test(ctx.path) || ctx.path.startsWith('/chunk/')
      const sent = await send(ctx, ctx.path, {
        root,
        maxage: hashed ? YEAR_MS : 0,
        immutable: hashed,
        hidden: false,
      }).catch(() => null)
      return sent ? undefined : next()
    },
  }
}
