import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

const title = '电动车为什么不能推上楼'
/** A picture of one point. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let stack: Stack
let browser: Browser
let desk: Page
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  desk.on('pageerror', (error) => problems.push(String(error)))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

const addPicture = async (name: string, buffer: Buffer) =>
  desk.getByLabel('加图片', { exact: true }).setInputFiles({ name, mimeType: 'image/png', buffer })

it('a lesson is written; a script that is called a picture is refused, what was typed stays', async () => {
  await visit(desk, `${stack.baseUrl}/#/desk/lesson-edit/index`)
  await visible(desk.getByLabel('题目', { exact: true })).fill(title)
  await visible(desk.getByLabel('谁写的、出处')).fill('望江社区')
  await visible(desk.getByLabel('第 1 条', { exact: true })).fill('车进车棚')
  await button(desk, '加文字').click()
  await visible(desk.getByLabel('文字', { exact: true })).fill('电池起火，楼道就是烟囱。')
  await addPicture('楼道.png', Buffer.from('#!/bin/sh\necho "not a picture"\n'))
  await visible(desk.getByText('只收图片（JPG、PNG、WebP）', { exact: false })).waitFor()
  await addPicture('楼道.png', png)
  await visible(desk.getByLabel('画里有什么', { exact: false })).fill('楼道里停着一辆车')
  const phone = visible(desk.getByRole('region', { name: '手机上的样子' }))
  await phone.getByText('电池起火，楼道就是烟囱。').waitFor()
  expect(await phone.getByAltText('楼道里停着一辆车').count()).toBe(1)
})

it('what is not saved is there again after the page was closed', async () => {
  await visible(desk.getByText('还没存，离开也不会丢')).waitFor()
  await visit(desk, `${stack.baseUrl}/#/desk/lesson-edit/index`)
  await visible(desk.getByText('上次没存的，接着写')).waitFor()
  expect(await visible(desk.getByLabel('题目', { exact: true })).inputValue()).toBe(title)
})

it('published, everybody reads it on the web and it prints; a new version leaves the old one finished', async () => {
  await button(desk, '发布').click()
  await visible(desk.getByText('第 1 版', { exact: false })).waitFor()
  const secretary = await stack.signInAs('李敏')
  const { items } = await secretary.call('lessons.list', { query: { q: title } })
  const id = items[0]?.id ?? ''

  const stranger = await (await browser.newContext()).newPage()
  stranger.on('pageerror', (error) => problems.push(String(error)))
  await stranger.goto(`${stack.baseUrl}/#/study/lesson/index?id=${id}`)
  await visible(stranger.getByRole('heading', { name: title })).waitFor()
  await visible(stranger.getByAltText('楼道里停着一辆车')).waitFor()
  const [sheet] = await Promise.all([
    stranger.context().waitForEvent('page'),
    visible(stranger.getByText('打印一份（A4）')).click(),
  ])
  await sheet.getByText('车进车棚').first().waitFor()
  expect(await sheet.locator('svg, img').count(), 'with its QR code').toBeGreaterThan(0)
  await stranger.context().close()

  const member = await stack.signInAs('刘桂芳')
  const read = await member.call('study.get', { params: { id } })
  expect(read.version).toBe(1)
  await visible(desk.getByLabel('文字', { exact: true })).fill('电池起火，一分钟烟就上楼。')
  await button(desk, '发布新一版').click()
  await visible(desk.getByText('第 2 版', { exact: false })).waitFor()
  const again = await member.call('study.get', { params: { id } })
  expect(again.version).toBe(2)
  expect(JSON.stringify(again.blocks)).toContain('一分钟烟就上楼')
  expect(problems).toEqual([])
})
