import { readDay } from '../../platform/sheets'

/** The Party was founded in July 1921. */
const EARLIEST = '1921-07-01'

/**
 * The day of joining the Party.
 * @param today Shanghai day; later ones are refused
 */
export function readJoiningDay(
  text: string,
  today: string,
): { day: string } | { wrong: string; fix: string } {
  const read = readDay(text)
  if ('wrong' in read) return read
  if (read.day > today) return { wrong: '入党日期在今天以后', fix: '看看年份写对没有' }
  if (read.day < EARLIEST) return { wrong: '入党日期早于 1921 年 7 月', fix: '看看年份写对没有' }
  return read
}
