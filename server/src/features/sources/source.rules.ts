import type { SourceHealth } from '@lianxin/shared'
import type { IntakeErrorCode } from '../digests'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** However often it fails, it is looked at once a day: most come back by themselves. */
const LONGEST_BACK_OFF_MS = DAY_MS
/** A `Retry-After` beyond this is a mistake or a joke. */
export const LONGEST_RETRY_AFTER_MS = 7 * DAY_MS
/** So that a hundred sources added in one minute do not all come due in one minute for ever. */
const JITTER = 0.1
/** This many failures in a row… */
const DEAD_AFTER_FAILURES = 6
/** …or failing for so long makes an alarm. */
const DEAD_AFTER_MS = 3 * DAY_MS
/** It answers, but nothing new came: perhaps the column has moved. */
const QUIET_AFTER_MS = 60 * DAY_MS

/** No honest state lies further ahead; what does was written while the clock was wrong. */
export const FURTHEST_AHEAD_MS = 2 * LONGEST_RETRY_AFTER_MS

/** Longer than anything that is claimed takes; then whoever claimed it is gone. */
export const CLAIM_MS = 90_000

/**
 * Filter on the moment until which something is claimed: nobody has it at `now`. A moment further
 * ahead than a claim can reach was written while the clock was wrong.
 */
export function unclaimed(now: Date): { $not: { $gt: Date; $lte: Date } } {
  return { $not: { $gt: now, $lte: new Date(now.getTime() + CLAIM_MS) } }
}

/** Articles of one look that become new; a column that brings more is noted, not poured out. */
export const MOST_NEW = 30
/** Articles of the first look that become new; the rest was there before us. */
export const FIRST_NEW = 5
export const MOST_SOURCES = 100

/** Why a look failed. */
export interface PollFailure {
  code: IntakeErrorCode | 'source.unrecognized'
  /** HTTP status, where it was an answer. */
  status: number | null
}

/**
 * How long until the next look.
 * @param failures in a row; each doubles the interval, to a day at most (or the interval itself)
 * @param retryAfterMs what the other side asked for, if it did; never shortened but to a week
 * @param random 0…1, for up to 10 % on top
 */
export function pollDelayMs(
  intervalMinutes: number,
  failures: number,
  retryAfterMs: number | null,
  random: number,
): number {
  const interval = intervalMinutes * MINUTE_MS
  const longest = Math.max(interval, LONGEST_BACK_OFF_MS)
  // 2^20 half hours are past any limit; a larger exponent would only overflow.
  const backedOff = Math.min(interval * 2 ** Math.min(failures, 20), longest)
  const asked = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)
  return Math.round(Math.max(backedOff * (1 + JITTER * random), asked))
}

/**
 * Reads a `Retry-After` (RFC 9110, 10.2.3): seconds or an HTTP date.
 * @returns ms from `now`, never negative; null when there is none or it is nonsense
 */
export function retryAfterMs(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,12}$/.test(text)) return Number(text) * 1000
  // An HTTP date begins with the day's name; Date.parse would take "-5" for a year.
  if (!/^[A-Z][a-z]{2}/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}

/** How a source is doing at `now`. */
export function healthOf(
  source: {
    paused: boolean
    failures: number
    failingSince: Date | null
    failure: PollFailure | null
    lastNewAt: Date | null
    createdAt: Date
  },
  now: Date,
): SourceHealth {
  if (source.paused) return 'paused'
  if (source.failures > 0) {
    const failingMs = now.getTime() - (source.failingSince ?? now).getTime()
    // 410 says itself that it will not come back (RFC 9110, 15.5.11).
    const gone = source.failure?.status === 410
    const dead = gone || source.failures >= DEAD_AFTER_FAILURES || failingMs >= DEAD_AFTER_MS
    return dead ? 'dead' : 'failing'
  }
  const last = source.lastNewAt ?? source.createdAt
  return now.getTime() - last.getTime() >= QUIET_AFTER_MS ? 'quiet' : 'ok'
}
