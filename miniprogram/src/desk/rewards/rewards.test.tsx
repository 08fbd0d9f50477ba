import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskRewardsPage from './index'

type Order = OutputOf<'rewardOrders.byCode'>

const org = { id: idOf(20), name: '望江社区' }
const order: Order = {
  id: idOf(1),
  title: '大米 5 公斤',
  org,
  cost: 20,
  state: 'open',
  at: '2026-11-20T02:00:00Z',
  endedAt: null,
  reason: null,
  person: { id: idOf(2), name: '王秀兰' },
  endedBy: null,
}
const done: Order = {
  ...order,
  ...{ state: 'handed_over', endedAt: '2026-11-21T02:00:00Z', endedBy: '何志远' },
}

/** What the digits stand for. */
let found: Order | null
const page = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } })

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  found = order
  serve(({ method, path }) => {
    if (path === '/api/reward-orders' || path === '/api/rewards') return page([])
    if (path === '/api/reward-orders/by-code')
      return found
        ? { status: 200, body: found }
        : refused('reward.wrong_code', 404, '没有这个兑换码')
    return method === 'POST' && path.endsWith('/hand-over')
      ? { status: 200, body: done }
      : undefined
  })
})
afterEach(cleanup)

const type = (text: string) =>
  fireEvent.input(screen.getByLabelText('兑换码', { exact: false }), { target: { value: text } })
const asked = (end: string) => calls.filter(({ path }) => path.endsWith(end))

it('looks a code up once it is whole, and hands over only on the word of the desk', async () => {
  render(<DeskRewardsPage />)
  type('12345')
  type('123 456')
  expect(await screen.findByText('王秀兰 · 大米 5 公斤')).toBeTruthy()
  expect(asked('/by-code').map(({ body }) => body)).toEqual([{ code: '123456' }])
  expect(asked('/hand-over')).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: '交给本人了' }))
  await screen.findByDisplayValue('')
  expect(asked('/hand-over')).toMatchObject([{ path: `/api/reward-orders/${order.id}/hand-over` }])
})

it('says that a code was used, by whom, and offers no second hand-over', async () => {
  found = done
  render(<DeskRewardsPage />)
  type('123456')
  expect(await screen.findByText('已经由何志远交过了', { exact: false })).toBeTruthy()
  expect(screen.queryByRole('button', { name: '交给本人了' })).toBeNull()
})

it('says that a code is wrong, and forgets it with the next digit', async () => {
  found = null
  render(<DeskRewardsPage />)
  type('123456')
  expect(await screen.findByText('没有这个兑换码')).toBeTruthy()
  type('12345')
  expect(screen.queryByText('没有这个兑换码')).toBeNull()
})
