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
