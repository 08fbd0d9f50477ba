import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { quietHoursElsewhere } from '../support/people'
import { startStack, type Stack } from '../support/stack'

const topic = '三号楼企业微信群'
const robot = '三号楼的机器人'
const key = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa'
const problems: string[] = []

let stack: Stack
let browser: Browser
let vendor: Server
let desk: Page
/** What the robot was asked to say, oldest first. */
const said: string[] = []

/** Stands in for WeCom: takes what a robot of this key says. */
async function startVendor(): Promise<string> {
  vendor = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      const known = request.url === `/cgi-bin/webhook/send?key=${key}`
      if (known) said.push(body)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(known ? { errcode: 0, errmsg: 'ok' } : { errcode: 93000 }))
    })
  })
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`
}

beforeAll(async () => {
  const vendorBase = await startVendor()
  ;[stack, browser] = await Promise.all([
    startStack({ env: { CHANNELS_API_BASE: vendorBase } }),
    launchBrowser(),
  ])
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  desk.on('pageerror', (error) => problems.push(String(error)))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
  await new Promise((resolve) => vendor?.close(resolve))
})

describe('a group that no bot can be in', () => {
  it('its robot is added by pasting the address, and tried', async () => {
    await visit(desk, `${stack.baseUrl}/#/desk/channels/index`)
    await visible(desk.getByLabel('叫什么')).fill(robot)
    await visible(desk.getByLabel('机器人地址')).fill(
      `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`,
    )
    await button(desk, '加上').click()
    await button(desk, `${robot}：试发一条`).click()
    await visible(desk.getByRole('status').filter({ hasText: /[\u4e00-\u9fff]/ })).waitFor()
    await expect.poll(() => said.length).toBe(1)
    expect(await desk.locator('body').innerText()).not.toContain(key)
  })

  it('its digests are to look like cards', async () => {
    const look = () => visible(desk.getByLabel(`${robot}：摘要发成什么样`))
    await look().selectOption({ label: '卡片：点开看全文' })
    await visible(desk.getByText('还是发文字', { exact: false })).waitFor()
    await desk.reload()
    await expect.poll(() => look().inputValue()).toBe('card')
  })

  it('the group is made, with the robot as its way', async () => {
    await visit(desk, `${stack.baseUrl}/#/desk/groups/index`)
    await button(desk, '加一个没有小桥的群').click()
    await visible(desk.getByLabel('叫什么', { exact: false })).fill(topic)
    await visible(desk.getByLabel('再加一种送达方式')).selectOption({ label: robot })
    await button(desk, '加上').click()
    await button(desk, `${robot} 上移`).click()
    await button(desk, '加上这个群').click()
    await visible(desk.getByText(`先${robot}，不行再打印张贴`)).waitFor()
    expect(await desk.getByText(topic, { exact: true }).filter({ visible: true }).count()).toBe(1)
  })

  it('gets a digest with a link, on which a resident answers without a name', async () => {
    const author = await stack.signInAs('李敏')
    const reviewer = await stack.signInAs('何志远')
    const [group] = (await author.call('groups.list', { query: { limit: 100 } })).items.filter(
      (each) => each.topic === topic,
    )
    const body = {
      title: '楼道充电',
      points: [{ text: '楼道里不充电' }, { title: '充电点', text: '年底前建好' }],
      audienceOrgIds: [group?.orgId ?? ''],
    }
    const { id, issueNo, revision } = await author.call('digests.create', { body })
    const params = { id }
    const handed = await author.call('digests.submit', { params, body: { revision } })
    const approved = await reviewer.call('digests.review', {
      params,
      body: { decision: 'approve', revision: handed.revision },
    })
    await author.call('digests.schedule', {
      params,
      body: {
        revision: approved.revision,
        schedule: { kind: 'now', quietHours: quietHoursElsewhere() },
      },
    })
    await expect.poll(() => said.length, { timeout: 60_000 }).toBe(2)
    expect(JSON.parse(said[1] ?? '')).toMatchObject({
      msgtype: 'template_card',
      template_card: { main_title: { title: '楼道充电', desc: `政策摘要 第${issueNo}期` } },
    })
    const link = /http[^\s"\\)]+reply=[\w-]+/.exec(said[1] ?? '')?.[0] ?? ''

    const context = await browser.newContext({ viewport: { width: 375, height: 812 } })
    const page = await context.newPage()
    page.on('pageerror', (error) => problems.push(String(error)))
    // the link names the address of the deployment; here that is this very server
    await page.goto(stack.baseUrl + link.slice(link.indexOf('/#/')))
    await visible(page.getByText('年底前建好')).click()
    await visible(page.getByLabel('您想说什么')).fill('充电点装个雨棚')
    expect(await page.locator('body').innerText()).not.toContain(topic)
    await button(page, '提交').click()
    await visible(page.getByText('收到了')).waitFor()
    await context.close()

    await visit(desk, `${stack.baseUrl}/#/desk/ledger/index`)
    await visible(desk.getByText('充电点装个雨棚')).click()
    await visible(desk.getByText(`${topic}（答复页）`, { exact: false })).waitFor()
    await visible(desk.getByText(new RegExp(`摘要 ${issueNo} 期 第 2 点`))).waitFor()
    expect(problems).toEqual([])
  })
})
