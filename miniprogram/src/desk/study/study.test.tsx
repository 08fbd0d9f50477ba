import { readFileSync } from 'node:fs'
import path from 'node:path'
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import { colors } from './chart/options'
import DeskStudyPage from './index'

// jsdom has no canvas; what is drawn is looked at in a browser.
const { drawInBrowser } = vi.hoisted(() => ({
  drawInBrowser: vi.fn<() => { dispose(): void; resize(): void }>(),
}))
vi.mock('./chart/echarts', () => ({ drawInBrowser, drawInWechat: drawInBrowser }))

type Summary = OutputOf<'studyReports.get'>
type Page = OutputOf<'studyReports.notStarted'>
const org = { id: 'b'.repeat(24), name: '望江社区' }
const none = { count: 0, of: 0 }
const empty: Summary = {
  month: '2026-11',
  asOf: '2026-11-23T02:02:00.000Z',
  org,
  lessons: [],
  units: [],
  started: none,
  finished: none,
  checkedIn: { count: 0, of: 3 },
  checkins: [{ day: '2026-11-01', count: 0 }],
  wrong: [],
  exams: [],
}
const choice = (text: string, right: boolean, count: number) => ({
  ...{ text, right, count },
  place: null,
  instead: null,
})
const wrong: Summary['wrong'] = [
  {
    ...{ questionId: idOf(1), kind: 'single', stem: '谁先说？', asked: 4, wrong: 3, blank: 1 },
    ...{ lesson: '楼道里的事', keyPoint: '先听再说' },
    choices: [choice('居民', true, 1), choice('书记', false, 2)],
  },
  {
    ...{ questionId: idOf(2), kind: 'truefalse', stem: '没人答的', asked: 0, wrong: 0, blank: 0 },
    ...{ lesson: '楼道里的事', keyPoint: null, choices: [choice('对', true, 0)] },
  },
]
const full: Summary = {
  ...empty,
  lessons: [
    {
      ...{ id: idOf(3), title: '楼道里的事' },
      started: { count: 2, of: 3 },
      finished: { count: 1, of: 3 },
    },
  ],
  units: ['第一支部', '第二支部'].map((name, n) => ({
    ...{ id: idOf(n), name },
    started: { count: 2 - n, of: 3 },
    finished: { count: 1 - n, of: 3 },
  })),
  started: { count: 2, of: 3 },
  finished: { count: 1, of: 3 },
  checkins: [
    { day: '2026-11-01', count: 5 },
    { day: '2026-11-02', count: 0 },
  ],
  wrong,
}
const personOf = (no: number) => ({ id: idOf(no), name: `同志${no}`, orgName: '第一支部' })

let summary: { status: number; body: unknown }
/** By cursor; the first page has none. */
let pages: Record<string, Page>
beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  drawInBrowser.mockReset().mockImplementation(() => {
    throw new Error('no canvas')
  })
  summary = { status: 200, body: full }
  pages = { '': { items: [personOf(1)], nextCursor: null } }
  serve(({ path: address, query }) => {
    if (address === '/api/orgs')
      return { status: 200, body: { items: [{ ...org, level: 'community', parentId: null }] } }
    if (address === '/api/study-reports') return summary
    if (address === '/api/study-reports/not-started') {
      const cursor = new URLSearchParams(query).get('cursor') ?? ''
      return { status: 200, body: pages[cursor] }
    }
    return undefined
  })
})
afterEach(cleanup)

const card = async (title: string) => {
  const heading = await screen.findByRole('heading', { name: title })
  const section = heading.closest('section')
  if (!section) throw new Error(`${title} is no card`)
  return within(section)
}

describe('without anything in the month', () => {
  beforeEach(() => {
    summary = { status: 200, body: empty }
    pages = { '': { items: [], nextCursor: null } }
  })

  it('says what is not there yet, and compares nothing', async () => {
    render(<DeskStudyPage />)
    expect((await screen.findByText('这个月还没有发新课。')).className).toBe('lx-muted')
    const waiting = await card('还没开始的人')
    expect((await waiting.findByText('这个月还没发课，没有要等的人。')).tagName).toBe('P')
    expect(screen.getByText('这个月没有答错的题。').tagName).toBe('P')
    expect(screen.getByText('这个月还没有人打卡。').tagName).toBe('P')
    expect(screen.queryByText('各支部学得怎么样')).toBeNull()
    expect(screen.queryByText('还没人答过的题')).toBeNull()
  })
})

