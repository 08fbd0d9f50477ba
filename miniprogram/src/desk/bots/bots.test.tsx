import { act, cleanup, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { keepSession } from '@/api/session'
import { calls, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskBotsPage from './index'

type SignIn = OutputOf<'bots.signIns'>['items'][number]

const botOf = (change: Partial<SignIn>): SignIn => ({
  id: idOf(1),
  name: 'main',
  state: 'waiting',
  qrcode: 'https://login.example/l/first',
  accounts: [],
  lastSeenAt: '2026-11-22T02:00:00.000Z',
  ...change,
})

function signInAsAdmin(): void {
  signIn()
  keepSession({
    accessToken: 'token',
    refreshToken: 'refresh',
    me: {
      id: 'a'.repeat(24),
      name: '程敏',
      phoneMasked: null,
      posts: [{ role: 'admin', orgId: 'b'.repeat(24), orgName: '青禾区' }],
      orgId: 'b'.repeat(24),
      orgName: '青禾区',
      usesDesk: true,
      elderMode: null,
      wechatBound: false,
      passwordFrom: null,
      consents: [],
    },
  })
}

let bots: SignIn[]
beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  device.storage.clear()
  setWidth(true)
  bots = [botOf({})]
  serve(({ path }) =>
    path === '/api/bots/sign-ins' ? { status: 200, body: { items: bots } } : undefined,
  )
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})
const code = () => screen.queryByAltText('登录二维码，用手机微信扫')?.getAttribute('src')
const look = () => act(() => vi.advanceTimersByTimeAsync(2500))

it('shows the code, another when it changes, and by itself when it was scanned and confirmed', async () => {
  signInAsAdmin()
  render(<DeskBotsPage />)
  await screen.findByText('等扫码')
  const first = code()
  expect(first).toContain('data:image/svg+xml,')
  bots = [botOf({ qrcode: 'https://login.example/l/second' })]
  await look()
  expect(code()).toContain('data:image/svg+xml,')
  expect(code()).not.toBe(first)
  bots = [botOf({ state: 'scanned', qrcode: null })]
  await look()
  expect(screen.getByText('扫到了。请在手机上点“登录”确认。')).toBeTruthy()
  expect(code()).toBeUndefined()
  const accounts = [{ name: '小桥一号', online: true }]
  bots = [botOf({ state: 'signed_in', qrcode: null, accounts })]
  await look()
  expect(screen.getByText('用“小桥一号”登录着，能收能发。')).toBeTruthy()
})

it('warns of the account being banned, before anything is scanned', async () => {
  signInAsAdmin()
  render(<DeskBotsPage />)
  expect((await screen.findByText(/违反微信的规定，可能被封号/)).tagName).toBe('P')
})

it('says where else to look when there is no code, and what to do when the bot is gone', async () => {
  signInAsAdmin()
  bots = [
    botOf({ qrcode: null }),
    botOf({ id: idOf(2), name: '二号', state: 'gone', qrcode: null, lastSeenAt: null }),
  ]
  render(<DeskBotsPage />)
  expect(await screen.findByText(/没有给出二维码/)).toBeTruthy()
  expect(screen.getByText('还没连上来过。请在那台电脑上把机器人开起来。')).toBeTruthy()
  expect(code()).toBeUndefined()
})

it('is not even asked for by somebody who is no administrator', async () => {
  signIn()
  render(<DeskBotsPage />)
  await screen.findByText('这里由管理员来办')
  expect(calls.map((call) => call.path)).not.toContain('/api/bots/sign-ins')
})
