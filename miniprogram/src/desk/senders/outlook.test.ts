import { expect, it } from 'vitest'
import { clockWords, outlook, waitingWords, type Sender } from './outlook'

const now = new Date('2026-11-23T10:00:00+08:00')
const sender = (change: Partial<Sender> = {}): Sender => ({
  id: 'bot-1',
  kind: 'wechaty',
  name: '小桥',
  online: true,
  lastSeenAt: null,
  sentToday: 12,
  dailyBudget: 100,
  perMinute: 10,
  warmUp: null,
  breaker: null,
  waiting: { reply: 0, rating: 0, digest: 0, roll: 0 },
  byOrg: [],
  finishesAt: null,
  ...change,
})
const queue = { reply: 2, rating: 1, digest: 408, roll: 1 }

it('says in one sentence what is left, what waits and when it is done', () => {
  const busy = sender({ waiting: queue, finishesAt: '2026-11-23T06:05:00.000Z' })
  expect(outlook([busy], now)).toBe('今天还能发 88 条；排着 412 条，预计 14:05 发完。')
  expect(outlook([sender()], now)).toBe('今天还能发 88 条，没有排着的。')
  expect(outlook([], now)).toContain('还没有机器人')
})

it('counts several senders, the last end, and never less than nothing', () => {
  const one = sender({ waiting: queue, finishesAt: '2026-11-23T06:05:00.000Z' })
  const other = sender({
    sentToday: 120,
    waiting: { ...queue, digest: 0 },
    finishesAt: '2026-11-24T00:10:00.000Z',
  })
  expect(outlook([one, other], now)).toBe('今天还能发 88 条；排着 416 条，预计 明天 8:10 发完。')
})

it('promises no end for what waits for a sender that is away, and leaves paper out', () => {
  const away = sender({ online: false, waiting: { ...queue, digest: 0 } })
  const paper = sender({ kind: 'print', waiting: queue })
  expect(outlook([away, paper], now)).toBe(
    '今天还能发 0 条；排着 4 条；其中 4 条要等发送的那一头连上。',
  )
})

it('names what waits by urgency, without what is nought', () => {
  expect(waitingWords(sender({ waiting: { ...queue, rating: 0 } }))).toBe(
    '回执和答复 2 · 摘要 408 · 接龙 1',
  )
  expect(waitingWords(sender())).toBe('')
})

it('tells times as one says them', () => {
  expect(clockWords('2026-11-23T15:59:00.000Z', now)).toBe('23:59')
  expect(clockWords('2026-11-23T16:00:00.000Z', now)).toBe('明天 0:00')
  expect(clockWords('2026-11-25T00:00:00.000Z', now)).toBe('11月25日 8:00')
})
