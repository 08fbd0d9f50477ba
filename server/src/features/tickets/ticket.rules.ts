import {
  addDays,
  allowedActions,
  computeClocks,
  endOfShanghaiDay,
  nextClock,
  shanghaiDay,
  ticketTypeOf,
  windowEnd,
  type ClockReading,
  type TicketType,
  type WorkdayCalendar,
} from '@lianxin/shared'
import type { VersionedCalendar } from '../workdays'
import { NEVER, UNDATED, type Derived, type TicketRecord } from './ticket.record'

const TITLE_CHARS = 24
/** For so many days after solving a bare 1–5 in the group counts as a rating. */
const RATING_QUESTION_DAYS = 7

/** First sentence of a text, short enough for a list. */
export function titleOf(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0] ?? ''
  const sentence = /^.{4,}?(?=[。！？!?；;])/u.exec(line)?.[0] ?? line
  const chars = [...sentence.trim()]
  return chars.length > TITLE_CHARS
    ? `${chars.slice(0, TITLE_CHARS - 1).join('')}…`
    : chars.join('')
}

/** Number of the `sequence`-th matter raised at `at`, e.g. LX-20261122-0007. */
export function numberOf(at: Date, sequence: number): string {
  return `LX-${shanghaiDay(at).replaceAll('-', '')}-${String(sequence).padStart(4, '0')}`
}

/** What a person may have typed as a number: whole, or only its end. */
export type NumberWish = { whole: string } | { sequence: number }

/** Reads `LX-20261122-0007`, `20261122 7`, `0007` or `7`; null when it is no number. */
export function readNumber(typed: string): NumberWish | null {
  const digits = typed.normalize('NFKC').replaceAll(/[\s\-—_LXlx#号]/g, '')
  if (!/^\d{1,16}$/.test(digits)) return null
  if (digits.length <= 8) return { sequence: Number(digits) }
  return { whole: `LX-${digits.slice(0, 8)}-${digits.slice(8).padStart(4, '0')}` }
}

/** The type's table for a matter. */
export function typeOf(ticket: Pick<TicketRecord, 'type'>): TicketType {
  return ticketTypeOf(ticket.type)
}

/** The state's row in the type's table. */
export function stateOf(ticket: Pick<TicketRecord, 'type' | 'state'>) {
  const type = typeOf(ticket)
  const state = type.states[ticket.state]
  if (!state) throw new RangeError(`type ${type.name} has no state ${ticket.state}`)
  return state
}

/** What the reporter may do to it now. */
export function reporterActions(
  ticket: Pick<TicketRecord, 'type' | 'state' | 'log'>,
  at: Date,
): { canRate: boolean; canReopen: boolean } {
  const offers = allowedActions(typeOf(ticket), { ...ticket, canMoveUp: false }, ['reporter'], at)
  const may = (action: string) => offers.some((offer) => offer.action === action)
  return { canRate: may('rate'), canReopen: may('reopen') }
}

type Subject = Pick<TicketRecord, 'type' | 'state' | 'log'>

/** After that the reporter can do no more; null while that is not settled. */
function reachableUntil(type: TicketType, { state, log }: Subject): Date | null {
  if (type.states[state]?.open) return null
  const ends = type.transitions
    .filter((each) => each.who.includes('reporter') && each.from.includes(state))
    .map((each) => windowEnd(each, log))
  if (ends.includes(null)) return null
  const last = Math.max(0, ...ends.map((end) => end?.getTime() ?? 0))
  return new Date(last)
}

/** Reads off the log what queries need. Pure, so that a changed rule can be applied to old logs. */
export function derive(subject: Subject, calendar: VersionedCalendar): Derived {
  const type = typeOf(subject)
  const state = stateOf(subject)
  const lastOf = (test: (action: string) => boolean) =>
    subject.log.findLast((entry) => test(entry.action))?.at ?? null
  const tells = (action: string) =>
    type.transitions.find((each) => each.action === action)?.tells ?? null
  const answers = (action: string) => ![null, 'solve'].includes(tells(action))
  const solvedAt =
    state.outcome === 'solved'
      ? lastOf((action) => tells(action)?.includes('solve') ?? false)
      : null
  // The due instants do not depend on the time of reading.
  const clocks = computeClocks(type, subject.log, calendar, subject.log[0]?.at ?? NEVER)
  const awaits = type.transitions.some(
    (each) => each.action === 'rate' && each.from.includes(subject.state),
  )
  return {
    open: state.open,
    answered: state.answered,
    outcome: state.outcome,
    nextDueAt: nextClock(clocks)?.dueAt ?? (state.open ? UNDATED : NEVER),
    looked: subject.log.some((entry) =>
      type.transitions.some((each) => each.action === entry.action && each.accepts),
    ),
    answeredAt: state.answered ? lastOf(answers) : null,
    solvedAt,
    ratingOpenUntil:
      awaits && solvedAt
        ? endOfShanghaiDay(addDays(shanghaiDay(solvedAt), RATING_QUESTION_DAYS))
        : null,
    reachableUntil: reachableUntil(type, subject),
    rulesVersion: type.version,
    calendarVersion: calendar.version,
  }
}

/** The clocks of a matter as they stand now. */
export function clocksOf(
  ticket: Pick<TicketRecord, 'type' | 'log'>,
  calendar: WorkdayCalendar,
  now: Date,
): ClockReading[] {
  return computeClocks(typeOf(ticket), ticket.log, calendar, now)
}
