import type { OutputOf } from '@lianxin/shared/contract'
import { dayAndTime, sameDay } from '@/lib/dates'

export type Sender = OutputOf<'senders.list'>['items'][number]

/** What each kind of waiting message is called, the most urgent first. */
const urgencies = [
  ['reply', '回执和答复'],
  ['rating', '评价和提醒'],
  ['digest', '摘要'],
  ['roll', '接龙'],
] as const

/** How many messages wait for a sender. */
export function waitingOf({ waiting }: Sender): number {
  return urgencies.reduce((sum, [key]) => sum + waiting[key], 0)
}

/** How many messages it may still send today. */
export const leftOf = ({ dailyBudget, sentToday }: Sender) => Math.max(0, dailyBudget - sentToday)

/** `14:05`, `明天 8:00`, or the day with the time. */
export function clockWords(instant: string, now: Date): string {
  const time = dayAndTime(instant, now).split(' ').at(-1) ?? ''
  if (sameDay(instant, now)) return time
  const tomorrow = new Date(now.getTime() + 86_400_000)
  return sameDay(instant, tomorrow) ? `明天 ${time}` : dayAndTime(instant, now)
}

/** What waits, by urgency: 回执和答复 3 · 摘要 408. Empty when nothing does. */
export function waitingWords({ waiting }: Sender): string {
  return urgencies
    .filter(([key]) => waiting[key] > 0)
    .map(([key, label]) => `${label} ${waiting[key]}`)
    .join(' · ')
}

/**
 * The one sentence for who has no time: what can still go out today, what waits, when it is done.
 * Paper is not counted: it goes out when somebody prints it.
 */
export function outlook(senders: readonly Sender[], now: Date): string {
  const counted = senders.filter(({ kind }) => kind !== 'print')
  if (counted.length === 0) return '还没有机器人，也没有发送渠道。先接一个小桥，或加一个渠道。'
  const able = counted.filter(({ online }) => online)
  const left = able.reduce((sum, sender) => sum + leftOf(sender), 0)
  const waiting = counted.reduce((sum, sender) => sum + waitingOf(sender), 0)
  const stuck = counted
    .filter((sender) => waitingOf(sender) > 0 && sender.finishesAt === null)
    .reduce((sum, sender) => sum + waitingOf(sender), 0)
  if (waiting === 0) return `今天还能发 ${left} 条，没有排着的。`
  const ends = counted.flatMap(({ finishesAt }) => finishesAt ?? []).sort()
  const last = ends.at(-1)
  const done = last && stuck < waiting ? `，预计 ${clockWords(last, now)} 发完` : ''
  const rest = stuck > 0 ? `；其中 ${stuck} 条要等发送的那一头连上` : ''
  return `今天还能发 ${left} 条；排着 ${waiting} 条${done}${rest}。`
}
