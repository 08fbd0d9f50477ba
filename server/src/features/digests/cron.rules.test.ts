import { expect, test } from 'vitest'
import { createTask } from 'node-cron'
import { formatShanghai } from '@lianxin/shared'
import { nextFire } from './cron.rules'

const local = (at: Date | null) => at && formatShanghai(at, 'YYYY-MM-DD HH:mm')
const after = (time: string) => new Date(`${time}+08:00`)

test.each([
  ['0 9 * * 1', '2026-11-22T10:00:00', '2026-11-23 09:00'],
  ['0 9 * * 1', '2026-11-23T08:59:59', '2026-11-23 09:00'],
  ['0 9 * * 1', '2026-11-23T09:00:00', '2026-11-30 09:00'],
  ['0 9 * * 7', '2026-11-21T10:00:00', '2026-11-22 09:00'],
  ['*/15 8-20 * * 1-5', '2026-11-20T20:45:00', '2026-11-23 08:00'],
  ['0 9 L * *', '2026-11-22T10:00:00', '2026-11-30 09:00'],
  ['0 0 1 1 *', '2026-11-22T10:00:00', '2027-01-01 00:00'],
  ['0 9 29 2 *', '2026-11-22T10:00:00', '2028-02-29 09:00'],
  ['0 9 13 * 5', '2026-11-22T10:00:00', '2027-08-13 09:00'],
])('%s after %s is %s', (expression, from, expected) => {
  expect(local(nextFire(expression, after(from)))).toBe(expected)
})

test.each(['0 9 * *', '0 0 9 * * 1', '@daily', '61 9 * * *', '0 9 30 2 *', '0 9 * * 1#2', 'x', ''])(
  'is not taken: %s',
  (expression) => {
    expect(nextFire(expression, after('2026-11-22T10:00:00'))).toBeNull()
  },
)

test.each(['0 9 * * 1', '30 7,19 1-7 */2 *', '5 0 * 3-5 2,4', '0 9 L * *'])(
  'agrees with node-cron on its next ten: %s',
  (expression) => {
    const task = createTask(expression, () => {}, { timezone: 'Asia/Shanghai' })
    const theirs = task.getNextRuns(10)
    void task.destroy()
    let from = new Date()
    const ours = theirs.map(() => (from = nextFire(expression, from) ?? new Date(0)))
    expect(ours).toEqual(theirs)
  },
)
