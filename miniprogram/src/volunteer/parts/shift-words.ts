import type { OutputOf } from '@lianxin/shared/contract'
import { clockTime, dayWithWeekday } from '@/lib/dates'

export type Shift = OutputOf<'events.publicGet'>
export type Standing = OutputOf<'me.event'>
export type Seat = NonNullable<Standing['seat']>

/** `11月28日 星期六 9:00–11:00` */
export function whenWords({ startsAt, endsAt }: Pick<Shift, 'startsAt' | 'endsAt'>): string {
  return `${dayWithWeekday(new Date(startsAt))} ${clockTime(startsAt)}–${clockTime(endsAt)}`
}

/** How many places there still are, in words. */
export function placesWords({ taken, capacity, waiting }: Shift): string {
  const free = Math.max(0, capacity - taken)
  if (free > 0 && waiting === 0) return `还有 ${free} 个名额`
  return waiting > 0 ? `报满了，${waiting} 人候补` : '报满了，可以候补'
}

/** What is asked of who comes; null where nothing is. */
export function conditionWords({ minAge, maxAge, skill }: Shift): string | null {
  const ages =
    minAge !== null && maxAge !== null
      ? `${minAge} 到 ${maxAge} 岁`
      : minAge !== null
        ? `满 ${minAge} 岁`
        : maxAge !== null
          ? `不超过 ${maxAge} 岁`
          : ''
  return [ages, skill].filter(Boolean).join('，') || null
}

/** Where somebody stands, in words; null = nowhere yet. */
export function seatWords(seat: Seat | null): string | null {
  switch (seat?.state) {
    case 'in':
      return '您报上名了'
    case 'waiting':
      return seat.place === null ? '您在候补' : `您在候补，排第 ${seat.place}`
    case 'offered':
      return '有空位了，等您确认'
    case 'lapsed':
      return '没来得及确认，已让给下一位'
    case 'left':
    case undefined:
      return null
  }
}

/** `约 800 米`, `约 2.4 公里` */
export function distanceWords(metres: number): string {
  if (metres < 1000) return `约 ${Math.max(1, Math.round(metres / 50)) * 50} 米`
  return `约 ${(metres / 1000).toFixed(1)} 公里`
}

const DOOR_MS = 30 * 60_000

/** May one check in or out now? The server has the last word. */
export function isDoorOpen({ startsAt, endsAt, state }: Shift, now: number): boolean {
  const [from, to] = [new Date(startsAt).getTime() - DOOR_MS, new Date(endsAt).getTime() + DOOR_MS]
  return state === 'open' && now >= from && now <= to
}
