import { cleanup, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { serve, signIn } from '@/desk/test-support/fake-server'
import { TodayLesson } from './today-lesson'

type Home = OutputOf<'study.home'>
const me = 'a'.repeat(24)
const lesson = (no: number, percent = 0): Home['ongoing'][number] => ({
  id: String(no).padStart(24, '0'),
  title: `第${no}课`,
  series: '身边',
  minutes: 3,
  keyPointCount: 2,
  publishedAt: '2026-11-22T01:00:00.000Z',
  percent,
  completed: false,
})
let home: Home
let asked: number

beforeEach(() => {
  device.storage.clear()
  signIn()
  asked = 0
  home = { today: lesson(1), ongoing: [lesson(2, 60)], completed: 0, total: 2, series: [] }
  serve(({ path }) => {
    asked += 1
    return path === '/api/me/lessons' ? { status: 200, body: home } : undefined
  })
})
afterEach(cleanup)

const link = () => screen.queryByRole('link')?.getAttribute('href')

it('what was begun comes before what is new, one tap from the reader', async () => {
  render(<TodayLesson personId={me} />)
  expect((await screen.findByText('第2课')).className).toBe('lx-strong')
  expect(screen.getByText('要点 2 条 · 学了 60%，接着学').className).toBe('lx-muted')
  expect(screen.getByText('3 分钟').className).toBe('lx-muted')
  expect(screen.queryByText('第1课')).toBeNull()
  expect(link()).toContain(`/study/lesson/index?id=${lesson(2).id}`)
})

it('else the newest that was not begun', async () => {
  home.ongoing = []
  render(<TodayLesson personId={me} />)
  expect((await screen.findByText('第1课')).className).toBe('lx-strong')
  expect(screen.getByText('要点 2 条 · 还没开始').className).toBe('lx-muted')
})

it('keeps its place while it asks, and goes when all is done', async () => {
  home = { ...home, today: null, ongoing: [] }
  const { container } = render(<TodayLesson personId={me} />)
  expect(screen.getByText('正在看今天学哪一课…').className).toBe('lx-muted')
  await screen.findByText('今天的微党课')
  await expect.poll(() => container.textContent).toBe('')
  cleanup()
  const again = render(<TodayLesson personId={me} />)
  expect(again.container.textContent, 'nothing was left last time: no place is kept').toBe('')
  await expect.poll(() => asked).toBe(2)
})

it('shows at once what it showed last, without a network too, and to nobody else', async () => {
  render(<TodayLesson personId={me} />)
  await screen.findByText('第2课')
  cleanup()
  device.request = () => Promise.reject(new Error('no network'))
  render(<TodayLesson personId={me} />)
  expect(screen.getByText('第2课').className).toBe('lx-strong')
  cleanup()
  const { container } = render(<TodayLesson personId={'c'.repeat(24)} />)
  expect(screen.queryByText('第2课')).toBeNull()
  await expect.poll(() => container.textContent).toBe('')
})
