import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'
import { textsIn, workbook } from '../support/workbook'

const headers = ['姓名', '手机号', '所在支部', '入党日期']
const branch = '望江社区第三网格'

let stack: Stack
let browser: Browser
let desk: Page
const file = path.join(tmpdir(), `roster-${process.pid}.xlsx`)

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  await visit(desk, `${stack.baseUrl}/#/desk/members/index`)
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  await rm(file, { force: true })
})

async function choose(rows: readonly (readonly string[])[]): Promise<void> {
  const buffer = await workbook(rows)
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  await desk.locator('input[type=file]').setInputFiles({ name: '名册.xlsx', mimeType, buffer })
}

/** Chooses a file, begins, and waits for its end. */
async function bring(rows: readonly (readonly string[])[], counts: string): Promise<void> {
  await choose(rows)
  await button(desk, '开始导入').click()
  const outcome = visible(desk.getByRole('status').filter({ hasText: counts }))
  await outcome.getByText('导完了').waitFor({ timeout: 30_000 })
}

describe('the roster, from Excel', () => {
  const rows = [
    headers,
    ['洪小梅', '13655550001', branch, '2001-7-1'],
    ['洪建国', '13655550002', branch, '2026-2-30'],
    ['洪秀英', '13655550001', branch, ''],
    ['洪海燕', '13655550003', '火星支部', ''],
  ]
  let mended: string[][]

  it('says before anything is written what will have to be mended', async () => {
    await button(desk, '从 Excel 导入').click()
    await choose(rows)
    await visible(desk.getByText('读到 4 行，3 行要改')).waitFor()
    await visible(desk.getByText('第 3 行', { exact: false })).waitFor()
    expect(await desk.getByRole('progressbar').filter({ visible: true }).count()).toBe(0)
    await button(desk, '先不导').click()
  })

  it('takes in what is right and gives the rest back to be mended', async () => {
    await bring(rows, '新加 1 人，3 行要改')
    await visible(desk.getByRole('link', { name: '洪小梅' })).waitFor()
    const waiting = desk.waitForEvent('download')
    await visible(desk.getByRole('button', { name: '下载要改的行', exact: false })).click()
    await (await waiting).saveAs(file)
    mended = await textsIn(file)
    const at = mended[0]?.indexOf('哪里要改') ?? -1
    expect(mended.map((row) => [row[0], row[at]?.split('。')[0]])).toEqual([
      ['姓名', '哪里要改'],
      ['洪建国', '入党日期：没有这一天'],
      ['洪秀英', '手机号：和第 2 行的手机号一样'],
      ['洪海燕', '所在支部：您管的单位里没有这个支部'],
    ])
  })

  it('the sheet, mended and imported, completes it; once more it changes nothing', async () => {
    const right: Record<string, string> = {
      '2026-2-30': '2026-02-28',
      火星支部: branch,
    }
    const again = mended.map((row) =>
      row.map((cell) =>
        row[0] === '洪秀英' && cell === '13655550001' ? '13655550004' : (right[cell] ?? cell),
      ),
    )
    await bring(again, '新加 3 人')
    await bring(again, '没变 3 人')
    await visible(desk.getByLabel('找人')).fill('hxy')
    await visible(desk.getByRole('link', { name: '洪秀英' })).waitFor()
    const secretary = await stack.signInAs('李敏')
    const { items } = await secretary.call('members.list', { query: { q: '洪' } })
    expect(Object.fromEntries(items.map(({ name, joinedOn }) => [name, joinedOn]))).toEqual({
      洪小梅: '2001-07-01',
      洪建国: '2026-02-28',
      洪海燕: null,
      洪秀英: null,
    })
    expect(items).toHaveLength(4)
  })
})
