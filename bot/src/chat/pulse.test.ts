import { beforeEach, describe, expect, test } from 'vitest'
import { createPulse, type Pulse } from './pulse'

let at = 0
let pulse: Pulse
beforeEach(() => {
  at = 0
  pulse = createPulse(() => at)
})
/** Time goes by, and it is asked every 30 s. */
function pass(seconds: number): void {
  for (let beats = seconds / 30; beats > 0; beats -= 1) {
    at += 30_000
    pulse.asked()
  }
}

describe('one that answers', () => {
  beforeEach(() => {
    pulse.asked()
    at += 1_000
    pulse.answered()
    at -= 1_000
  })

  test('is gone after two minutes without an answer, not a moment before', () => {
    pass(120)
    at -= 1
    expect(pulse.isAlive()).toBe(true)
    at += 1
    expect(pulse.isAlive()).toBe(false)
    // asking on changes nothing
    pulse.asked()
    expect(pulse.isAlive()).toBe(false)
  })

  test('is back with the first answer', () => {
    pass(300)
    pulse.answered()
    expect(pulse.isAlive()).toBe(true)
  })

  test('is alive while messages come in, answer or no', () => {
    for (let minutes = 0; minutes < 10; minutes += 1) {
      pass(60)
      pulse.alive()
    }
    expect(pulse.isAlive()).toBe(true)
  })

  test('a machine that slept finds it alive: it is what was asked that counts, not the hour', () => {
    at += 8 * 3_600_000
    expect(pulse.isAlive()).toBe(true)
    pulse.asked()
    at += 59_999
    expect(pulse.isAlive()).toBe(true)
    at += 1
    expect(pulse.isAlive()).toBe(false)
  })

  test('that says itself that it is gone stays so until it gives a sign of life', () => {
    pulse.saidGone()
    expect(pulse.isAlive()).toBe(false)
    pulse.asked()
    expect(pulse.isAlive()).toBe(false)
    pulse.answered()
    expect(pulse.isAlive()).toBe(true)
  })

  test('that is gone is not there again by an answer to what was asked before', () => {
    pulse.asked()
    pulse.saidGone()
    pulse.asked()
    pulse.answered()
    expect(pulse.isAlive()).toBe(false)
    pulse.answered()
    expect(pulse.isAlive()).toBe(true)
  })
})

test('one that has never answered is believed: many puppets know no dong', () => {
  pass(3600)
  expect(pulse.isAlive()).toBe(true)
})

test('one that has never answered and says that it is gone is taken at its word for half a minute', () => {
  pulse.saidGone()
  pulse.asked()
  at += 29_999
  expect(pulse.isAlive()).toBe(false)
  at += 1
  expect(pulse.isAlive()).toBe(true)
})
