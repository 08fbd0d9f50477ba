import { endOfShanghaiDay, shanghaiDay, type WorkdayCalendar } from '@lianxin/shared'
import { afterQuiet, defaultQuietHours, type QuietHours } from '../deliveries'
import { nextFire } from './cron.rules'
import type { DigestSchedule } from './digest.model'

/** A digest that could not go out at its time still does within this; later it would confuse. */
export const LATEST_MS = 6 * 3_600_000
/** Days looked ahead for a workday; a longer row of holidays is a mistake in the table. */
const MAX_SKIPPED_DAYS = 400

/** Quiet hours that hold a digest. */
export function quietHoursOf(schedule: DigestSchedule): QuietHours {
  return schedule.quietHours ?? defaultQuietHours
}

/** Missed times of a digest that are told one by one; a server is not away for longer. */
const MAX_MISSED = 500

/**
 * When a repeated digest goes out next after an instant: its next firing, moved to the end of
 * quiet hours, on a workday if so wished.
 * @returns null when there is no further time
 */
function nextCronRun(
  schedule: Extract<DigestSchedule, { kind: 'cron' }>,
  after: Date,
  calendar: WorkdayCalendar,
): Date | null {
  let from = after
  for (let skipped = 0; skipped < MAX_SKIPPED_DAYS; skipped += 1) {
    const fire = nextFire(schedule.expression, from)
    if (!fire) return null
    const at = afterQuiet(fire, quietHoursOf(schedule))
    const day = shanghaiDay(at)
    if (schedule.endsOn !== undefined && day > schedule.endsOn) return null
    if (!schedule.workdaysOnly || calendar.isWorkday(day)) return at
    from = endOfShanghaiDay(shanghaiDay(fire))
  }
  return null
}

/**
 * When a digest goes out next.
 * @param schedule `now` and `once` have one time only
 * @param after    strictly after this; for `now`, at this
 * @returns null when there is none (any more)
 */
export function nextRun(
  schedule: DigestSchedule,
  after: Date,
  calendar: WorkdayCalendar,
): Date | null {
  if (schedule.kind === 'cron') return nextCronRun(schedule, after, calendar)
  if (schedule.kind === 'now') return afterQuiet(after, quietHoursOf(schedule))
  const at = new Date(schedule.at)
  return at > after ? afterQuiet(at, quietHoursOf(schedule)) : null
}

/**
 * What became of the times of a digest that found nothing running.
 * @param dueAt the first of them
 * @returns `missed`: those that lie more than {@link LATEST_MS} back, oldest first, at most 500;
 *   `next`: the first one after them, which may have come already and then still goes out
 */
export function missedRuns(
  schedule: DigestSchedule,
  dueAt: Date,
  now: Date,
  calendar: WorkdayCalendar,
): { missed: Date[]; next: Date | null } {
  const tooLate = (at: Date) => now.getTime() - at.getTime() > LATEST_MS
  const missed: Date[] = []
  let next: Date | null = dueAt
  while (next && tooLate(next) && missed.length < MAX_MISSED) {
    missed.push(next)
    next = schedule.kind === 'cron' ? nextRun(schedule, next, calendar) : null
  }
  if (next && tooLate(next)) next = nextRun(schedule, new Date(now.getTime() - LATEST_MS), calendar)
  return { missed, next }
}
