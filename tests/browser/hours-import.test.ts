import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'
import { headersIn, textsIn, workbook } from '../support/workbook'

const headers = ['姓名', '手机号', '活动名称', '服务日期', '时长（小时）', '原因', '证明']
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

let stack: Stack
let browser: Browser
let desk: Page
/** A date of the demo that is over. */
let title: string
let day: string
const file = path.join(tmpdir(), `hours-${process.pid}.xlsx`)
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  desk.on('pageerror', (error) => problems.push(`${desk.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  await rm(file, { force: true })
})

async function choose(rows: readonly (readonly string[])[]): Promise<void> {
  const buffer = await workbook(rows)
  await desk
    .locator('input[type=file]')
    .setInputFiles({ name: '时长.xlsx', mimeType: xlsx, buffer })
}
async function download(name: string): Promise<void> {
  const waiting = desk.waitForEvent('download')
  await button(desk, name).click()
  await (await waiting).saveAs(file)
}

describe('past hours, from Excel', () => {
  let mended: string[][]
  const rowOf = (name: string, phone: string, hours: string, proof: string) => [
    name,
    phone,
    title,
    day,
    hours,
    '手机没电',
    proof,
  ]

  it('the way in is where hours are written in, with a template that names the dates', async () => {
    await visit(desk, `${stack.baseUrl}/#/desk/hours/index`)
    await visible(desk.getByRole('tab', { name: '补录', exact: true })).click()
    await button(desk, '从 Excel 导入').click()
    await download('下载模板')
    const [top, example] = await textsIn(file)
    expect(top).toEqual(headers)
    expect(Object.keys(await headersIn(file))).toEqual(['时长补录', '办过的活动', '怎么填'])
    title = example?.[2] ?? ''
    day = example?.[3] ?? ''
    expect(title).toBe('秋季清洁日')
  })

  it('says of each row what would become of it, and writes nothing in', async () => {
    await choose([
      headers,
      rowOf('杨春梅', '19900000015', '1', '签到表上有名字'),
      rowOf('陈建国', '19900000014', '25', '队长看到'),
      rowOf('林阿妹', '19900000022', '1', ''),
      rowOf('李敏', '19900000003', '1', '我自己说的'),
      rowOf('王秀兰', '19900000011', '1', '队长看到'),
    ])
    await visible(desk.getByText('会记上 1 行，共 1 小时；4 行要改')).waitFor()
    const told = [
      '第 3 行　陈建国　时长：超过 24 小时',
      '第 4 行　林阿妹　证明：没写证明',
      '第 5 行　李敏　姓名：自己的时长不能自己记',
      '第 6 行　王秀兰　姓名：这一场已经给这位同志记了 2 小时',
    ]
    for (const words of told) await visible(desk.getByText(words, { exact: false })).waitFor()
    await visible(desk.getByRole('tab', { name: '会记上 1 行' })).click()
    await visible(desk.getByText(`第 2 行　杨春梅　“${title}”记 1 小时`)).waitFor()
    const chen = await stack.signInAs('陈建国')
    expect((await chen.call('me.hourEntries', { query: {} })).items).toEqual([])
  })

  it('writes in what is right, and gives the rest back', async () => {
    await button(desk, '记上这 1 行').click()
    await visible(desk.getByText('记上 1 行，共 1 小时；4 行要改')).waitFor({ timeout: 30_000 })
    await download('下载要改的行')
    mended = await textsIn(file)
    expect(mended.map((row) => [row[0], row[8]])).toEqual([
      ['姓名', '原表第几行'],
      ['陈建国', '3'],
      ['林阿妹', '4'],
      ['李敏', '5'],
      ['王秀兰', '6'],
    ])
  })

  it('that sheet, mended, completes it; once more it adds nothing', async () => {
    const [top = [], first = []] = mended
    const sheet = [top, first.map((cell) => (cell === '25' ? '0.5' : cell))]
    await choose(sheet)
    await button(desk, '记上这 1 行').click()
    await visible(desk.getByText('记上 1 行，共 30 分钟', { exact: true })).waitFor()
    await choose(sheet)
    await visible(desk.getByText('都补录过了，不用再记。')).waitFor()
    expect(await desk.getByRole('button', { name: /^记上这/u }).count()).toBe(0)
    const chen = await stack.signInAs('陈建国')
    const { items } = await chen.call('me.hourEntries', { query: {} })
    expect(items).toMatchObject([
      {
        kind: 'added',
        title,
        minutes: 30,
        reason: '手机没电',
        proof: '队长看到',
        recordedBy: '李敏',
      },
    ])
    expect(problems).toEqual([])
  })
})
