import { createHash } from 'node:crypto'
import type { Keyring } from '../../platform/keyring'
import type { DeliveryState } from '@lianxin/shared'

/** What a message is for; decides how urgent it is and whether quiet hours hold it. */
export const deliveryKinds = ['receipt', 'reply', 'rating', 'reminder', 'digest', 'roll'] as const
export type DeliveryKind = (typeof deliveryKinds)[number]

/** Smaller goes first: somebody is waiting for a receipt, nobody for a digest or the evening's roll. */
export const deliveryPriority: Record<DeliveryKind, number> = {
  receipt: 1,
  reply: 1,
  rating: 2,
  reminder: 2,
  digest: 3,
  roll: 4,
}

/** Why a delivery is where it is, for states that need a reason. */
export type DeliveryReason =
  | 'not_in_room'
  | 'logged_out'
  | 'throttled'
  | 'rejected'
  | 'connection_lost'
  | 'call_failed'
  | 'not_seen'
  | 'to_confirm'
  | 'to_print'
  | 'on_paper'
  | 'digest_cancelled'
  | 'given_up'
  | 'too_late'

/** States in which the next step is the bot's. */
export const movingStates = ['queued', 'leased', 'sending'] as const

/** States in which the next step is a person's. */
export const restingStates = ['awaiting', 'unknown', 'failed'] as const

/** How long a bot may wait after `sendAt` before it marks the message as being sent. */
export const LEASE_MS = 30_000
/** How long the call to WeChat may take; after that nobody knows what became of it. */
export const SENDING_MS = 60_000
/** No lease lasts longer; one that claims to was written by a clock that has since gone back. */
export const LONGEST_LEASE_MS = 5 * 60_000

/** What a sender says became of its call. */
export type SendOutcome =
  | { kind: 'sent'; messageId: string | null }
  /** The vendor has it, and a person must confirm it there. */
  | { kind: 'handed'; reference: string }
  | {
      kind: 'not_sent'
      reason: 'not_in_room' | 'logged_out' | 'throttled' | 'rejected'
      /** How long the penalty lasts, where the vendor says so. */
      retryAfterMs?: number | undefined
    }
  | { kind: 'unknown' }

/** Where an outcome leads: a refusal that is about the account comes round again, others do not. */
export function stateAfter(outcome: SendOutcome): {
  state: DeliveryState
  reason: DeliveryReason | null
} {
  if (outcome.kind === 'sent') return { state: 'sent', reason: null }
  if (outcome.kind === 'handed') return { state: 'awaiting', reason: 'to_confirm' }
  if (outcome.kind === 'unknown') return { state: 'unknown', reason: 'call_failed' }
  const again = outcome.reason === 'logged_out' || outcome.reason === 'throttled'
  return { state: again ? 'queued' : 'failed', reason: outcome.reason }
}

/**
 * States that an ack of the newest lease may still move. `unknown` is among them: an ack that
 * comes late knows more than the sweep did. So are `queued` and `cancelled` for `sent`: a person
 * may have asked for a resend, or given up, just before the attempt turned out to have arrived.
 */
export function statesMovedBy(outcome: SendOutcome): readonly DeliveryState[] {
  if (outcome.kind === 'sent' || outcome.kind === 'handed')
    return ['leased', 'sending', 'unknown', 'queued', 'cancelled']
  return outcome.kind === 'not_sent' ? ['leased', 'sending', 'unknown'] : ['leased', 'sending']
}

/** What a person may decide about a delivery that rests without having arrived. */
export type Decision = 'resend' | 'arrived' | 'give_up'

/**
 * Fingerprint of what a message says, blind to what chat software changes on the way: width,
 * spaces, line ends, invisible characters.
 */
export function fingerprintOf(text: string): string {
  const normal = text.normalize('NFKC').replace(/[\s\p{Cf}\p{Cc}\uFE0F]/gu, '')
  return createHash('sha256').update(normal).digest('base64url').slice(0, 22)
}

/** Key of a group's chat. */
export function groupChatKey(groupId: string): string {
  return `g:${groupId}`
}

/**
 * Key of a private chat. The contact is in it as a keyed hash: contact ids can be guessed, so a
 * plain hash would tell who was written to.
 */
export function directChatKey(keyring: Keyring, accountId: string, contactId: string): string {
  return `d:${accountId}:${keyring.blindIndex('delivery-contact', contactId)}`
}

/**
 * An echo belongs to an attempt that began before it: WeChat's times are whole seconds and its
 * clock is not ours.
 */
export const ECHO_SKEW_MS = 5_000
/** An attempt acked without a message id takes the next echo of its words within this time. */
export const ECHO_WINDOW_MS = 10 * 60_000
