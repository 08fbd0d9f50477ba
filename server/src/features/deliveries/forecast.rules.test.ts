import { describe, expect, test } from 'vitest'
import { forecast, spacingOf, type AccountLoad } from './forecast.rules'
import { defaultQuietHours, quietFrom } from './quiet-hours.rules'

/** One message in four seconds. */
const budget = {
  chatGapMs: 1_000,
  accountGapMs: 3_000,
  accountGapJitterMs: 2_000,
  perMinute: 40,
  perDay: 500,
}
const none = { from: '00:00', to: '00:00' }
const at = (time: string) => new Date(`2026-11-23T${time}+08:00`)
const noon = at('12:00:00')
const load = (change: Partial<AccountLoad>): AccountLoad => ({
  mine: 0,
  ahead: 0,
  spentToday: 0,
  blockedUntil: null,
  ...change,
})
const of = (change: Partial<AccountLoad>, start = noon, quiet = defaultQuietHours) =>
  forecast(load(change), budget, quiet, start, noon)

test('the gap with half its jitter, unless the cap of a minute is slower', () => {
  expect(spacingOf(budget)).toBe(4_000)
  expect(spacingOf({ ...budget, perMinute: 10 })).toBe(6_000)
})

describe('within a day', () => {
  test('412 groups from noon on are done after 411 gaps', () => {
    expect(of({ mine: 412 })).toEqual({
      finishesAt: at('12:27:24'),
      firstStretch: 412,
      pause: null,
    })
  })
  test('one message goes out at once, none is done at once', () => {
    expect(of({ mine: 1 }).finishesAt).toEqual(noon)
    expect(of({}).finishesAt).toEqual(noon)
  })
  test('what goes first takes its time, and so does a penalty', () => {
    expect(of({ mine: 1, ahead: 15 }).finishesAt).toEqual(at('12:01:00'))
    expect(of({ mine: 1, blockedUntil: at('12:30:00') }).finishesAt).toEqual(at('12:30:00'))
    expect(of({ mine: 1 }, at('14:00:00')).finishesAt).toEqual(at('14:00:00'))
  })
})

describe('over the day’s messages', () => {
  test('88 left of the day: the 88th still goes, the 89th goes at eight', () => {
    expect(of({ mine: 88, spentToday: 412 })).toMatchObject({ pause: null, firstStretch: 88 })
    expect(of({ mine: 89, spentToday: 412 })).toEqual({
      finishesAt: new Date('2026-11-24T08:00:00+08:00'),
      firstStretch: 88,
      pause: { why: 'budget', until: new Date('2026-11-24T08:00:00+08:00') },
    })
  })
  test('what goes first uses the day up first', () => {
    expect(of({ mine: 10, ahead: 495 })).toMatchObject({ firstStretch: 5 })
    expect(of({ mine: 10, ahead: 500 })).toMatchObject({ firstStretch: 0 })
  })
  test('without quiet hours it goes on at midnight', () => {
    expect(of({ mine: 501 }, noon, none).pause).toEqual({
      why: 'budget',
      until: new Date('2026-11-24T00:00:00+08:00'),
    })
  })
  test('a start tomorrow has a new day’s messages', () => {
    const tomorrow = new Date('2026-11-24T09:00:00+08:00')
    expect(of({ mine: 500, spentToday: 500 }, tomorrow)).toMatchObject({ pause: null })
  })
})

describe('quiet hours', () => {
  test('the last message before 21:00 still goes, the next at 08:00', () => {
    const evening = at('20:59:52')
    expect(of({ mine: 2 }, evening)).toMatchObject({ pause: null, finishesAt: at('20:59:56') })
    expect(of({ mine: 3 }, evening)).toEqual({
      finishesAt: new Date('2026-11-24T08:00:00+08:00'),
      firstStretch: 2,
      pause: { why: 'quiet', until: new Date('2026-11-24T08:00:00+08:00') },
    })
  })
  test('a start within them waits for their end, which is no break', () => {
    expect(of({ mine: 1 }, at('22:00:00'))).toEqual({
      finishesAt: new Date('2026-11-24T08:00:00+08:00'),
      firstStretch: 1,
      pause: null,
    })
  })
  test('midnight alone is no break', () => {
    const late = at('23:59:56')
    expect(of({ mine: 3 }, late, none)).toMatchObject({
      pause: null,
      finishesAt: new Date('2026-11-24T00:00:04+08:00'),
    })
  })
  test('begin today or tomorrow', () => {
    expect(quietFrom(noon, defaultQuietHours)).toEqual(at('21:00:00'))
    expect(quietFrom(at('21:00:00'), defaultQuietHours)).toEqual(
      new Date('2026-11-24T21:00:00+08:00'),
    )
  })
})

test('what would take more than a year is not foretold', () => {
  expect(of({ mine: 1_000_000 }).finishesAt).toBeNull()
})
