import { describe, expect, it } from 'vitest'
import {
  cronOf,
  cronWords,
  isQuietAt,
  missingIn,
  scheduleOf,
  type ScheduleChoice,
} from './cron-choices'

const now = new Date('2026-11-22T02:00:00.000Z') // 10:00 in Shanghai
const choice: ScheduleChoice = {
  kind: 'repeat',
  date: '2026-11-22',
  time: '08:30',
  repeat: 'weekly',
  weekdays: [1],
  monthDay: 1,
  endsOn: '',
  quiet: true,
  quietFrom: '21:00',
  quietTo: '08:00',
}

describe('cronOf', () => {
  it.each([
    [{ repeat: 'daily' }, '30 8 * * *', false],
    [{ repeat: 'workdays' }, '30 8 * * *', true],
    [{ repeat: 'weekly', weekdays: [5, 1, 5] }, '30 8 * * 1,5', false],
    [{ repeat: 'weekly', weekdays: [0] }, '30 8 * * 0', false],
    [{ repeat: 'monthly', monthDay: 15 }, '30 8 15 * *', false],
    [{ repeat: 'monthly', monthDay: 0 }, '30 8 L * *', false],
    [{ repeat: 'daily', time: '00:05' }, '5 0 * * *', false],
  ] as const)('%j is %s', (change, expression, workdaysOnly) => {
    expect(cronOf({ ...choice, ...change })).toEqual({ expression, workdaysOnly })
  })

  it('waits for a weekday', () => {
    expect(cronOf({ ...choice, weekdays: [] })).toBeNull()
    expect(missingIn({ ...choice, weekdays: [] }, now)).toContain('每周的哪几天')
  })
})

describe('cronWords', () => {
  it.each([
    ['30 8 * * 1,3', false, '每周一、周三 08:30'],
    ['30 8 * * 0,1', false, '每周一、周日 08:30'],
    ['0 9 * * 7', false, '每周日 09:00'],
    ['30 8 * * *', true, '每个工作日 08:30'],
    ['5 0 * * *', false, '每天 00:05'],
    ['30 8 L * *', false, '每月最后一天 08:30'],
    ['30 8 15 * *', false, '每月 15 日 08:30'],
    ['*/5 8-9 * * 1-5', false, '*/5 8-9 * * 1-5'],
    ['30 8 1 1 *', false, '30 8 1 1 *'],
    ['30 8 15 * *', true, '30 8 15 * *（只在工作日）'],
  ])('%s (%s) reads %s', (expression, workdaysOnly, words) => {
    expect(cronWords(expression, workdaysOnly)).toBe(words)
  })

  it('reads back every choice that the form can make', () => {
    for (const repeat of ['daily', 'workdays', 'weekly', 'monthly'] as const) {
      const cron = cronOf({ ...choice, repeat })
      expect(cronWords(cron?.expression ?? '', cron?.workdaysOnly ?? false)).toMatch(/^每.* 08:30$/)
    }
  })
})

describe('scheduleOf', () => {
  it('means Shanghai time', () => {
    expect(scheduleOf({ ...choice, kind: 'once', date: '2026-11-23' }, now)).toMatchObject({
      kind: 'once',
      at: '2026-11-23T00:30:00.000Z',
    })
  })

  it('refuses this very minute and takes the next', () => {
    const once = { ...choice, kind: 'once' as const }
    expect(scheduleOf({ ...once, time: '10:00' }, now)).toBeNull()
    expect(missingIn({ ...once, time: '10:00' }, now)).toContain('已经过了')
    expect(scheduleOf({ ...once, time: '10:01' }, now)).not.toBeNull()
  })

  it('says that nothing is quiet when the box is not ticked', () => {
    expect(scheduleOf({ ...choice, kind: 'now', quiet: false }, now)).toEqual({
      kind: 'now',
      quietHours: { from: '00:00', to: '00:00' },
    })
  })

  it('ends a repetition only when a day is given', () => {
    expect(scheduleOf(choice, now)).not.toHaveProperty('endsOn')
    expect(scheduleOf({ ...choice, endsOn: '2026-12-31' }, now)).toMatchObject({
      endsOn: '2026-12-31',
    })
  })
})

describe('isQuietAt', () => {
  it.each([
    ['20:59', false],
    ['21:00', true],
    ['00:00', true],
    ['07:59', true],
    ['08:00', false],
  ])('%s over midnight: %s', (time, quiet) => {
    expect(isQuietAt(time, '21:00', '08:00')).toBe(quiet)
  })

  it('is never so when both ends are the same', () => {
    expect(isQuietAt('12:00', '12:00', '12:00')).toBe(false)
  })
})
