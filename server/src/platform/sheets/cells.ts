import { addDays } from '@lianxin/shared'

/** Excel counts days; 1 is 1900-01-01, and it believes in a 29 February of that year. */
const EXCEL_ZERO = '1899-12-30'

const dayForms = [
  /^(?<year>\d{4})[-/.年](?<month>\d{1,2})[-/.月](?<day>\d{1,2})日?$/u,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/u,
]

/** Full-width letters and digits as everybody writes them; no spaces inside. */
export function plain(text: string | undefined): string {
  return (text ?? '').normalize('NFKC').replace(/\s/gu, '')
}

/** The digits of a mobile number however it was written; null when it is none. */
export function readPhone(text: string): string | null {
  const digits = plain(text)
    .replace(/[-‐-―.]/gu, '')
    .replace(/^(?:\+|00)?86(?=1\d{10}$)/u, '')
  return /^1[3-9]\d{9}$/u.test(digits) ? digits : null
}

/** A name: with · between its parts where it has them, no digits; null when it is none. */
export function readName(text: string): string | null {
  const name = text
    .normalize('NFKC')
    .replace(/[•・‧∙.]/gu, '·')
    .replace(/\s+/gu, /[a-z]/iu.test(text) ? ' ' : '')
  return /^[\p{L}\p{M}· ]{2,30}$/u.test(name) ? name : null
}

/**
 * A day as people and Excel write it: 2001-7-1, 2001/7/1, 2001.7.1, 2001年7月1日, 20010701, or the
 * number that Excel keeps behind a day (37073).
 * @returns YYYY-MM-DD, or what is wrong and what to do, Chinese
 */
export function readDay(text: string): { day: string } | { wrong: string; fix: string } {
  const words = text
    .normalize('NFKC')
    .replace(/(?<=\d)[ T]\d{1,2}:\d{2}.*$/u, '')
    .replace(/\s/gu, '')
  const serial = /^(\d{5})(?:\.\d+)?$/u.exec(words)
  if (serial) return { day: addDays(EXCEL_ZERO, Number(serial[1])) }
  for (const form of dayForms) {
    const { year, month, day } = form.exec(words)?.groups ?? {}
    if (!year || !month || !day) continue
    const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
    const parsed = new Date(`${written}T00:00:00Z`)
    const isReal = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(written)
    return isReal ? { day: written } : { wrong: '没有这一天', fix: '看看月和日写对没有' }
  }
  return { wrong: '看不懂这个日期', fix: '写成 2001-07-01 这样，年月日都要有' }
}
