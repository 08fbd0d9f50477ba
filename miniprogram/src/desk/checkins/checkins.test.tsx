import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf } from '../test-support/matters.fixture'
import DeskCheckinsPage from './index'

const org = { id: 'b'.repeat(24), name: '望江社区' }
let enabled: boolean

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  enabled = true
  const row = { org, day: '2026-11-23', state: 'waiting', reviewedAt: null }
  serve(({ path, body }) => {
    if (path === '/api/checkin-thoughts')
      return {
        status: 200,
        body: {
          items: [
            { ...row, id: idOf(1), name: '王秀兰', thought: '先听再说', mine: false },
            { ...row, id: idOf(2), name: '李敏', thought: '我写的', mine: true },
          ],
          nextCursor: null,
        },
      }
    if (path === '/api/checkin-rolls')
      return {
        status: 200,
        body: { items: [{ id: idOf(3), topic: '第三支部', org, enabled }], nextCursor: null },
      }
    if (path === `/api/checkin-rolls/${idOf(3)}`) {
      enabled = body['enabled'] === true
      return { status: 204, body: null }
    }
    return path.endsWith('/review') ? { status: 204, body: null } : undefined
  })
})
afterEach(cleanup)

it('passes a sentence with one tap; one’s own is for somebody else', async () => {
  render(<DeskCheckinsPage />)
  fireEvent.click(await screen.findByLabelText('给大家看：先听再说'))
  await vi.waitFor(() =>
    expect(calls.find(({ method }) => method === 'POST')).toMatchObject({
      path: `/api/checkin-thoughts/${idOf(1)}/review`,
      body: { decision: 'passed' },
    }),
  )
  expect(screen.queryByLabelText('给大家看：我写的')).toBeNull()
})

it('switches a group’s roll off and shows it', async () => {
  render(<DeskCheckinsPage />)
  fireEvent.click(await screen.findByLabelText('不再发：第三支部'))
  expect((await screen.findByLabelText('每晚发：第三支部')).tagName).toBe('BUTTON')
})
