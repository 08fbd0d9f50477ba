import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { fieldsInForce } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskTeamsPage from './index'

type Team = OutputOf<'teams.list'>['items'][number]

const org = { id: idOf(20), name: '青禾区' }
const wang = { id: idOf(13), name: '王秀兰' }
const team: Team = {
  id: idOf(1),
  name: '望江夕阳红队',
  org,
  base: 'area',
  fields: [{ key: 'meals', name: '助餐送餐' }],
  about: '每周三送午饭。',
  members: 1,
  state: 'active',
  leaders: [wang],
  revision: 3,
}

let sent: { method: string; path: string; body: Record<string, unknown> }[]
let refusal: ReturnType<typeof refused> | null
const page = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } })

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  sent = []
  refusal = null
  serve(({ method, path, query, body }) => {
    if (path === '/api/orgs')
      return { status: 200, body: { items: [{ ...org, level: 'district', parentId: null }] } }
    if (path === '/api/people') return page([{ ...wang, posts: [] }])
    if (path === '/api/public/team-fields')
      return { status: 200, body: { rootId: org.id, items: fieldsInForce([]) } }
    if (path === '/api/teams' && method === 'GET')
      return page(query.includes('state=active') ? [team] : [])
    if (path === `/api/teams/${team.id}/members`)
      return page([
        {
          personId: wang.id,
          name: wang.name,
          since: '2026-11-20T02:00:00Z',
          leads: true,
          putOnBy: null,
        },
      ])
    if (refusal) return refusal
    sent.push({ method, path, body })
    if (path === '/api/team-fields') return { status: 200, body: fieldsInForce([])[0] }
    return { status: method === 'POST' ? 201 : 200, body: team }
  })
})
afterEach(cleanup)

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }))
const write = (label: string, value: string) =>
  fireEvent.input(screen.getByLabelText(label), { target: { value } })

it('founds a team with a leader who was found by name; of fields at most three can be picked', async () => {
  render(<DeskTeamsPage />)
  await press('建一支队')
  const make = await screen.findByRole('button', { name: '建好这支队' })
  expect(make.hasAttribute('disabled')).toBe(true)
  write('队名', ' 雨伞队 ')
  write('做些什么', '下雨天借伞。')
  for (const name of ['助餐送餐', '治安巡逻', '科普'])
    fireEvent.click(await screen.findByRole('checkbox', { name }))
  expect(screen.getByRole('checkbox', { name: '义诊' }).hasAttribute('disabled')).toBe(true)
  write('请谁当队长', '王')
  await press('选王秀兰，')
  fireEvent.click(make)
  await vi.waitFor(() =>
    expect(sent).toEqual([
      {
        method: 'POST',
        path: '/api/teams',
        body: {
          ...{ orgId: org.id, name: '雨伞队', base: 'organization', about: '下雨天借伞。' },
          fields: ['meals', 'patrol', 'science'],
          leaderIds: [wang.id],
        },
      },
    ]),
  )
})

it('changes a team by its revision, and keeps what was typed when it is refused', async () => {
  refusal = refused('request.conflict', 409, '别人刚改过这条记录。')
  render(<DeskTeamsPage />)
  await press('改望江夕阳红队')
  write('做些什么', '改到每周四。')
  await press('存好')
  await screen.findByText('别人刚改过这条记录。')
  refusal = null
  await press('存好')
  await vi.waitFor(() =>
    expect(sent).toMatchObject([{ method: 'PUT', body: { about: '改到每周四。', revision: 3 } }]),
  )
})

it('shows the members and puts somebody on', async () => {
  render(<DeskTeamsPage />)
  await press('望江夕阳红队的队员')
  await screen.findByText(/自己来的/)
  write('替人登记入队（本人愿意才登）', '王')
  await press('选王秀兰，')
  await vi.waitFor(() =>
    expect(sent).toMatchObject([
      { method: 'PUT', path: `/api/teams/${team.id}/members/${wang.id}` },
    ]),
  )
})

it('renames and switches off a field of the district', async () => {
  render(<DeskTeamsPage />)
  await press('看一看，改一改')
  await press('义诊')
  write('“义诊”改叫', '健康义诊')
  await press('改名')
  await press('义诊')
  await press('停用')
  await vi.waitFor(() =>
    expect(sent.map(({ body }) => body)).toMatchObject([
      { orgId: org.id, key: 'clinic', name: '健康义诊', off: false },
      { orgId: org.id, key: 'clinic', name: '义诊', off: true },
    ]),
  )
})

it('says so when there are none of a kind', async () => {
  render(<DeskTeamsPage />)
  const choice = within(screen.getByRole('radiogroup', { name: '看哪些队' }))
  fireEvent.click(choice.getByRole('radio', { name: '解散的' }))
  await screen.findByText('这里还没有队伍')
  expect(screen.queryByRole('heading', { name: team.name })).toBeNull()
})
