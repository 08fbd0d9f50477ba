import { formatShanghai, shanghaiDay, startOfShanghaiDay } from '@lianxin/shared'

const MINUTE_MS = 60_000
/** After supper; what is checked in later that evening stands in nobody's roll. */
const FROM_MINUTES = 20 * 60
/**
 * Quiet hours begin at 21:00. What was not begun five minutes before is not said that day, so that
 * no pacing of the sender reaches into them.
 */
const UNTIL_MINUTES = 20 * 60 + 55
/** More names than this nobody reads in a chat; the others are counted. */
const MOST_NAMES = 50

/** The day whose roll is due at an instant and how long it may be sent; null = none is due. */
export function rollDue(now: Date): { day: string; until: Date } | null {
  const day = shanghaiDay(now)
  const start = startOfShanghaiDay(day).getTime()
  const from = start + FROM_MINUTES * MINUTE_MS
  const until = start + UNTIL_MINUTES * MINUTE_MS
  return now.getTime() >= from && now.getTime() < until ? { day, until: new Date(until) } : null
}

/**
 * The evening's message: names of those who agreed to that, in the order in which they came, and
 * only the number of the others.
 * @param facts.total everybody who checked in, at least one
 * @param facts.botName null in a group where nobody can answer
 */
export function rollText(facts: {
  day: string
  names: readonly string[]
  total: number
  botName: string | null
}): string {
  const { day, total, botName } = facts
  const names = facts.names.slice(0, MOST_NAMES)
  const others = total - names.length
  const date = formatShanghai(startOfShanghaiDay(day), 'M月D日')
  const unnamed =
    names.length > 0 ? `还有 ${others} 位同志也打了卡。` : `有 ${others} 位同志打了卡。`
  return [
    `【打卡接龙 ${date}】`,
    ...names.map((name, index) => `${index + 1}. ${name}`),
    ...(others > 0 ? [unnamed] : []),
    botName
      ? `还没打的，发“@${botName} 打卡”，或在小程序里点一下。`
      : '还没打的，在小程序里点一下就行。',
  ].join('\n')
}
