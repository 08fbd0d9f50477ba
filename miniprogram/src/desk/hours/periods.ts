import { shanghaiDay } from '@lianxin/shared'

/** Months of a report, `YYYY-MM`, both counted. */
export interface Period {
  from: string
  to: string
}
export const periodChoices = [
  { key: 'month', text: '本月' },
  { key: 'lastMonth', text: '上月' },
  { key: 'year', text: '今年' },
  { key: 'free', text: '自己选' },
] as const
export type PeriodKey = (typeof periodChoices)[number]['key']

/** Months that can be chosen: what a report covers at most. */
const MONTHS = 36

/** The month so many before one. */
function monthBefore(month: string, count: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 - count
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** What a choice means on a day, in Shanghai. */
export function periodOf(key: Exclude<PeriodKey, 'free'>, now: Date): Period {
  const month = shanghaiDay(now).slice(0, 7)
  if (key === 'year') return { from: `${month.slice(0, 4)}-01`, to: month }
  const one = key === 'month' ? month : monthBefore(month, 1)
  return { from: one, to: one }
}

/** The last three years by months, latest first. */
export function monthOptions(now: Date): { key: string; text: string }[] {
  const month = shanghaiDay(now).slice(0, 7)
  return Array.from({ length: MONTHS }, (_, back) => {
    const key = monthBefore(month, back)
    return { key, text: monthWords(key) }
  })
}

/** `2026年11月` */
export function monthWords(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`
}

/** `2026年11月`, or `2026年1月 至 2026年11月`. */
export function periodWords({ from, to }: Period): string {
  return from === to ? monthWords(from) : `${monthWords(from)} 至 ${monthWords(to)}`
}
