import { createWorkdayCalendar } from '@lianxin/shared'
import { expect, test } from 'vitest'
import type { DigestSchedule } from './digest.model'
import { nextRun } from './schedule.rules'

const calendar = createWorkdayCalendar()
const at = (time: string) => new Date(`${time}+08:00`)
const cron = (over: Partial<Extract<DigestSchedule, { kind: 'cron' }>>): DigestSchedule => ({
  kind: 'cron',
  expression: '0 9 * * *',
  workdaysOnly: false,
  ...over,
})

test('now: at once by day, at eight after a night', () => {
  expect(nextRun({ kind: 'now' }, at('2026-11-23T10:00:00'), calendar)).toEqual(
    at('2026-11-23T10:00:00'),
  )
  expect(nextRun({ kind: 'now' }, at('2026-11-23T22:00:00'), calendar)).toEqual(
    at('2026-11-24T08:00:00'),
  )
})

test('once: only in the future', () => {
  const once: DigestSchedule = { kind: 'once', at: '2026-11-23T02:00:00Z' }
  expect(nextRun(once, at('2026-11-23T09:59:59'), calendar)).toEqual(at('2026-11-23T10:00:00'))
  expect(nextRun(once, at('2026-11-23T10:00:00'), calendar)).toBeNull()
})

test('workdays only: National Day week is passed over, a make-up Saturday is worked', () => {
  // 2026: 1–7 October off, Saturday 10 October worked
  const daily = cron({ workdaysOnly: true })
  expect(nextRun(daily, at('2026-09-30T09:00:00'), calendar)).toEqual(at('2026-10-08T09:00:00'))
  expect(nextRun(daily, at('2026-10-09T09:00:00'), calendar)).toEqual(at('2026-10-10T09:00:00'))
})

test('what quiet hours move into a weekend is not sent on it', () => {
  const evening = cron({ expression: '0 22 * * *', workdaysOnly: true })
  // Friday 22:00 would be Saturday 08:00, Saturday 22:00 Sunday; Sunday 22:00 is Monday 08:00
  expect(nextRun(evening, at('2026-11-20T12:00:00'), calendar)).toEqual(at('2026-11-23T08:00:00'))
})

test('endsOn is the last day that it may go out', () => {
  const ending = cron({ endsOn: '2026-11-24' })
  expect(nextRun(ending, at('2026-11-23T09:00:00'), calendar)).toEqual(at('2026-11-24T09:00:00'))
  expect(nextRun(ending, at('2026-11-24T09:00:00'), calendar)).toBeNull()
})

test('a calendar without workdays ends the search', () => {
  expect(
    nextRun(cron({ workdaysOnly: true }), at('2026-11-23T10:00:00'), { isWorkday: () => false }),
  ).toBeNull()
})
