import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { keepSession } from '@/api/session'
import { calls, serve, signIn } from '@/desk/test-support/fake-server'
import { keepLesson } from '@/lesson/reading'
import StudyPage from './index'

type Home = OutputOf<'study.home'>
const card = (no: number, percent = 0): Home['ongoing'][number] => ({
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

beforeEach(() => {
  device.storage.clear()
  device.visited.length = 0
  signIn()
  home = { today: card(1), ongoing: [card(2, 60)], completed: 0, total: 2, series: [] }
  serve(({ path }) => {
    if (path === '/api/me/lessons') return { status: 200, body: home }
    if (path === '/api/me/lesson-list' || path === '/api/public/lessons')
      return { status: 200, body: { items: [], nextCursor: null } }
    return undefined
  })
})
afterEach(cleanup)

it('offers one thing to do: what goes on comes before what is new', async () => {
  render(<StudyPage />)
  fireEvent.click(await screen.findByRole('button', { name: '接着学' }))
  expect(device.visited).toEqual([`/study/lesson/index?id=${card(2).id}`])
  expect(screen.queryByRole('button', { name: '开始学' })).toBeNull()
  expect(screen.getByText('第1课')).toBeTruthy()
})

it('searches by what was typed, initials too', async () => {
  render(<StudyPage />)
  fireEvent.input(await screen.findByLabelText('题目里的字，或拼音首字母'), {
    target: { value: ' ldl ' },
  })
  fireEvent.click(screen.getByRole('button', { name: '找' }))
  expect(await screen.findByText('没有找到')).toBeTruthy()
  expect(calls.at(-1)?.query).toBe('q=ldl')
})

it('without a network offers the lessons that this device keeps', async () => {
  device.request = () => Promise.reject(new Error('no network'))
  const progress = { version: 1, dwell: [1], percent: 50, block: 0, quiz: 'none' as const }
  const block = { kind: 'text' as const, heading: '', text: '一', seconds: 2, neededSeconds: 2 }
  keepLesson({
    ...card(3),
    version: 1,
    source: '',
    keyPoints: ['先听'],
    blocks: [block],
    ticket: '1.signature',
    progress: { ...progress, completedAt: null },
  })
  render(<StudyPage />)
  expect(await screen.findByText('没有网络也能看')).toBeTruthy()
  fireEvent.click(screen.getByText('第3课'))
  expect(device.visited).toEqual([`/study/lesson/index?id=${card(3).id}`])
  expect(screen.getByText('学了 50%', { exact: false })).toBeTruthy()
})

it('without an account shows the public lessons and the way to sign in', async () => {
  keepSession(null)
  render(<StudyPage />)
  expect(await screen.findByRole('button', { name: '去登录' })).toBeTruthy()
  expect(await screen.findByText('这里还没有课')).toBeTruthy()
  expect(calls.map(({ path }) => path)).toEqual(['/api/public/lessons'])
})
