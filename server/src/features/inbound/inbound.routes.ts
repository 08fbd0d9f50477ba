import { route, type Route } from '../../http/route'
import type { InboundService } from './inbound.service'

/** Routes by which bots hand in what residents say. */
export function createInboundRoutes({ inbound }: { inbound: InboundService }): Route[] {
  return [
    route('bot.inbound', async ({ body }) => inbound.take(body)),
    route('bot.photo', async (_input, { file }) => inbound.takePhoto(file.bytes)),
  ]
}
