import { Readable } from 'node:stream'
import type { Context } from 'koa'
import type { EventStream } from './route'

/** Is this the answer of a handler that stays open? */
export function isEventStream(answer: unknown): answer is EventStream {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'events' in answer &&
    typeof answer.events === 'function'
  )
}

/** Sends server-sent events until the reader goes away, which stops their source. */
export function sendEvents(ctx: Context, answer: EventStream): void {
  const gone = new AbortController()
  ctx.type = 'text/event-stream'
  ctx.set('Cache-Control', 'no-store')
  // nginx would otherwise keep them back until there are enough of them.
  ctx.set('X-Accel-Buffering', 'no')
  const body = Readable.from(answer.events(gone.signal))
  body.once('close', () => gone.abort())
  ctx.body = body
}
