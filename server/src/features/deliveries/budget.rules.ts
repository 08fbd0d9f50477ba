import { shanghaiDay, startOfShanghaiDay } from '@lianxin/shared'

/** Limits of one bot account; gaps in ms, caps in messages. Design values, not WeChat's own. */
export interface SendBudget {
  chatGapMs: number
  /** Least gap between two chats; up to `accountGapJitterMs` more is added at random. */
  accountGapMs: number
  accountGapJitterMs: number
  perMinute: number
  perDay: number
}

/** What an account has spent, oldest first. */
export interface SendLedger {
  /** Shanghai day that `spentToday` counts. */
  day: string
  spentToday: number
  /** Other days that may come again, because the clock was set. */
  earlier: { day: string; spent: number }[]
  /**
   * Sends of the last minute in order of time: planned ones, and those that were `begun` (marked),
   * whose moment is the real one.
   */
  recent: { at: number; chat: string; begun?: boolean }[]
  /** Nothing is leased before this. */
  breakerUntil: Date | null
  breakerReason: BreakerReason | null
  /** How often in a row it broke. */
  breakerLevel: number
}
/** `silent`: it says that it sends, and none of it is seen. */
export type BreakerReason = 'logged_out' | 'throttled' | 'silent'

const MINUTE_MS = 60_000
/** Sends are planned this far ahead at most, so that a receipt never waits long behind a digest. */
export const PLAN_AHEAD_MS = 10_000
/** Days that a ledger knows: a clock that is set is seldom days off. */
const DAYS_KEPT = 4
const BREAKER_BASE_MS = { logged_out: 30_000, throttled: 60_000, silent: 5 * 60_000 } as const
const BREAKER_MAX_MS = 2 * 60 * MINUTE_MS

/** A breaker that lets everything pass. */
export const closedBreaker = { breakerUntil: null, breakerReason: null, breakerLevel: 0 } as const

/** A ledger that has spent nothing. */
export const emptyLedger: SendLedger = {
  day: '',
  spentToday: 0,
  earlier: [],
  recent: [],
  ...closedBreaker,
}

/** Spent on `day`. A ledger of a later day means that the clock went back: then that counts too. */
function spentOn(ledger: SendLedger, day: string): number {
  if (ledger.day === day) return ledger.spentToday
  const then = ledger.earlier.find((each) => each.day === day)?.spent ?? 0
  return ledger.day > day ? ledger.spentToday + then : then
}

/**
 * Earliest moment (ms) at which the budget lets a message go to `chat`; null = not today.
 * @param random 0 ≤ random < 1, the jitter
 */
function earliest(
  ledger: SendLedger,
  budget: SendBudget,
  chat: string,
  now: number,
  random: number,
): number | null {
  const at = earliestAfter(ledger.recent, budget, chat, now, random)
  return spentOn(ledger, shanghaiDay(new Date(at))) >= budget.perDay ? null : at
}

/** Earliest moment (ms) that gaps and the minute's cap allow after these sends. */
function earliestAfter(
  sends: SendLedger['recent'],
  budget: SendBudget,
  chat: string,
  now: number,
  random: number,
): number {
  const last = sends.at(-1)
  const lastInChat = sends.findLast((send) => send.chat === chat)
  const jittered = budget.accountGapMs + Math.floor(random * budget.accountGapJitterMs)
  const minuteFull = sends.at(-budget.perMinute)
  return Math.max(
    now,
    last && last.chat !== chat ? last.at + jittered : now,
    lastInChat ? lastInChat.at + budget.chatGapMs : now,
    minuteFull ? minuteFull.at + MINUTE_MS : now,
  )
}

function spend(ledger: SendLedger, chat: string, at: number): SendLedger {
  const recent = [...ledger.recent, { at, chat }].toSorted(byTime)
  return { ...spendDay(ledger, shanghaiDay(new Date(at))), recent }
}

const byTime = (a: { at: number }, b: { at: number }) => a.at - b.at

/** Counts one more on a day, whether it is the ledger's, a new one, or one that has come again. */
function spendDay(ledger: SendLedger, day: string): SendLedger {
  if (day === ledger.day) return { ...ledger, spentToday: ledger.spentToday + 1 }
  const days = [{ day: ledger.day, spent: ledger.spentToday }, ...ledger.earlier]
  const then = days.find((each) => each.day === day)?.spent ?? 0
  const others = days.filter((each) => each.day !== day)
  const [latest, ...earlier] = [{ day, spent: then + 1 }, ...others]
    .toSorted((a, b) => (a.day < b.day ? 1 : -1))
    .slice(0, DAYS_KEPT)
  return { ...ledger, day: latest?.day ?? day, spentToday: latest?.spent ?? 0, earlier }
}

/**
 * Forgets what no limit looks at any more. A send planned beyond the horizon can only mean that
 * the clock went back; left in, it would silence the account until the clock is there again. It may
 * still be ahead of us, by as much as sends are planned ahead.
 */
function pruned(ledger: SendLedger, budget: SendBudget, now: number): SendLedger {
  const window = Math.max(
    MINUTE_MS,
    budget.chatGapMs,
    budget.accountGapMs + budget.accountGapJitterMs,
  )
  const horizon = now + PLAN_AHEAD_MS + MINUTE_MS
  const recent = ledger.recent
    .filter((send) => send.at > now - window)
    .map((send) => (send.at > horizon ? { ...send, at: now + PLAN_AHEAD_MS } : send))
  return { ...ledger, recent }
}

