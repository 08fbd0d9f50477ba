import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

/** 杨春梅, a member of 望江社区第一网格, and 李敏, secretary of 望江社区. */
const member = '19900000015'
const secretary = '19900000003'

let stack: Stack
let browser: Browser
let phone: Page
let staff: Client
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  staff = await stack.signInAs('李敏')
  phone = await openPhone(browser, stack.baseUrl, member)
  phone.on('pageerror', (error) => problems.push(`${phone.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

it('a shift is found without signing in, taken with one tap, shown as mine, and given back', async () => {
  const stranger = await (await browser.newContext()).newPage()
  await visit(stranger, `${stack.baseUrl}/#/volunteer/list/index`)
  await visible(stranger.getByRole('link', { name: '周六清洁日', exact: false })).click()
  await visible(stranger.getByRole('button', { name: '登录后报名' })).waitFor()
  await stranger.context().close()

  await visit(phone, `${stack.baseUrl}/#/volunteer/list/index`)
  await visible(phone.getByRole('link', { name: '周六清洁日', exact: false })).click()
  await button(phone, '我要报名').click()
  await visible(phone.getByText('您报上名了')).waitFor()
  await visit(phone, `${stack.baseUrl}/#/volunteer/mine/index`)
  await visible(phone.getByRole('link', { name: '周六清洁日', exact: false })).click()
  await button(phone, '来不了，取消报名').click()
  await button(phone, '取消报名').click()
  await button(phone, '我要报名').waitFor()
  const me = await stack.signInAs('杨春梅')
  const { items } = await me.call('me.events', { query: {} })
  expect(items).toEqual([])
})

it('a full shift is waited for, with the place in the line', async () => {
  await visit(phone, `${stack.baseUrl}/#/volunteer/list/index`)
  await visible(phone.getByRole('link', { name: '陪张奶奶去医院复查', exact: false })).click()
  await button(phone, '排队候补').click()
  await visible(phone.getByText('您在候补，排第 2')).waitFor()
  expect(problems).toEqual([])
})

it('the secretary confirms what is waiting, and the volunteer sees the hours and stars', async () => {
  const desk = await openDesk(browser, stack.baseUrl, secretary)
  await visit(desk, `${stack.baseUrl}/#/desk/hours/index`)
  await button(desk, '确认秋季清洁日的时长').click()
  await button(desk, '确认这 1 人的时长').click()
  await visible(desk.getByText('记好了：1 人，共 2 小时。')).waitFor()
  expect((await staff.call('hours.due', { query: {} })).items).toEqual([])
  const volunteer = await openPhone(browser, stack.baseUrl, '19900000021')
  await visit(volunteer, `${stack.baseUrl}/#/volunteer/mine/index`)
  await visible(volunteer.getByRole('tab', { name: '时长' })).click()
  await visible(volunteer.getByText('一共 2 小时')).waitFor()
  await visible(volunteer.getByText('望江社区组织，李敏记录')).waitFor()
})
