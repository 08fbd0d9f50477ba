import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskSkillsPage from './index'

type Helper = OutputOf<'skills.find'>['items'][number]
type Invite = OutputOf<'skills.invites'>['items'][number]

const org = { id: idOf(20), name: '望江社区' }
const helper: Helper = {
  personId: idOf(13),
  name: '王秀兰',
  org: { id: idOf(21), name: '第一网格' },
  skills: ['haircut'],
  own: ['盘扣'],
  times: ['weekend-morning'],
  sentence: null,
  steps: 1,
  askedAt: null,
}
const invite: Invite = {
  id: idOf(1),
  org,
  person: { id: helper.personId, name: '王秀兰' },
  purpose: { type: 'other', id: null, title: '给老人理发' },
  message: '能来吗？',
  by: '李敏',
  at: '2026-11-20T02:00:00.000Z',
  state: 'accepted',
  use: null,
}

let sent: { path: string; body: Record<string, unknown> }[]
let invites: Invite[]
let helpers: Helper[]
let refusal: ReturnType<typeof refused> | null
const page = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } })

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  sent = []
  invites = [invite]
  helpers = [helper]
  refusal = null
  serve(({ method, path, body }) => {
    if (path === '/api/orgs')
      return { status: 200, body: { items: [{ ...org, level: 'community', parentId: null }] } }
    if (path === '/api/skills') return page(helpers)
    if (path === '/api/skill-numbers') {
      const services = invites.filter(({ use }) => use).length
      const days = { from: '2026-01-01', to: '2026-11-23' }
      return { status: 200, body: { org, ...days, people: 3, services, deeds: services } }
    }
    if (path === '/api/skill-invites' && method === 'GET') return page(invites)
    if (refusal) return refusal
    sent.push({ path, body })
    const use = { what: String(body.what), isDeed: true, at: '2026-11-23T02:00:00.000Z' }
    if (method === 'PUT') invites = [{ ...invite, state: 'done', use }]
    return { status: 200, body: invites[0] }
  })
})
afterEach(cleanup)

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
const write = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } })

it('finds by skill and time, and says how near each is and what they offer', async () => {
  render(<DeskSkillsPage />)
  await screen.findByText('理发、盘扣')
  screen.getByText('同一社区')
  screen.getByText('周末上午 · 还没请过')
  fireEvent.change(screen.getByLabelText('会什么'), { target: { value: 'haircut' } })
  fireEvent.change(screen.getByLabelText('什么时候'), { target: { value: 'weekend-morning' } })
  await vi.waitFor(() =>
    expect(calls.filter(({ path }) => path === '/api/skills').at(-1)?.query).toBe(
      `orgId=${org.id}&skill=haircut&time=weekend-morning`,
    ),
  )
})

it('invites somebody; refused, what was typed stays and the reason is said', async () => {
  refusal = refused('request.not_found', 404, '没有找到这个页面或记录。')
  render(<DeskSkillsPage />)
  await press('请王秀兰')
  const send = screen.getByRole('button', { name: '发邀请' })
  expect(send.hasAttribute('disabled')).toBe(true)
  write('请王秀兰做什么', ' 给老人理发 ')
  write('捎一句话', '周六上午，能来吗？')
  fireEvent.click(send)
  await screen.findByText(/没有找到这个页面或记录/)
  refusal = null
  fireEvent.click(send)
  await vi.waitFor(() =>
    expect(sent).toEqual([
      {
        path: '/api/skill-invites',
        body: {
          personId: helper.personId,
          orgId: org.id,
          purpose: { type: 'other', id: null, title: '给老人理发' },
          message: '周六上午，能来吗？',
        },
      },
    ]),
  )
})

it('notes what was done, and the numbers follow', async () => {
  render(<DeskSkillsPage />)
  await screen.findByText((_, element) => element?.textContent === '志愿服务 0 人次')
  await press('记王秀兰做了什么：给老人理发')
  write('王秀兰做了什么', '理了五位老人的头发')
  fireEvent.click(screen.getByRole('checkbox', { name: '这是一件实事' }))
  await press('记下来')
  await screen.findByText('理了五位老人的头发（实事）')
  expect(sent).toEqual([
    {
      path: `/api/skill-invites/${invite.id}/use`,
      body: { what: '理了五位老人的头发', isDeed: true },
    },
  ])
  await screen.findByText((_, element) => element?.textContent === '志愿服务 1 人次')
})

it('says so where nobody is found, and shows invites of one kind', async () => {
  helpers = []
  render(<DeskSkillsPage />)
  await screen.findByText(/没有找到。换个条件/)
  const choice = within(screen.getByRole('radiogroup', { name: '看哪些' }))
  fireEvent.click(choice.getByRole('radio', { name: '等答复' }))
  await vi.waitFor(() =>
    expect(
      calls.some(
        ({ path, query }) => path === '/api/skill-invites' && query.includes('state=open'),
      ),
    ).toBe(true),
  )
})
