import { describe, expect, it } from 'vitest'
import { dayAndTime, dayWithWeekday, dayWithYear, greeting, sameDay, shortDay } from './dates'

const at = (text: string) => new Date(text)

describe('Shanghai days', () => {
  it('turns at 16:00 UTC', () => {
    expect(dayWithWeekday(at('2026-11-21T15:59:59Z'))).toBe('11月21日 星期六')
    expect(dayWithWeekday(at('2026-11-21T16:00:00Z'))).toBe('11月22日 星期日')
    expect(sameDay(at('2026-11-21T15:59:59Z'), '2026-11-21T16:00:00Z')).toBe(false)
  })

  it('names the year only when it is another one', () => {
    const now = at('2026-12-31T15:59:59Z')
    expect(shortDay('2026-11-20', now)).toBe('11月20日')
    expect(shortDay('2026-12-31T16:00:00Z', now)).toBe('2027年1月1日')
    expect(dayAndTime('2026-11-22T02:05:00Z', now)).toBe('11月22日 10:05')
    expect(dayWithYear('2026-12-31T15:59:59Z')).toBe('2026年12月31日')
  })

  it.each([
    ['2026-11-21T20:59:00Z', '夜深了'],
    ['2026-11-21T21:00:00Z', '早上好'],
    ['2026-11-22T02:59:00Z', '早上好'],
    ['2026-11-22T03:00:00Z', '中午好'],
    ['2026-11-22T05:00:00Z', '下午好'],
    ['2026-11-22T10:00:00Z', '晚上好'],
  ])('greets at %s with %s', (instant, words) => {
    expect(greeting(at(instant))).toBe(words)
  })
})
