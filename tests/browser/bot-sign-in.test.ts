import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, playgroundChat, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

let stack: Stack
let browser: Browser
let desk: Page
let phone: Page
const problems: string[] = []

function watch(page: Page): Page {
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return page
}

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([
    startStack({ env: { PLAYGROUND_SCAN: '1' } }),
    launchBrowser(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

async function phoneOf(role: string): Promise<string> {
  const { accounts } = await stack.client.call('meta.demoAccounts')
  const account = accounts.find((each) => each.role === role)
  if (!account) throw new Error(`the demo has no ${role}`)
  return account.phone
}

describe('signing the bot in by its QR code', () => {
  it('the bot asks for it, and the code is on the page', async () => {
    desk = watch(await openDesk(browser, stack.baseUrl, await phoneOf('admin')))
    await visit(desk, `${stack.baseUrl}/#/desk/groups/index`)
    await visible(desk.getByText('扫码登录')).click()
    stack.bot.start()
    await visible(desk.getByText('等扫码', { exact: true })).waitFor({ timeout: 60_000 })
    const code = visible(desk.getByAltText(/^登录二维码/))
    await code.waitFor()
    expect(await code.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(20)
  })

  it('scanned, then confirmed on the phone: the page says each by itself', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    phone = watch(await context.newPage())
    await phone.goto(`${stack.baseUrl}/playground`)
    await phone.getByRole('button', { name: '扫一扫' }).click()
    await visible(desk.getByText('等手机确认', { exact: true })).waitFor()
    expect(
      await desk
        .getByAltText(/^登录二维码/)
        .filter({ visible: true })
        .count(),
    ).toBe(0)
    await phone.getByRole('button', { name: '确认登录' }).click()
    await visible(desk.getByText('已登录', { exact: true })).waitFor()
    await visible(desk.getByText(/用“小桥”登录着/)).waitFor()
  })

  it('发给我看看: the code from the desk, typed in private, brings the digest', async () => {
    const secretary = await stack.signInAs('李敏')
    const { items } = await secretary.call('digests.list', { query: { limit: 1 } })
    const author = watch(await openDesk(browser, stack.baseUrl, await phoneOf('secretary')))
    await visit(author, `${stack.baseUrl}/#/desk/digest/index?id=${items[0]?.id ?? ''}`)
    await button(author, '发给我看看').click()
    const sentence = await visible(author.getByText(/^看看 \d{6}$/)).innerText()
    const chat = playgroundChat(phone, '私聊小桥')
    await chat.say('李敏', sentence)
    await chat.bubbles.filter({ hasText: '【试发】' }).waitFor()
    const shown = chat.bubbles.filter({ hasText: `【政策摘要 第${items[0]?.issueNo}期】` }).first()
    await shown.waitFor()
    expect(await shown.innerText()).toContain(items[0]?.title ?? 'a digest of the demo')
  })

  it('no page met an error on the way, and the code is in no log', () => {
    expect(problems).toEqual([])
    expect(stack.logs()).not.toMatch(/scan=[\w-]{12}/)
    expect(stack.logs()).toMatch(/the QR code is at the desk/)
  })
})
