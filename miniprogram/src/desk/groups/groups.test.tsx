import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskGroupsPage from './index'

type Group = OutputOf<'groups.list'>['items'][number]

const grid = { id: 'b'.repeat(24), name: '望江社区', level: 'community' as const, parentId: null }
const groupOf = (change: Partial<Group>): Group => ({
  id: idOf(1),
  topic: '望江第三支部群',
  orgId: grid.id,
  orgName: grid.name,
  routes: [{ kind: 'wechaty', channelId: null, address: null, name: '小桥', away: false }],
  status: 'active',
  lastSeenAt: '2026-11-22T02:00:00.000Z',
  moved: false,
  ...change,
})

let groups: Group[]
let undecided: OutputOf<'deliveries.undecided'>['items']
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  device.storage.clear()
  signIn()
  setWidth(true)
  groups = [groupOf({})]
  undecided = []
  serve(({ method, path }) => {
    if (path === '/api/deliveries/undecided')
      return { status: 200, body: { items: undecided, nextCursor: null } }
    if (path.endsWith('/resolution')) {
      undecided = []
      return { status: 204, body: null }
    }
    if (path === '/api/senders') return { status: 200, body: { items: [] } }
    if (path === '/api/orgs') return { status: 200, body: { items: [grid] } }
    if (path === '/api/groups') return { status: 200, body: { items: groups, nextCursor: null } }
    if (path === '/api/groups/bind-codes')
      return {
        status: 201,
        body: {
          code: '482913',
          sentence: '@小桥 绑定 482913',
          expiresAt: '2026-11-22T02:30:00.000Z',
        },
      }
    if (method === 'POST' && path.endsWith('/move')) return { status: 204, body: null }
    return undefined
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it('shows the sentence to type, and sees by itself when the group has come in', async () => {
  render(<DeskGroupsPage />)
  fireEvent.click(await screen.findByText('要一个绑定码'))
  expect((await screen.findByText('@小桥 绑定 482913')).className).toBe('dk-bind__sentence')
  const asked = calls.find((call) => call.path === '/api/groups/bind-codes')
  expect(asked?.body).toEqual({ orgId: grid.id })

  await act(() => vi.advanceTimersByTimeAsync(4000))
  expect(screen.queryByText('@小桥 绑定 482913')).not.toBeNull()
  groups = [...groups, groupOf({ id: idOf(2), topic: '望江四支部' })]
  await act(() => vi.advanceTimersByTimeAsync(4000))
  expect(screen.queryByText('@小桥 绑定 482913')).toBeNull()
  expect((await screen.findByText('望江四支部')).textContent).toBe('望江四支部')
})

it('says what the server says when no code is to be had', async () => {
  const before = device.request
  render(<DeskGroupsPage />)
  const button = await screen.findByText('要一个绑定码')
  device.request = async (request) =>
    request.url.includes('bind-codes')
      ? { statusCode: 403, data: JSON.stringify(refused('auth.forbidden', 403, '您没有权限').body) }
      : before(request)
  fireEvent.click(button)
  expect((await screen.findByText('您没有权限')).textContent).toBe('您没有权限')
  expect(screen.queryByText('@小桥 绑定 482913')).toBeNull()
})

it('takes up a group whose room came back under another id, after asking', async () => {
  groups = [groupOf({ status: 'lost', moved: true })]
  HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement, value?: string) {
    this.returnValue = value ?? ''
    this.dispatchEvent(new Event('close'))
  }
  render(<DeskGroupsPage />)
  fireEvent.click(await screen.findByLabelText('接上 望江第三支部群'))
  expect(calls.some((call) => call.path.endsWith('/move'))).toBe(false)
  fireEvent.click(await screen.findByText('是，接上'))
  await vi.waitFor(() =>
    expect(calls.map((call) => call.path)).toContain(`/api/groups/${idOf(1)}/move`),
  )
})

it('lets a person decide about a reply that may not have arrived', async () => {
  undecided = [
    {
      id: idOf(5),
      groupId: idOf(1),
      groupTopic: '望江第三支部群',
      occurrence: 1,
      part: 1,
      state: 'unknown',
      about: '答复：编号 LX-20261122-0007 有答复了',
      reason: '发的时候断了线，不知道到没到',
      nextStep: '到群里看一眼：到了点“已到”，没到点“重发”',
      notBefore: '2026-11-22T02:00:00.000Z',
      sentAt: null,
      printDigestId: null,
    },
  ]
  render(<DeskGroupsPage />)
  expect((await screen.findByText('答复：编号 LX-20261122-0007 有答复了')).tagName).toBe('SPAN')
  fireEvent.click(screen.getByLabelText('望江第三支部群：已到'))
  await screen.findByText('没有。发出去的都到了，或者还在排队。')
  const decided = calls.find((call) => call.path === `/api/deliveries/${idOf(5)}/resolution`)
  expect(decided?.body).toEqual({ decision: 'arrived' })
})
