import { addDays, shanghaiDay } from '@lianxin/shared'
import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

const title = '冬至包饺子'

let stack: Stack
let browser: Browser
let phone: Page
let organizer: Client
let shiftId: string
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  organizer = await stack.signInAs('李敏')
  const day = addDays(shanghaiDay(new Date()), 20)
  const { id: projectId } = await organizer.call('projects.create', {
    body: {
      ...{ kind: 'shift', title, place: '社区食堂', contact: '李敏', capacity: 1, needed: 1 },
      ...{ startTime: '18:30', minutes: 60, from: day, days: [day] },
    },
  })
  const { items } = await organizer.call('events.list', { query: { projectId } })
  shiftId = items[0]?.id ?? ''
  // One place: 陈建国 has it, 杨春梅 waits, then it comes free.
  const [chen, yang] = [await stack.signInAs('陈建国'), await stack.signInAs('杨春梅')]
  const params = { id: shiftId }
  await chen.call('me.signUp', { params, body: {} })
  await yang.call('me.signUp', { params, body: {} })
  await chen.call('me.leaveEvent', { params })
  phone = await openPhone(browser, stack.baseUrl, '19900000015')
  phone.on('pageerror', (error) => problems.push(`${phone.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

it('a free place is on the home page, and taken with two taps', async () => {
  await visit(phone, `${stack.baseUrl}/#/pages/home/index`)
  await visible(phone.getByRole('link', { name: '给您的消息', exact: false })).click()
  // The card at home has the same words: only the one that leads to the date will do.
  await visible(phone.locator('a[href*="volunteer/event"]', { hasText: '有空位了：' })).click()
  await button(phone, '确认，我来').click()
  await visible(phone.getByText('您报上名了')).waitFor()
  await visit(phone, `${stack.baseUrl}/#/pages/home/index`)
  await visible(phone.getByText('您报了名')).waitFor()
  expect(await phone.getByText('给您的消息').filter({ visible: true }).count()).toBe(0)
})

it('a word of the organizer is read by who comes, and by nobody else', async () => {
  const desk = await openDesk(browser, stack.baseUrl, '19900000003')
  await visit(desk, `${stack.baseUrl}/#/desk/shift/index?id=${shiftId}`)
  await button(desk, '给报名的人发个消息').click()
  await visible(desk.getByLabel('想说的话')).fill('请自带围裙')
  await button(desk, '发给 1 人').click()
  await visible(desk.getByText('请自带围裙')).waitFor()
  const yang = await stack.signInAs('杨春梅')
  await waitFor('the message', async () => (await yang.call('me.notices', {})).unseen === 1)
  await visit(phone, `${stack.baseUrl}/#/pages/notices/index`)
  await visible(phone.getByText('请自带围裙')).waitFor()
  await waitFor('it is seen', async () => (await yang.call('me.notices', {})).unseen === 0)
  const chen = await stack.signInAs('陈建国')
  expect((await chen.call('me.notices', {})).items).toEqual([])
  expect(problems).toEqual([])
})
