import { formatShanghai, shanghaiDay, startOfShanghaiDay, addDays } from '@lianxin/shared'

/** Quiet hours by Shanghai wall time, `HH:MM`; over midnight when `from` > `to`, none when equal. */
export interface QuietHours {
  from: string
  to: string
}

/** Late evening to early morning: nobody's phone should ring for a digest. */
export const defaultQuietHours: QuietHours = { from: '21:00', to: '08:00' }

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** Is it quiet at this instant? `from` is quiet, `to` is not any more. */
export function isQuiet(at: Date, quiet: QuietHours): boolean {
  const now = formatShanghai(at, 'HH:mm')
  if (quiet.from === quiet.to) return false
  return quiet.from < quiet.to
    ? now >= quiet.from && now < quiet.to
    : now >= quiet.from || now < quiet.to
}

/** When quiet hours begin next after an instant that is not in them; never = a day later. */
export function quietFrom(at: Date, quiet: QuietHours): Date {
  const begin = startOfShanghaiDay(shanghaiDay(at)).getTime() + minutesOf(quiet.from) * 60_000
  const next = begin > at.getTime() ? begin : begin + 86_400_000
  return new Date(quiet.from === quiet.to ? at.getTime() + 86_400_000 : next)
}

/** The instant itself, or the end of the quiet hours that it falls into. */
export function afterQuiet(at: Date, quiet: QuietHours): Date {
  if (!isQuiet(at, quiet)) return at
  const today = shanghaiDay(at)
  const endsToday = formatShanghai(at, 'HH:mm') < quiet.to
  const day = startOfShanghaiDay(endsToday ? today : addDays(today, 1))
  return new Date(day.getTime() + minutesOf(quiet.to) * 60_000)
}
