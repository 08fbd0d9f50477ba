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

const target = {
  digestId: 'd'.repeat(24),
  issueNo: 47,
  title: '楼道充电',
  points: [
    { no: 1, title: '', text: '楼道里不充电' },
    { no: 2, title: '充电点', text: '年底前建好' },
  ],
  orgName: '望江社区',
}

function serveReplies() {
  const sent: { url: string; token: string | undefined; body: unknown }[] = []
  device.request = async ({ url, method, header, data }) => {
    sent.push({ url, token: header.authorization, body: JSON.parse(data ?? 'null') })
    if (method === 'POST')
      return {
        statusCode: 201,
        data: JSON.stringify({ number: 'LX-1', queryCode: 'K7PM39QX', promise: '' }),
      }
    return url === '/api/public/replies/good'
      ? { statusCode: 200, data: JSON.stringify(target) }
      : {
          statusCode: 404,
          data: JSON.stringify({ code: 'digest.reply_unknown', message: '认不出', requestId: 'r' }),
        }
  }
  return sent
}

it('takes an answer by a link: a point, a sentence, done, without saying who', async () => {
  const sent = serveReplies()
  device.params = { reply: 'good' }
  keepSession({
    accessToken: 'mine',
    refreshToken: 'r',
    me: {
      id: 'a'.repeat(24),
      name: '王秀兰',
      phoneMasked: null,
      posts: [],
      orgId: org.id,
      orgName: org.name,
      usesDesk: false,
      elderMode: null,
      wechatBound: false,
      passwordFrom: null,
      consents: [],
    },
  })
  render(<SayPage />)
  fireEvent.click(await screen.findByText('年底前建好'))
  const words = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '您想说什么' })
  expect(document.activeElement).toBe(words)
  fireEvent.input(words, { target: { value: '加个雨棚' } })
  fireEvent.click(button('提交'))
  expect(await screen.findByText('K7PM39QX')).toBeTruthy()
  expect(sent.map(({ token }) => token)).toEqual([undefined, undefined])
  expect(sent[1]).toMatchObject({
    url: '/api/public/tickets',
    body: { text: '加个雨棚', replyToken: 'good', pointNo: 2 },
  })
})

it('keeps what was begun on a reply page, and does not carry the link elsewhere', async () => {
  const sent = serveReplies()
  device.params = { reply: 'good' }
  const first = render(<SayPage />)
  fireEvent.click(await screen.findByText('年底前建好'))
  const box2 = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: '您想说什么' })
  fireEvent.input(box2(), { target: { value: '加个雨棚' } })
  first.unmount()
  render(<SayPage />)
  expect((await screen.findByText('说的是第 2 条')).tagName).toBe('SPAN')
  expect(box2().value).toBe('加个雨棚')
  cleanup()

  device.params = {}
  device.storage.set('lx.org', JSON.stringify(org))
  const draft: unknown = JSON.parse(String(device.storage.get('lx.matter-draft')))
  device.storage.set('lx.matter-draft', JSON.stringify({ ...(draft as object), org }))
  render(<SayPage />)
  expect(box().value).toBe('加个雨棚')
  fireEvent.click(button('提交'))
  expect(await screen.findByText('K7PM39QX')).toBeTruthy()
  expect(sent.at(-1)?.body).toEqual({ text: '加个雨棚', photoIds: [], orgId: org.id })
})

it('offers another way when the link is not known', async () => {
  serveReplies()
  device.params = { reply: 'bad' }
  render(<SayPage />)
  fireEvent.click(await screen.findByRole('button', { name: '直接说件事' }))
  expect(device.visited.at(-1)).toBe('/pages/say/index')
})
