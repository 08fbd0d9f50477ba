import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, signIn } from '@/desk/test-support/fake-server'
import { idOf } from '@/desk/test-support/matters.fixture'
import RewardsPage from './index'

// jsdom has no dialogs.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement, value = '') {
  this.returnValue = value
  this.dispatchEvent(new Event('close'))
}

type Reward = OutputOf<'me.rewards'>['items'][number]
type Order = OutputOf<'me.order'>

const org = { id: idOf(20), name: '望江社区' }
const reward = (no: number, title: string, more: Partial<Reward> = {}): Reward => ({
  ...{ id: idOf(no), org, title, about: '说明', pickup: '社区服务站', cost: 10 },
  ...{ stock: 3, mostEach: null, had: 0, ...more },
})
const order: Order = {
  ...{ id: idOf(9), title: '毛巾', org, cost: 10, state: 'open', at: '2026-11-20T02:00:00Z' },
  ...{ endedAt: null, reason: null, code: '012345', pickup: '社区服务站' },
}

let refusal: ReturnType<typeof refused> | null
let orders: Order[]
const page = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } })

beforeEach(() => {
  device.storage.clear()
  signIn()
  refusal = null
  orders = []
  serve(({ method, path }) => {
    if (path === '/api/me/reward-points')
      return { status: 200, body: { earned: 15, spent: 5, left: 10 } }
    if (path === '/api/me/reward-orders') return page(orders)
    if (path === '/api/me/rewards')
      return page([
        reward(1, '毛巾'),
        reward(2, '雨伞', { cost: 11 }),
        reward(3, '水杯', { stock: 0 }),
        reward(4, '体检', { mostEach: 1, had: 1 }),
      ])
    if (method === 'POST' && path.endsWith('/orders')) {
      if (refusal) return refusal
      orders = [order]
      return { status: 201, body: order }
    }
    if (method === 'POST' && path.endsWith('/cancel')) {
      orders = [{ ...order, state: 'cancelled', code: null, endedAt: '2026-11-20T03:00:00Z' }]
      return { status: 200, body: orders[0] }
    }
    return undefined
  })
})
afterEach(cleanup)

const answer = async (word: string) =>
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: word }))
const placed = () => calls.filter(({ path }) => path.endsWith('/orders'))

it('says of each reward why it cannot be had; exactly enough is enough', async () => {
  render(<RewardsPage />)
  expect(await screen.findByRole('button', { name: '雨伞：还差 1 分' })).toHaveProperty(
    'disabled',
    true,
  )
  screen.getByRole('button', { name: '水杯：换完了，等补货' })
  screen.getByRole('button', { name: '体检：每人 1 份，您换过了' })
  expect(screen.getByRole('button', { name: '换毛巾' })).toHaveProperty('disabled', false)
})

it('asks once, orders at the cost that was shown, and shows the code to read out', async () => {
  render(<RewardsPage />)
  fireEvent.click(await screen.findByRole('button', { name: '换毛巾' }))
  await answer('再想想')
  expect(placed()).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: '换毛巾' }))
  await answer('换')
  expect((await screen.findByLabelText('兑换码 0 1 2 3 4 5')).textContent).toBe('012 345')
  expect(placed()).toMatchObject([{ body: { cost: 10 }, idempotencyKey: expect.any(String) }])
})

it('stays where it is when somebody was faster, and says so', async () => {
  refusal = refused('reward.sold_out', 409, '这一样刚换完')
  render(<RewardsPage />)
  fireEvent.click(await screen.findByRole('button', { name: '换毛巾' }))
  await answer('换')
  expect(await screen.findByText('这一样刚换完')).toBeTruthy()
})

it('gives back what was not fetched: the code is gone', async () => {
  orders = [order]
  render(<RewardsPage />)
  fireEvent.click(await screen.findByRole('tab', { name: '我换的' }))
  fireEvent.click(await screen.findByRole('button', { name: '不要毛巾了' }))
  await answer('不要了')
  expect(await screen.findByText('10 分退回来了', { exact: false })).toBeTruthy()
  expect(screen.queryByText('012 345')).toBeNull()
})
