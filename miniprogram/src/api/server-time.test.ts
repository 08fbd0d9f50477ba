import { beforeEach, describe, expect, it, vi } from 'vitest'

const load = () => import('./server-time')
let time: Awaited<ReturnType<typeof load>>
beforeEach(async () => {
  vi.resetModules()
  time = await load()
})

const dateOf = (ms: number) => new Date(ms).toUTCString()
const hour = 3_600_000

describe('the time of the server', () => {
  it('is the device’s until an answer has told it', () => {
    time.noteServerTime(undefined, 0, 10)
    time.noteServerTime('soon', 0, 10)
    expect(time.serverNow(5)).toBe(5)
  })

  it('is never ahead of the server, and at most a second and the way of the answer behind', () => {
    // The server’s clock is an hour ahead; it read 999 ms past the second when it answered.
    const sent = 10_000
    const got = 10_080
    time.noteServerTime(dateOf(sent + hour), sent, got)
    expect(time.serverNow(got)).toBe(sent + hour)
  })

  it('gets nearer with each answer, and does not jump back for a slow one', () => {
    time.noteServerTime(dateOf(hour), 400, 900)
    const first = time.serverNow(0)
    time.noteServerTime(dateOf(hour), 0, 100)
    const second = time.serverNow(0)
    expect(second).toBeGreaterThan(first)
    time.noteServerTime(dateOf(hour + 1000), 1000, 15_000)
    expect(time.serverNow(0)).toBe(second)
  })

  it('follows when the clock of the device was set', () => {
    time.noteServerTime(dateOf(hour), 0, 10)
    time.noteServerTime(dateOf(hour), hour, hour + 10)
    expect(time.serverNow(hour)).toBe(hour - 10)
  })
})
