import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { fieldsInForce } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { keepSession } from '@/api/session'
import { calls, serve, signIn } from '@/desk/test-support/fake-server'
import { idOf } from '@/desk/test-support/matters.fixture'
import TeamsPage from './index'

type Team = OutputOf<'teams.publicList'>['items'][number]

const team: Team = {
  id: idOf(1),
  name: '望江夕阳红队',
  org: { id: idOf(20), name: '望江社区' },
  base: 'area',
  fields: [{ key: 'meals', name: '助餐送餐' }],
  about: '每周三送午饭。',
  members: 7,
  state: 'active',
}
const mine = { ...team, since: '2026-11-20T02:00:00.000Z', leads: true }
const page = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } })

beforeEach(() => {
  device.storage.clear()
  keepSession(null)
  serve(({ path, query }) => {
    if (path === '/api/public/teams') return page(query.includes('base=trade') ? [] : [team])
    if (path === '/api/me/teams') return page([mine])
    if (path === '/api/public/team-fields')
      return { status: 200, body: { rootId: null, items: fieldsInForce([]) } }
    return undefined
  })
})
afterEach(cleanup)

const lastAsked = () => calls.filter(({ path }) => path === '/api/public/teams').at(-1)?.query

it('shows whoever comes what teams there are; nobody’s own without signing in', async () => {
  render(<TeamsPage />)
  const link = await screen.findByRole('link', { name: /望江夕阳红队/ })
  expect(link.getAttribute('href')).toBe(`#/volunteer/team/index?id=${team.id}`)
  expect(link.textContent).toContain('7 人')
  expect(link.textContent).toContain('望江社区 · 区域关系 · 助餐送餐')
  expect(calls.some(({ path }) => path === '/api/me/teams')).toBe(false)
})

it('finds by word, field and base, and says so when there is none', async () => {
  render(<TeamsPage />)
  const words = screen.getByLabelText('名字里的字')
  fireEvent.input(words, { target: { value: ' 夕阳 ' } })
  fireEvent.keyDown(words, { key: 'Enter' })
  fireEvent.click(screen.getByRole('button', { name: '按服务方面找' }))
  fireEvent.click(await screen.findByRole('radio', { name: '助餐送餐' }))
  await vi.waitFor(() => expect(lastAsked()).toBe(`q=${encodeURIComponent('夕阳')}&field=meals`))
  expect(screen.queryByRole('radio', { name: '义诊' })).toBeNull()
  fireEvent.click(screen.getByRole('radio', { name: '行业关系' }))
  await screen.findByText('没有这样的队伍')
  fireEvent.click(screen.getByRole('button', { name: '不限方面' }))
  await screen.findByRole('button', { name: '按服务方面找' })
  await vi.waitFor(() => expect(lastAsked()).toBe(`q=${encodeURIComponent('夕阳')}&base=trade`))
})

it('puts one’s own teams first, and says which one leads', async () => {
  signIn()
  render(<TeamsPage />)
  await screen.findByRole('heading', { name: '我在的队伍' })
  expect(screen.getByText('队长')).toBeTruthy()
})
