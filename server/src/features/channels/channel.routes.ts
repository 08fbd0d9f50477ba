import { staffRoles } from '@lianxin/shared'
import { rootsOf, route, type Route } from '../../http/route'
import type { createChannelPresenter } from './channel.presenter'
import type { ChannelService } from './channel.service'
import { listChannels, type ChannelRecord } from './channel.store'

/** Routes of the channels. */
export function createChannelRoutes(deps: {
  service: ChannelService
  present: ReturnType<typeof createChannelPresenter>
}): Route[] {
  const { service, present } = deps
  /** The desk's calls go on when the caller leaves: what was sent is sent. */
  const never = new AbortController().signal

  async function view(channel: ChannelRecord) {
    const [shown] = await present([channel])
    if (!shown) throw new Error('one channel gives one view')
    return shown
  }

  return [
    route('channels.list', async ({ query }, { actor }) => {
      const { items, nextCursor } = await listChannels(rootsOf(actor, staffRoles), query)
      return { items: await present(items), nextCursor }
    }),
    route('channels.create', async ({ body }, { actor }) =>
      view(await service.create(actor, body)),
    ),
    route('channels.update', async ({ params, body }, { actor }) =>
      view(await service.update(actor, params.id, body)),
    ),
    route('channels.test', async ({ params, body }, { actor }) =>
      service.test(actor, params.id, body.address, never),
    ),
    route('channels.chats', async ({ params, query }, { actor }) =>
      service.chats(actor, params.id, query, never),
    ),
    route('channels.remove', async ({ params }, { actor }) => service.remove(actor, params.id)),
  ]
}
