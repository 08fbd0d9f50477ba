import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createWorkdayService } from './workday.service'

const database = testDatabase()
let now = new Date('2026-11-22T10:00:00+08:00')
const clock = { now: () => now }
const workdays = createWorkdayService({ clock })
const override = { workday: false, note: '停电', by: 'a'.repeat(24) }

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

test('an override counts at once, tells the listeners, and can be taken back', async () => {
  let told = 0
  workdays.onChange(async () => {
    told += 1
  })
  const before = await workdays.calendar()
  expect(before.isWorkday('2026-11-23')).toBe(true)
  await workdays.put('2026-11-23', override)
  await workdays.put('2026-11-21', { ...override, workday: true, note: '补班' })
  const after = await workdays.calendar()
  expect(after.isWorkday('2026-11-23')).toBe(false)
  expect(after.isWorkday('2026-11-21')).toBe(true)
  expect(after.version).toBe(before.version + 2)
  expect(await workdays.list()).toEqual([
    { day: '2026-11-21', ...override, workday: true, note: '补班', at: now },
    { day: '2026-11-23', ...override, at: now },
  ])
  await workdays.remove('2026-11-23')
  await workdays.remove('2026-11-23')
  expect((await workdays.calendar()).isWorkday('2026-11-23')).toBe(true)
  expect(told).toBe(4)
})

test('another process sees a change after five seconds, not before', async () => {
  const other = createWorkdayService({ clock })
  await other.calendar()
  await workdays.put('2026-11-24', override)
  now = new Date(now.getTime() + 4_999)
  expect((await other.calendar()).isWorkday('2026-11-24')).toBe(true)
  now = new Date(now.getTime() + 1)
  expect((await other.calendar()).isWorkday('2026-11-24')).toBe(false)
})

test('twenty changes at once all count', async () => {
  const { version } = await workdays.calendar()
  const days = Array.from({ length: 20 }, (_, n) => `2026-12-${String(n + 1).padStart(2, '0')}`)
  await Promise.all(days.map((day) => workdays.put(day, override)))
  const listed = (await workdays.list()).map(({ day }) => day)
  expect(days.filter((day) => !listed.includes(day))).toEqual([])
  expect((await workdays.calendar()).version).toBe(version + 20)
  expect(await mongoose.connection.collection('workday_tables').countDocuments()).toBe(1)
})
