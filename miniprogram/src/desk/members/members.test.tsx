import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { keepSession, currentSession } from '@/api/session'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskMembersPage from './index'

type Member = OutputOf<'members.list'>['items'][number]
type Import = OutputOf<'memberImports.get'>

const org = { id: 'b'.repeat(24), name: '望江社区' }
const memberOf = (n: number, change: Partial<Member> = {}): Member => ({
  id: idOf(n),
  name: '王秀兰',
  org,
  partyClass: 'floating',
  stage: null,
  joinedOn: '2001-07-01',
  hasPhone: true,
  ...change,
})
const importOf = (change: Partial<Import> = {}): Import => ({
  id: idOf(5),
  org,
  fileName: '名册.xlsx',
  state: 'running',
  total: 200,
  done: 50,
  created: 40,
  updated: 0,
  unchanged: 9,
  refused: 1,
  startedBy: '李敏',
  startedAt: '2026-11-23T02:00:00.000Z',
  finishedAt: null,
  hasResult: true,
  ...change,
})

let members: Member[]
let past: Import[]
let current: Import
/** What uploads are answered, in order. */
let uploads: { path: string; status: number; body: unknown }[]
let sent: { path: string; name: string }[]

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  members = [memberOf(1)]
  past = []
  current = importOf()
  uploads = []
  sent = []
  vi.stubGlobal('fetch', async (url: string, { body }: { body: FormData }) => {
    const file = body.get('file')
    sent.push({ path: url, name: file instanceof File ? file.name : '' })
    const next = uploads.shift()
    if (!next || !url.endsWith(next.path)) throw new Error(`not expected: ${url}`)
    return new Response(JSON.stringify(next.body), { status: next.status })
  })
  serve(({ method, path }) => {
    if (path === '/api/orgs')
      return { status: 200, body: { items: [{ ...org, level: 'community', parentId: null }] } }
    if (path === '/api/members') return { status: 200, body: { items: members, nextCursor: null } }
    if (path === '/api/member-imports' && method === 'GET')
      return { status: 200, body: { items: past, nextCursor: null } }
    if (path.endsWith('/cancellation')) {
      current = importOf({ state: 'cancelled', finishedAt: '2026-11-23T02:01:00.000Z' })
      return { status: 200, body: current }
    }
    if (path === `/api/member-imports/${idOf(5)}`) return { status: 200, body: current }
    return undefined
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const choose = (name = '名册.xlsx') =>
  fireEvent.change(screen.getByLabelText('选文件', { selector: 'input' }), {
    target: { files: [new File(['x'], name)] },
  })
const membersAsked = () => calls.filter(({ path }) => path === '/api/members')

describe('the list', () => {
  it('says of each where, what and since when; no phones', async () => {
    members = [memberOf(1), memberOf(2, { name: '周红', partyClass: null, hasPhone: false })]
    render(<DeskMembersPage />)
    expect((await screen.findByText('王秀兰')).tagName).toBe('A')
    expect(screen.getByText('望江社区 · 流动党员 · 2001-07-01 入党').tagName).toBe('SPAN')
    expect(screen.getByText('望江社区 · 2001-07-01 入党 · 没留手机号').tagName).toBe('SPAN')
  })

  it('is asked anew for what is typed and chosen', async () => {
    render(<DeskMembersPage />)
    fireEvent.input(await screen.findByLabelText('找人'), { target: { value: ' wxl ' } })
    fireEvent.change(screen.getByLabelText('党员类别'), { target: { value: 'none' } })
    members = []
    expect((await screen.findByText('没有找到')).tagName).toBe('SPAN')
    await vi.waitFor(() => {
      const query = new URLSearchParams(membersAsked().at(-1)?.query)
      expect([query.get('q'), query.get('partyClass')]).toEqual(['wxl', 'none'])
    })
  })

  it('is all that somebody sees who does not keep the roster', async () => {
    const session = currentSession()
    if (!session) throw new Error('signed in above')
    const post = { role: 'supervisor' as const, orgId: org.id, orgName: org.name }
    keepSession({ ...session, me: { ...session.me, posts: [post] } })
    render(<DeskMembersPage />)
    expect((await screen.findByText('王秀兰')).tagName).toBe('A')
    expect(screen.queryByText('从 Excel 导入')).toBeNull()
    expect(calls.some(({ path }) => path === '/api/member-imports')).toBe(false)
  })
})

describe('an import', () => {
  const seen = {
    total: 200,
    toMend: 1,
    examples: [{ row: 7, words: '入党日期：没有这一天。看看月和日写对没有。' }],
  }

  it('is looked over first, begins when it is told to, and is followed to its end', async () => {
    uploads = [
      { path: '/api/member-imports/check', status: 200, body: seen },
      { path: '/api/member-imports', status: 201, body: importOf({ done: 0 }) },
    ]
    render(<DeskMembersPage />)
    fireEvent.click(await screen.findByText('从 Excel 导入'))
    choose()
    expect((await screen.findByText('读到 200 行，1 行要改')).tagName).toBe('P')
    expect(screen.getByText(/第 7 行/).textContent).toContain('没有这一天')
    expect(sent).toHaveLength(1)
    fireEvent.click(screen.getByText('开始导入'))
    const bar = await screen.findByRole('progressbar')
    expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]).toEqual([
      '50',
      '200',
    ])
    expect(screen.getByText('新加 40 人，没变 9 人，1 行要改').tagName).toBe('P')
    const before = membersAsked().length
    current = importOf({ state: 'done', done: 200, created: 190 })
    past = [current]
    expect((await screen.findByText('导完了', {}, { timeout: 5000 })).className).toContain('done')
    expect(screen.queryByRole('progressbar')).toBeNull()
    expect(screen.getAllByText('下载要改的行')).toHaveLength(1)
    await vi.waitFor(() => expect(membersAsked().length).toBeGreaterThan(before))
    expect(screen.getByText('选文件').tagName).toBe('BUTTON')
  })

  it('under way when the page opens is shown, and can be stopped', async () => {
    past = [importOf()]
    HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
      this.querySelectorAll('button')[1]?.click()
    }
    HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement, value?: string) {
      this.returnValue = value ?? ''
      this.dispatchEvent(new Event('close'))
    }
    render(<DeskMembersPage />)
    fireEvent.click(await screen.findByText('停下'))
    expect((await screen.findByText('停下了')).className).toContain('soon')
    expect(screen.getByText(/前面 50 行办过了，导进去的都留着；后面 150 行没有导/).tagName).toBe(
      'P',
    )
  })

  it('says what is wrong with a file, and lets another be chosen', async () => {
    const refusal = refused('sheet.not_a_workbook', 415, '只认得 .xlsx 表格。')
    uploads = [{ path: '/api/member-imports/check', ...refusal }]
    render(<DeskMembersPage />)
    fireEvent.click(await screen.findByText('从 Excel 导入'))
    choose('名册.xls')
    expect((await screen.findByText('只认得 .xlsx 表格。')).className).toBe('lx-banner')
    expect(screen.queryByText('开始导入')).toBeNull()
    expect(screen.getByText('选文件').tagName).toBe('BUTTON')
  })

  it('of nothing but wrong rows says that nobody will be on the roster after it', async () => {
    uploads = [
      { path: '/api/member-imports/check', status: 200, body: { ...seen, total: 1, toMend: 1 } },
    ]
    render(<DeskMembersPage />)
    fireEvent.click(await screen.findByText('从 Excel 导入'))
    choose()
    expect((await screen.findByText(/一个人也进不去/)).textContent).toContain('一张要改的表')
  })
})
