import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import type { Digest } from './use-digest'
import DeskDigestPage from './index'

type Delivery = OutputOf<'digests.deliveries'>['items'][number]
const me = { id: 'a'.repeat(24), name: '李敏' }
const other = { id: 'c'.repeat(24), name: '何志远' }

const digestOf = (change: Partial<Digest>): Digest => ({
  id: idOf(7),
  issueNo: 47,
  title: '老旧小区加装电梯',
  state: 'in_review',
  org: { id: 'b'.repeat(24), name: '望江社区' },
  author: other,
  updatedAt: '2026-11-22T02:00:00.000Z',
  nextRunAt: null,
  missedAt: null,
  missed: [],
  burdenReason: null,
  deliveries: {} as Digest['deliveries'],
  issuer: null,
  issuedOn: null,
  sourceUrl: null,
  body: '',
  points: [{ no: 1, title: '', text: '四层以上的住宅可以申请。' }],
  audienceOrgIds: ['b'.repeat(24)],
  groupCount: 2,
  schedule: null,
  followUp: null,
  outcome: { collected: 0, adopted: 0, solved: 0, declined: 0 },
  reviewer: null,
  reviewNote: null,
  revision: 3,
  createdAt: '2026-11-22T01:00:00.000Z',
  actions: [],
  ...change,
})
const deliveryOf = (change: Partial<Delivery>): Delivery => ({
  id: idOf(8),
  groupId: idOf(9),
  groupTopic: '第三支部群',
  occurrence: 1,
  part: 1,
  state: 'sent',
  reason: null,
  nextStep: null,
  notBefore: '2026-11-22T02:00:00.000Z',
  sentAt: '2026-11-22T02:00:00.000Z',
  printDigestId: null,
  ...change,
})

let stored: Digest
let deliveries: Delivery[]
beforeEach(() => {
  device.storage.clear()
  device.params = { id: idOf(7) }
  signIn(me.id)
  setWidth(true)
  deliveries = []
  serve(({ method, path }) => {
    if (path === '/api/groups') return { status: 200, body: { items: [], nextCursor: null } }
    if (path.endsWith('/deliveries')) {
      return { status: 200, body: { items: deliveries, nextCursor: null } }
    }
    if (path.startsWith('/api/deliveries/')) return { status: 204, body: null }
    if (method === 'GET' && path.startsWith('/api/digests/')) return { status: 200, body: stored }
    if (method === 'POST') return { status: 200, body: stored }
    return undefined
  })
})
afterEach(cleanup)

const open = async (digest: Digest) => {
  stored = digest
  render(<DeskDigestPage />)
  await screen.findByRole('heading', { name: digest.title })
}
const click = (name: string) =>
  act(async () => {
    fireEvent.click(screen.getByRole('button', { name }))
  })
const sent = (path: string) => calls.filter((call) => call.path.endsWith(path))

describe('review', () => {
  it('tells the writer kindly why it is not theirs to approve', async () => {
    await open(digestOf({ author: me }))
    expect(screen.getByText(/得换一双眼睛看/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: '通过' })).toBeNull()
  })

  it('sends back only with a word on what to change', async () => {
    await open(digestOf({ actions: ['approve', 'reject'] }))
    await click('退回去改')
    await click('退回去改')
    expect(sent('/review')).toHaveLength(0)
    fireEvent.input(screen.getByLabelText('要改什么'), { target: { value: '补贴的数不对' } })
    await click('退回去改')
    expect(sent('/review')[0]?.body).toEqual({
      decision: 'reject',
      revision: 3,
      note: '补贴的数不对',
    })
  })
})

describe('a time that was missed', () => {
  const dueAt = '2026-11-22T02:00:00.000Z'
  const missed = {
    missedAt: dueAt,
    missed: [{ dueAt, noticedAt: dueAt }],
    state: 'approved' as const,
  }

  it('is told, and sent after all with one tap', async () => {
    await open(digestOf({ ...missed, actions: ['schedule'] }))
    expect(screen.getByText(/原定 11月22日 10:00/)).toBeTruthy()
    expect(screen.getByRole('button', { name: '重新定时间' })).toBeTruthy()
    await click('现在发')
    expect(sent('/missed')[0]?.body).toEqual({ decision: 'send_now', revision: 3 })
  })

  it('is only remembered once somebody has seen it', async () => {
    await open(digestOf({ ...missed, missedAt: null }))
    expect(screen.getByText(/到点没发过/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: '知道了' })).toBeNull()
  })
})

describe('sending', () => {
  const doubtful = () => {
    deliveries = [
      deliveryOf({ id: idOf(1), state: 'unknown', sentAt: null }),
      deliveryOf({ id: idOf(2), groupTopic: '第一支部群', state: 'failed', sentAt: null }),
      deliveryOf({ id: idOf(3), groupTopic: '第二支部群' }),
    ]
    return digestOf({
      state: 'sent',
      deliveries: { sent: 1, unknown: 1, failed: 1 } as Digest['deliveries'],
    })
  }

  it('shows how far it is, and that one in doubt is not done', async () => {
    await open(doubtful())
    const bar = screen.getByRole('progressbar')
    expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]).toEqual([
      '1',
      '3',
    ])
    expect(screen.getByText('发到 1 / 3 条 · 要看一下 2')).toBeTruthy()
    expect(screen.getByText('发了，要看一下')).toBeTruthy()
  })

  it('offers 已到 only for a message that can have arrived', async () => {
    await open(doubtful())
    expect(await screen.findByRole('button', { name: '第三支部群：已到' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: '第一支部群：已到' })).toBeNull()
    expect(screen.queryByRole('button', { name: '第二支部群：重发' })).toBeNull()
    await click('第三支部群：已到')
    expect(sent('/resolution')[0]?.body).toEqual({ decision: 'arrived' })
  })

  it('asks before it sends one in doubt again, and 取消 sends nothing', async () => {
    HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true
    }
    HTMLDialogElement.prototype.close = function close(value = '') {
      this.open = false
      this.returnValue = value
      this.dispatchEvent(new Event('close'))
    }
    await open(doubtful())
    await screen.findByRole('button', { name: '第三支部群：重发' })
    await click('第三支部群：重发')
    expect(screen.getByText(/重发群里会有两条/)).toBeTruthy()
    await click('取消')
    expect(sent('/resolution')).toHaveLength(0)
    await click('第三支部群：重发')
    await click('没收到，重发')
    expect(sent('/resolution')[0]?.body).toEqual({ decision: 'resend' })
  })
})

describe('发给我看看', () => {
  it('gives the sentence to type in private, for a draft too', async () => {
    const before = device.request
    device.request = async (request) =>
      request.url.endsWith('/try-codes')
        ? {
            statusCode: 201,
            data: JSON.stringify({
              code: '482913',
              sentence: '看看 482913',
              expiresAt: '2026-11-22T02:30:00.000Z',
            }),
          }
        : before(request)
    await open(digestOf({ state: 'draft' }))
    await click('发给我看看')
    expect((await screen.findByText('看看 482913')).className).toBe('dk-bind__sentence')
    expect(screen.getByText(/别发到群里/)).toBeTruthy()
    await click('收起')
    expect(screen.queryByText('看看 482913')).toBeNull()
  })

  it('is not offered while there is nothing to see', async () => {
    await open(digestOf({ state: 'draft', points: [] }))
    expect(screen.queryByRole('button', { name: '发给我看看' })).toBeNull()
  })
})
