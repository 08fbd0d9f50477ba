import { channelKinds, type ChannelKind } from '@lianxin/shared'

/**
 * Who sends is named by one string: a chat account by its protocol's id, a channel by its kind
 * and id, paper by this word. What a channel may send follows from its kind alone.
 */
export const PRINT_SENDER = 'print'

/** Id of a channel as a sender, e.g. `feishu_robot:6560…`. */
export function channelSender(kind: ChannelKind, channelId: string): string {
  return `${kind}:${channelId}`
}

/** The channel behind a sender's id; null when it is a chat account or paper. */
export function channelOf(senderId: string): { kind: ChannelKind; channelId: string } | null {
  const [, name = '', channelId = ''] = /^([a-z_]+):([0-9a-f]{24})$/.exec(senderId) ?? []
  const kind = channelKinds.find((each) => each === name)
  return kind ? { kind, channelId } : null
}

/** A way to a group's people. `address` = which of the channel's chats, where it has several. */
export type GroupRoute =
  | { kind: 'wechaty' }
  | { kind: 'channel'; channelKind: ChannelKind; channelId: string; address: string | null }
  | { kind: 'print' }

/** What of a group tells who reaches it; `accountId` = the bot account that is in it. */
export interface Reachable {
  routes: readonly GroupRoute[]
  accountId: string | null
}

/** Senders that can reach a group, first choice first; without the bot while none is in it. */
export function sendersOf(group: Reachable): string[] {
  return group.routes.flatMap((way): string | [] => {
    if (way.kind === 'channel') return channelSender(way.channelKind, way.channelId)
    return way.kind === 'print' ? PRINT_SENDER : (group.accountId ?? [])
  })
}

/** The chat by which a channel reaches the group; undefined when the group does not use it. */
export function addressIn(group: Reachable, channelId: string): string | null | undefined {
  return group.routes.flatMap((way) =>
    way.kind === 'channel' && way.channelId === channelId ? [way.address] : [],
  )[0]
}
