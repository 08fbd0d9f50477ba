import type { Browser, Locator, Page } from 'playwright-core'

/** Pages that were left stay in the DOM (Taro keeps its stack), so only visible ones count. */
export function visible(locator: Locator): Locator {
  return locator.filter({ visible: true }).first()
}

/** A button by its name, on the page that is shown. */
export function button(page: Page, name: string): Locator {
  return visible(page.getByRole('button', { name, exact: true }))
}

/**
 * Opens a page afresh, as from a bookmark. A mere change of the hash could be overtaken by a
 * navigation of the pages' own that is still under way, such as the one after signing in.
 */
export async function visit(page: Page, address: string): Promise<void> {
  await page.goto('about:blank')
  await page.goto(address)
}

/** Opens the site at 1280×800 in a context of its own and signs in by phone and password. */
export function openDesk(browser: Browser, baseUrl: string, phone: string): Promise<Page> {
  return signIn(browser, baseUrl, phone, { width: 1280, height: 800 })
}

/** The same at 375×812: somebody's phone. */
export function openPhone(browser: Browser, baseUrl: string, phone: string): Promise<Page> {
  return signIn(browser, baseUrl, phone, { width: 375, height: 812 })
}

async function signIn(
  browser: Browser,
  baseUrl: string,
  phone: string,
  viewport: { width: number; height: number },
): Promise<Page> {
  const context = await browser.newContext({ viewport, locale: 'zh-CN' })
  const page = await context.newPage()
  await page.goto(`${baseUrl}/#/pages/login/index`)
  await visible(page.getByLabel('手机号')).fill(phone)
  await visible(page.getByLabel('密码')).fill('lianxin-demo')
  await button(page, '登录').click()
  await page.waitForURL(/pages\/(me|home)\/index/)
  return page
}

/** A chat window of the playground. */
export function playgroundChat(
  page: Page,
  topic: string,
): {
  bubbles: Locator
  say(name: string, text: string): Promise<void>
  answer(bubble: Locator, name: string, text: string): Promise<void>
} {
  const chat = page.locator('section.chat', { has: page.getByRole('heading', { name: topic }) })
  async function say(name: string, text: string): Promise<void> {
    const option = chat.locator('select option', { hasText: name })
    await chat.locator('select').selectOption({ value: (await option.getAttribute('value')) ?? '' })
    await chat.getByLabel('要说的话').fill(text)
    await chat.getByRole('button', { name: '发送' }).click()
  }
  return {
    bubbles: chat.locator('article.message'),
    say,
    async answer(bubble, name, text) {
      await bubble.locator('.bubble').click()
      await say(name, text)
    },
  }
}
