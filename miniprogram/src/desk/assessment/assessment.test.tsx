import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import AssessmentDesk from './index'

type Deed = OutputOf<'deeds.list'>['items'][number]
type Appeal = OutputOf<'appeals.list'>['items'][number]

const org = { id: idOf(20), name: '望江社区第一支部' }
const wang = { id: idOf(13), name: '王秀兰' }
const deed: Deed = {
  id: idOf(1),
  person: wang,
  org,
  day: '2026-11-20',
  what: '帮三楼的老人换了灯泡',
  proof: null,
  proposedBy: '王秀兰',
  at: '2026-11-20T02:00:00.000Z',
  state: 'open',
  decidedAt: null,
  voices: null,
  earlier: [],
}
const appeal: Appeal = {
  id: idOf(5),
  about: 'entry',
  aboutId: idOf(6),
  title: '打一天卡',
  amount: 1,
  at: '2026-11-20T02:00:00.000Z',
  reasons: [],
  words: '那天打了两次',
  appealedAt: '2026-11-21T02:00:00.000Z',
  state: 'open',
  answer: null,
  person: wang,
  org,
  barred: false,
}
const given = {
  name: '周正',
  words: '核对过，只算一次',
  at: '2026-11-22T02:00:00.000Z',
  amount: null,
}

let proposed: Record<string, unknown>[]
let refusal: ReturnType<typeof refused> | null
const page = (items: unknown[]) => ({ status: 200, body: { items, nextCursor: null } })

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  proposed = []
  refusal = null
  serve(({ method, path, query, body }) => {
    if (path === '/api/orgs')
      return { status: 200, body: { items: [{ ...org, level: 'grid', parentId: null }] } }
    if (path === '/api/members') return page([{ ...wang, org }])
    if (path === '/api/assessment-groups') return page([])
    if (path === '/api/deeds' && method === 'POST') {
      if (refusal) return refusal
      proposed.push(body)
      return { status: 201, body: deed }
    }
    if (path === '/api/deeds') return page(query.includes('state=open') ? [deed] : [])
    if (path === '/api/appeals') {
      if (query.includes('state=open')) return page([appeal])
      if (query.includes('state=declined'))
        return page([{ ...appeal, state: 'declined', answer: given }])
      return page([])
    }
    return undefined
  })
})
afterEach(cleanup)

const findWang = async () => {
  fireEvent.click(await screen.findByRole('button', { name: '替一位党员报一件' }))
  fireEvent.input(screen.getByLabelText('哪位党员'), { target: { value: 'wxl' } })
  fireEvent.click(await screen.findByRole('button', { name: '王秀兰，望江社区第一支部' }))
}

it('proposes a deed of a member who is found by a few letters', async () => {
  render(<AssessmentDesk />)
  await screen.findByText(/帮三楼的老人换了灯泡/)
  await findWang()
  expect(calls.find(({ path }) => path === '/api/members')?.query).toContain('q=wxl')
  const send = screen.getByRole('button', { name: '报上去' })
  expect(send.hasAttribute('disabled')).toBe(true)
  fireEvent.input(screen.getByLabelText('做了什么'), { target: { value: ' 教邻居用手机挂号 ' } })
  fireEvent.click(send)
  await vi.waitFor(() =>
    expect(proposed).toMatchObject([{ personId: wang.id, what: '教邻居用手机挂号', proof: null }]),
  )
  await screen.findByLabelText('哪位党员')
})

it('keeps what was written when it is refused, and says why', async () => {
  refusal = refused('assessment.no_group', 409, '这个支部还没有考评小组。')
  render(<AssessmentDesk />)
  await findWang()
  const what = screen.getByLabelText('做了什么')
  fireEvent.input(what, { target: { value: '教邻居用手机挂号' } })
  fireEvent.click(screen.getByRole('button', { name: '报上去' }))
  await screen.findByText('这个支部还没有考评小组。')
  expect((what as HTMLTextAreaElement).value).toBe('教邻居用手机挂号')
  expect(screen.getByRole('button', { name: '换一位' })).toBeTruthy()
})

it('shows what was answered beside what waits', async () => {
  render(<AssessmentDesk />)
  await screen.findByText('王秀兰：那天打了两次')
  expect(screen.getByRole('button', { name: '维持：王秀兰' })).toBeTruthy()
  const choice = within(screen.getByRole('radiogroup', { name: '看哪些申诉' }))
  fireEvent.click(choice.getByRole('radio', { name: '维持的' }))
  await screen.findByText(/周正答复.*核对过，只算一次/)
  expect(screen.queryByRole('button', { name: '维持：王秀兰' })).toBeNull()
  fireEvent.click(choice.getByRole('radio', { name: '有道理的' }))
  await vi.waitFor(() => expect(screen.getByText('还没有。')).toBeTruthy())
})
