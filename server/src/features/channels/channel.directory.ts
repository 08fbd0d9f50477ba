import type { ChannelKind } from '@lianxin/shared'
import type { SendBudget } from '../deliveries'
import { channelSender } from '../groups'
import { channelsAway } from './channel.store'
import type { Transports } from './transports'

/** What the engine must be told of channels. */
export interface ChannelDirectory {
  /** Senders' ids of the channels that are switched off, or do not work until they are mended. */
  away(): Promise<string[]>
  /** What one channel of this kind may send. */
  budgetOf(kind: ChannelKind): SendBudget
}

/** Makes the directory. */
export function createChannelDirectory(transports: Transports): ChannelDirectory {
  return {
    away: async () => (await channelsAway()).map(({ id, kind }) => channelSender(kind, id)),
    budgetOf: (kind) => transports[kind].budget,
  }
}
