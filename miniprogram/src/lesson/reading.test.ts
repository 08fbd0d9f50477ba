import { afterEach, beforeEach, expect, it } from 'vitest'
import { device } from '../../test-stubs/taro'
import { calls, refused, serve, signIn } from '@/desk/test-support/fake-server'
import { blockToCount } from './in-view'
import {
  countSecond,
  keepLesson,
  keptLesson,
  keptLessons,
  progressHere,
  sendReading,
  sendReadings,
  type StudyLesson,
} from './reading'

const id = 'c'.repeat(24)
const lesson: StudyLesson = {
  id,
  title: '楼道里的事',
  series: null,
  minutes: 3,
  keyPointCount: 1,
  publishedAt: '2026-11-22T01:00:00.000Z',
  version: 2,
  source: '',
  keyPoints: ['先听'],
  blocks: [
    { kind: 'text', heading: '', text: '一', seconds: 1, neededSeconds: 2 },
    { kind: 'text', heading: '', text: '二', seconds: 1, neededSeconds: 2 },
  ],
  ticket: '1.signature',
  progress: { version: 2, dwell: [0, 0], percent: 0, block: 0, quiz: 'none', completedAt: null },
}
const told = { ...lesson.progress, percent: 50 }

beforeEach(() => {
  device.storage.clear()
  signIn()
})
afterEach(() => {
  device.request = () => Promise.reject(new Error('no network'))
})

it('waits without a network, is sent once, and goes on counting from there', async () => {
  device.request = () => Promise.reject(new Error('no network'))
  countSecond(lesson, 0)
  countSecond(lesson, 0)
  expect(await sendReading(id, 2)).toEqual({ state: 'waits' })
  countSecond(lesson, 1)

  serve(() => ({ status: 200, body: told }))
  await sendReadings()
  await sendReadings()
  expect(calls).toHaveLength(1)
  expect(calls[0]?.path).toBe(`/api/me/lessons/${id}/progress`)
  expect(calls[0]?.body).toMatchObject({
    version: 2,
    ticket: '1.signature',
    dwell: [2, 1],
    block: 1,
  })

  countSecond(lesson, 1)
  expect(await sendReading(id, 2)).toEqual({ state: 'told', progress: told })
  expect(calls[1]?.body).toMatchObject({ dwell: [2, 2], phone: calls[0]?.body.phone })
})

it('what is counted while a report is on its way is sent next time', async () => {
  serve(() => {
    countSecond(lesson, 1)
    return { status: 200, body: told }
  })
  countSecond(lesson, 0)
  await sendReading(id, 2)
  serve(() => ({ status: 200, body: told }))
  await sendReading(id, 2)
  expect(calls[0]?.body.dwell).toEqual([1, 1])
})

it('what the server refuses for good is not sent again; another person’s is left alone', async () => {
  serve(() => refused('lesson.bad_ticket', 422))
  countSecond(lesson, 0)
  signIn('d'.repeat(24))
  countSecond(lesson, 0)
  await sendReadings()
  await sendReadings()
  expect(calls).toHaveLength(1)
  signIn()
  await sendReadings()
  expect(calls).toHaveLength(2)
})

it.each([
  ['request.rate_limited', 429],
  ['auth.required', 401],
  ['request.conflict', 409],
] as const)('what is refused for now (%s) is kept and sent another time', async (code, status) => {
  serve(() => refused(code, status))
  countSecond(lesson, 0)
  expect(await sendReading(id, 2)).toEqual({ state: 'waits' })
  serve(() => ({ status: 200, body: told }))
  expect(await sendReading(id, 2)).toEqual({ state: 'told', progress: told })
  expect(calls[0]?.body.dwell).toEqual([1, 0])
})

it('two that send at once send once; without a network only one lesson is tried', async () => {
  serve(() => ({ status: 200, body: told }))
  countSecond(lesson, 0)
  await Promise.all([sendReading(id, 2), sendReadings(), sendReadings(id)])
  expect(calls).toHaveLength(1)

  let tries = 0
  device.request = () => {
    tries += 1
    return Promise.reject(new Error('no network'))
  }
  countSecond(lesson, 0)
  countSecond({ ...lesson, id: 'e'.repeat(24) }, 0)
  expect(await sendReadings()).toBe('waits')
  expect(tries).toBe(1)
})

it('without a network the page goes by what this device has counted; done, the server says', () => {
  const before = { ...lesson.progress, dwell: [1, 2], percent: 75 }
  expect(progressHere(lesson, before)).toEqual(before)
  countSecond(lesson, 0)
  countSecond(lesson, 0)
  countSecond(lesson, 1)
  expect(progressHere(lesson, before)).toEqual({
    ...before,
    dwell: [2, 2],
    percent: 100,
    block: 1,
    completedAt: null,
  })
})

it('keeps the ten last lessons of a person', () => {
  for (let no = 0; no < 11; no += 1) keepLesson({ ...lesson, id: String(no).padStart(24, '0') })
  expect(keptLesson('0'.padStart(24, '0'))).toBeNull()
  expect(keptLesson('1'.padStart(24, '0'))).not.toBeNull()
  expect(keptLessons().map((each) => Number(each.id))).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
  signIn('d'.repeat(24))
  expect(keptLesson('1'.padStart(24, '0'))).toBeNull()
})

it('a second belongs to the first block on the screen that is not read yet', () => {
  const inView = [
    { index: 1, shown: 100 },
    { index: 2, shown: 400 },
    { index: 3, shown: 50 },
  ]
  expect(blockToCount(inView, (index) => index === 1)).toBe(2)
  expect(blockToCount(inView, (index) => index !== 3)).toBe(3)
  expect(blockToCount(inView, () => true)).toBe(2)
  expect(blockToCount([], () => true)).toBeNull()
})
