import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import {
  emptyLedger,
  PLAN_AHEAD_MS,
  planSends,
  restsUntil,
  tripBreaker,
  type SendBudget,
  type SendLedger,
} from './budget.rules'

const budget: SendBudget = {
  chatGapMs: 1000,
  accountGapMs: 3000,
  accountGapJitterMs: 2000,
  perMinute: 40,
  perDay: 500,
}
const noon = Date.parse('2026-11-23T04:00:00Z')
const none = () => 0

/** Asks again and again, as a bot does, and gives all the moments granted. */
function sendAll(chats: string[], limits: SendBudget, random: () => number): number[] {
  let ledger: SendLedger = emptyLedger
  let now = noon
  const at: number[] = []
  for (let left = [...chats], guard = 0; left.length > 0 && guard < 10_000; guard += 1) {
    const plan = planSends(ledger, limits, left, now, random)
    ledger = plan.ledger
    at.push(...plan.sends.map((send) => send.at))
    left = left.slice(plan.sends.length)
    now = Math.max(now + 1, plan.retryAt ?? now)
  }
  return at
}

describe('planSends', () => {
  test('lets the first go at once and the next chat 3–5 s later', () => {
    const least = planSends(emptyLedger, budget, ['a', 'b'], noon, none)
    expect(least.sends).toEqual([
      { index: 0, at: noon },
      { index: 1, at: noon + 3000 },
    ])
    const most = planSends(emptyLedger, budget, ['a', 'b'], noon, () => 0.9999)
    expect(most.sends[1]?.at).toBe(noon + 4999)
  })

  test('a second message of the same chat waits one second', () => {
    const first = planSends(emptyLedger, budget, ['a'], noon, none)
    const second = planSends(first.ledger, budget, ['a'], noon + 200, none)
    expect(second.sends[0]?.at).toBe(noon + 1000)
  })

  test('plans no further than ten seconds ahead, and says when to come back', () => {
    const plan = planSends(emptyLedger, budget, ['a', 'b', 'c', 'd', 'e', 'f'], noon, none)
    expect(plan.sends.at(-1)?.at).toBe(noon + 9000)
    expect(plan.retryAt).toBe(noon + 12_000 - PLAN_AHEAD_MS)
  })

  test('forty a minute: the 41st waits for the first to be a minute old', () => {
    const quick = { ...budget, accountGapMs: 0, accountGapJitterMs: 0 }
    const chats = Array.from({ length: 41 }, (_, index) => `c${index}`)
    const plan = planSends(emptyLedger, quick, chats, noon, none)
    expect(plan.sends).toHaveLength(40)
    expect(plan.retryAt).toBe(noon + 60_000 - PLAN_AHEAD_MS)
    const later = planSends(plan.ledger, quick, ['c40'], noon + 59_000, none)
    expect(later.sends).toEqual([{ index: 0, at: noon + 60_000 }])
  })

  test('the day’s quota counts Shanghai days', () => {
    const full = { ...emptyLedger, day: '2026-11-23', spentToday: 500 }
    expect(planSends(full, budget, ['a'], noon, none).sends).toEqual([])
    expect(
      planSends({ ...full, spentToday: 499 }, budget, ['a', 'b'], noon, none).sends,
    ).toHaveLength(1)
    const midnight = Date.parse('2026-11-23T16:00:00Z')
    expect(planSends(full, budget, ['a'], midnight - 1, none).sends).toEqual([])
    expect(planSends(full, budget, ['a'], midnight, none)).toMatchObject({
      sends: [{ index: 0, at: midnight }],
      ledger: { day: '2026-11-24', spentToday: 1 },
    })
  })

  test('a clock that goes back neither silences the account nor gives the quota again', () => {
    const spent = planSends(emptyLedger, budget, ['a', 'b'], noon, none).ledger
    const yesterday = noon - 24 * 3_600_000
    // what was planned may still be ten seconds ahead of us, and nothing goes beside it
    const held = planSends({ ...spent, spentToday: 499 }, budget, ['c', 'd'], yesterday, none)
    expect(held).toMatchObject({ sends: [], retryAt: yesterday + 3000 })
    const plan = planSends(held.ledger, budget, ['c', 'd'], yesterday + 3000, none)
    expect(plan.sends).toEqual([{ index: 0, at: yesterday + 13_000 }])
  })

  test('a clock set forward and back does not give a day’s quota twice', () => {
    const tomorrow = noon + 24 * 3_600_000
    const full = { ...emptyLedger, day: '2026-11-23', spentToday: 500 }
    const ahead = planSends(full, budget, ['a'], tomorrow, none).ledger
    expect(ahead).toMatchObject({ day: '2026-11-24', spentToday: 1 })
    expect(planSends(ahead, budget, ['b'], noon, none).sends).toEqual([])
    const again = planSends(ahead, budget, ['b'], tomorrow + 60_000, none).ledger
    expect(again).toMatchObject({ day: '2026-11-24', spentToday: 2 })
  })

  test('however it is asked, no limit is ever passed', () => {
    fc.assert(
      fc.property(
        fc.record({
          chatGapMs: fc.integer({ min: 0, max: 3000 }),
          accountGapMs: fc.integer({ min: 0, max: 3000 }),
          accountGapJitterMs: fc.integer({ min: 0, max: 2000 }),
          perMinute: fc.integer({ min: 1, max: 20 }),
          perDay: fc.constant(1000),
        }),
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 60 }),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 10 }),
        (limits, chats, jitter) => {
          let turn = 0
          const at = sendAll(chats, limits, () => jitter[(turn += 1) % jitter.length] ?? 0)
          expect(at).toHaveLength(chats.length)
          for (const [index, moment] of at.entries()) {
            const gap = moment - (at[index - 1] ?? -Infinity)
            const same = chats[index] === chats[index - 1]
            expect(gap).toBeGreaterThanOrEqual(same ? limits.chatGapMs : limits.accountGapMs)
            const minute = at.filter((other) => other > moment - 60_000 && other <= moment)
            expect(minute.length).toBeLessThanOrEqual(limits.perMinute)
            const before = at.slice(0, index).filter((_, other) => chats[other] === chats[index])
            expect(moment - (before.at(-1) ?? -Infinity)).toBeGreaterThanOrEqual(limits.chatGapMs)
          }
        },
      ),
    )
  })
})

