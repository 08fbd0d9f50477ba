import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import LessonEditPage from './index'
import type { DeskLesson } from './writing'

// jsdom has no dialogs.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement, value?: string) {
  this.returnValue = value ?? ''
  this.dispatchEvent(new Event('close'))
}

const org = { id: 'b'.repeat(24), name: '望江社区' }
const street = { id: 'c'.repeat(24), name: '柳岸街道' }
const text = (words: string) => ({
  kind: 'text' as const,
  heading: '',
  text: words,
  seconds: 2,
  neededSeconds: 2,
})
let stored: DeskLesson
/** Held back until it is called: an answer that is still on its way. */
let answer: (() => void) | null

beforeEach(() => {
  device.storage.clear()
  device.params = { id: idOf(7) }
  signIn()
  setWidth(true)
  answer = null
  stored = {
    id: idOf(7),
    title: '楼道里的事',
    series: null,
    org,
    state: 'draft',
    version: 0,
    changed: false,
    updatedAt: '2026-11-22T02:00:00.000Z',
    source: '',
    minutes: 3,
    keyPoints: ['先听'],
    revision: 1,
    blocks: [text('第一段的话')],
    audience: [],
    link: 'https://bridge.example/#/study/lesson/index',
    versions: [],
  }
  serve(async ({ method, path, body }) => {
    if (path === '/api/orgs') {
      const home = { ...org, level: 'community', parentId: null, path: [org.id] }
      return { status: 200, body: { items: [home] } }
    }
    if (method === 'GET' && path.startsWith('/api/lessons/')) return { status: 200, body: stored }
    if (method === 'PUT' && body.revision !== stored.revision)
      return refused('request.conflict', 409)
    if (method === 'PUT' || path === '/api/lessons') {
      if (answer !== null) await new Promise<void>((go) => (answer = go))
      const { title, keyPoints } = body as Pick<DeskLesson, 'title' | 'keyPoints'>
      stored = { ...stored, title, keyPoints, revision: stored.revision + 1 }
      return { status: 200, body: stored }
    }
    return undefined
  })
})
afterEach(cleanup)

const title = () => screen.findByLabelText<HTMLInputElement>('题目')
const type = async (words: string) => fireEvent.input(await title(), { target: { value: words } })
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }))

it('what was typed comes back after a reload, and is gone once it is saved', async () => {
  const { unmount } = render(<LessonEditPage />)
  await type('改了一半的题目')
  unmount()
  const again = render(<LessonEditPage />)
  expect((await title()).value).toBe('改了一半的题目')
  expect(screen.getByText('上次没存的，接着写。')).toBeTruthy()
  press('存草稿')
  await screen.findByText('已存')
  expect(screen.queryByText('上次没存的，接着写。')).toBeNull()
  expect(device.storage.get('lx.desk.drafts')).toBe('{}')
  again.unmount()
  render(<LessonEditPage />)
  expect((await title()).value).toBe('改了一半的题目')
  expect(screen.queryByText('上次没存的，接着写。')).toBeNull()
})

it('what came back can be dropped for what is saved', async () => {
  const { unmount } = render(<LessonEditPage />)
  await type('改了一半的题目')
  unmount()
  render(<LessonEditPage />)
  await title()
  press('换回存好的')
  const dialog = within(await screen.findByRole('dialog'))
  fireEvent.click(dialog.getByRole('button', { name: '换回存好的' }))
  await waitFor(async () => expect((await title()).value).toBe('楼道里的事'))
  expect(device.storage.get('lx.desk.drafts')).toBe('{}')
})

it('what is typed while it is being saved stays, and is not saved yet', async () => {
  render(<LessonEditPage />)
  await type('先存这个')
  answer = () => undefined
  press('存草稿')
  await waitFor(() => expect(calls.at(-1)?.body.title).toBe('先存这个'))
  await type('先存这个，再加几个字')
  await act(async () => answer?.())
  expect((await title()).value).toBe('先存这个，再加几个字')
  await screen.findByText('还没存，离开也不会丢')
  answer = null
  press('存草稿')
  await screen.findByText('已存')
  expect(calls.at(-1)?.body).toMatchObject({ title: '先存这个，再加几个字', revision: 2 })
})

it('what is typed while a file is on its way stays', async () => {
  let arrived: (answer: Response) => void = () => undefined
  vi.stubGlobal('fetch', () => new Promise<Response>((go) => (arrived = go)))
  const { container } = render(<LessonEditPage />)
  await title()
  const input = container.querySelector('input[type=file][aria-label="加图片"]')
  if (!input) throw new Error('a place for a picture')
  fireEvent.change(input, { target: { files: [new File(['x'], 'a.png')] } })
  await type('边传边写的题目')
  fireEvent.input(screen.getByLabelText('文字'), { target: { value: '边传边写的话' } })
  const file = { id: 'f'.repeat(24), kind: 'picture', url: '/p', bytes: 1, seconds: null }
  await act(async () => arrived(new Response(JSON.stringify(file), { status: 201 })))
  expect(await screen.findByRole('region', { name: '第 2 段（图片）' })).toBeTruthy()
  expect((await title()).value).toBe('边传边写的题目')
  expect(screen.getByLabelText<HTMLTextAreaElement>('文字').value).toBe('边传边写的话')
  vi.unstubAllGlobals()
})

it('what somebody else changed meanwhile is not written over unasked', async () => {
  const { unmount } = render(<LessonEditPage />)
  await type('我写的')
  unmount()
  stored = { ...stored, title: '别人写的', revision: 2 }
  render(<LessonEditPage />)
  expect((await title()).value).toBe('我写的')
  press('存草稿')
  expect(await screen.findByText('别人改过这一课', { exact: false })).toBeTruthy()
  expect(stored.title).toBe('别人写的')
  press('用我写的')
  await screen.findByText('已存')
  expect(stored).toMatchObject({ title: '我写的', revision: 3 })
})

it('a new lesson is reached by its own address once it is saved', async () => {
  device.params = {}
  const replace = vi.spyOn(window.history, 'replaceState')
  render(<LessonEditPage />)
  await type('新的一课')
  press('存草稿')
  await screen.findByText('已存')
  expect(replace).toHaveBeenCalledWith(null, '', `#/desk/lesson-edit/index?id=${idOf(7)}`)
})

it('the minutes may be typed anew; a superior’s wider audience is told, not taken', async () => {
  stored = { ...stored, state: 'published', version: 1, audience: [street] }
  render(<LessonEditPage />)
  const minutes = await screen.findByLabelText<HTMLInputElement>('几分钟')
  fireEvent.input(minutes, { target: { value: '' } })
  expect(minutes.value).toBe('')
  fireEvent.input(minutes, { target: { value: '12' } })
  expect(minutes.value).toBe('12')
  expect(await screen.findByText('上级发到了柳岸街道', { exact: false })).toBeTruthy()
  expect(screen.getByRole('checkbox', { name: '望江社区' })).toHaveProperty('ariaChecked', 'true')
})
