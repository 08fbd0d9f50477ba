import type { Route } from '../../http/route'
import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import type { Keyring } from '../../platform/keyring'
import type { Logger } from '../../platform/logger'
import type { DeliveryEngine } from '../deliveries'
import { createChannelJobs } from './channel.jobs'
import { createChannelPresenter } from './channel.presenter'
import { createChannelRoutes } from './channel.routes'
import { createChannelSending } from './channel.sending'
import { createChannelService, type ChannelService } from './channel.service'
import { createDispatcher, type Dispatcher } from './dispatcher'
import type { Transports } from './transports'

export { createChannelDirectory, type ChannelDirectory } from './channel.directory'
export { channelsOf, channelsIn } from './channel.views'
export { createTransports } from './transports'

/**
 * Makes the channels: ways out beside a chat account.
 * @param deps.replyLink address of the page on which a group answers a digest
 * @param deps.publicUrl where people open the pages
 */
export function createChannels(deps: {
  clock: Clock
  keyring: Keyring
  logger: Logger
  transports: Transports
  engine: DeliveryEngine
  replyLink(digestId: string, groupId: string): string
  publicUrl: string
}): { service: ChannelService; dispatcher: Dispatcher; routes: Route[]; jobs: Job[] } {
  const { clock, transports, engine } = deps
  const sending = createChannelSending(deps)
  const service = createChannelService({ ...deps, sending, breaker: engine })
  const present = createChannelPresenter({ clock, transports })
  return {
    service,
    dispatcher: createDispatcher({ ...deps, sending }),
    routes: createChannelRoutes({ service, present }),
    jobs: createChannelJobs({ clock, engine, sending }),
  }
}
