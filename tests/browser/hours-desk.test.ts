import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

let stack: Stack
let browser: Browser
let desk: Page
let staff: Client
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  staff = await stack.signInAs('李敏')
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  desk.on('pageerror', (error) => problems.push(`${desk.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

const tab = async (name: string) => {
  await visit(desk, `${stack.baseUrl}/#/desk/hours/index`)
  await visible(desk.getByRole('tab', { name, exact: true })).click()
}

it('hours that no check-in shows are written in with reason and proof, then put right, and both stay', async () => {
  await tab('补录')
  await visible(desk.getByRole('link', { name: '秋季清洁日', exact: false })).click()
  await visible(desk.getByLabel('给谁补')).fill('杨春')
  await visible(desk.getByRole('button', { name: /^选杨春梅/u })).click()
  const minutes = visible(desk.getByLabel('补多少分钟'))
  expect(await minutes.inputValue()).toBe('120')
  expect(await button(desk, '补上').isDisabled()).toBe(true)
  await visible(desk.getByLabel('为什么补')).fill('手机没电')
  await visible(desk.getByLabel('有什么证明')).fill('签到表上有名字')
  await button(desk, '补上').click()
  const line = visible(desk.locator('.dk-line', { hasText: '杨春梅' }))
  await line.getByText('补录 2 小时（李敏', { exact: false }).waitFor()

  // A second time is refused in a plain sentence that says what to do.
  await visible(desk.getByLabel('给谁补')).fill('杨春')
  await visible(desk.getByRole('button', { name: /^选杨春梅/u })).click()
  await visible(desk.getByLabel('补多少分钟')).fill('30')
  await visible(desk.getByLabel('为什么补')).fill('还有半小时')
  await visible(desk.getByLabel('有什么证明')).fill('队长看到')
  await button(desk, '补上').click()
  await visible(desk.getByText('已经给这位同志补录过了', { exact: false })).waitFor()
  await button(desk, '不补了').click()

  await button(desk, '更正杨春梅的时长').click()
  await visible(desk.getByLabel('杨春梅改成多少分钟')).fill('90')
  await visible(desk.getByLabel('为什么改')).fill('十点半就走了')
  await button(desk, '改好了').click()
  await line.getByText('更正：2 小时 → 1 小时 30 分（李敏', { exact: false }).waitFor()
  await line.getByText('原因：十点半就走了', { exact: false }).waitFor()
  await line.getByText('原因：手机没电', { exact: false }).waitFor()
})

it('who gets no hours reads why, and says from there that it is not right', async () => {
  const phone = await openPhone(browser, stack.baseUrl, '19900000021')
  await tab('待确认')
  await button(desk, '确认秋季清洁日的时长').click()
  await button(desk, '高晓东：不记时长').click()
  expect(await button(desk, '就这样，不记').isDisabled()).toBe(true)
  await visible(desk.getByLabel('为什么不给高晓东记')).fill('签到后就走了')
  await button(desk, '就这样，不记').click()
  await visible(desk.getByText('没有给高晓东记，原因告诉本人了。')).waitFor()

  await visit(phone, `${stack.baseUrl}/#/volunteer/mine/index`)
  await visible(phone.getByRole('tab', { name: '去过的' })).click()
  await visible(phone.getByText('没有记时长：签到后就走了')).waitFor()
  await button(phone, '时长不对？').click()
  await visible(phone.getByLabel('哪里不对')).fill('我在后院扫地')
  await button(phone, '告诉组织者').click()
  await visible(phone.getByText('已告诉组织者', { exact: false })).waitFor()
  await tab('申请')
  await visible(desk.getByText('我在后院扫地')).waitFor()
  const { items } = await staff.call('hourRequests.list', { query: {} })
  expect(items.map(({ name, words }) => [name, words])).toEqual([['高晓东', '我在后院扫地']])
  await phone.context().close()
})

it('the report follows the months and the team that are chosen', async () => {
  await tab('报表')
  const all = await staff.call('hours.report', { query: {} })
  await visible(
    desk.getByText(`${all.people} 人，${all.attendances} 人次`, { exact: false }),
  ).waitFor()
  await visible(desk.getByRole('radio', { name: '自己选' })).click()
  await visible(desk.getByLabel('到哪个月')).selectOption({ index: 1 })
  await visible(desk.getByLabel('从哪个月')).selectOption({ index: 0 })
  await visible(desk.getByText('开始的月份不能在结束的后面', { exact: false })).waitFor()
  await visible(desk.getByRole('radio', { name: '今年' })).click()
  const file = desk.waitForEvent('download')
  await button(desk, '导出 Excel').click()
  expect((await file).suggestedFilename()).toBe(`望江社区-志愿服务-${all.from}至${all.to}.xlsx`)
})

it('stars are set for the organization, and given back to what is inherited', async () => {
  await tab('星级')
  await visible(desk.getByText('通用的', { exact: true })).waitFor()
  await button(desk, '定本单位自己的').click()
  await visible(desk.getByLabel('一星要多少小时')).fill('300')
  await visible(desk.getByText('要比一星多')).waitFor()
  await visible(desk.getByLabel('一星要多少小时')).fill('50')
  await visible(desk.getByLabel('为什么这样定')).fill('社区刚起步')
  await button(desk, '就这样定').click()
  await visible(desk.getByText('本单位自己定的')).waitFor()
  expect((await staff.call('starRules.get', { query: {} })).hours[0]).toBe(50)
  await button(desk, '改回通用的').click()
  await desk.locator('dialog').getByRole('button', { name: '改回去' }).click()
  await visible(desk.getByText('满 100 小时')).waitFor()
  expect((await staff.call('starRules.get', { query: {} })).own).toBe(false)
  expect(problems).toEqual([])
})
