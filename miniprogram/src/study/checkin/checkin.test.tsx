import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { keepSession } from '@/api/session'
import { calls, refused, serve, signIn } from '@/desk/test-support/fake-server'
import CheckinPage from './index'

type Own = OutputOf<'me.checkins'>
let own: Own

beforeEach(() => {
  // The year is told only when it is not the running one.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T12:00:00+08:00') })
  device.storage.clear()
  device.visited.length = 0
  signIn()
  own = {
    today: '2026-11-23',
    doneToday: false,
    streak: 2,
    month: '2026-11',
    days: [
      { day: '2026-11-21', madeUp: true, thought: null, review: null },
      { day: '2026-11-22', madeUp: false, thought: '学到了', review: 'passed' },
    ],
    cards: { left: 1, of: 2 },
    missed: ['2026-11-19', '2026-11-20'],
    showName: false,
    drawable: true,
  }
  serve(({ method, path, query, body }) => {
    if (path === '/api/me/checkins' && method === 'GET')
      return {
        status: 200,
        body: query.includes('2026-10') ? { ...own, month: '2026-10', days: [] } : own,
      }
    if (path === '/api/me/checkins') {
      const thought = typeof body['thought'] === 'string' ? body['thought'] : null
      const today = { day: '2026-11-23', madeUp: false, thought, review: null }
      own = { ...own, doneToday: true, streak: 3, days: [...own.days, today] }
      return { status: 200, body: { today: own.today, doneToday: true, streak: 3, isNew: true } }
    }
    if (path === '/api/me/checkins/make-ups') return refused('checkin.no_cards', 409, '用完了')
    if (path === '/api/me/branch-thoughts')
      return {
        status: 200,
        body: {
          items: [{ id: 'c'.repeat(24), name: null, day: '2026-11-22', thought: '多听一句' }],
          nextCursor: null,
        },
      }
    return undefined
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

it('has one thing to do, and says so when it is done', async () => {
  render(<CheckinPage />)
  fireEvent.click(await screen.findByRole('button', { name: '今天打卡' }))
  expect((await screen.findByText('✓ 今天打过了')).getAttribute('role')).toBe('status')
  expect(screen.queryByRole('button', { name: '今天打卡' })).toBeNull()
  expect(calls.filter(({ method }) => method === 'POST')).toMatchObject([
    { path: '/api/me/checkins', body: { thought: null } },
  ])
})

it('sends a sentence with it, without the blanks around', async () => {
  render(<CheckinPage />)
  const field = await screen.findByLabelText('一句心得（不写也行）')
  fireEvent.input(field, { target: { value: ' 先听再说 ' } })
  fireEvent.click(screen.getByRole('button', { name: '今天打卡' }))
  await vi.waitFor(() =>
    expect(calls.find(({ method }) => method === 'POST')?.body).toEqual({ thought: '先听再说' }),
  )
})

it('says in words what each day is; only a day that may be made up can be tapped', async () => {
  render(<CheckinPage />)
  expect((await screen.findByLabelText('11月21日，补签的')).textContent).toBe('21补')
  expect(screen.getByLabelText('11月22日，打了卡，写了心得').tagName).toBe('SPAN')
  expect(screen.getByLabelText('11月23日，今天还没打').tagName).toBe('SPAN')
  expect(screen.getByLabelText('11月18日，没打').tagName).toBe('SPAN')
  expect(screen.getAllByLabelText(/点一下补签$/)).toHaveLength(2)
})

it('without a card left no day can be tapped', async () => {
  own = { ...own, cards: { left: 0, of: 2 } }
  render(<CheckinPage />)
  expect((await screen.findByLabelText('11月20日，没打')).tagName).toBe('SPAN')
})

it('looks at another month while today stays', async () => {
  render(<CheckinPage />)
  fireEvent.click(await screen.findByLabelText('看上个月'))
  expect((await screen.findByText('10 月')).tagName).toBe('H2')
  expect(await screen.findByRole('button', { name: '今天打卡' })).toBeTruthy()
})

it('shows what comrades wrote without a name where none was agreed to', async () => {
  render(<CheckinPage />)
  expect((await screen.findByText('一位同志 · 11月22日')).tagName).toBe('P')
})

it('asks who is not signed in to sign in, and comes back here', async () => {
  keepSession(null)
  render(<CheckinPage />)
  fireEvent.click(screen.getByText('去登录'))
  expect(device.visited).toEqual(['/pages/login/index?to=checkin'])
})
