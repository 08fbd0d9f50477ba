import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'
import { headersIn, textsIn } from '../support/workbook'

let stack: Stack
let browser: Browser
let desk: Page
let secretary: Client
const title = '今天才发的一课'
const file = path.join(tmpdir(), `study-report-${process.pid}.xlsx`)
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  secretary = await stack.signInAs('李敏')
  const [org] = (await secretary.call('orgs.list')).items
  const made = await secretary.call('lessons.create', {
    body: {
      title,
      minutes: 1,
      keyPoints: ['先听再说'],
      blocks: [{ kind: 'text', text: '先听。' }],
    },
  })
  const body = { revision: made.revision, audienceOrgIds: [org?.id ?? ''] }
  await secretary.call('lessons.publish', { params: { id: made.id }, body })
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  desk.on('pageerror', (error) => problems.push(String(error)))
  await visit(desk, `${stack.baseUrl}/#/desk/study/index`)
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  await rm(file, { force: true })
})

it('shows who has not begun, by name, and what the lesson of today has', async () => {
  const { items } = await secretary.call('studyReports.notStarted', { query: { limit: 100 } })
  expect(items.length).toBeGreaterThan(0)
  const card = visible(desk.locator('section', { hasText: '还没开始的人' }))
  await card.getByText(items[0]?.name ?? '').waitFor()
  const shown = (await card.locator('.dk-line .dk-strong').allTextContents()).toSorted()
  expect(shown).toEqual(items.map(({ name }) => name).toSorted())
  await visible(desk.getByText(`《${title}》学完 0 人`, { exact: false })).waitFor()
  await visible(desk.getByText('数字截至', { exact: false })).waitFor()
})

it('draws the bars, beside the same figures in a table', async () => {
  const { units } = await secretary.call('studyReports.get', { query: {} })
  const card = visible(desk.locator('section', { hasText: '各支部学得怎么样' }))
  await card.locator('canvas').waitFor()
  expect(await card.getByRole('row').allTextContents()).toEqual([
    '支部该学开始学完',
    ...units.map(
      ({ name, started, finished }) => `${name}${started.of}${started.count}${finished.count}`,
    ),
  ])
  // Something was drawn: not every point of the canvas is empty.
  const drawn = await card.locator('canvas').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return false
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {}
    return data?.some((value) => value > 0) ?? false
  })
  expect(drawn).toBe(true)
})

it('comes as Excel, a sheet for each part, headed in Chinese', async () => {
  const downloading = desk.waitForEvent('download')
  await button(desk, '导出 Excel').click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^学习情况-\d{4}-\d{2}\.xlsx$/)
  await download.saveAs(file)
  expect(await headersIn(file)).toEqual({
    总数: ['项目', '人数', '应有人数'],
    各课: ['课', '该学的人', '开始学的', '学完的'],
    各支部: ['支部', '该学的人', '开始学的', '学完的'],
    还没开始的人: ['姓名', '支部'],
    打卡: ['日期', '人数'],
    错题: ['题目', '课', '要点', '答过（次）', '答错（次）', '错得最多的'],
    错题选项: ['题目', '题型', '选了什么', '对不对', '次数', '要点'],
    考试: ['考试', '交卷（人）', '及格（人）'],
  })
  const { started } = await secretary.call('studyReports.get', { query: {} })
  const rows = await textsIn(file)
  expect(rows).toContainEqual(['开始学的', String(started.count), String(started.of)])
})

it('prints the sheet to sign, with a row for everybody', async () => {
  const { started } = await secretary.call('studyReports.get', { query: {} })
  const opening = desk.waitForEvent('popup')
  await button(desk, '打印签到表').click()
  const sheet = await opening
  await sheet.getByRole('heading', { name: '学习签到表', exact: false }).waitFor()
  const headers = sheet.getByRole('columnheader')
  expect(await headers.allTextContents()).toEqual(['序号', '姓名', '支部', '学完了吗', '签名'])
  expect(await sheet.locator('tbody tr').count()).toBe(started.of)
  expect(problems).toEqual([])
})
