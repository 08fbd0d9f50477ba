import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, signIn } from '@/desk/test-support/fake-server'
import { idOf } from '@/desk/test-support/matters.fixture'
import SkillsPage from './index'

type Offer = OutputOf<'me.skills'>
type Invite = OutputOf<'me.skillInvites'>['items'][number]

const org = { id: idOf(20), name: '望江社区第一网格' }
const invite: Invite = {
  id: idOf(1),
  org,
  purpose: { type: 'other', id: null, title: '给老人理发' },
  message: '周六上午，能来吗？',
  by: '李敏',
  at: '2026-11-20T02:00:00.000Z',
  state: 'open',
}

let offer: Offer
let invites: Invite[]
let refusal: ReturnType<typeof refused> | null
let saved: Record<string, unknown>[]

beforeEach(() => {
  device.storage.clear()
  signIn()
  offer = { skills: ['sewing'], own: ['盘扣'], times: [], sentence: null, findable: false, org }
  invites = [invite]
  refusal = null
  saved = []
  serve(({ method, path, body }) => {
    if (path === '/api/me/skills' && method === 'PUT') {
      if (refusal) return refusal
      saved.push(body)
      return { status: 204, body: undefined }
    }
    if (path === '/api/me/skills') return { status: 200, body: offer }
    if (path === '/api/me/skill-invites')
      return { status: 200, body: { items: invites, nextCursor: null } }
    if (path === `/api/me/skill-invites/${invite.id}/answer`) {
      invites = [{ ...invite, state: body.answer === 'accepted' ? 'accepted' : 'declined' }]
      return { status: 200, body: invites[0] }
    }
    return undefined
  })
})
afterEach(cleanup)

const box = (name: string) => screen.findByRole('checkbox', { name })
const write = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } })

it('saves what is picked and written; being found is a box of its own, off until ticked', async () => {
  render(<SkillsPage />)
  fireEvent.click(await box('理发'))
  fireEvent.click(await box('周末上午'))
  write('别的，自己写（第 2 样）', ' 磨刀 ')
  write('别的，自己写（第 3 样）', '磨刀')
  write('再说一句（可以不写）', '推子自己带')
  const found = await box('让组织活动的同志找得到我')
  expect(found.getAttribute('aria-checked')).toBe('false')
  screen.getByText(/望江社区第一网格和它上级的工作人员会看到您的名字/)
  fireEvent.click(found)
  fireEvent.click(screen.getByRole('button', { name: '存好' }))
  await vi.waitFor(() =>
    expect(saved).toEqual([
      {
        skills: ['sewing', 'haircut'],
        own: ['盘扣', '磨刀'],
        times: ['weekend-morning'],
        sentence: '推子自己带',
        findable: true,
      },
    ]),
  )
})

it('keeps what was picked when it is refused, and says why', async () => {
  refusal = refused('server.unavailable', 503, '系统正忙，请稍后再试。')
  render(<SkillsPage />)
  fireEvent.click(await box('理发'))
  fireEvent.click(screen.getByRole('button', { name: '存好' }))
  await screen.findByText(/系统正忙/)
  expect((await box('理发')).getAttribute('aria-checked')).toBe('true')
})

it('answers an invite with one tap, and may change the answer', async () => {
  render(<SkillsPage />)
  fireEvent.click(await screen.findByRole('button', { name: '去：给老人理发' }))
  await screen.findByText('答应了')
  expect(calls.find(({ path }) => path.endsWith('/answer'))?.body).toEqual({ answer: 'accepted' })
  expect(screen.queryByRole('button', { name: '去：给老人理发' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: '去不了：给老人理发' }))
  await screen.findByRole('button', { name: '去：给老人理发' })
})
