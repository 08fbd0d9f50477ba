import type { OutputOf } from '@lianxin/shared/contract'
import type * as z from 'zod'
import type { Contract } from '@lianxin/shared/contract'
import type { Keyring } from '../../platform/keyring'

export type InboundMessage = z.output<Contract['bot.inbound']['body']>
export type InboundAnswer = OutputOf<'bot.inbound'>

/** Older ones are replays of what was dealt with long ago, or too late to be of use. */
export const TOO_OLD_MS = 7 * 86_400_000
/** Longer than a message may be old, so that a repeat is always known. */
export const REMEMBERED_MS = 2 * TOO_OLD_MS
/** A message that arrives this long after it was said has waited or is a replay. */
const LATE_MS = 60_000

function chatOf({ chat }: InboundMessage): string {
  return chat.type === 'group' ? `g:${chat.roomId}` : `d:${chat.contactId}`
}

/** The protocol's own name of the message, whole: ids are only unique within a chat. */
export function originOf(message: InboundMessage): string {
  return JSON.stringify(['wechat', message.accountId, chatOf(message), message.messageId])
}

/** Keyed hashes by which a message is known again. */
export function keysOf(
  keyring: Keyring,
  message: InboundMessage,
): { id: string; replayKey: string } {
  const minute = Math.floor(new Date(message.sentAt).getTime() / 60_000)
  const said = [message.text, message.quotedText, ...message.photoIds]
  return {
    id: keyring.blindIndex('inbound-message', originOf(message)),
    replayKey: keyring.blindIndex(
      'inbound-replay',
      JSON.stringify([chatOf(message), message.sender.contactId, minute, ...said]),
    ),
  }
}

/** Keyed hash by which a contact is known again in private chat. */
export function contactTagOf(keyring: Keyring, message: InboundMessage): string {
  return keyring.blindIndex('inbound-contact', message.sender.contactId)
}

/** Did it arrive long after it was said? */
export function isLate(message: InboundMessage, now: Date): boolean {
  return now.getTime() - new Date(message.sentAt).getTime() > LATE_MS
}
