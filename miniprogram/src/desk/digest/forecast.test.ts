import { expect, it } from 'vitest'
import { forecastWords } from './forecast'

const whole = {
  messages: 412,
  finishesAt: '2026-11-22T06:05:00.000Z',
  firstStretch: 412,
  pause: null,
  leftToday: 500,
  withoutBot: 0,
}
const year = new Date().getFullYear() === 2026 ? '' : '2026年'

it('says when it will have gone out', () => {
  expect(forecastWords(whole)).toEqual([`还有 412 条要发，预计 ${year}11月22日 14:05 发完。`])
})

it('says what goes today and when the rest follows', () => {
  const pause = { why: 'budget' as const, until: '2026-11-23T00:00:00.000Z' }
  expect(forecastWords({ ...whole, leftToday: 88, firstStretch: 88, pause })[1]).toBe(
    `今天的额度还剩 88 条：先发 88 条，剩下的 ${year}11月23日 8:00 接着发。`,
  )
  expect(
    forecastWords({ ...whole, firstStretch: 7, pause: { ...pause, why: 'quiet' } })[1],
  ).toContain('夜里不打扰：先发 7 条')
})

it('says what waits for a bot, and nothing when nothing is to go out', () => {
  expect(forecastWords({ ...whole, messages: 0, withoutBot: 3 })).toEqual([
    '另有 3 条的群里还没有小桥，拉进群后再发。',
  ])
  expect(forecastWords({ ...whole, messages: 0, finishesAt: null })).toEqual([])
})
