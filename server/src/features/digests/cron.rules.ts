import { addDays, shanghaiDay, startOfShanghaiDay } from '@lianxin/shared'
import { validateDetailed, type ParsedFields } from 'node-cron'

/** Leap days come every four years, eight at a century's turn. */
const MAX_DAYS = 366 * 9
const LAST_DAY = 'L'

/**
 * Reads a five-field cron expression the way node-cron does.
 * @returns null when it is wrong, has seconds, or uses a token other than `L` (last day of a month)
 */
function fieldsOf(expression: string): ParsedFields | null {
  if (expression.trim().split(/\s+/).length !== 5) return null
  const { valid, fields } = validateDetailed(expression.trim())
  if (!valid || !fields) return null
  const days = fields.dayOfMonth.every((day) => typeof day === 'number' || day === LAST_DAY)
  const weekdays = fields.dayOfWeek.every((day) => typeof day === 'number')
  return days && weekdays ? fields : null
}

function matchesDay(fields: ParsedFields, day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  const isLast = addDays(day, 1).endsWith('-01')
  return (
    fields.month.includes(date.getUTCMonth() + 1) &&
    fields.dayOfWeek.includes(date.getUTCDay()) &&
    (fields.dayOfMonth.includes(date.getUTCDate()) ||
      (isLast && fields.dayOfMonth.includes(LAST_DAY)))
  )
}

/**
 * The first firing after an instant, in Shanghai time. node-cron itself can only tell the next one
 * after now. As there, a day must fit both the day of the month and the weekday.
 * @returns null when the expression is not one we take, or never fires
 */
export function nextFire(expression: string, after: Date): Date | null {
  const fields = fieldsOf(expression)
  if (!fields) return null
  const hours = fields.hour.toSorted((a, b) => a - b)
  const minutes = fields.minute.toSorted((a, b) => a - b)
  let day = shanghaiDay(after)
  for (let step = 0; step < MAX_DAYS; step += 1, day = addDays(day, 1)) {
    if (!matchesDay(fields, day)) continue
    const start = startOfShanghaiDay(day).getTime()
    for (const hour of hours) {
      for (const minute of minutes) {
        const at = start + (hour * 60 + minute) * 60_000
        if (at > after.getTime()) return new Date(at)
      }
    }
  }
  return null
}
