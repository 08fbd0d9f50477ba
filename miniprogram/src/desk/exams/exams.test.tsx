import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, serve, setWidth, signIn } from '../test-support/fake-server'
import DeskExamsPage from './index'

const none = { single: 0, multiple: 0, truefalse: 0, ordering: 0, fill: 0 }

beforeEach(() => {
  device.storage.clear()
  setWidth(true)
  signIn()
  serve(({ method, path }) => {
    if (path === '/api/questions/series')
      return {
        status: 200,
        body: {
          items: [
            { series: '党章党规', counts: { ...none, single: 12, fill: 3 } },
            { series: '身边的微党课', counts: { ...none, truefalse: 8 } },
          ],
        },
      }
    if (method === 'POST') return { status: 201, body: {} }
    return { status: 200, body: { items: [], nextCursor: null } }
  })
})
afterEach(cleanup)

it('an exam draws from the series that are ticked, and 85 passes unless another mark is set', async () => {
  render(<DeskExamsPage />)
  fireEvent.click(await screen.findByRole('button', { name: '安排一场' }))
  fireEvent.input(await screen.findByLabelText('叫什么'), { target: { value: '资格考试' } })
  expect(await screen.findByText('单选 12 题 · 填空 3 题')).toBeTruthy()
  const tick = (name: string) => fireEvent.click(screen.getByRole('checkbox', { name }))
  tick('党章党规')
  tick('身边的微党课')
  tick('党章党规')
  fireEvent.click(screen.getByRole('button', { name: '安排上' }))
  await vi.waitFor(() =>
    expect(calls.find(({ method }) => method === 'POST')?.body).toMatchObject({
      title: '资格考试',
      series: ['身边的微党课'],
      passMark: 85,
    }),
  )
})
