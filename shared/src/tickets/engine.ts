import { addDays, endOfShanghaiDay, shanghaiDay } from '../time'
import type { TicketParty, TicketTransition, TicketType } from './type'

/** What the engine and the clocks read of a log entry. */
export interface LoggedAction {
  action: string
  at: Date
}

/** What the engine needs to know of a matter. */
export interface TicketSubject {
  state: string
  /** Append-only, oldest first. */
  log: readonly LoggedAction[]
  /** Its organization has a parent. */
  canMoveUp: boolean
}

/** Someone's wish to make a transition. */
export interface TicketRequest {
  action: string
  /** All that the person is toward this matter. */
  parties: readonly TicketParty[]
  text?: string | undefined
  assigneeId?: string | undefined
  at: Date
}

/** Why a transition is refused. */
export type TicketRefusal =
  | 'unknown_action'
  | 'not_allowed'
  | 'wrong_state'
  | 'window_closed'
  | 'text_required'
  | 'assignee_required'

export type TicketVerdict =
  | { allowed: true; transition: TicketTransition; from: string; to: string }
  | { allowed: false; refusal: TicketRefusal }

/** A transition that someone may make now, as a button at the desk. */
export interface TicketActionOffer {
  action: string
  label: string
  primary: boolean
  needs: ('text' | 'assignee')[]
  /** Null: no text is taken. */
  textLabel: string | null
}

/** Last instant at which a transition with a window may be made; null = no end. */
export function windowEnd(transition: TicketTransition, log: readonly LoggedAction[]): Date | null {
  const { window } = transition
  if (!window) return null
  const opened = log.findLast((entry) => window.since.includes(entry.action))
  return opened ? endOfShanghaiDay(addDays(shanghaiDay(opened.at), window.days)) : null
}

function isOpen(transition: TicketTransition, subject: TicketSubject, at: Date): boolean {
  const end = windowEnd(transition, subject.log)
  return end === null || at.getTime() <= end.getTime()
}

function isFor(transition: TicketTransition, parties: readonly TicketParty[]): boolean {
  return transition.who.some((party) => parties.includes(party))
}

/** The transitions that `parties` may make now, in the order the type declares them. */
export function allowedActions(
  type: TicketType,
  subject: TicketSubject,
  parties: readonly TicketParty[],
  at: Date,
): TicketActionOffer[] {
  return type.transitions
    .filter((each) => each.from.includes(subject.state))
    .filter((each) => isFor(each, parties) && isOpen(each, subject, at))
    .filter((each) => !each.movesUp || subject.canMoveUp)
    .map((each) => ({
      action: each.action,
      label: each.label,
      primary: each.primaryIn?.includes(subject.state) ?? false,
      needs: [...(each.needs ?? [])],
      textLabel: each.textLabel ?? null,
    }))
}

/**
 * Judges a transition. Pure: the caller writes the log entry and the next state.
 * Who may is asked before whether it fits the state, so that a stranger learns nothing of it.
 */
export function judgeTransition(
  type: TicketType,
  subject: TicketSubject,
  request: TicketRequest,
): TicketVerdict {
  const refuse = (refusal: TicketRefusal): TicketVerdict => ({ allowed: false, refusal })
  const transition = type.transitions.find((each) => each.action === request.action)
  if (!transition) return refuse('unknown_action')
  if (!isFor(transition, request.parties)) return refuse('not_allowed')
  if (!transition.from.includes(subject.state)) return refuse('wrong_state')
  if (transition.movesUp && !subject.canMoveUp) return refuse('wrong_state')
  if (!isOpen(transition, subject, request.at)) return refuse('window_closed')
  if (transition.needs?.includes('text') && !request.text?.trim()) return refuse('text_required')
  if (transition.needs?.includes('assignee') && !request.assigneeId)
    return refuse('assignee_required')
  return { allowed: true, transition, from: subject.state, to: transition.to }
}
