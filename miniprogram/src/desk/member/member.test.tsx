import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import type { OutputOf } from '@lianxin/shared/contract'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import DeskMemberPage from './index'

type Entries = OutputOf<'points.entries'>

const id = 'c'.repeat(24)
let service: Entries

beforeEach(() => {
  device.storage.clear()
  device.params = { id }
  setWidth(true)
  signIn()
  service = {
    name: '王建国',
    stage: 'activist',
    servicePoints: 29,
    stageInDoubt: true,
    nextCursor: null,
    items: [
      {
        id: 'd'.repeat(24),
        at: '2026-11-21T01:00:00.000Z',
        rule: 'service.hours',
        part: 'contribution',
        points: 16,
        version: 0,
        cut: false,
        source: { type: 'shift', id: 'e'.repeat(24) },
        approvedBy: '李敏',
        reason: null,
        corrects: null,
        corrections: 0,
      },
    ],
  }
  serve(({ method, path, query }) => {
    if (path === `/api/people/${id}/stage` && method === 'PUT')
      return refused('book.too_few_service_points', 409, '志愿服务积分现在 29 分，还差 1 分。')
    if (path !== `/api/people/${id}/point-entries`) return undefined
    const isService = query.includes('rule=service.hours')
    return { status: 200, body: isService ? service : { ...service, items: [] } }
  })
})
afterEach(cleanup)

it('says where a member stands and which services earned the points', async () => {
  render(<DeskMemberPage />)
  expect((await screen.findByText('现在：入党积极分子')).tagName).toBe('P')
  expect(screen.getByText('志愿服务积分 29 分，要 30 分').tagName).toBe('P')
  expect(screen.getByText(/减到 30 分以下了/)).toBeTruthy()
  expect(screen.getByText('志愿服务一小时').tagName).toBe('SPAN')
  expect(screen.getByText(/李敏记的$/).tagName).toBe('P')
})

it('says what is missing when a stage is refused', async () => {
  render(<DeskMemberPage />)
  fireEvent.click(await screen.findByText('记下'))
  expect(await screen.findByText('志愿服务积分现在 29 分，还差 1 分。')).toBeTruthy()
  expect(calls.find(({ method }) => method === 'PUT')?.body).toEqual({ stage: 'activist' })
})
