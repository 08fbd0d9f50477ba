import type { IncomingMessage } from '@lianxin/shared'
import type { Scan } from '../sign-in'

/** Where a message is, by the chat protocol's ids. */
export type Chat = { type: 'group'; roomId: string } | { type: 'direct'; contactId: string }

/** A message as chat software gives it. Nothing of it may be kept before it is known to be ours. */
export interface ChatMessage {
  id: string
  chat: Chat
  fromSelf: boolean
  sender: { contactId: string; name: string }
  /** `note` = a kind that is meant for people but that we cannot read (voice, film, place, file). */
  kind: 'text' | 'image' | 'note' | 'other'
  text: string
  mentions: IncomingMessage['mentions']
  sentAt: Date
  image(): Promise<{ bytes: Uint8Array; fileName: string }>
}

/** What became of a call to send. Details carry no text and no name. */
export type SayOutcome =
  | { kind: 'sent'; messageId: string | null }
  | {
      kind: 'not_sent'
      reason: 'not_in_room' | 'logged_out' | 'throttled' | 'rejected'
      detail: string
    }
  | { kind: 'unknown'; detail: string }

export interface ChatListeners {
  message(message: ChatMessage): void
  /** Signed in or out. */
  signedIn(isSignedIn: boolean): void
  /** The account is to be signed in by a scan, or got further with that. */
  scan(scan: Scan): void
  /** We were taken into a group. */
  joined(roomId: string): void
}

/** Chat software, whichever it is. */
export interface ChatPort {
  start(listeners: ChatListeners): Promise<void>
  stop(): Promise<void>
  /** Account that is signed in, as far as the session gives signs of life; or null. */
  account(): { id: string; name: string } | null
  rooms(): Promise<{ roomId: string; topic: string }[]>
  /** Names that the account goes by in a room. */
  namesIn(roomId: string): Promise<string[]>
  /** Names of other members of a room that begin with one of `names` and go on. */
  othersLike(roomId: string, names: readonly string[]): Promise<string[]>
  /** Asks the session for a sign of life; what comes of it shows in `account()`. */
  ping(): void
  /** Sends a text, once. Never throws, and always comes to an end. */
  say(chat: Chat, text: string): Promise<SayOutcome>
}
