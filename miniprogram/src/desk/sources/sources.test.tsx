import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskSourcesPage from './index'

type Source = OutputOf<'sources.list'>['items'][number]
type Item = OutputOf<'sourceItems.list'>['items'][number]

const org = { id: 'b'.repeat(24), name: '望江社区' }
const sourceOf = (change: Partial<Source>): Source => ({
  id: idOf(1),
  name: '区政府 · 通知公告',
  url: 'https://www.qinghe.example/feed.xml',
  kind: 'feed',
  org,
  intervalMinutes: 60,
  paused: false,
  health: 'ok',
  reason: null,
  advice: null,
  note: null,
  newCount: 1,
  lastOkAt: '2026-11-23T02:00:00.000Z',
  lastNewAt: null,
  nextPollAt: '2026-11-23T03:00:00.000Z',
  ...change,
})
const itemOf = (change: Partial<Item>): Item => ({
  id: idOf(7),
  title: '关于今冬供暖有关事项的通知',
  url: 'https://www.qinghe.example/1.html',
  publishedAt: null,
  state: 'new',
  summary: '全区十一月二十五日起正式供暖。',
  foundAt: '2026-11-23T02:00:00.000Z',
  org,
  source: { id: idOf(1), name: '区政府 · 通知公告' },
  alsoAt: [],
  digestId: null,
  ...change,
})

let sources: Source[]
let items: Item[]
beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  sources = [sourceOf({})]
  items = [itemOf({ alsoAt: [{ name: '街道公众网', url: null }] })]
  serve(({ method, path }) => {
    if (path === '/api/orgs')
      return { status: 200, body: { items: [{ ...org, level: 'community', parentId: null }] } }
    if (path === '/api/sources' && method === 'GET')
      return { status: 200, body: { items: sources, nextCursor: null } }
    if (path === '/api/source-items') return { status: 200, body: { items, nextCursor: null } }
    if (path.endsWith('/draft')) return { status: 200, body: { digestId: idOf(9) } }
    if (path.endsWith('/ignore')) {
      items = []
      return { status: 204, body: null }
    }
    return undefined
  })
})
afterEach(cleanup)

it('takes an article with one tap, and says where else it was', async () => {
  render(<DeskSourcesPage />)
  expect((await screen.findByText('也见于 街道公众网')).tagName).toBe('SPAN')
  fireEvent.click(screen.getByLabelText('写成摘要：关于今冬供暖有关事项的通知'))
  await vi.waitFor(() =>
    expect(calls.map(({ path }) => path)).toContain(`/api/source-items/${idOf(7)}/draft`),
  )
})

it('puts an article aside', async () => {
  render(<DeskSourcesPage />)
  fireEvent.click(await screen.findByLabelText('不要：关于今冬供暖有关事项的通知'))
  expect((await screen.findByText('没有新到的。来源里有了新文章，会出现在这里。')).tagName).toBe(
    'P',
  )
})

it('shows those that need a hand first, with why and what to do', async () => {
  const wrong = { reason: '网页找不到了（404）', advice: '请找到新网址。' }
  sources = [sourceOf({}), sourceOf({ id: idOf(2), name: '老网站', health: 'dead', ...wrong })]
  render(<DeskSourcesPage />)
  expect((await screen.findByText('网页找不到了（404）。请找到新网址。')).className).toBe('dk-warn')
  const [first] = screen.getAllByLabelText(/^现在看/)
  expect(first?.getAttribute('aria-label')).toBe('现在看 老网站')
})

it('says what was found in a new source, and what is wrong with an address', async () => {
  const before = device.request
  let answer: { status: number; body: unknown } = refused(
    'intake.url_private',
    422,
    '这个网址在内部网络里',
  )
  device.request = async (request) =>
    request.method === 'POST'
      ? { statusCode: answer.status, data: JSON.stringify(answer.body) }
      : before(request)
  render(<DeskSourcesPage />)
  fireEvent.input(await screen.findByLabelText('网址'), { target: { value: ' http://10.0.0.1/ ' } })
  fireEvent.click(screen.getByText('打开看看，加上'))
  expect((await screen.findByText('这个网址在内部网络里')).className).toBe('lx-banner')
  const newest = [{ title: '老人体检通知', url: null, publishedAt: null }]
  answer = { status: 201, body: { source: sourceOf({}), found: { total: 20, newest } } }
  fireEvent.click(screen.getByText('打开看看，加上'))
  expect((await screen.findByText('老人体检通知')).tagName).toBe('LI')
  expect(screen.getByText(/现在有 20 篇/).textContent).toContain('最新 1 篇放进了“新到的”')
})

it('says at the field what the server says of the address', async () => {
  const before = device.request
  const refusal = { ...refused('request.invalid', 400).body, fields: { 'body.url': '网址太长了' } }
  device.request = async (request) =>
    request.method === 'POST' ? { statusCode: 400, data: JSON.stringify(refusal) } : before(request)
  render(<DeskSourcesPage />)
  fireEvent.input(await screen.findByLabelText('网址'), { target: { value: 'https://a.example/' } })
  fireEvent.click(screen.getByText('打开看看，加上'))
  expect((await screen.findByText('网址太长了')).className).toBe('lx-field__error')
})
