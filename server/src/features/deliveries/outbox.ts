import type { DeliveryKind } from './delivery.rules'
import type { ClientSession } from 'mongoose'

/** Where a message goes: a bound group, or one person's private chat with a bot account. */
export type DeliveryTarget =
  | { kind: 'group'; groupId: string }
  | { kind: 'direct'; accountId: string; contactId: string }

/** Something the bot is to say once. */
export interface OutgoingMessage {
  /** Natural key, e.g. `ticket:<id>:reply:<log no>`: the same key is said once, however often asked. */
  key: string
  target: DeliveryTarget
  /** Plain text; over 600 characters it goes out in parts, split at paragraphs. */
  text: string
  kind: DeliveryKind
  /** Smaller goes first; default by kind: receipt and reply 1, rating 2, digest 3. */
  priority?: number
  notBefore?: Date
  /** Not begun at or after this; only of kind `roll`, which is of that evening or of none. */
  notAfter?: Date
  ref?: { type: 'ticket' | 'digest'; id: string }
}

/** Everything the bot says passes here. */
export interface DeliveryOutbox {
  /**
   * Queues a message. Unique on `key`: a repeat changes nothing and is no error.
   * @param session joins the caller's transaction: message and cause are stored together or not
   */
  enqueue(message: OutgoingMessage, session?: ClientSession): Promise<void>
}