describe('tripBreaker', () => {
  const at = (ms: number) => new Date(noon + ms)

  test('doubles each time in a row, up to two hours', () => {
    let ledger: SendLedger = emptyLedger
    const waits: number[] = []
    let now = noon
    for (let time = 0; time < 9; time += 1) {
      ledger = tripBreaker(ledger, 'throttled', new Date(now))
      waits.push(((ledger.breakerUntil?.getTime() ?? 0) - now) / 60_000)
      now = ledger.breakerUntil?.getTime() ?? now
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120])
  })

  test('a refusal while it is open changes nothing, and nothing is planned', () => {
    const open = tripBreaker(emptyLedger, 'throttled', at(0))
    expect(tripBreaker(open, 'throttled', at(30_000))).toBe(open)
    expect(planSends(open, budget, ['a'], noon + 59_999, none)).toMatchObject({
      sends: [],
      retryAt: noon + 60_000,
    })
    expect(planSends(open, budget, ['a'], noon + 60_000, none).sends).toHaveLength(1)
  })
})

test('a rest longer than any was begun under another clock, and does not count', () => {
  const now = new Date('2026-11-23T12:00:00+08:00')
  const until = (ms: number) => ({ breakerUntil: new Date(now.getTime() + ms) })
  expect(restsUntil(until(0), now)).toBeNull()
  expect(restsUntil(until(1), now)).toEqual(until(1).breakerUntil)
  expect(restsUntil(until(7_200_000), now)).toEqual(until(7_200_000).breakerUntil)
  expect(restsUntil(until(7_200_001), now)).toBeNull()
})
