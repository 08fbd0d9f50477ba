import { endOfShanghaiDay, shanghaiDay, startOfShanghaiDay, addDays } from '@lianxin/shared'
import type { SendBudget } from './budget.rules'
import { afterQuiet, quietFrom, type QuietHours } from './quiet-hours.rules'

/** What an account has before it. */
export interface AccountLoad {
  /** Messages of this digest. */
  mine: number
  /** Messages that go first. */
  ahead: number
  /** Sent already on the Shanghai day of `now`. */
  spentToday: number
  /** Nothing goes out before this. */
  blockedUntil: Date | null
}

/** How a digest will go out through one account, if nothing comes in between. */
export interface Forecast {
  /** When the last of its messages goes out; null = not within a year. */
  finishesAt: Date | null
  /** How many of them go out before the first long break. */
  firstStretch: number
  /** What that break is for, and when it ends; null = no break. */
  pause: { why: 'budget' | 'quiet'; until: Date } | null
}

/** Each day is one stretch, or two: a year is far enough. */
const MOST_STRETCHES = 800

/** Mean time between two messages of an account, in ms: the gap with its jitter, or the cap. */
export function spacingOf(budget: SendBudget): number {
  return Math.max(budget.accountGapMs + budget.accountGapJitterMs / 2, 60_000 / budget.perMinute)
}

/**
 * Plays the budget forward, stretch by stretch: a stretch ends where quiet hours begin, at
 * midnight, or when the day's messages are used up.
 * @param startAt when the first may go out
 */
export function forecast(
  load: AccountLoad,
  budget: SendBudget,
  quiet: QuietHours,
  startAt: Date,
  now: Date,
): Forecast {
  const spacing = spacingOf(budget)
  const begin = Math.max(startAt.getTime(), now.getTime(), load.blockedUntil?.getTime() ?? 0)
  let at = afterQuiet(new Date(begin), quiet)
  let day = shanghaiDay(at)
  let remaining = Math.max(0, budget.perDay - (day === shanghaiDay(now) ? load.spentToday : 0))
  let left = load.ahead + load.mine
  let pause: Forecast['pause'] = null
  let firstStretch = load.mine
  for (let stretch = 0; stretch < MOST_STRETCHES; stretch += 1) {
    const end = Math.min(quietFrom(at, quiet).getTime(), endOfShanghaiDay(day).getTime() + 1)
    const count = Math.min(left, remaining, Math.ceil((end - at.getTime()) / spacing))
    left -= count
    remaining -= count
    if (left === 0) {
      const last = at.getTime() + Math.max(0, count - 1) * spacing
      return { finishesAt: new Date(last), firstStretch, pause }
    }
    const why = remaining === 0 ? 'budget' : 'quiet'
    const next = why === 'budget' ? startOfShanghaiDay(addDays(day, 1)) : new Date(end)
    at = afterQuiet(next, quiet)
    if (shanghaiDay(at) !== day) remaining = budget.perDay
    day = shanghaiDay(at)
    // Midnight without quiet hours is no break.
    if (pause === null && (why === 'budget' || at.getTime() > end)) {
      pause = { why, until: at }
      firstStretch = Math.max(0, load.mine - left)
    }
  }
  return { finishesAt: null, firstStretch, pause }
}
