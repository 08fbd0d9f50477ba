import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { defaultScheme } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, serve, signIn } from '@/desk/test-support/fake-server'
import PointsPage from './index'

type Mine = OutputOf<'me.points'>
type Entry = OutputOf<'me.pointEntries'>['items'][number]

const entryOf = (change: Partial<Entry>): Entry => ({
  id: 'a'.repeat(24),
  at: '2026-11-22T01:00:00.000Z',
  rule: 'lesson.completed',
  part: 'base',
  points: 2,
  version: 0,
  cut: false,
  source: { type: 'lesson', id: 'b'.repeat(24) },
  approvedBy: null,
  reason: null,
  corrects: null,
  corrections: 0,
  ...change,
})
let mine: Mine
let items: Entry[]
let board: OutputOf<'me.board'>

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T12:00:00+08:00') })
  device.storage.clear()
  device.visited.length = 0
  signIn()
  mine = {
    year: 2026,
    score: 62,
    base: 75,
    contribution: 2,
    baseMost: 60,
    contributionMost: 40,
    partyClass: 'retired',
    servicePoints: 29,
    rules: { version: 0, owner: null, from: null, reason: '', by: '', scheme: defaultScheme },
  }
  items = [entryOf({})]
  board = { on: false, branch: '望江第一支部', members: [] }
  serve(({ method, path, query, body }) => {
    if (path === '/api/me/point-board') {
      if (method === 'PUT') {
        const members = [
          { name: '刘桂芳', score: 70, isMe: false },
          { name: '王建国', score: 62, isMe: true },
        ]
        board = { ...board, on: body.on === true, members: body.on === true ? members : [] }
      }
      return { status: 200, body: board }
    }
    if (path === '/api/me/points') return { status: 200, body: mine }
    if (path !== '/api/me/point-entries') return undefined
    const month = /month=([\d-]+)/.exec(query)?.[1] ?? ''
    const shown = month === '2026-11' ? items : []
    return { status: 200, body: { month, items: shown, nextCursor: null } }
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it('says what counts of what was earned, and by which rules', async () => {
  render(<PointsPage />)
  expect((await screen.findByText('62 分')).className).toBe('bk-score')
  expect(screen.getByText('基础分 60 / 60（得了 75 分，最多算 60 分）').tagName).toBe('P')
  expect(screen.getByLabelText('贡献分').getAttribute('aria-valuenow')).toBe('2')
  expect(screen.getByText('离退休党员').className).toBe('lx-muted')
  expect(await screen.findByText(/志愿服务积分 29 分/)).toBeTruthy()
  expect((await screen.findByText(/^学完一课 2 分（基础分）/)).tagName).toBe('LI')
})

it('shows a correction as an entry of its own, with who and why', async () => {
  items = [
    entryOf({
      id: 'c'.repeat(24),
      points: -2,
      corrects: 'a'.repeat(24),
      approvedBy: '李敏',
      reason: '记了两次',
      source: { type: 'correction', id: 'x' },
    }),
    entryOf({ corrections: 1 }),
    entryOf({ id: 'd'.repeat(24), points: 0, cut: true }),
  ]
  render(<PointsPage />)
  expect((await screen.findByText('更正：学完一课')).tagName).toBe('SPAN')
  expect(screen.getByText('−2 分').tagName).toBe('SPAN')
  expect(screen.getByText('原因：记了两次').tagName).toBe('P')
  expect(screen.getByText(/李敏记的$/).tagName).toBe('P')
  expect(screen.getByText('这一笔后来更正过，见上面的更正。').tagName).toBe('P')
  expect(screen.getByText('0 分').tagName).toBe('SPAN')
  expect(screen.getByText('到了一天或一年的上限，超出的不再加。').tagName).toBe('P')
})

it('goes back month by month, over the turn of a year', async () => {
  vi.setSystemTime(new Date('2027-01-01T00:00:00+08:00'))
  render(<PointsPage />)
  expect((await screen.findByText('2027 年 1 月的每一笔')).tagName).toBe('H2')
  fireEvent.click(screen.getByText('看上个月'))
  expect((await screen.findByText('2026 年 12 月的每一笔')).tagName).toBe('H2')
  fireEvent.click(screen.getByText('看上个月'))
  expect((await screen.findByText('学完一课')).tagName).toBe('SPAN')
  expect(calls.map(({ query }) => query).filter((query) => query.includes('2026-11'))).toHaveLength(
    1,
  )
})

it('leads to the lesson that an entry came from', async () => {
  render(<PointsPage />)
  fireEvent.click(await screen.findByText('看是哪一课'))
  expect(device.visited).toEqual([`/study/lesson/index?id=${'b'.repeat(24)}`])
})

it('puts nobody on the board who does not ask, and lets them leave it', async () => {
  render(<PointsPage />)
  fireEvent.click(await screen.findByText('我愿意上榜'))
  expect((await screen.findByText('王建国（我） 62 分')).tagName).toBe('LI')
  expect(screen.getByText('刘桂芳 70 分').tagName).toBe('LI')
  fireEvent.click(screen.getByText('退出积分榜'))
  expect((await screen.findByText('我愿意上榜')).tagName).toBe('BUTTON')
  expect(screen.queryByText('刘桂芳 70 分')).toBeNull()
  const sent = calls.filter(({ method }) => method === 'PUT').map(({ body }) => body)
  expect(sent).toEqual([{ on: true }, { on: false }])
})

it('speaks of no board to whoever is in no branch', async () => {
  board = { on: false, branch: null, members: [] }
  render(<PointsPage />)
  await screen.findByText('62 分')
  await screen.findByText('学完一课')
  expect(screen.queryByText('支部积分榜')).toBeNull()
})
