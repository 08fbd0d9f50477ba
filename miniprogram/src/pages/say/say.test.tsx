import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepSession } from '@/api/session'
import { device } from '../../../test-stubs/taro'
import SayPage from './index'

// Rendering takes long on a busy machine; nothing here waits longer than it must.
configure({ asyncUtilTimeout: 10_000 })

const org = { id: 'a'.repeat(24), name: '望江社区' }
const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: '是什么事，在哪里' })
const button = (name: string) => screen.getByRole('button', { name })
const type = (text: string) => fireEvent.input(box(), { target: { value: text } })

beforeEach(() => {
  device.storage.clear()
  device.params = {}
  keepSession(null)
})
afterEach(cleanup)

it('keeps what was typed when the page is closed, and gives it back', () => {
  const first = render(<SayPage />)
  type('路灯坏了')
  first.unmount()
  render(<SayPage />)
  expect(box().value).toBe('路灯坏了')
})

it('says what is missing, and stops saying it once it is mended', () => {
  device.storage.set('lx.org', JSON.stringify(org))
  render(<SayPage />)
  fireEvent.click(button('提交'))
  expect(screen.getByRole('alert').textContent).toContain('写一句话')
  type('路灯坏了')
  expect(screen.queryByRole('alert')).toBeNull()
})

it('offers to send again after the network failed, then shows number and code', async () => {
  device.storage.set('lx.org', JSON.stringify(org))
  device.request = () => Promise.reject(new Error('tunnel'))
  render(<SayPage />)
  type('路灯坏了')
  fireEvent.click(button('提交'))
  const again = await screen.findByRole('button', { name: '再发一次' })
  expect(screen.getByRole('alert').textContent).toContain('您写的都在')
  device.request = async () => ({
    statusCode: 201,
    data: JSON.stringify({
      number: 'LX-20261122-0007',
      queryCode: 'K7PM39QX',
      promise: '11月27日前答复您。',
    }),
  })
  fireEvent.click(again)
  expect(await screen.findByText('LX-20261122-0007')).toBeTruthy()
  expect(screen.getByText('K7PM39QX')).toBeTruthy()
})

it('shows a receipt again until the person has noted the code', () => {
  const receipt = { number: 'LX-1', queryCode: 'CODE1234', promise: '', id: null }
  device.storage.set('lx.matter-receipt', JSON.stringify({ ...receipt, keptAtMs: Date.now() }))
  const first = render(<SayPage />)
  expect(screen.getByText('CODE1234')).toBeTruthy()
  first.unmount()
  render(<SayPage />)
  fireEvent.click(button('我记好了，再说一件'))
  expect(box().value).toBe('')
  cleanup()
  render(<SayPage />)
  expect(screen.queryByText('CODE1234')).toBeNull()
})

it('is about the point its address names, keeping the words of an older draft', async () => {
  device.request = () => Promise.reject(new Error('tunnel'))
  const first = render(<SayPage />)
  type('补偿写清楚')
  first.unmount()
  device.params = { digest: 'd'.repeat(24), point: '3' }
  render(<SayPage />)
  expect(box().value).toBe('补偿写清楚')
  expect(screen.getByText(/第 3 点/)).toBeTruthy()
  fireEvent.click(button('不是说这个'))
  expect(screen.queryByText(/第 3 点/)).toBeNull()
})
