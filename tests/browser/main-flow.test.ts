import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, playgroundChat, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

const topic = '望江社区第三支部'
const policy = `关于规范楼道充电的通知
青禾区应急管理办公室　2026年11月20日

为了防止火灾，现就电动自行车充电作如下规定，自2026年12月1日起施行。
一、禁止在楼道、门厅和安全出口停放电动自行车或者为其充电，违反的由物业劝阻并登记。
二、每个小区应当在2026年12月31日前建好集中充电点，充电价格不得超过每度一元。
三、家中有老人照看不便的，可以向社区申请上门代充，由志愿者当天送回。
`

let stack: Stack
let browser: Browser
let author: Page
let reviewer: Page
let desk: Page
let groups: Page
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack({ bot: true }), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

function watch(page: Page): Page {
  page.on('pageerror', (error) => problems.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return page
}

describe('the whole story in a browser', () => {
  it('a text is read in, cut into points and handed in', async () => {
    author = watch(await openDesk(browser, stack.baseUrl, '19900000009'))
    await visit(author, `${stack.baseUrl}/#/desk/digest-edit/index`)
    await visible(author.getByLabel('把全文贴在这里')).fill(policy)
    await button(author, '理出要点').click()
    await expect
      .poll(() => visible(author.getByLabel('标题', { exact: true })).inputValue(), {
        timeout: 20_000,
      })
      .toBe('关于规范楼道充电的通知')
    await visible(author.getByRole('checkbox', { name: '柳岸街道' })).click()
    await visible(author.getByText('每度一元', { exact: false })).waitFor()
    await button(author, '送审').click()
    await author.waitForURL(/desk\/digest\/index/)
    await visible(author.getByText('待审', { exact: true })).waitFor()
  })

  it('a second person approves it and sends it now', async () => {
    reviewer = watch(await openDesk(browser, stack.baseUrl, '19900000002'))
    await visit(reviewer, `${stack.baseUrl}/#/desk/digests/index`)
    await visible(reviewer.getByText('关于规范楼道充电的通知')).click()
    await button(reviewer, '通过').click()
    await visible(reviewer.getByText('现在就发')).click()
    // the suite also runs at night
    await visible(reviewer.getByRole('checkbox', { name: '夜里不打扰' })).click()
    await button(reviewer, '现在发').click()
    await visible(reviewer.getByText('已发完')).waitFor({ timeout: 60_000 })
    expect(await reviewer.getByText('望江社区第三支部').filter({ visible: true }).count()).toBe(1)
  })

  it('both groups have it, and a resident answers', async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    groups = watch(await context.newPage())
    await groups.goto(`${stack.baseUrl}/playground`)
    for (const each of [topic, '梧桐社区第一支部']) {
      const digest = playgroundChat(groups, each).bubbles.filter({
        hasText: '关于规范楼道充电的通知',
      })
      await digest.first().waitFor()
      expect(await digest.count()).toBe(1)
    }
    const chat = playgroundChat(groups, topic)
    await chat.say('郑国华', '今晚谁去跳舞')
    await chat.say('郑国华', '@小桥 2 充电点能不能装个雨棚')
    await chat.bubbles.filter({ hasText: /记在第 2 条[\s\S]*编号 LX-/ }).waitFor()
  })

  it('the secretary finds it in the ledger and answers', async () => {
    desk = watch(await openDesk(browser, stack.baseUrl, '19900000003'))
    await visit(desk, `${stack.baseUrl}/#/desk/ledger/index`)
    await visible(desk.getByText('充电点能不能装个雨棚')).click()
    await visible(desk.getByText('答复并办结', { exact: true })).click()
    await visible(desk.getByLabel('答复', { exact: true })).fill('雨棚已列入采购，12月20日前装好。')
    await button(desk, '答复并办结').last().click()
    await visible(desk.getByText('已办结', { exact: true })).waitFor()
    // said in the group, but not to the bot
    expect(await desk.getByText('今晚谁去跳舞').count()).toBe(0)
  })

  it('the answer comes back without a name, and is rated', async () => {
    const chat = playgroundChat(groups, topic)
    const answer = chat.bubbles.filter({ hasText: '雨棚已列入采购' })
    await answer.waitFor()
    expect(await answer.innerText()).not.toContain('郑国华')
    await chat.answer(answer, '郑国华', '5')
    await chat.bubbles.filter({ hasText: /谢谢/ }).last().waitFor()
    await visit(desk, `${stack.baseUrl}/#/desk/ledger/index`)
    await visible(desk.getByRole('tab', { name: '全部' })).click()
    const row = desk.getByRole('row').filter({ hasText: '充电点能不能装个雨棚' })
    await visible(row.filter({ hasText: '已评价' })).waitFor()
  })

  it('no page met an error on the way', () => {
    expect(problems).toEqual([])
  })
})
