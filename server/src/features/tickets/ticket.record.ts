import type { Role, TicketOutcome } from '@lianxin/shared'
import type { TicketChannel } from './ticket.types'

/** Who made a log entry. A reporter is never named in it. */
export type LogAuthor =
  | { kind: 'person'; personId: string; name: string; role: Role }
  | { kind: 'reporter' }
  | { kind: 'system' }

/** One entry of a matter's append-only log, which is also its audit trail. */
export interface LogEntry {
  at: Date
  action: string
  from: string | null
  to: string | null
  by: LogAuthor
  /** Organization that the author acted for. */
  orgName: string
  text: string | null
  /** The text never leaves the desk. */
  internal: boolean
  assigneeName: string | null
  score: number | null
  /** Idempotency key of the request that made it. */
  requestKey: string | null
}

export type StoredReporter =
  | { kind: 'person'; personId: string; maskedName: string; contactTag: string | null }
  | { kind: 'contact'; contactTag: string; maskedName: string }
  /** Salt and tag are erased when they can no longer serve to rate or reopen. */
  | { kind: 'anonymous'; salt: string | null; tag: string | null }

export type StoredChat =
  | { type: 'group'; groupId: string }
  /** The contact id is sealed, never kept for an anonymous reporter, and erased with the tag. */
  | { type: 'direct'; accountId: string; contactSealed: string | null }

/** What is read off the log and kept for queries; derived anew when a rule or a workday changes. */
export interface Derived {
  open: boolean
  answered: boolean
  outcome: TicketOutcome
  /** Due instant of the running clock that is due first, else {@link UNDATED} or {@link NEVER}. */
  nextDueAt: Date
  /** An office has looked at it, so its words may stand on the public board. */
  looked: boolean
  answeredAt: Date | null
  solvedAt: Date | null
  /** Until then a bare 1–5 in the group is taken as a rating. */
  ratingOpenUntil: Date | null
  /** After that the reporter's tag and sealed contact id are erased; null = not yet known. */
  reachableUntil: Date | null
  rulesVersion: number
  calendarVersion: number
}

/** A matter as stored; ids as strings. */
export interface TicketRecord extends Derived {
  id: string
  type: string
  number: string
  orgId: string
  /** Ids from the root down to and with `orgId`. */
  orgPath: string[]
  title: string
  text: string
  publicTitle: string | null
  channel: TicketChannel
  sourceLabel: string
  reporter: StoredReporter
  chat: StoredChat | null
  originTag: string
  queryCodeHash: string
  digest: { digestId: string; issueNo: number; pointNo: number | null } | null
  photoIds: string[]
  state: string
  assignee: { id: string; name: string } | null
  rating: { score: number; comment: string | null; at: Date } | null
  log: LogEntry[]
  /** Grows with every transition. */
  revision: number
  createdAt: Date
}

/** Due instant of a closed matter: sorts behind everything, so that "open" is a range of the index. */
export const NEVER = new Date('9999-12-31T00:00:00.000Z')
/** Due instant of an open matter whose clocks have all stopped. */
export const UNDATED = new Date('9998-12-31T00:00:00.000Z')
