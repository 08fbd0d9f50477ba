import type { InputOf } from '@lianxin/shared/contract'

export type Schedule = InputOf<'digests.schedule'>['body']['schedule']

/** How often, in the words a secretary uses. */
export type Repeat = 'daily' | 'workdays' | 'weekly' | 'monthly'

/** What is filled in on the form; every field keeps its value while another kind is tried. */
export interface ScheduleChoice {
  kind: 'now' | 'once' | 'repeat'
  /** `YYYY-MM-DD`, Shanghai. */
  date: string
  /** `HH:MM`, Shanghai. */
  time: string
  repeat: Repeat
  /** 0 = Sunday … 6 = Saturday, as cron counts. */
  weekdays: readonly number[]
  /** 1–31; 0 = the last day of the month. */
  monthDay: number
  /** `YYYY-MM-DD`, '' = no end. */
  endsOn: string
  quiet: boolean
  quietFrom: string
  quietTo: string
}

export const weekdayNames = ['日', '一', '二', '三', '四', '五', '六'] as const
/** The week as people in China lay it out: Monday first. */
export const weekdayOrder = [1, 2, 3, 4, 5, 6, 0] as const

/** The repetition as five cron fields, `Asia/Shanghai`; null while no weekday is chosen. */
export function cronOf(
  choice: Pick<ScheduleChoice, 'repeat' | 'weekdays' | 'monthDay' | 'time'>,
): { expression: string; workdaysOnly: boolean } | null {
  const [hour = 0, minute = 0] = choice.time.split(':').map(Number)
  const at = `${minute} ${hour}`
  switch (choice.repeat) {
    case 'daily':
      return { expression: `${at} * * *`, workdaysOnly: false }
    case 'workdays':
      // Every day, thinned by the Chinese calendar: `1-5` would miss the Saturdays worked in turn.
      return { expression: `${at} * * *`, workdaysOnly: true }
    case 'weekly': {
      const days = [...new Set(choice.weekdays)].sort((a, b) => a - b)
      if (days.length === 0) return null
      return { expression: `${at} * * ${days.join(',')}`, workdaysOnly: false }
    }
    case 'monthly': {
      const day = choice.monthDay === 0 ? 'L' : String(choice.monthDay)
      return { expression: `${at} ${day} * *`, workdaysOnly: false }
    }
    default:
      return null
  }
}

/** What is still missing before it can be set, in words; null = nothing. */
export function missingIn(choice: ScheduleChoice, now: Date): string | null {
  const timed = choice.kind !== 'now'
  if (timed && !/^\d\d:\d\d$/.test(choice.time)) return '请选几点发。'
  if (choice.kind === 'once') {
    if (choice.date === '') return '请选哪一天发。'
    if (onceAt(choice) <= now) return '这个时间已经过了，请选晚一点的。'
  }
  if (choice.kind === 'repeat' && cronOf(choice) === null) return '请选每周的哪几天。'
  return null
}

function onceAt(choice: Pick<ScheduleChoice, 'date' | 'time'>): Date {
  return new Date(`${choice.date}T${choice.time}:00+08:00`)
}

/** The form as the server takes it; null when something is missing. */
export function scheduleOf(choice: ScheduleChoice, now: Date): Schedule | null {
  if (missingIn(choice, now) !== null) return null
  // Equal ends mean no quiet hours.
  const quietHours = choice.quiet
    ? { from: choice.quietFrom, to: choice.quietTo }
    : { from: '00:00', to: '00:00' }
  if (choice.kind === 'now') return { kind: 'now', quietHours }
  if (choice.kind === 'once') {
    return { kind: 'once', at: onceAt(choice).toISOString(), quietHours }
  }
  const cron = cronOf(choice)
  if (!cron) return null
  return { kind: 'cron', ...cron, quietHours, ...(choice.endsOn ? { endsOn: choice.endsOn } : {}) }
}

/** True at an `HH:MM` inside quiet hours, which may run over midnight. */
export function isQuietAt(time: string, from: string, to: string): boolean {
  if (from === to) return false
  return from < to ? time >= from && time < to : time >= from || time < to
}

const numberOf = (field: string) => (/^\d{1,2}$/.test(field) ? Number(field) : null)

function dayWords(dayOfMonth: string, weekdays: string, workdaysOnly: boolean): string | null {
  if (dayOfMonth === '*' && weekdays === '*') return workdaysOnly ? '每个工作日' : '每天'
  if (workdaysOnly) return null
  if (dayOfMonth === '*') {
    const days = weekdays.split(',').map(numberOf)
    const names = weekdayOrder
      .filter((day) => days.some((one) => one !== null && one % 7 === day))
      .map((day) => `周${weekdayNames[day]}`)
    return names.length === days.length ? `每${names.join('、')}` : null
  }
  if (weekdays !== '*') return null
  if (dayOfMonth === 'L') return '每月最后一天'
  const day = numberOf(dayOfMonth)
  return day === null ? null : `每月 ${day} 日`
}

/** A repetition in words, `每周一、周三 08:30`; one that is not of our making as it stands. */
export function cronWords(expression: string, workdaysOnly: boolean): string {
  const [minute = '', hour = '', dayOfMonth = '', month = '', weekdays = ''] = expression
    .trim()
    .split(/\s+/)
  const [m, h] = [numberOf(minute), numberOf(hour)]
  const days = month === '*' ? dayWords(dayOfMonth, weekdays, workdaysOnly) : null
  if (m === null || h === null || days === null) {
    return `${expression}${workdaysOnly ? '（只在工作日）' : ''}`
  }
  return `${days} ${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`
}
