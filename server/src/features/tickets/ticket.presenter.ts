import {
  allowedActions,
  formatShanghai,
  isListed,
  nextClock,
  NOTE,
  RAISE,
  roleLabels,
  shanghaiDay,
  addDays,
  type ClockReading,
  type WorkdayCalendar,
} from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { partiesOf } from './ticket.policy'
import type { LogEntry, TicketRecord } from './ticket.record'
import { clocksOf, reporterActions, stateOf, typeOf } from './ticket.rules'
import type { TicketNews } from './ticket.types'

type TicketSummaryView = OutputOf<'tickets.list'>['items'][number]
type TicketView = OutputOf<'tickets.get'>
type ReporterView = OutputOf<'me.ticket'>
type MySummaryView = OutputOf<'me.tickets'>['items'][number]
type BoardView = OutputOf<'tickets.publicBoard'>['items'][number]
type Photo = TicketView['photos'][number]

/** What every view is made with. */
export interface ViewContext {
  calendar: WorkdayCalendar
  now: Date
  /** Name of an organization by id. */
  orgName(id: string): string
  /** A signed address of a picture. */
  photo(id: string): Photo
}

function clockView(clock: ClockReading) {
  const { name, label, dueAt, level, text } = clock
  return { name, label, dueAt: dueAt.toISOString(), level, text }
}

/** Masked name of who raised it, or 不留名. */
export function reporterLabel({ reporter }: Pick<TicketRecord, 'reporter'>): string {
  return reporter.kind === 'anonymous' ? '不留名' : reporter.maskedName
}

/** The running clock that the reporter has been promised, or null. */
function promisedClock(ticket: TicketRecord, clocks: readonly ClockReading[]): ClockReading | null {
  const promised = typeOf(ticket).clocks.filter((clock) => clock.promised)
  return nextClock(clocks.filter((clock) => promised.some((each) => each.name === clock.name)))
}

/** One sentence on when the next step is due, for whoever raised it. */
export function promiseOf(ticket: TicketRecord, { calendar, now }: ViewContext): string {
  const clock = promisedClock(ticket, clocksOf(ticket, calendar, now))
  if (!clock) return stateOf(ticket).says ?? ''
  const day = formatShanghai(clock.dueAt, 'M月D日')
  if (clock.level === 'red') return `原定${day}前${clock.label}，已经超期，正在督办。`
  return clock.name === 'reply' ? `${day}前答复您。` : `${day}前${clock.label}。`
}

/** The list row's short words and colour, e.g. 明天前答复. */
function hintOf(ticket: TicketRecord, { calendar, now }: ViewContext) {
  const state = stateOf(ticket)
  const clock = promisedClock(ticket, clocksOf(ticket, calendar, now))
  if (!clock) {
    const asks = reporterActions(ticket, now).canRate ? ' · 请评价' : ''
    return { tone: 'done' as const, hint: `${state.label}${asks}` }
  }
  if (clock.level === 'red') return { tone: 'late' as const, hint: `${clock.text} · 正在督办` }
  const today = shanghaiDay(now)
  const due = shanghaiDay(clock.dueAt)
  const near = new Map([
    [today, '今天'],
    [addDays(today, 1), '明天'],
  ]).get(due)
  return {
    tone: clock.level === 'amber' ? ('soon' as const) : ('new' as const),
    hint: `${near ?? formatShanghai(clock.dueAt, 'M月D日')}前${clock.label}`,
  }
}

/** A row of the ledger. */
export function presentSummary(ticket: TicketRecord, context: ViewContext): TicketSummaryView {
  const clocks = clocksOf(ticket, context.calendar, context.now)
  const next = nextClock(clocks)
  return {
    id: ticket.id,
    number: ticket.number,
    type: ticket.type,
    title: ticket.title,
    state: ticket.state,
    stateLabel: stateOf(ticket).label,
    org: { id: ticket.orgId, name: context.orgName(ticket.orgId) },
    source: { channel: ticket.channel, label: ticket.sourceLabel },
    reporter: reporterLabel(ticket),
    digest: ticket.digest,
    assignee: ticket.assignee,
    clock: next && clockView(next),
    listed: isListed(clocks),
    createdAt: ticket.createdAt.toISOString(),
  }
}

function labelOf(ticket: TicketRecord, entry: LogEntry): string {
  if (entry.action === RAISE) return '提出'
  if (entry.action === NOTE) return '内部记录'
  const transition = typeOf(ticket).transitions.find((each) => each.action === entry.action)
  const label = transition?.label ?? entry.action
  if (entry.score !== null) return `${label} ${entry.score} 分`
  return entry.assigneeName ? `${label} ${entry.assigneeName}` : label
}

