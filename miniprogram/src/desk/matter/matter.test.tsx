import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf, ticketOf } from '../test-support/matters.fixture'
import TicketPage from '../ticket/index'
import type { Ticket } from './steps'

let now: Ticket
let refusal: ReturnType<typeof refused> | null

beforeEach(() => {
  device.storage.clear()
  device.params = { id: idOf(1) }
  signIn()
  setWidth(false)
  now = ticketOf(1)
  refusal = null
  serve(({ method, path, body }) => {
    if (path === '/api/orgs') return { status: 200, body: { items: [] } }
    if (path === '/api/people') return { status: 200, body: { items: [], nextCursor: null } }
    if (method === 'GET') return { status: 200, body: now }
    if (refusal) return refusal
    const answered = { at: '2026-11-22T03:00:00.000Z', action: String(body.action), label: '答复' }
    const entry = { ...answered, by: '李敏', from: null, to: null, text: null, internal: false }
    now = { ...now, revision: now.revision + 1, log: [...now.log, entry] }
    return { status: 200, body: now }
  })
})
afterEach(cleanup)

const open = async () => {
  render(<TicketPage />)
  await screen.findByRole('button', { name: '答复并办结' })
}
const box = (label: string) => screen.getByLabelText<HTMLTextAreaElement>(label)
const write = (label: string, value: string) => fireEvent.input(box(label), { target: { value } })
const choose = (label: string) => fireEvent.click(screen.getByRole('radio', { name: label }))
const send = (label: string) =>
  act(async () => {
    fireEvent.click(screen.getByRole('button', { name: label }))
  })
const sent = () => calls.filter((call) => call.method === 'POST')

describe('what is written on a matter', () => {
  it('is there again after the page was closed', async () => {
    await open()
    write('答复', '下周三来修')
    cleanup()
    await open()
    expect(box('答复').value).toBe('下周三来修')
  })

  it('is gone once it was sent', async () => {
    await open()
    write('答复', '下周三来修')
    await send('答复并办结')
    expect(sent()[0]?.body).toEqual({
      action: 'answer_and_solve',
      revision: 3,
      text: '下周三来修',
    })
    expect(sent()[0]?.idempotencyKey).toMatch(/^[0-9a-f]{32}$/)
    expect(box('答复').value).toBe('')
    cleanup()
    await open()
    expect(box('答复').value).toBe('')
  })

  it('never turns a word to a colleague into the public answer', async () => {
    await open()
    choose('交办')
    write('交代一句（可不填）', '这家人去年来闹过')
    choose('答复')
    expect(box('答复').value).toBe('')
    write('答复', '下周三来修')
    choose('不予受理')
    expect(box('理由').value).toBe('')
    choose('答复并办结')
    expect(box('答复').value).toBe('下周三来修')
  })

  it('tells who will read it', async () => {
    await open()
    expect(screen.getByText('答复会发回群里，不出现姓名。')).toBeTruthy()
    choose('交办')
    expect(screen.getByText('只在工作台看得到。')).toBeTruthy()
  })

  it('cannot be sent empty', async () => {
    await open()
    await send('答复并办结')
    expect(sent()).toHaveLength(0)
  })
})

describe('when someone else was quicker', () => {
  const theirs = () => ({
    ...ticketOf(1, { revision: 4 }),
    log: [
      ...ticketOf(1).log,
      {
        at: '2026-11-22T02:30:00.000Z',
        action: 'assign',
        label: '交办',
        by: '何志远（支部书记）',
        from: 'accepted',
        to: 'processing',
        text: null,
        internal: true,
      },
    ],
  })

  it.each(['request.conflict', 'ticket.wrong_state'])(
    '%s: says what they did, keeps every word, and sends with the new revision',
    async (code) => {
      await open()
      write('答复', '下周三来修')
      refusal = refused(code, 409)
      now = theirs()
      await send('答复并办结')
      expect(screen.getByRole('alert').textContent).toContain('何志远（支部书记）：交办')
      expect(screen.getByRole('alert').textContent).toContain('您写的还在')
      expect(box('答复').value).toBe('下周三来修')
      refusal = null
      await send('答复并办结')
      expect(sent().at(-1)?.body).toMatchObject({ revision: 4, text: '下周三来修' })
      expect(screen.queryByRole('alert')).toBeNull()
    },
  )

  it('shows the words also when there is no step left to use them for', async () => {
    await open()
    write('答复', '下周三来修')
    refusal = refused('ticket.wrong_state', 409)
    now = { ...theirs(), actions: [] }
    await send('答复并办结')
    expect(screen.getByRole('alert').textContent).toContain('何志远（支部书记）：交办')
    expect(screen.getByLabelText('没发出去的').textContent).toContain('下周三来修')
    await send('放进内部备注')
    expect(screen.queryByLabelText('没发出去的')).toBeNull()
    const note = screen.getByRole<HTMLTextAreaElement>('textbox', { name: '内部备注' })
    expect(note.value).toBe('下周三来修')
  })

  it('keeps the words and the key when the network fails, and says so', async () => {
    await open()
    write('答复', '下周三来修')
    const answer = device.request
    device.request = (options) =>
      options.method === 'POST' ? Promise.reject(new Error('offline')) : answer(options)
    await send('答复并办结')
    expect(screen.getByRole('alert').textContent).toContain('网络不通')
    expect(box('答复').value).toBe('下周三来修')
    device.request = answer
    await send('答复并办结')
    expect(sent()).toHaveLength(1)
    expect(box('答复').value).toBe('')
  })
})
