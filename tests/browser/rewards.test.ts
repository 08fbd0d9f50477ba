import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

/** 王秀兰, who has four service points in the demo and spent two, and 李敏, her secretary. */
const member = '19900000011'
const secretary = '19900000003'

let stack: Stack
let browser: Browser
let phone: Page
let desk: Page
let staff: Client
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  staff = await stack.signInAs('李敏')
  phone = await openPhone(browser, stack.baseUrl, member)
  desk = await openDesk(browser, stack.baseUrl, secretary)
  for (const page of [phone, desk])
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

const dialog = (page: Page, yes: string) =>
  page.locator('dialog').getByRole('button', { name: yes, exact: true }).click()
const openOrders = async () => (await staff.call('rewardOrders.list', { query: {} })).items

describe('a reward', () => {
  let code: string

  it('is offered at the desk, with what is in stock', async () => {
    await visit(desk, `${stack.baseUrl}/#/desk/rewards/index`)
    await button(desk, '上架一样').click()
    await visible(desk.getByLabel('叫什么')).fill('毛巾')
    await visible(desk.getByLabel('说明')).fill('纯棉的一条。')
    await visible(desk.getByLabel('什么时候、去哪里领')).fill('周一到周五，服务站')
    await visible(desk.getByLabel('要几分')).fill('2')
    await visible(desk.getByLabel('现在有几份')).fill('1')
    await button(desk, '上架').click()
    await visible(desk.locator('.lx-card', { hasText: '毛巾' }))
      .getByText('库存 1 份')
      .waitFor()
    expect(problems).toEqual([])
  })

  it('is had for points: a code to show, and nothing left to spend', async () => {
    await visit(phone, `${stack.baseUrl}/#/volunteer/rewards/index`)
    await visible(phone.getByText('志愿服务得来 4 分，已经用去 2 分。')).waitFor()
    const dear = visible(phone.getByRole('button', { name: '大米 5 公斤：还差 18 分' }))
    expect(await dear.isDisabled()).toBe(true)
    await button(phone, '换毛巾').click()
    await dialog(phone, '换')
    const card = visible(phone.locator('.lx-card', { hasText: '毛巾' }))
    await card.getByText('给望江社区的工作人员看', { exact: false }).waitFor()
    code = ((await card.locator('.rw-code').textContent()) ?? '').replaceAll(' ', '')
    expect(code).toMatch(/^\d{6}$/u)
    await visible(phone.getByText('已经用去 4 分。', { exact: false })).waitFor()
  })

  it('is handed over by its code, which says whose it is, and no second time', async () => {
    const field = visible(desk.getByLabel('兑换码', { exact: false }))
    const wrong = code === '000000' ? '000001' : '000000'
    await field.fill(wrong)
    await visible(desk.getByText('没有这个兑换码', { exact: false })).waitFor()
    await field.fill(code)
    await visible(desk.getByText('王秀兰 · 毛巾')).waitFor()
    await button(desk, '交给本人了').click()
    await visible(desk.getByText('没有库存了')).waitFor()
    await field.fill(code)
    await visible(desk.getByText('不要再交', { exact: false })).waitFor()
    await button(desk, '知道了').click()
    expect((await openOrders()).map(({ title }) => title)).toEqual(['环保手提袋'])
    await visit(phone, `${stack.baseUrl}/#/volunteer/rewards/index`)
    await visible(phone.getByRole('tab', { name: '我换的' })).click()
    await visible(phone.locator('.lx-card', { hasText: '毛巾' }))
      .getByText('已领走')
      .waitFor()
  })

  it('that is cancelled at the desk gives the points back, with the reason', async () => {
    await button(desk, '取消王秀兰的环保手提袋').click()
    await visible(desk.getByLabel('为什么取消', { exact: false })).fill('这一批有破损')
    await button(desk, '取消这一份').click()
    await visible(desk.getByText('没有等着领的。')).waitFor()
    await visit(phone, `${stack.baseUrl}/#/volunteer/rewards/index`)
    await visible(phone.getByText('志愿服务得来 4 分，已经用去 2 分。')).waitFor()
    await visible(phone.getByRole('tab', { name: '我换的' })).click()
    await visible(phone.getByText('这一批有破损', { exact: false })).waitFor()
    expect(await openOrders()).toEqual([])
  })

  it('is put in stock again, and the history says why', async () => {
    await button(desk, '毛巾的库存').click()
    await visible(desk.getByLabel('加几份', { exact: false })).fill('5')
    await visible(desk.getByLabel('为什么', { exact: true })).fill('街道送来')
    await button(desk, '记进库存').click()
    await visible(desk.getByText('调整 +5 · 剩 5 · 李敏 · 街道送来', { exact: false })).waitFor()
    await visible(desk.getByText('有人换 −1 · 剩 0', { exact: false })).waitFor()
    expect(problems).toEqual([])
  })
})

it('the booklet prints what was earned, spent and is left', async () => {
  const { id } = await (await stack.signInAs('王秀兰')).call('me.get')
  await visit(desk, `${stack.baseUrl}/#/desk/member/index?id=${id}`)
  const opening = desk.waitForEvent('popup')
  await button(desk, '打印积分手册').click()
  const sheet = await opening
  await sheet.getByRole('heading', { name: '积分手册' }).waitFor()
  expect(await sheet.locator('.sums b').allTextContents()).toEqual(['4', '2', '2'])
  const words = (await sheet.locator('tbody').textContent()) ?? ''
  for (const line of ['秋季清洁日', '换：毛巾', '退回：环保手提袋']) expect(words).toContain(line)
  expect(problems).toEqual([])
})
