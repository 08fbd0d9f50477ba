import { describe, expect, it } from 'vitest'
import { healthOf, pollDelayMs, retryAfterMs, unclaimed } from './source.rules'
import { wordsOf } from './source.texts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const now = new Date('2026-11-23T04:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

describe('pollDelayMs', () => {
  it.each([
    [60, 0, hour],
    [60, 1, 2 * hour],
    [60, 2, 4 * hour],
    [60, 4, 16 * hour],
    [60, 5, day],
    [60, 1000, day],
    [30, 5, 16 * hour],
    [30, 6, day],
    // an interval longer than a day is not shortened by failing
    [7 * 24 * 60, 0, 7 * day],
    [7 * 24 * 60, 3, 7 * day],
  ])('every %i minutes after %i failures: %i ms', (interval, failures, expected) => {
    expect(pollDelayMs(interval, failures, null, 0)).toBe(expected)
  })

  it('adds up to a tenth at random', () => {
    expect(pollDelayMs(60, 0, null, 0.5)).toBe(63 * minute)
    expect(pollDelayMs(60, 0, null, 1)).toBe(66 * minute)
  })

  it('waits as long as it was asked to, to a week', () => {
    expect(pollDelayMs(60, 0, hour - 1, 0)).toBe(hour)
    expect(pollDelayMs(60, 0, hour + 1, 0)).toBe(hour + 1)
    expect(pollDelayMs(60, 0, 7 * day, 0)).toBe(7 * day)
    expect(pollDelayMs(60, 0, 7 * day + 1, 0)).toBe(7 * day)
    expect(pollDelayMs(60, 1, hour, 0)).toBe(2 * hour)
  })
})

describe('retryAfterMs', () => {
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Mon, 23 Nov 2026 04:01:00 GMT', minute],
    ['Mon, 23 Nov 2026 03:00:00 GMT', 0],
    ['-5', null],
    ['1.5', null],
    ['soon', null],
    ['9999999999999999', null],
    ['', null],
    [null, null],
  ])('%s', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected)
  })
})

describe('healthOf', () => {
  const fine = {
    paused: false,
    failures: 0,
    failingSince: null,
    failure: null,
    lastNewAt: now,
    createdAt: now,
  }
  const failure = { code: 'intake.url_timeout', status: null } as const
  const failing = (failures: number, forMs: number) =>
    healthOf({ ...fine, failures, failure, failingSince: ago(forMs) }, now)

  it('raises the alarm at six failures, or at three days', () => {
    expect(healthOf(fine, now)).toBe('ok')
    expect(failing(1, 0)).toBe('failing')
    expect(failing(5, 0)).toBe('failing')
    expect(failing(6, 0)).toBe('dead')
    expect(failing(1, 3 * day - 1)).toBe('failing')
    expect(failing(1, 3 * day)).toBe('dead')
  })

  it('takes 410 at its word', () => {
    const gone = { code: 'intake.url_unreachable', status: 410 } as const
    expect(healthOf({ ...fine, failures: 1, failure: gone, failingSince: now }, now)).toBe('dead')
  })

  it('wonders after sixty days without anything new', () => {
    expect(healthOf({ ...fine, lastNewAt: ago(60 * day - 1) }, now)).toBe('ok')
    expect(healthOf({ ...fine, lastNewAt: ago(60 * day) }, now)).toBe('quiet')
    expect(healthOf({ ...fine, lastNewAt: null, createdAt: ago(60 * day) }, now)).toBe('quiet')
  })

  it('says of a paused one only that', () => {
    const paused = { ...fine, paused: true, failures: 9, failure, failingSince: ago(9 * day) }
    expect(healthOf(paused, now)).toBe('paused')
    expect(wordsOf('paused', failure)).toBeNull()
  })

  it('has a reason and an advice for whatever went wrong', () => {
    expect(wordsOf('ok', null)).toBeNull()
    const statuses = [null, 301, 400, 401, 403, 404, 410, 418, 429, 500, 503]
    for (const status of statuses) {
      for (const health of ['failing', 'dead'] as const) {
        const words = wordsOf(health, { code: 'intake.url_unreachable', status })
        expect(words?.reason).toMatch(/[\u4e00-\u9fff]{4}/)
        expect(words?.advice).toMatch(/[\u4e00-\u9fff]{4}/)
      }
    }
    expect(wordsOf('failing', failure)?.advice).toContain('自己再试')
    expect(wordsOf('dead', failure)?.advice).toContain('打开看看')
  })
})

it('lets nobody hold a thing for longer than a claim lasts, whatever the clock said', () => {
  expect(unclaimed(now)).toEqual({
    $not: { $gt: now, $lte: new Date(now.getTime() + 90_000) },
  })
})
