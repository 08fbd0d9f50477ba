import { endOfShanghaiDay, shanghaiDay, startOfShanghaiDay } from '../time'
import { addWorkdays, type WorkdayCalendar } from '../workdays'
import type { LoggedAction } from './engine'
import type { TicketClock, TicketType } from './type'

/** `running`/`amber`/`red` while it runs; `met`/`missed` once stopped. */
export type ClockLevel = 'running' | 'amber' | 'red' | 'met' | 'missed'

/** A clock of a matter as it stands at one moment. */
export interface ClockReading {
  name: string
  label: string
  /** Last millisecond of the Shanghai day it is due on; later is late. */
  dueAt: Date
  /** Null while it runs. */
  stoppedAt: Date | null
  level: ClockLevel
  /** Short Chinese. Days here are calendar days, as people count them. */
  text: string
}

const DAY_MS = 86_400_000

interface Run {
  startedAt: Date
  stoppedAt: Date | null
}

/** The newest run of a clock. Starting a clock that runs changes nothing: nobody gains time. */
function newestRun(clock: TicketClock, log: readonly LoggedAction[]): Run | null {
  let run: Run | null = null
  for (const { action, at } of log) {
    const starts = clock.startsOn.includes(action) && (run === null || run.stoppedAt !== null)
    if (starts) run = { startedAt: at, stoppedAt: null }
    else if (run && run.stoppedAt === null && clock.stopsOn.includes(action))
      run = { startedAt: run.startedAt, stoppedAt: at }
  }
  return run
}

function daysFrom(from: string, to: string): number {
  return (startOfShanghaiDay(to).getTime() - startOfShanghaiDay(from).getTime()) / DAY_MS
}

function readRunning(dueDay: string, today: string, clock: TicketClock, calendar: WorkdayCalendar) {
  const days = daysFrom(today, dueDay)
  if (days < 0) return { level: 'red' as const, text: `超期 ${-days} 天` }
  // At most so many workdays are left: it is due before the next one after them.
  const soon = dueDay < addWorkdays(today, clock.amberWorkdays + 1, calendar)
  return {
    level: soon ? ('amber' as const) : ('running' as const),
    text: days === 0 ? '今天到期' : `还剩 ${days} 天`,
  }
}

function readStopped(dueDay: string, stoppedOn: string) {
  const late = daysFrom(dueDay, stoppedOn)
  return late > 0
    ? { level: 'missed' as const, text: `晚了 ${late} 天` }
    : { level: 'met' as const, text: '按时' }
}

/**
 * Reads a type's clocks off a matter's log. What is received on a Shanghai day is due at the end
 * of the n-th workday after it. A clock that never started is left out.
 * @param log append-only, oldest first
 */
export function computeClocks(
  type: TicketType,
  log: readonly LoggedAction[],
  calendar: WorkdayCalendar,
  now: Date,
): ClockReading[] {
  return type.clocks.flatMap((clock) => {
    const run = newestRun(clock, log)
    if (!run) return []
    const dueDay = addWorkdays(shanghaiDay(run.startedAt), clock.workdays, calendar)
    const reading = run.stoppedAt
      ? readStopped(dueDay, shanghaiDay(run.stoppedAt))
      : readRunning(dueDay, shanghaiDay(now), clock, calendar)
    return [
      {
        name: clock.name,
        label: clock.label,
        dueAt: endOfShanghaiDay(dueDay),
        stoppedAt: run.stoppedAt,
        ...reading,
      },
    ]
  })
}

/** The running clock that is due first, or null. */
export function nextClock(clocks: readonly ClockReading[]): ClockReading | null {
  return clocks
    .filter((clock) => clock.stoppedAt === null)
    .reduce<ClockReading | null>(
      (first, clock) => (first && first.dueAt <= clock.dueAt ? first : clock),
      null,
    )
}

/** 挂牌: any running clock is red, so the matter stands on the public board. */
export function isListed(clocks: readonly ClockReading[]): boolean {
  return clocks.some((clock) => clock.level === 'red')
}
