import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderDigestParts } from '@lianxin/shared'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import type { Digest } from './composition'
import DigestEditPage from './index'

const person = { id: 'a'.repeat(24), name: '李敏' }
const digestOf = (change: Partial<Digest> = {}): Digest => ({
  id: idOf(7),
  issueNo: 47,
  title: '老旧小区加装电梯',
  state: 'draft',
  org: { id: 'b'.repeat(24), name: '望江社区' },
  author: person,
  updatedAt: '2026-11-22T02:00:00.000Z',
  nextRunAt: null,
  missedAt: null,
  missed: [],
  burdenReason: null,
  deliveries: {} as Digest['deliveries'],
  issuer: '区住建局',
  issuedOn: '2026-11-20',
  sourceUrl: null,
  body: '',
  points: [
    { no: 1, title: '谁可以申请', text: '四层以上的住宅。' },
    { no: 2, title: '', text: '每台补贴 20 万元。' },
  ],
  audienceOrgIds: ['b'.repeat(24)],
  groupCount: 2,
  schedule: null,
  followUp: null,
  outcome: { collected: 0, adopted: 0, solved: 0, declined: 0 },
  reviewer: null,
  reviewNote: null,
  revision: 3,
  createdAt: '2026-11-22T01:00:00.000Z',
  actions: ['edit', 'submit'],
  ...change,
})

let stored: Digest
beforeEach(() => {
  device.storage.clear()
  device.params = { id: idOf(7) }
  signIn()
  setWidth(true)
  stored = digestOf()
  serve(({ method, path, body }) => {
    if (path === '/api/orgs') return { status: 200, body: { items: [] } }
    if (path === '/api/groups') return { status: 200, body: { items: [], nextCursor: null } }
    if (method === 'GET' && path.startsWith('/api/digests/')) return { status: 200, body: stored }
    if (method === 'PUT' && body.revision !== stored.revision) {
      return refused('request.conflict', 409)
    }
    if (method === 'PUT' || path === '/api/digests') {
      stored = { ...stored, ...(body as Partial<Digest>), revision: stored.revision + 1 }
      return { status: method === 'PUT' ? 200 : 201, body: stored }
    }
    return undefined
  })
})
afterEach(cleanup)

const title = () => screen.getByLabelText<HTMLInputElement>('标题')
const open = async () => {
  render(<DigestEditPage />)
  await screen.findByLabelText('标题')
}
const write = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } })
const click = (name: string) =>
  act(async () => {
    fireEvent.click(screen.getByRole('button', { name }))
  })
const puts = () => calls.filter((call) => call.method === 'PUT')

describe('writing a digest', () => {
  it('previews word for word what the server will send', async () => {
    await open()
    const shown = [...document.querySelectorAll('.dk-bubble__text')].map((one) => one.textContent)
    const { issueNo, issuer, points, followUp } = stored
    const content = { issueNo, title: stored.title, issuer, points, followUp, botName: '小桥' }
    expect(shown).toEqual(renderDigestParts(content))
  })

  it('moves a point with Alt+↓ and by button, and saves them in that order', async () => {
    await open()
    fireEvent.keyDown(screen.getByLabelText('第 1 条内容'), { key: 'ArrowDown', altKey: true })
    expect(screen.getByLabelText<HTMLTextAreaElement>('第 1 条内容').value).toBe(
      '每台补贴 20 万元。',
    )
    await click('第 2 条上移')
    await click('第 2 条删掉')
    await click('存草稿')
    expect(puts()[0]?.body.points).toEqual([{ title: '谁可以申请', text: '四层以上的住宅。' }])
  })

  it('is there again after the page was closed unsaved, and not after it was saved', async () => {
    await open()
    write(title(), '换了标题')
    cleanup()
    await open()
    expect(title().value).toBe('换了标题')
    await click('存草稿')
    stored = { ...stored, title: '后来改的' }
    cleanup()
    await open()
    expect(title().value).toBe('后来改的')
  })

  it('does not save without a title, and says so', async () => {
    await open()
    write(title(), ' ')
    await click('存草稿')
    expect(screen.getByRole('alert').textContent).toContain('先写个标题')
    expect(puts()).toHaveLength(0)
  })
})

describe('when someone else changed it meanwhile', () => {
  const conflict = async () => {
    await open()
    write(title(), '我写的')
    stored = digestOf({ title: '别人写的', revision: 4 })
    await click('存草稿')
    expect(screen.getByRole('alert').textContent).toContain('别人改过这一期')
    expect(title().value).toBe('我写的')
  }

  it('keeps mine on top of theirs when told so', async () => {
    await conflict()
    await click('用我写的')
    expect(puts().at(-1)?.body).toMatchObject({ title: '我写的', revision: 4 })
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('notices it also for what was left unsaved before the page was closed', async () => {
    await open()
    write(title(), '我写的')
    cleanup()
    stored = digestOf({ title: '别人写的', revision: 4 })
    await open()
    expect(title().value).toBe('我写的')
    await click('存草稿')
    expect(screen.getByRole('alert').textContent).toContain('别人改过这一期')
  })
})
