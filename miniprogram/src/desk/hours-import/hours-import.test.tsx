import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { refused, setWidth, serve, signIn } from '../test-support/fake-server'
import HoursImportPage from './index'
import type { HourRows } from './use-hours-import'

/** What uploads are answered, in order. */
let uploads: { path: string; status: number; body: unknown }[]
let sent: string[]

beforeEach(() => {
  device.storage.clear()
  signIn()
  setWidth(true)
  uploads = []
  sent = []
  serve(() => undefined)
  vi.stubGlobal('fetch', async (url: string) => {
    sent.push(url)
    const next = uploads.shift()
    if (!next || !url.endsWith(next.path)) throw new Error(`not expected: ${url}`)
    return new Response(JSON.stringify(next.body), { status: next.status })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

/** As many rows of each kind as told, from the top. */
function rowsOf(added: number, known: number, toMend: number): HourRows {
  const outcomes = [
    ...Array.from({ length: added }, () => 'added' as const),
    ...Array.from({ length: known }, () => 'known' as const),
    ...Array.from({ length: toMend }, () => 'refused' as const),
  ]
  const rows = outcomes.map((outcome, index) => ({
    row: index + 2,
    name: '王秀兰',
    outcome,
    words: outcome === 'refused' ? '证明：没写证明。' : '“清洁日”',
  }))
  return { total: rows.length, added, known, refused: toMend, minutes: added * 90, rows }
}
const choose = () =>
  fireEvent.change(screen.getByLabelText('选文件', { selector: 'input' }), {
    target: { files: [new File(['x'], '时长.xlsx')] },
  })
const check = (body: HourRows) => ({ path: '/api/hour-imports/check', status: 200, body })
const create = (body: HourRows) => ({ path: '/api/hour-imports', status: 201, body })

describe('past hours from Excel', () => {
  it('are looked over first, and written in when told to', async () => {
    uploads = [check(rowsOf(2, 1, 1)), create(rowsOf(2, 1, 1))]
    render(<HoursImportPage />)
    choose()
    const counts = '会记上 2 行，共 3 小时；1 行补录过，不再记；1 行要改'
    expect((await screen.findByText(counts)).tagName).toBe('P')
    expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      '第 5 行　王秀兰　证明：没写证明。',
    ])
    expect(sent).toHaveLength(1)
    fireEvent.click(screen.getByText('记上这 2 行'))
    expect((await screen.findByText('记好了')).tagName).toBe('H2')
    expect(screen.getByText('下载要改的行').tagName).toBe('BUTTON')
    expect(screen.getByText('选文件').tagName).toBe('BUTTON')
  })

  it('that broke off stay chosen, to be begun again', async () => {
    const failure = refused('server.unavailable', 503, '服务器忙，请稍后再试。')
    uploads = [
      check(rowsOf(1, 0, 0)),
      { path: '/api/hour-imports', ...failure },
      create(rowsOf(0, 1, 0)),
    ]
    render(<HoursImportPage />)
    choose()
    fireEvent.click(await screen.findByText('记上这 1 行'))
    expect((await screen.findByText('服务器忙，请稍后再试。')).className).toBe('lx-banner')
    fireEvent.click(screen.getByText('记上这 1 行'))
    expect((await screen.findByText('1 行补录过，不再记')).tagName).toBe('P')
    expect(screen.queryByText('下载要改的行')).toBeNull()
  })

  it('that are all known have nothing to begin, and many rows are shown by and by', async () => {
    uploads = [check(rowsOf(0, 60, 0))]
    render(<HoursImportPage />)
    choose()
    expect((await screen.findByText('都补录过了，不用再记。')).tagName).toBe('P')
    expect(screen.queryByText(/^记上这/)).toBeNull()
    expect(screen.getAllByRole('listitem')).toHaveLength(50)
    fireEvent.click(screen.getByText('再看几行，还有 10 行'))
    expect(screen.getAllByRole('listitem')).toHaveLength(60)
  })

  it('of which none is right give only the sheet to mend', async () => {
    uploads = [check(rowsOf(0, 0, 1)), create(rowsOf(0, 0, 1))]
    render(<HoursImportPage />)
    choose()
    fireEvent.click(await screen.findByText('给我要改的表'))
    expect((await screen.findByText('没有要记的')).tagName).toBe('H2')
    expect(screen.getByText('下载要改的行').tagName).toBe('BUTTON')
  })
})
