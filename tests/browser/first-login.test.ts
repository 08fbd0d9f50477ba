import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

let stack: Stack
let browser: Browser
let desk: Page
beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

it('takes a resident from the desk to an account of her own', async () => {
  await visit(desk, `${stack.baseUrl}/#/desk/members/index`)
  await visible(desk.getByLabel('姓名', { exact: true })).fill('洪阿婆')
  await visible(desk.getByLabel('手机号', { exact: true })).fill('13655550009')
  await button(desk, '要一个登录码').click()
  const given = visible(desk.getByRole('status').filter({ hasText: '洪阿婆（136****0009）' }))
  await given.waitFor()
  const code = /\d{3} \d{3}/u.exec(await given.innerText())?.[0] ?? ''

  const context = await browser.newContext({ viewport: { width: 375, height: 812 } })
  const phone = await context.newPage()
  await phone.goto(`${stack.baseUrl}/#/pages/login/index`)
  await visible(phone.getByRole('link', { name: '第一次登录，或忘了密码' })).click()
  // Not by its label: the page that is being left has a field of the same name.
  await phone.locator('#first-phone').fill('136 5555 0009')
  await visible(phone.getByLabel('6 位登录码')).fill(code)
  await visible(phone.getByLabel('自己定一个密码')).fill('阿婆自己的密码八位')
  await button(phone, '设好并登录').click()
  await visible(phone.getByText('同意了才能用姓名和手机号登录', { exact: false })).waitFor()
  await visible(phone.getByRole('checkbox')).click()
  await button(phone, '设好并登录').click()
  const note = visible(phone.getByText('的登录码设的', { exact: false }))
  await note.waitFor()
  expect(await visible(phone.getByText('洪阿婆')).count()).toBe(1)
  await context.close()
})
