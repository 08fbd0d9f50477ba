import type { Role } from '../roles'

/** Who makes a transition: a role over the ticket's organization, its reporter, or the system. */
export type TicketParty = Role | 'reporter' | 'system'

/** How far a matter has come, for counting: each level but `declined` includes those before it. */
export const ticketOutcomes = ['collected', 'adopted', 'solved', 'declined'] as const
export type TicketOutcome = (typeof ticketOutcomes)[number]

export interface TicketState {
  label: string
  tone: 'new' | 'active' | 'done'
  /** Clocks run and the ledger asks for work. */
  open: boolean
  /** 收集/采纳/办结/不采纳 are four different things. */
  outcome: TicketOutcome
  /** The resident has an answer in hand. */
  answered: boolean
  /** What is said to the reporter when no promise is running. */
  says?: string
}

export interface TicketTransition<S extends string = string> {
  action: string
  label: string
  from: readonly S[]
  to: S
  who: readonly TicketParty[]
  /** What must come with it. */
  needs?: readonly ('text' | 'assignee')[]
  /** What a text is for (答复 / 理由 / 结果); without it no text is taken. */
  textLabel?: string
  /** `public` texts are for the resident's eyes, `internal` ones never leave the desk. */
  textIs?: 'public' | 'internal'
  /** The one thing to do next, in these of its `from` states. */
  primaryIn?: readonly S[]
  /** Goes to the parent organization; a root has none, so it is refused there. */
  movesUp?: boolean
  /** Counts as an office having looked at it: its words may be shown on the public board. */
  accepts?: boolean
  /** Sends the resident a message. */
  tells?: 'answer' | 'decline' | 'solve' | 'answer_and_solve'
  /** Open only through the end of the `days`-th Shanghai day after the newest of `since`. */
  window?: { days: number; since: readonly string[] }
}

/** A promise in working days, started and stopped by what stands in the log. */
export interface TicketClock {
  name: string
  label: string
  startsOn: readonly string[]
  stopsOn: readonly string[]
  workdays: number
  /** Amber when at most this many workdays are left. */
  amberWorkdays: number
  /** The reporter is told of it: 「11月27日前答复您」. */
  promised?: boolean
}

/**
 * A kind of matter: all that makes it different from another kind. Adding one is adding a file
 * that exports such a table; the engine, the ledger and the public pages follow.
 */
export interface TicketType<S extends string = string> {
  name: string
  label: string
  /** Raise it when a rule below changes what is derived from the log, so that it is derived anew. */
  version: number
  initial: S
  states: Record<S, TicketState>
  transitions: readonly TicketTransition<S>[]
  clocks: readonly TicketClock[]
}

/** Action under which a matter's first log entry stands. */
export const RAISE = 'raise'
/** Action under which an internal note stands; it changes nothing. */
export const NOTE = 'note'
