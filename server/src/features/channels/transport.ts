import type { ChannelKind, ChannelLook, ChannelProblem } from '@lianxin/shared'
import type * as z from 'zod'
import type { SendBudget } from '../deliveries'

/** A message as a channel is to carry it. */
export interface ChannelMessage {
  /** Of the delivery: the same call carries the same id. */
  id: string
  /** Of the digest; null for anything else. */
  title: string | null
  /** One part, plain text. */
  text: string
  /** Page on which residents answer; null when there is nothing to answer. */
  link: string | null
  /** Is this all of it? Otherwise it is one of several parts. */
  isWhole: boolean
  /** As the channel's owner wishes; what cannot look so is sent as words. */
  look: ChannelLook
}

/**
 * What became of a call. `handed`: accepted, but a staff member must confirm it before it goes out.
 * `not_sent` only when the vendor's answer says so, or nothing was ever written to the wire;
 * everything in doubt is `unknown`.
 */
export type TransportOutcome =
  | { kind: 'sent'; messageId: string | null }
  | { kind: 'handed'; reference: string }
  | {
      kind: 'not_sent'
      reason: 'not_in_room' | 'logged_out' | 'throttled' | 'rejected'
      /** How long the vendor's penalty lasts, when that is known. */
      retryAfterMs?: number
      /** What the owner is told; by `reason` when it says no more. */
      problem?: ChannelProblem
    }
  | { kind: 'unknown' }

/** What became of a message that was handed over; `waiting` = nobody has confirmed it yet. */
export type HandedOutcome = 'waiting' | 'sent' | 'refused'

/**
 * One kind of channel. `S` is what its owner enters once; it is stored encrypted and never shown
 * again, so it holds the secret and whatever gives it away.
 */
export interface Transport<S> {
  kind: ChannelKind
  /** The vendor's own limits, or a little less. */
  budget: SendBudget
  /** What the owner enters. */
  secretSchema: z.ZodType<S>
  /**
   * What makes two entries the same channel, e.g. a robot's address whatever else was entered:
   * twice in the list it would be sent to twice as fast as it bears. All of it unless told.
   */
  identityOf?(secret: S): string
  /** A few last characters by which the owner knows it again. */
  hintOf(secret: S): string
  /**
   * Sends once. Never throws.
   * @param address which of the channel's chats, for kinds that have several; else null
   * @param signal  aborted when the process stops; what is in doubt then is `unknown`
   */
  send(
    secret: S,
    address: string | null,
    message: ChannelMessage,
    signal: AbortSignal,
  ): Promise<TransportOutcome>
  /** Asks what became of handed-over messages; only for kinds that hand over. */
  follow?(secret: S, reference: string, signal: AbortSignal): Promise<HandedOutcome>
}
