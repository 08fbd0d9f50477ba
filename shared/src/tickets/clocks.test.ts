import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWorkdayCalendar } from '../workdays'
import { computeClocks, isListed, nextClock } from './clocks'
import type { LoggedAction } from './engine'
import { appealType } from './types/appeal'

const china = createWorkdayCalendar()
const at = (text: string) => new Date(`${text}+08:00`)
const entry = (action: string, when: string): LoggedAction => ({ action, at: at(when) })
const sunday = entry('raise', '2026-11-22T10:02:00')

function read(log: LoggedAction[], now: string, calendar = china) {
  const clocks = computeClocks(appealType, log, calendar, at(now))
  return Object.fromEntries(clocks.map((clock) => [clock.name, clock]))
}

describe('what is raised on Sunday 2026-11-22', () => {
  test('is due at the end of the 1st, 5th and 15th workday after it', () => {
    const clocks = read([sunday], '2026-11-22T10:02:00')
    expect(clocks.accept?.dueAt).toEqual(at('2026-11-23T23:59:59.999'))
    expect(clocks.reply?.dueAt).toEqual(at('2026-11-27T23:59:59.999'))
    expect(clocks.solve?.dueAt).toEqual(at('2026-12-11T23:59:59.999'))
  })

  test.each([
    ['2026-11-22T10:02:00', 'running', '还剩 5 天'],
    ['2026-11-25T23:59:59.999', 'running', '还剩 2 天'],
    ['2026-11-26T00:00:00', 'amber', '还剩 1 天'],
    ['2026-11-27T23:59:59.999', 'amber', '今天到期'],
    ['2026-11-28T00:00:00', 'red', '超期 1 天'],
    ['2026-11-30T12:00:00', 'red', '超期 3 天'],
  ])('reply at %s is %s: %s', (now, level, text) => {
    expect(read([sunday], now).reply).toMatchObject({ level, text })
  })

  test('it turns amber when one workday is left, however many weekend days come before it', () => {
    const friday = entry('raise', '2026-11-20T10:00:00')
    // 5 workdays after Friday is the next Friday; accept is due on Monday
    expect(read([friday], '2026-11-20T10:00:00').accept).toMatchObject({
      level: 'amber',
      text: '还剩 3 天',
    })
  })

  test.each([
    ['2026-11-27T23:59:59.999', 'met', '按时'],
    ['2026-11-28T00:00:00', 'missed', '晚了 1 天'],
  ])('answered at %s the reply clock is %s', (when, level, text) => {
    const { reply, accept, solve } = read([sunday, entry('answer', when)], '2026-12-31T00:00:00')
    expect(reply).toMatchObject({ level, text, stoppedAt: at(when) })
    expect(accept?.stoppedAt).toEqual(at(when))
    expect(solve?.level).toBe('red')
  })
})

test('a matter raised before National Day is due after it, counting the Saturday that makes up', () => {
  const log = [entry('raise', '2026-09-30T23:59:59.999')]
  const { accept, reply } = read(log, '2026-10-01T00:00:00')
  expect(accept?.dueAt).toEqual(at('2026-10-08T23:59:59.999'))
  expect(reply?.dueAt).toEqual(at('2026-10-13T23:59:59.999'))
})

test('one millisecond past midnight it is received a day later', () => {
  expect(
    read([entry('raise', '2026-11-22T23:59:59.999')], '2026-11-23T00:00:00').accept?.dueAt,
  ).toEqual(at('2026-11-23T23:59:59.999'))
  expect(
    read([entry('raise', '2026-11-23T00:00:00')], '2026-11-23T00:00:00').accept?.dueAt,
  ).toEqual(at('2026-11-24T23:59:59.999'))
})

test('退回 keeps every clock: sent up, it is not a day younger', () => {
  const before = read([sunday], '2026-11-25T10:00:00')
  const after = read([sunday, entry('return', '2026-11-25T09:00:00')], '2026-11-25T10:00:00')
  expect(after).toEqual(before)
})

describe('reopening', () => {
  const solved = [sunday, entry('answer_and_solve', '2026-11-25T10:00:00')]

  test('starts reply and solve again, from that day', () => {
    const log = [...solved, entry('reopen', '2026-12-01T10:00:00')]
    const { accept, reply, solve } = read(log, '2026-12-01T10:00:00')
    expect(reply).toMatchObject({ level: 'running', dueAt: at('2026-12-08T23:59:59.999') })
    expect(solve).toMatchObject({ level: 'running', dueAt: at('2026-12-22T23:59:59.999') })
    // answered on Wednesday without having been accepted on Monday: that stays so
    expect(accept).toMatchObject({ level: 'missed', text: '晚了 2 天' })
  })

  test('of an answer does not give the running solve clock a new start', () => {
    const log = [sunday, entry('answer', '2026-11-25T10:00:00')]
    const before = read(log, '2026-12-01T10:00:00').solve?.dueAt
    const { reply, solve } = read(
      [...log, entry('reopen', '2026-12-01T10:00:00')],
      '2026-12-01T10:00:00',
    )
    expect(solve?.dueAt).toEqual(before)
    expect(reply).toMatchObject({ level: 'running', dueAt: at('2026-12-08T23:59:59.999') })
  })
})

describe('挂牌', () => {
  test('is any running clock in red, and ends when it stops', () => {
    const clocks = (log: LoggedAction[]) =>
      computeClocks(appealType, log, china, at('2026-11-24T00:00:00'))
    expect(isListed(clocks([sunday]))).toBe(true)
    expect(isListed(clocks([sunday, entry('accept', '2026-11-24T00:00:00')]))).toBe(false)
  })

  test('the clock due first is the next, and none when all have stopped', () => {
    const open = computeClocks(appealType, [sunday], china, sunday.at)
    expect(nextClock(open)?.name).toBe('accept')
    const closed = [sunday, entry('decline', '2026-11-23T10:00:00')]
    expect(nextClock(computeClocks(appealType, closed, china, sunday.at))).toBeNull()
  })
})

test('an override of the calendar moves the due day of what is already open', () => {
  const calendar = createWorkdayCalendar((day) => (day === '2026-11-26' ? false : undefined))
  expect(read([sunday], '2026-11-22T12:00:00', calendar).reply?.dueAt).toEqual(
    at('2026-11-30T23:59:59.999'),
  )
})

test('whatever the log, due instants do not depend on when one looks, and notes change nothing', () => {
  const actions = [...appealType.transitions.map(({ action }) => action), 'note']
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...actions), fc.integer({ min: 0, max: 2_000 }))),
      fc.integer({ min: 0, max: 4_000 }),
      (steps, hours) => {
        const log = [sunday]
        let time = sunday.at.getTime()
        for (const [action, pause] of steps) {
          time += pause * 60_000
          log.push({ action, at: new Date(time) })
        }
        const due = (entries: LoggedAction[], now: Date) =>
          computeClocks(appealType, entries, china, now).map(({ name, dueAt, stoppedAt }) => ({
            name,
            dueAt,
            stoppedAt,
          }))
        const silent = log.filter(({ action }) => action !== 'note')
        const later = new Date(time + hours * 3_600_000)
        expect(due(log, later)).toEqual(due(silent, sunday.at))
      },
    ),
  )
})
