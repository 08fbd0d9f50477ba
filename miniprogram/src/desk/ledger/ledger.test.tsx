import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, serve, setWidth, signIn } from '../test-support/fake-server'
import { idOf, lineOf, ticketOf } from '../test-support/matters.fixture'
import { share } from './figures'
import LedgerPage from './index'

const summary = {
  dueToday: 2,
  overdue: 1,
  open: 6,
  answeredThisMonth: { count: 107, of: 111 },
  satisfiedThisMonth: { count: 0, of: 0, unrated: 3 },
}

beforeEach(() => {
  device.storage.clear()
  device.params = {}
  Element.prototype.scrollIntoView = () => undefined
  signIn()
  setWidth(true)
  serve(({ path }) => {
    if (path === '/api/tickets') {
      return { status: 200, body: { items: [1, 2, 3].map((n) => lineOf(n)), nextCursor: null } }
    }
    if (path === '/api/tickets/summary') return { status: 200, body: summary }
    const one = /^\/api\/tickets\/0*(\d)$/.exec(path)
    if (one) return { status: 200, body: ticketOf(Number(one[1])) }
    if (path === '/api/orgs') return { status: 200, body: { items: [] } }
    return undefined
  })
})
afterEach(cleanup)

const open = async () => {
  render(<LedgerPage />)
  await screen.findByText('第 1 件事，说得详细一点')
}
const press = (key: string, target: Element = document.activeElement ?? document.body) =>
  act(async () => {
    fireEvent.keyDown(target, { key })
  })
const rows = () => [...document.querySelectorAll('tr[aria-selected]')]
const selected = () => rows().findIndex((row) => row.getAttribute('aria-selected') === 'true') + 1
const replyBox = () => screen.getByLabelText<HTMLTextAreaElement>('答复')

describe('the ledger at a desk', () => {
  it('goes from row to row with ↑↓, taking the focus along, and stops at the ends', async () => {
    await open()
    expect(selected()).toBe(1)
    await press('ArrowDown')
    expect(selected()).toBe(2)
    expect(document.activeElement?.textContent).toBe('第 2 件事')
    await press('ArrowDown')
    await press('ArrowDown')
    expect(selected()).toBe(3)
    await press('ArrowUp')
    await press('ArrowUp')
    await press('ArrowUp')
    expect(selected()).toBe(1)
    expect(rows()[0]?.querySelector('button')?.tabIndex).toBe(0)
    expect(rows()[1]?.querySelector('button')?.tabIndex).toBe(-1)
  })

  it('opens the reply with R; in the box R is a letter and ↓ a line, Esc leads back', async () => {
    await open()
    await press('ArrowDown')
    await screen.findByText('第 2 件事，说得详细一点')
    await press('r')
    await act(() => new Promise((done) => requestAnimationFrame(done)))
    expect(document.activeElement).toBe(replyBox())
    fireEvent.input(replyBox(), { target: { value: '明天来修' } })
    await press('r')
    await press('ArrowDown')
    await press('/')
    expect(selected()).toBe(2)
    expect(document.activeElement).toBe(replyBox())
    expect(replyBox().value).toBe('明天来修')
    await press('Escape')
    expect(document.activeElement?.textContent).toBe('第 2 件事')
  })

  it('goes to the search box with /', async () => {
    await open()
    await press('/')
    expect(document.activeElement).toBe(screen.getByLabelText('搜编号或内容'))
  })

  it('leaves keys of an input method and of other shortcuts alone', async () => {
    await open()
    fireEvent.keyDown(document.body, { key: 'ArrowDown', ctrlKey: true })
    fireEvent.keyDown(document.body, { key: 'ArrowDown', isComposing: true })
    expect(selected()).toBe(1)
  })

  it('keeps each matter’s half-written answer to itself', async () => {
    await open()
    fireEvent.input(replyBox(), { target: { value: '给第一件的' } })
    await press('ArrowDown', document.body)
    await screen.findByText('第 2 件事，说得详细一点')
    expect(replyBox().value).toBe('')
    fireEvent.input(replyBox(), { target: { value: '给第二件的' } })
    await press('ArrowUp', document.body)
    await screen.findByText('第 1 件事，说得详细一点')
    expect(replyBox().value).toBe('给第一件的')
  })

  it('shows each figure beside what it is counted of', async () => {
    await open()
    const answered = screen.getByText('本月答复或办结').closest('.dk-figure')
    expect(answered?.textContent).toContain('96.3%')
    expect(answered?.textContent).toContain('107 / 111')
    const satisfied = screen.getByText('本月满意').closest('.dk-figure')
    expect(satisfied?.textContent).toContain('—')
    expect(satisfied?.textContent).toContain('3 件没评')
  })

  it('asks for another view anew, work in the order it is due', async () => {
    await open()
    await act(async () => fireEvent.click(screen.getByRole('tab', { name: '待评价' })))
    const queries = calls.filter((call) => call.path === '/api/tickets').map((call) => call.query)
    expect(queries[0]).toContain('view=open&sort=due')
    expect(queries[1]).toContain('view=unrated&sort=newest')
  })
})

describe('the ledger on a phone', () => {
  it('shows cards that lead to a page of their own', async () => {
    setWidth(false)
    render(<LedgerPage />)
    fireEvent.click(await screen.findByText('第 2 件事'))
    expect(device.visited.at(-1)).toBe(`/desk/ticket/index?id=${idOf(2)}`)
    expect(screen.queryByRole('table')).toBeNull()
  })
})

describe('share', () => {
  it('never rounds up to all', () => {
    expect(share({ count: 9999, of: 10_000 })).toBe('99.9%')
    expect(share({ count: 3, of: 3 })).toBe('100%')
    expect(share({ count: 0, of: 3 })).toBe('0%')
    expect(share({ count: 0, of: 0 })).toBe('—')
  })
})
