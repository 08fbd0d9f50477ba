import type { ChannelKind } from '@lianxin/shared'
import { getChannels, listChannels, type ChannelRecord } from './channel.store'

/** A page that shows them all would be no page; a street has dozens. */
const MOST_CHANNELS = 500

/** What other features may know of a channel. */
export interface ChannelView {
  id: string
  kind: ChannelKind
  name: string
  orgId: string
  orgPath: string[]
  /** It is switched on and nothing is known to be wrong with it. */
  ready: boolean
  lastOkAt: Date | null
}

function viewOf(channel: ChannelRecord): ChannelView {
  const { id, kind, name, orgId, orgPath, enabled, failing, lastOkAt } = channel
  return { id, kind, name, orgId, orgPath, ready: enabled && !failing, lastOkAt }
}

/** Several channels; unknown ids are left out. */
export async function channelsOf(ids: readonly string[]): Promise<ChannelView[]> {
  return (await getChannels(ids)).map(viewOf)
}

/** The channels in the subtrees of `orgIds`. */
export async function channelsIn(orgIds: readonly string[]): Promise<ChannelView[]> {
  return (await listChannels(orgIds, { limit: MOST_CHANNELS })).items.map(viewOf)
}
