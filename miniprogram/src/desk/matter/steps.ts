import type { OutputOf } from '@lianxin/shared/contract'
import { ticketTypes } from '@lianxin/shared'
import { dayAndTime, shortDay } from '@/lib/dates'
import type { TimelineStep } from '@/ui/timeline'

export type Ticket = OutputOf<'tickets.get'>
export type TicketLine = OutputOf<'tickets.list'>['items'][number]
export type TicketAction = Ticket['actions'][number]
type LogEntry = Ticket['log'][number]

/** What the type says of an action: who reads its text, and whether it may be shown in public. */
function transitionOf(ticket: Pick<Ticket, 'type'>, action: string) {
  const type = ticketTypes.find((one) => one.name === ticket.type)
  return type?.transitions.find((one) => one.action === action)
}

/** True when the resident will read the text of this action. */
export function isPublicText(ticket: Pick<Ticket, 'type'>, action: TicketAction): boolean {
  return transitionOf(ticket, action.action)?.textIs !== 'internal'
}

/** True when words for the public board may be given with this action. */
export function takesPublicTitle(ticket: Pick<Ticket, 'type'>, action: TicketAction): boolean {
  return transitionOf(ticket, action.action)?.accepts === true
}

/** Under which name the text of an action is drafted; 答复 and 答复并办结 share one. */
export function textSlot(ticket: Pick<Ticket, 'type'>, action: TicketAction): string {
  return `${isPublicText(ticket, action) ? 'public' : 'internal'}:${action.textLabel ?? ''}`
}

/** The action that gives the resident an answer: the first thing R is for. */
export function answeringAction(ticket: Ticket): TicketAction | undefined {
  return (
    ticket.actions.find((one) => one.primary && one.textLabel === '答复') ??
    ticket.actions.find((one) => one.textLabel === '答复') ??
    ticket.actions.find((one) => one.needs.includes('text') && isPublicText(ticket, one))
  )
}

/** Actions that cannot be taken back, or that send the matter away: asked once before. */
export const weighty: Readonly<Record<string, { title: string; text: string }>> = {
  decline: { title: '不予受理？', text: '理由会告诉反映人，这件事就此结束。' },
  return: { title: '退回上级？', text: '这件事会交给上一级，不再由您这里办。' },
}

/** Where the answer will be read, as a hint under the box. */
export function answerGoesTo(ticket: Pick<Ticket, 'source'>): string {
  switch (ticket.source.channel) {
    case 'group':
      return '答复会发回群里，不出现姓名。'
    case 'direct':
      return '答复会私聊发给反映人。'
    case 'public':
    case 'app':
      return '反映人在“查进度”里看到答复。'
    case 'desk':
      return '代录的事，请再当面或打电话告诉反映人。'
    default:
      return ''
  }
}

function logStep(entry: LogEntry, index: number): TimelineStep {
  return {
    key: `${index} ${entry.at}`,
    title: entry.label,
    note: [dayAndTime(entry.at), entry.by, entry.internal && entry.text ? '内部' : null]
      .filter(Boolean)
      .join(' · '),
    text: entry.text,
    done: true,
  }
}

/** What happened, then what is still due and by when. */
export function timelineOf(ticket: Ticket): TimelineStep[] {
  const due = ticket.clocks
    .filter((clock) => clock.level !== 'met' && clock.level !== 'missed')
    .map((clock) => ({
      key: `due ${clock.name}`,
      title: clock.label,
      note: `${shortDay(clock.dueAt)}前 · ${clock.text}`,
      done: false,
    }))
  return [...ticket.log.map(logStep), ...due]
}

/** Longest text that stands as the heading itself, in characters. */
const headlineLength = 70

/**
 * The matter's heading: all that was said when it is short, since a title is its beginning cut off.
 * `said` is what is still to be shown below, or null.
 */
export function headlineOf(
  line: TicketLine,
  ticket: Ticket | null,
): {
  headline: string
  said: string | null
} {
  const text = ticket?.text.trim() ?? ''
  const begins = text !== '' && text.startsWith(line.title.replace(/…$/, '').trim())
  if (begins && text.length <= headlineLength) return { headline: text, said: null }
  return { headline: line.title, said: text === '' ? null : text }
}

/** What others did since `seen` entries were read, in one sentence; null when nothing. */
export function sinceThen(ticket: Ticket, seen: number): string | null {
  const news = ticket.log.slice(seen)
  if (news.length === 0) return null
  return news.map((entry) => `${entry.by}：${entry.label}`).join('；')
}