it('while it loads there is a skeleton, after a failure a way on', async () => {
  let answer = (_: unknown) => {}
  const held = new Promise((resolve) => {
    answer = resolve
  })
  const serveAll = device.request
  device.request = async (request) => {
    if (/\/study-reports(\?|$)/.test(request.url)) await held
    return serveAll(request)
  }
  summary = refused('server.unavailable', 503, '服务忙，请稍后再试。')
  render(<DeskStudyPage />)
  expect((await screen.findByText('正在加载')).className).toBe('lx-sr')
  answer(null)
  expect((await screen.findByText('服务忙，请稍后再试。')).className).toBe('lx-state__text')
  summary = { status: 200, body: full }
  fireEvent.click(screen.getByText('再试一次'))
  expect((await card('几个数')).getByText(/开始学的/).textContent).toBe('开始学的 2 人，共 3 人')
})

it('says from when the figures are, and everything without a picture too', async () => {
  render(<DeskStudyPage />)
  expect((await screen.findByText(/数字截至/)).textContent).toContain('10:02')
  const units = await card('各支部学得怎么样')
  expect(units.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
    '支部该学开始学完',
    '第一支部321',
    '第二支部310',
  ])
  const days = await card('每天打卡的人')
  expect(days.getAllByRole('row').map(({ textContent }) => textContent)).toEqual([
    '日期打卡（人）',
    '11月1日5',
  ])
  expect(drawInBrowser).toHaveBeenCalledTimes(2)
  await vi.waitFor(() => expect(document.querySelector('.dk-chart')).toBeNull())
})

it('hides the picture from who listens, and lets go of it', async () => {
  const chart = { dispose: vi.fn<() => void>(), resize: vi.fn<() => void>() }
  drawInBrowser.mockReturnValue(chart)
  const { unmount } = render(<DeskStudyPage />)
  await card('各支部学得怎么样')
  const places = [...document.querySelectorAll('.dk-chart')]
  expect(places.map((place) => place.getAttribute('aria-hidden'))).toEqual(['true', 'true'])
  await vi.waitFor(() => {
    fireEvent(window, new Event('resize'))
    expect(chart.resize).toHaveBeenCalled()
  })
  unmount()
  expect(chart.dispose).toHaveBeenCalledTimes(2)
})

it('shows for each question the popular mistake, and on demand who chose what', async () => {
  render(<DeskStudyPage />)
  const line = within(await screen.findByRole('region', { name: '谁先说？' }))
  expect(line.getByText('错得最多的：“书记”（2 次）').tagName).toBe('P')
  expect(line.getByText('《楼道里的事》 · 要点：先听再说').tagName).toBe('P')
  expect(line.queryByRole('list')).toBeNull()
  const button = line.getByRole('button', { name: '大家怎么答的：谁先说？' })
  expect(button.getAttribute('aria-expanded')).toBe('false')
  fireEvent.click(button)
  expect(line.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
    '✓ 对 · 居民：1 次',
    '✗ 错 · 书记：2 次',
  ])
  expect(line.getByText('没有作答：1 次').tagName).toBe('P')
  expect((await card('还没人答过的题')).getByText('没人答的').tagName).toBe('SPAN')
})

describe('who has not begun', () => {
  it('goes on by itself where the server found nobody at first, and further on demand', async () => {
    pages = {
      '': { items: [], nextCursor: 'one' },
      one: { items: [personOf(1)], nextCursor: 'two' },
      two: { items: [personOf(2)], nextCursor: null },
    }
    render(<DeskStudyPage />)
    const waiting = await card('还没开始的人')
    expect((await waiting.findByText('同志1')).className).toBe('dk-strong')
    expect(waiting.getByText('10:02 数的：1 人').className).toBe('lx-muted')
    fireEvent.click(waiting.getByText('再看一些'))
    expect((await waiting.findByText('同志2')).className).toBe('dk-strong')
    expect(waiting.queryByText('再看一些')).toBeNull()
  })

  it('asks for another month, never for one to come', async () => {
    render(<DeskStudyPage />)
    await card('几个数')
    const next = screen.getByText<HTMLButtonElement>('下个月')
    expect(next.disabled).toBe(true)
    fireEvent.click(screen.getByText('上个月'))
    await vi.waitFor(() => expect(next.disabled).toBe(false))
    const months = calls.flatMap(({ path: address, query }) =>
      address === '/api/study-reports' ? [new URLSearchParams(query).get('month') ?? ''] : [],
    )
    const [first = '', second = ''] = [...new Set(months)]
    expect(second < first).toBe(true)
  })
})

it('draws in the colours of the tokens', () => {
  const tokens = readFileSync(path.join(import.meta.dirname, '../../ui/tokens.scss'), 'utf8')
  for (const [name, value] of Object.entries(colors))
    expect(tokens, name).toContain(`--lx-${name}: ${value};`)
})
