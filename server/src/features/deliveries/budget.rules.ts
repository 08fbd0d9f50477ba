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
  /** Sends of the last minute, planned ones with them. */
  recent: { at: number; chat: string }[]
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
const BREAKER_BASE_MS = { logged_out: 30_000, throttled: 60_000, silent: 5 * 60_000 } as const
const BREAKER_MAX_MS = 2 * 60 * MINUTE_MS

/** A ledger that has spent nothing. */
export const emptyLedger: SendLedger = {
  day: '',
  spentToday: 0,
  recent: [],
  breakerUntil: null,
  breakerReason: null,
  breakerLevel: 0,
}

/** Spent on `day`. A ledger of a later day means that the clock went back: then it still counts. */
function spentOn(ledger: SendLedger, day: string): number {
  return ledger.day >= day ? ledger.spentToday : 0
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
  const last = ledger.recent.at(-1)
  const lastInChat = ledger.recent.findLast((send) => send.chat === chat)
  const jittered = budget.accountGapMs + Math.floor(random * budget.accountGapJitterMs)
  const minuteFull = ledger.recent.at(-budget.perMinute)
  const at = Math.max(
    now,
    last && last.chat !== chat ? last.at + jittered : now,
    lastInChat ? lastInChat.at + budget.chatGapMs : now,
    minuteFull ? minuteFull.at + MINUTE_MS : now,
  )
  return spentOn(ledger, shanghaiDay(new Date(at))) >= budget.perDay ? null : at
}

function spend(ledger: SendLedger, chat: string, at: number): SendLedger {
  const day = shanghaiDay(new Date(at))
  return {
    ...ledger,
    day: ledger.day > day ? ledger.day : day,
    spentToday: spentOn(ledger, day) + 1,
    recent: [...ledger.recent, { at, chat }],
  }
}

/**
 * Forgets what no limit looks at any more. A send planned beyond the horizon can only mean that
 * the clock went back; left in, it would silence the account until the clock is there again.
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
    .map((send) => (send.at > horizon ? { ...send, at: now } : send))
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
  if (current.breakerUntil && current.breakerUntil.getTime() > now)
    return { sends, ledger: current, retryAt: current.breakerUntil.getTime() }
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
 * Opens the breaker after the platform refused. While it is open nothing is tried, because a retry
 * lengthens the penalty; each time in a row it stays open twice as long, up to two hours. Further
 * refusals of messages that were already under way change nothing.
 * @param penaltyMs how long the platform says that it lasts; never shortened
 */
export function tripBreaker(
  ledger: SendLedger,
  reason: BreakerReason,
  now: Date,
  penaltyMs = 0,
): SendLedger {
  if (ledger.breakerUntil && ledger.breakerUntil > now) return ledger
  const doubled = Math.min(BREAKER_BASE_MS[reason] * 2 ** ledger.breakerLevel, BREAKER_MAX_MS)
  const wait = Math.max(doubled, penaltyMs)
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
