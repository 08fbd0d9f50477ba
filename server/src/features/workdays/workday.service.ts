import { createWorkdayCalendar, type WorkdayCalendar } from '@lianxin/shared'
import type { Clock } from '../../platform/clock'
import { readOverrides, writeOverride, type OverrideRecord } from './workday.model'

/** A calendar and the version of the override table that it was made from. */
export interface VersionedCalendar extends WorkdayCalendar {
  version: number
}

export interface WorkdayService {
  /** The calendar in force; another process's change is seen within five seconds. */
  calendar(): Promise<VersionedCalendar>
  list(): Promise<OverrideRecord[]>
  /** Says that a Shanghai day is, or is not, a workday. Waits until the listeners are done. */
  put(day: string, override: { workday: boolean; note: string; by: string }): Promise<void>
  /** Takes an override back; there need not be one. */
  remove(day: string): Promise<void>
  /** Calls back after a change made in this process. */
  onChange(listener: () => Promise<unknown>): void
}

const FRESH_MS = 5_000

/** The working calendar: official days with an override table that admins keep. */
export function createWorkdayService({ clock }: { clock: Clock }): WorkdayService {
  const listeners: (() => Promise<unknown>)[] = []
  let cached: { calendar: VersionedCalendar; readAt: number } | null = null

  async function read(): Promise<VersionedCalendar> {
    const { version, items } = await readOverrides()
    const days = new Map(items.map(({ day, workday }) => [day, workday]))
    if (cached?.calendar.version === version) return cached.calendar
    return { ...createWorkdayCalendar((day) => days.get(day)), version }
  }

  async function changed(): Promise<void> {
    cached = null
    for (const listener of listeners) await listener()
  }

  return {
    async calendar() {
      const now = clock.now().getTime()
      if (!cached || Math.abs(now - cached.readAt) >= FRESH_MS)
        cached = { calendar: await read(), readAt: now }
      return cached.calendar
    },
    async list() {
      return (await readOverrides()).items
    },
    async put(day, { workday, note, by }) {
      await writeOverride(day, { workday, note, by, at: clock.now() })
      await changed()
    },
    async remove(day) {
      await writeOverride(day, null)
      await changed()
    },
    onChange(listener) {
      listeners.push(listener)
    },
  }
}
