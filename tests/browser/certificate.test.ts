import { readFile } from 'node:fs/promises'
import { addDays, shanghaiDay } from '@lianxin/shared'
import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

/** 王秀兰, who has two hours of service in the demo. */
const member = '19900000011'

let stack: Stack
let browser: Browser
let phone: Page
/** Somebody who is shown the paper, and never signs in. */
let stranger: Page
let staff: Client
let volunteer: Client
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  staff = await stack.signInAs('李敏')
  volunteer = await stack.signInAs('王秀兰')
  phone = await openPhone(browser, stack.baseUrl, member)
  const context = await browser.newContext({ viewport: { width: 375, height: 812 } })
  stranger = await context.newPage()
  for (const page of [phone, stranger])
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

describe('a certificate', () => {
  let number: string

  it('is asked for from 我的志愿 and kept as a PDF', async () => {
    await visit(phone, `${stack.baseUrl}/#/volunteer/mine/index`)
    await visible(phone.getByRole('link', { name: '开一份志愿服务证明' })).click()
    await button(phone, '开证明').click()
    const card = visible(phone.locator('.lx-card', { hasText: '编号 ZY-' }))
    await card.getByText('有效').waitFor()
    await card.getByText('1 次，2 小时').waitFor()
    number = /ZY-[\dA-Z-]+/u.exec((await card.textContent()) ?? '')?.[0] ?? ''
    const downloading = phone.waitForEvent('download')
    await button(phone, `下载 ${number}`).click()
    const file = await downloading
    expect(file.suggestedFilename()).toMatch(/^王秀兰-志愿服务证明-\d{4}-\d\d-\d\d\.pdf$/u)
    expect((await readFile(await file.path())).subarray(0, 5).toString()).toBe('%PDF-')
    expect(problems).toEqual([])
  })

  it('is verified by its code without a login: the name masked', async () => {
    await visit(stranger, `${stack.baseUrl}/#/volunteer/verify/index?number=${number}`)
    const card = visible(stranger.locator('.lx-card', { hasText: number }))
    await card.getByRole('heading', { name: '王**' }).waitFor()
    await card.getByText('和现在的记录一样', { exact: false }).waitFor()
    expect(await stranger.locator('body').textContent()).not.toContain('王秀兰')
  })

  it('is verified by typing its number, and an unknown one is said kindly', async () => {
    await visit(stranger, `${stack.baseUrl}/#/volunteer/verify/index`)
    const field = visible(stranger.getByLabel('证明编号'))
    await field.fill('ZY-2026-000001-AAAA-AAAA')
    await button(stranger, '查一查').click()
    await visible(stranger.getByText('没有查到这个编号', { exact: false })).waitFor()
    await field.fill(number.toLowerCase().replaceAll('-', ' '))
    await button(stranger, '查一查').click()
    await visible(stranger.getByRole('heading', { name: '王**' })).waitFor()
    expect(problems).toEqual([])
  })

  it('says both figures once hours were corrected, and nothing once it was taken back', async () => {
    const { items } = await volunteer.call('me.hourEntries', { query: {} })
    const entry = items.find(({ corrects }) => corrects === null)
    await staff.call('hours.correct', {
      params: { id: entry?.id ?? '' },
      body: { minutes: -30, reason: '走得早', corrections: 0 },
    })
    const address = `${stack.baseUrl}/#/volunteer/verify/index?number=${number}`
    await visit(stranger, address)
    await visible(stranger.getByText('证明上：1 次，2 小时')).waitFor()
    await visible(stranger.getByText('现在：1 次，1 小时 30 分')).waitFor()
    const { id } = (await volunteer.call('me.certificates', { query: {} })).items[0] ?? { id: '' }
    await staff.call('certificates.revoke', { params: { id }, body: { reason: '重新开过' } })
    await visit(stranger, address)
    await visible(stranger.getByText('这份证明已经作废', { exact: false })).waitFor()
    expect(await stranger.getByText('王**').count()).toBe(0)
    await visit(phone, `${stack.baseUrl}/#/volunteer/certificate/index`)
    await visible(phone.getByText('作废：重新开过', { exact: false })).waitFor()
    expect(problems).toEqual([])
  })

  it('is made out at the desk for a time from the calendar, printed, and taken back with a reason', async () => {
    const desk = await openDesk(browser, stack.baseUrl, '19900000003')
    desk.on('pageerror', (error) => problems.push(`${desk.url()}: ${String(error)}`))
    const { id } = await volunteer.call('me.get')
    await visit(desk, `${stack.baseUrl}/#/desk/member/index?id=${id}`)
    await visible(desk.getByRole('radio', { name: '自己定' })).click()
    expect(await button(desk, '开证明').isDisabled()).toBe(true)
    const today = shanghaiDay(new Date())
    await visible(desk.getByLabel('从哪天')).fill(addDays(today, -60))
    await visible(desk.getByLabel('到哪天')).fill(today)
    await button(desk, '开证明').click()
    const made = visible(desk.getByRole('button', { name: /^下载 ZY-/u }))
    const label = (await made.getAttribute('aria-label')) ?? ''
    const downloading = desk.waitForEvent('download')
    await made.click()
    expect((await readFile(await (await downloading).path())).subarray(0, 5).toString()).toBe(
      '%PDF-',
    )
    const given = label.replace('下载 ', '')
    await button(desk, `作废 ${given}`).click()
    expect(await button(desk, '作废这一份').isDisabled()).toBe(true)
    await visible(desk.getByLabel('为什么作废', { exact: false })).fill('开错了时间')
    await button(desk, '作废这一份').click()
    await visible(desk.getByText('作废：开错了时间', { exact: false })).waitFor()
    await visit(stranger, `${stack.baseUrl}/#/volunteer/verify/index?number=${given}`)
    await visible(stranger.getByText('这份证明已经作废', { exact: false })).waitFor()
    expect(problems).toEqual([])
  })
})