export interface SendPlan {
  /** Index into the asked chats, with the moment (ms) to send at; in order of time. */
  sends: { index: number; at: number }[]
  ledger: SendLedger
  /** When asking again makes sense (ms); null = nothing was held back by the budget. */
  retryAt: number | null
}

/**
 * Spends the budget on as many of the asked messages as it allows soon.
 * @param chats  chat of each message, most urgent first, each chat at most once
 * @param random source of jitter, 0 ≤ x < 1
 */
export function planSends(
  ledger: SendLedger,
  budget: SendBudget,
  chats: readonly string[],
  now: number,
  random: () => number,
): SendPlan {
  let current = pruned(ledger, budget, now)
  const sends: SendPlan['sends'] = []
  const rests = restsUntil(current, new Date(now))
  if (rests) return { sends, ledger: current, retryAt: rests.getTime() }
  for (const [index, chat] of chats.entries()) {
    const at = earliest(current, budget, chat, now, random())
    if (at === null) return { sends, ledger: current, retryAt: now + MINUTE_MS }
    if (at > now + PLAN_AHEAD_MS) return { sends, ledger: current, retryAt: at - PLAN_AHEAD_MS }
    current = spend(current, chat, at)
    sends.push({ index, at })
  }
  return { sends, ledger: current, retryAt: null }
}

/**
 * Lets a planned send begin, at the moment at which it really does. Plans alone do not hold the
 * budget: a call may hang and all that waited behind it be late, or a second bot be at work. So it
 * counts from here what really began, not what was planned.
 * @param send its chat, and when it was planned for
 * @returns when it may be sent (ms; now, or soon), and the ledger with it; null = not soon
 */
export function beginSend(
  ledger: SendLedger,
  budget: SendBudget,
  send: { chat: string; plannedAt: number },
  now: number,
  random: number,
): { at: number; ledger: SendLedger } | null {
  const current = pruned(ledger, budget, now)
  const own = current.recent.findIndex(
    (each) => each.chat === send.chat && each.at === send.plannedAt,
  )
  const others = current.recent.filter((_, index) => index !== own)
  const begun = others.filter((each) => each.begun)
  const at = earliestAfter(begun, budget, send.chat, now, random)
  if (at > now + PLAN_AHEAD_MS) return null
  const day = shanghaiDay(new Date(at))
  const isCounted = own >= 0 && shanghaiDay(new Date(send.plannedAt)) === day
  if (!isCounted && spentOn(current, day) >= budget.perDay) return null
  const counted = isCounted ? current : spendDay(current, day)
  const recent = [...others, { at, chat: send.chat, begun: true }].toSorted(byTime)
  return { at, ledger: { ...counted, recent } }
}

/**
 * Until when a sender rests after a refusal; null = it does not. A rest that is longer than any
 * was begun under a clock that has since gone back: it would silence the sender until then.
 */
export function restsUntil(
  { breakerUntil }: Pick<SendLedger, 'breakerUntil'>,
  now: Date,
): Date | null {
  const left = (breakerUntil?.getTime() ?? 0) - now.getTime()
  return left > 0 && left <= BREAKER_MAX_MS ? breakerUntil : null
}

/**
 * Opens the breaker after the platform refused. While it is open nothing is tried, because a retry
 * lengthens the penalty; each time in a row it stays open twice as long, up to two hours. Further
 * refusals of messages that were already under way change nothing.
 * @param penaltyMs how long the platform says that it lasts; not shortened, up to two hours
 */
export function tripBreaker(
  ledger: SendLedger,
  reason: BreakerReason,
  now: Date,
  penaltyMs = 0,
): SendLedger {
  if (restsUntil(ledger, now)) return ledger
  const doubled = Math.min(BREAKER_BASE_MS[reason] * 2 ** ledger.breakerLevel, BREAKER_MAX_MS)
  const wait = Math.min(Math.max(doubled, penaltyMs), BREAKER_MAX_MS)
  return {
    ...ledger,
    breakerUntil: new Date(now.getTime() + wait),
    breakerReason: reason,
    breakerLevel: Math.min(ledger.breakerLevel + 1, 20),
  }
}

/**
 * What a new account may send: on its first day one part of `days` + 1, on each later day one more,
 * until it may send all. Accounts that begin with hundreds of messages are the ones that get banned.
 * @param since when the account was first seen; null = long ago
 * @param days  how long it warms up; 0 = not at all
 */
export function warmedUp(
  budget: SendBudget,
  since: Date | null,
  now: Date,
  days: number,
): { budget: SendBudget; warmUp: { day: number; of: number } | null } {
  const day = since ? shanghaiDaysBetween(since, now) + 1 : days + 1
  if (day > days) return { budget, warmUp: null }
  const perDay = Math.max(1, Math.floor((budget.perDay * Math.max(1, day)) / (days + 1)))
  return { budget: { ...budget, perDay }, warmUp: { day: Math.max(1, day), of: days } }
}

function shanghaiDaysBetween(from: Date, to: Date): number {
  const start = (at: Date) => startOfShanghaiDay(shanghaiDay(at)).getTime()
  return Math.round((start(to) - start(from)) / 86_400_000)
}
