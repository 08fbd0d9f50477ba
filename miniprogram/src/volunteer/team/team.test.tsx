import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { keepSession } from '@/api/session'
import { calls, refused, serve, signIn } from '@/desk/test-support/fake-server'
import { idOf } from '@/desk/test-support/matters.fixture'
import TeamPage from './index'

type Team = OutputOf<'teams.publicGet'>
type Standing = OutputOf<'me.team'>

let team: Team
let standing: Standing
let refusal: ReturnType<typeof refused> | null

beforeEach(() => {
  device.storage.clear()
  signIn()
  refusal = null
  team = {
    id: idOf(1),
    name: '望江夕阳红队',
    org: { id: idOf(20), name: '望江社区' },
    base: 'area',
    fields: [{ key: 'meals', name: '助餐送餐' }],
    about: '每周三送午饭。',
    members: 1,
    state: 'active',
  }
  standing = { since: null, leads: false }
  device.params = { id: team.id }
  serve(({ method, path }) => {
    if (path === `/api/public/teams/${team.id}`) return { status: 200, body: team }
    if (path === `/api/me/teams/${team.id}`) {
      if (method === 'GET') return { status: 200, body: standing }
      if (refusal) return refusal
      standing = { since: '2026-11-20T02:00:00.000Z', leads: false }
      team = { ...team, members: 2 }
      return { status: 204, body: undefined }
    }
    if (path === `/api/teams/${team.id}/members`)
      return {
        status: 200,
        body: {
          items: [
            {
              ...{ personId: idOf(13), name: '王秀兰', leads: false, putOnBy: null },
              since: '2026-11-20T02:00:00.000Z',
            },
          ],
          nextCursor: null,
        },
      }
    return undefined
  })
})
afterEach(cleanup)

it('is joined with one tap, and counts one more', async () => {
  render(<TeamPage />)
  await screen.findByText('现在 1 人')
  fireEvent.click(await screen.findByRole('button', { name: '加入' }))
  await screen.findByText(/您在这支队里/)
  await screen.findByText('现在 2 人')
  expect(calls.some(({ path }) => path.endsWith('/members'))).toBe(false)
})

it('says why it cannot be joined', async () => {
  refusal = refused('team.closed', 409, '这支队伍已经解散了，请看看别的队伍。')
  render(<TeamPage />)
  fireEvent.click(await screen.findByRole('button', { name: '加入' }))
  await screen.findByText(/这支队伍已经解散了，请看看别的队伍/)
  expect(screen.getByRole('button', { name: '加入' })).toBeTruthy()
})

it('shows a leader who is in it', async () => {
  standing = { since: '2026-11-20T02:00:00.000Z', leads: true }
  render(<TeamPage />)
  await screen.findByRole('button', { name: '请王秀兰离队' })
  expect(screen.getByText('只有队长和工作人员看得到')).toBeTruthy()
})

it('asks who is not signed in to do so, and nobody to join what is closed', async () => {
  keepSession(null)
  const { unmount } = render(<TeamPage />)
  await screen.findByRole('button', { name: '登录后加入' })
  unmount()
  signIn()
  team = { ...team, state: 'closed' }
  render(<TeamPage />)
  await screen.findByText('这支队伍已经解散了。')
  await vi.waitFor(() => expect(screen.queryByRole('button', { name: '加入' })).toBeNull())
})
