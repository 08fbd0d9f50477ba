import type { ChannelKind } from '@lianxin/shared'
import type { SendBudget } from '../deliveries'
import type { ChannelMessage, HandedOutcome, Transport, TransportOutcome } from './transport'

/** What an owner entered, checked: for keeping, for comparing, for showing. */
export interface CheckedSecret {
  /** JSON, still in the clear. */
  json: string
  /** The same for the same channel. */
  identity: string
  hint: string
}

/** One of a channel's chats. */
export interface ChannelChat {
  address: string
  /** Empty when nobody has named it. */
  name: string
  memberCount: number
}

/** Lists the chats of a channel that has several, a page at a time. */
export type ListChats<S> = (
  secret: S,
  page: { cursor?: string | undefined; limit: number },
  signal: AbortSignal,
) => Promise<{ items: ChannelChat[]; nextCursor: string | null }>

/** A transport of any kind: what its owner enters is JSON here, which only the transport reads. */
export interface OpenTransport {
  kind: ChannelKind
  budget: SendBudget
  /** Checks what was entered. @returns what to mend, by field, when something is wrong */
  check(entered: unknown): CheckedSecret | { problems: Record<string, string> }
  /** Like the transport's `send`. */
  send(
    secret: string,
    address: string | null,
    message: ChannelMessage,
    signal: AbortSignal,
  ): Promise<TransportOutcome>
  /** Like the transport's `follow`; null for kinds that do not hand over. */
  follow:
    | ((secret: string, reference: string, signal: AbortSignal) => Promise<HandedOutcome>)
    | null
  /** Null for kinds that have one chat only; of the others a message needs an address. */
  chats: ListChats<string> | null
}

/**
 * Makes one type of transports of all kinds.
 * @param listChats for kinds of which one channel reaches several chats
 */
export function open<S>(transport: Transport<S>, listChats?: ListChats<S>): OpenTransport {
  const { kind, budget, secretSchema } = transport
  const read = (json: string): S => secretSchema.parse(JSON.parse(json))
  const follow = transport.follow?.bind(transport)
  return {
    kind,
    budget,
    check(entered) {
      const parsed = secretSchema.safeParse(entered)
      if (!parsed.success) {
        const issues = parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message])
        return { problems: Object.fromEntries(issues.toReversed()) }
      }
      const json = JSON.stringify(parsed.data)
      const identity = transport.identityOf?.(parsed.data) ?? json
      return { json, identity, hint: transport.hintOf(parsed.data) }
    },
    send: (json, address, message, signal) => transport.send(read(json), address, message, signal),
    follow: follow ? (json, reference, signal) => follow(read(json), reference, signal) : null,
    chats: listChats ? (json, page, signal) => listChats(read(json), page, signal) : null,
  }
}
