const digitOf: Record<string, string> = Object.fromEntries(
  [...'〇○零一二三四五六七八九'].map((char, i) => [char, String(Math.max(0, i - 2))]),
)
const chineseNumber = (text: string): number => {
  if (/^\d+$/.test(text)) return Number(text)
  const [tens, ones] = text.includes('十') ? text.split('十') : ['0', text]
  const digit = (part: string | undefined, empty: number): number =>
    part ? Number(digitOf[part] ?? part) : empty
  return digit(tens, 1) * 10 + digit(ones, 0)
}

const pattern =
  /((?:19|20)\d{2}|[一二][〇○零九一二三四五六七八]{3})\s*[年\-/.]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[月\-/.]\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?/

/** First full date in the text as YYYY-MM-DD, null when there is none or it is no calendar day. */
export const findDate = (text: string): string | null => {
  const found = pattern.exec(text)
  if (found === null) return null
  const [, yearText = '', monthText = '', dayText = ''] = found
  const year = [...yearText].map((char) => digitOf[char] ?? char).join('')
  return toDay(Number(year), chineseNumber(monthText), chineseNumber(dayText))
}

/** Date in an address path as news sites have it: /2013/0619/, /202603/t20260301_, /2026-03/01/. */
export const findDateInUrl = (url: string): string | null => {
  const found =
    /\/(20\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])(?:\/|_|\.|$)/.exec(url) ??
    /\/t(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])_/.exec(url)
  return found === null ? null : toDay(Number(found[1]), Number(found[2]), Number(found[3]))
}

/** Whether the line is a date and nothing else (a time of day may follow). */
export const isDateLine = (line: string): boolean =>
  line.replace(pattern, '').replace(/\d{1,2}[:：]\d{2}([:：]\d{2})?|[\s（）()]/g, '') === '' &&
  pattern.test(line)

const toDay = (year: number, month: number, day: number): string | null => {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal ? date.toISOString().slice(0, 10) : null
}