function authorAtDesk({ by }: LogEntry): string {
  if (by.kind === 'person') return `${by.name}（${roleLabels[by.role]}）`
  return by.kind === 'reporter' ? '反映人' : '系统'
}

function logView(ticket: TicketRecord, entry: LogEntry) {
  return {
    at: entry.at.toISOString(),
    action: entry.action,
    label: labelOf(ticket, entry),
    by: authorAtDesk(entry),
    from: entry.from,
    to: entry.to,
    text: entry.text,
    internal: entry.internal,
  }
}

/** One matter at the desk, with what the actor may do to it. */
export function presentTicket(
  ticket: TicketRecord,
  actor: PersonActor,
  context: ViewContext,
): TicketView {
  const subject = { ...ticket, canMoveUp: ticket.orgPath.length > 1 }
  return {
    ...presentSummary(ticket, context),
    text: ticket.text,
    photos: ticket.photoIds.map((id) => context.photo(id)),
    clocks: clocksOf(ticket, context.calendar, context.now).map(clockView),
    log: ticket.log.map((entry) => logView(ticket, entry)),
    rating: ticket.rating && { ...ticket.rating, at: ticket.rating.at.toISOString() },
    revision: ticket.revision,
    actions: allowedActions(typeOf(ticket), subject, partiesOf(actor, ticket), context.now),
  }
}

/** The matter's log for its reporter: offices instead of staff, no internal text. */
function reporterLog(ticket: TicketRecord): ReporterView['log'] {
  return ticket.log
    .filter((entry) => entry.action !== NOTE)
    .map((entry) => ({
      at: entry.at.toISOString(),
      action: entry.action,
      label: labelOf(ticket, { ...entry, assigneeName: null }),
      by: entry.by.kind === 'person' ? entry.orgName : entry.by.kind === 'reporter' ? '您' : '系统',
      text: entry.internal ? null : entry.text,
    }))
}

/** What the reporter may see of it. */
export function presentForReporter(ticket: TicketRecord, context: ViewContext): ReporterView {
  return {
    number: ticket.number,
    title: ticket.title,
    text: ticket.text,
    state: ticket.state,
    stateLabel: stateOf(ticket).label,
    orgName: context.orgName(ticket.orgId),
    promise: promiseOf(ticket, context),
    createdAt: ticket.createdAt.toISOString(),
    photos: ticket.photoIds.map((id) => context.photo(id)),
    log: reporterLog(ticket),
    rating: ticket.rating && { score: ticket.rating.score, comment: ticket.rating.comment },
    ...reporterActions(ticket, context.now),
  }
}

/** A row of the caller's own matters. */
export function presentMine(ticket: TicketRecord, context: ViewContext): MySummaryView {
  return {
    id: ticket.id,
    number: ticket.number,
    title: ticket.title,
    stateLabel: stateOf(ticket).label,
    ...hintOf(ticket, context),
    createdAt: ticket.createdAt.toISOString(),
  }
}

/** A row of the public board. A resident's own words stay off it until a person has looked. */
export function presentOnBoard(ticket: TicketRecord, context: ViewContext): BoardView | null {
  const next = nextClock(clocksOf(ticket, context.calendar, context.now))
  if (!next) return null
  return {
    number: ticket.number,
    title: ticket.publicTitle ?? (ticket.looked ? ticket.title : '居民反映的一件事'),
    orgName: context.orgName(ticket.orgId),
    stateLabel: stateOf(ticket).label,
    clock: clockView(next),
    createdOn: shanghaiDay(ticket.createdAt),
  }
}

/** What a chat may tell the reporter. */
export function presentNews(ticket: TicketRecord, context: ViewContext): TicketNews {
  const type = typeOf(ticket)
  const told = (action: string) =>
    type.transitions.some((each) => each.action === action && each.tells !== undefined)
  return {
    id: ticket.id,
    number: ticket.number,
    title: ticket.title,
    state: ticket.state,
    stateLabel: stateOf(ticket).label,
    orgName: context.orgName(ticket.orgId),
    promise: promiseOf(ticket, context),
    answer: ticket.log.findLast((entry) => told(entry.action) && entry.text)?.text ?? null,
    digest: ticket.digest,
    ...reporterActions(ticket, context.now),
    createdAt: ticket.createdAt,
  }
}
