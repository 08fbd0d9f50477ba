import { addDays } from '@lianxin/shared'

/** The Party was founded in July 1921. */
const EARLIEST = '1921-07-01'
/** Excel counts days; 1 is 1900-01-01, and it believes in a 29 February of that year. */
const EXCEL_ZERO = '1899-12-30'
const HOW = '写成 2001-07-01 这样，年月日都要有'

const forms = [
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})日?$/u,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/u,
]

/**
 * A day as people and Excel write it: 2001-7-1, 2001/7/1, 2001.7.1, 2001年7月1日, 20010701, or the
 * number that Excel keeps behind a day (37073).
 * @param today Shanghai day; later ones are refused
 */
export function readDay(
  text: string,
  today: string,
): { day: string } | { wrong: string; fix: string } {
  const words = text
    .normalize('NFKC')
    .replace(/(?<=\d)[ T]\d{1,2}:\d{2}.*$/u, '')
    .replace(/\s/gu, '')
  const serial = /^(\d{5})(?:\.\d+)?$/u.exec(words)
  if (serial) return within(addDays(EXCEL_ZERO, Number(serial[1])), today)
  for (const form of forms) {
    const { year, month, day } = form.exec(words)?.groups ?? {}
    if (!year || !month || !day) continue
    const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    const parsed = new Date(`${written}T00:00:00Z`)
    const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(written)
    return isReal ? within(written, today) : { wrong: '没有这一天', fix: '看看月和日写对没有' }
  }
  return { wrong: '看不懂这个日期', fix: HOW }
}

function within(day: string, today: string): { day: string } | { wrong: string; fix: string } {
  if (day > today) return { wrong: '入党日期在今天以后', fix: '看看年份写对没有' }
  if (day < EARLIEST) return { wrong: '入党日期早于 1921 年 7 月', fix: '看看年份写对没有' }
  return { day }
}
