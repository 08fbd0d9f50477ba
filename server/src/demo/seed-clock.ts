import { addDays, shanghaiDay, startOfShanghaiDay } from '@lianxin/shared'
import type { Clock } from '../platform/clock'

/** A clock for telling the demo's past: it stands wherever it was put. */
export interface SeedClock extends Clock {
  /** Stands at a Shanghai wall time, `daysAgo` calendar days before today; never in the future. */
  standAt(daysAgo: number, hour: number, minute?: number): Date
}

/** @param today the real time at which the demo is made */
export function createSeedClock(today: Date): SeedClock {
  let at = today
  return {
    now: () => at,
    standAt(daysAgo, hour, minute = 0) {
      const start = startOfShanghaiDay(addDays(shanghaiDay(today), -daysAgo))
      const wished = start.getTime() + (hour * 60 + minute) * 60_000
      at = new Date(Math.min(wished, today.getTime()))
      return at
    },
  }
}
