import type { ClientSession } from 'mongoose'
import type { TicketOutcome } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'

export type TicketChannel = 'group' | 'direct' | 'public' | 'app' | 'desk'

/**
 * Where answers go. A group by our own id: the protocol's room id changes from session to session.
 */
export type TicketChat =
  | { type: 'group'; groupId: string }
  | { type: 'direct'; accountId: string; contactId: string }

/**
 * Who raises a matter.
 * - `person`: someone with an account; `contactId` too when it was said in a chat, so that a
 *   rating in the chat is known to be theirs.
 * - `contact`: someone in a chat whom we know by contact id only; the id is kept as a keyed hash
 *   (and sealed, in a direct chat, so that answers can be sent).
 * - `anonymous`: nothing of the author is kept but, when `contactId` is given, a keyed hash with
 *   a salt of the ticket's own. In a direct chat no answer can be sent: the query code follows it.
 */
export type ReporterInput =
  | { kind: 'person'; personId: string; name: string; contactId?: string }
  | { kind: 'contact'; contactId: string; name: string }
  | { kind: 'anonymous'; contactId?: string }

export interface RaiseInput {
  /**
   * Names this very submission, e.g. `wechat:<account>:<message id>`; a repeat gives the first
   * matter. Kept only as a keyed hash. Null: there is nothing that could be repeated.
   */
  originKey: string | null
  text: string
  /** Lowest organization that can solve it: the group's own, or the one the person chose. */
  orgId: string
  channel: TicketChannel
  /** Where it came from, as the ledger shows it, e.g. the group's topic. */
  sourceLabel: string
  reporter: ReporterInput
  chat?: TicketChat | null
  /** A point number that the digest does not have is dropped. */
  digest?: { digestId: string; pointNo: number | null } | null
  photoIds?: readonly string[]
  /** Kind of matter; 诉求 unless told. */
  type?: string
  /** When it was said, if not now (a message that waited while the server was down). */
  raisedAt?: Date
}

/** What a chat or a page may tell the reporter about a matter. */
export interface TicketNews {
  id: string
  number: string
  title: string
  state: string
  stateLabel: string
  orgName: string
  /** One sentence on the next step, e.g. `11月27日前答复您。` */
  promise: string
  /** The newest public answer, decline or result, or null. */
  answer: string | null
  digest: { digestId: string; issueNo: number; pointNo: number | null } | null
  canRate: boolean
  canReopen: boolean
  createdAt: Date
}

export interface RaiseResult {
  ticket: TicketNews
  /** It was there already: nothing was written. */
  duplicate: boolean
  /** Follows, rates and reopens without a name. Never say it in a group. */
  queryCode: string
}

/** Finds the matters of whoever speaks in a chat. */
export interface ReporterQuery {
  chat: TicketChat
  contactId: string
  /** Account of the speaker, when the contact is bound to one. */
  personId?: string | null
  /** Whole (`LX-20261122-0007`) or its end (`0007`, `7`); without it the newest first. */
  number?: string | null
}

export interface DigestOutcome extends Record<TicketOutcome, number> {
  /** By point number; matters on no particular point are only in the totals. */
  points: Map<number, Record<TicketOutcome, number>>
}

/** What other features ask of matters. */
export interface TicketService {
  /**
   * Takes a matter in. Safe to repeat and to race on `originKey`.
   * With `session` it takes part in the caller's transaction (which may then be run again).
   * @throws AppError request.invalid (unknown organization), photo.unknown
   */
  raise(input: RaiseInput, session?: ClientSession): Promise<RaiseResult>
  /**
   * Rates 1–5 on behalf of its reporter.
   * @throws AppError ticket.already_rated, ticket.not_ratable
   */
  rate(
    ticketId: string,
    rating: { score: number; comment?: string | undefined },
    session?: ClientSession,
  ): Promise<TicketNews>
  /**
   * It was not solved: clocks start again, the handler sees it.
   * @throws AppError ticket.not_reopenable
   */
  reopen(ticketId: string, wish: { reason: string }, session?: ClientSession): Promise<TicketNews>
  /**
   * Adds pictures to a matter; the caller has made sure that it is theirs.
   * @returns false when it would have more than three then: nothing was added
   * @throws AppError photo.unknown
   */
  addPhotos(ticketId: string, photoIds: readonly string[], session: ClientSession): Promise<boolean>
  /** Matters that the speaker raised (from this chat, or by name), newest first, at most 20. */
  findForReporter(query: ReporterQuery, session?: ClientSession): Promise<TicketNews[]>
  /** Is a rating question open in the room? Then a bare 1–5 there counts as addressed to us. */
  awaitingRating(roomId: string): Promise<boolean>
  /** Those of the rooms in which a rating question is open. */
  roomsAwaitingRating(roomIds: readonly string[]): Promise<string[]>
  /** 收集/采纳/办结/不采纳 of the suggestions on one issue. */
  outcomeOfDigest(digestId: string): Promise<DigestOutcome>
  /** A person's own matters as they may see them, newest first, for the export of their data. */
  exportFor(personId: string): Promise<OutputOf<'me.ticket'>[]>
  /** Unties a person's matters from them, in the caller's transaction. */
  eraseFor(personId: string, session: ClientSession): Promise<void>
}
