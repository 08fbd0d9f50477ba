import { addDays, shanghaiDay } from '@lianxin/shared'
import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

const title = '周六清洁家园'
const minuteMs = 60_000

let stack: Stack
let browser: Browser
let desk: Page
let secretary: Client
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  secretary = await stack.signInAs('李敏')
  desk = await openDesk(browser, stack.baseUrl, '19900000003')
  desk.on('pageerror', (error) => problems.push(String(error)))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

const ours = async () =>
  (await secretary.call('events.list', { query: { limit: 100 } })).items.filter(
    (event) => event.title === title,
  )

/** First Saturdays from a day on, worked out the long way round. */
function firstSaturdays(from: string, count: number): string[] {
  const days: string[] = []
  for (let day = from; days.length < count; day = addDays(day, 1)) {
    if (new Date(day).getUTCDay() === 6 && Number(day.slice(8)) <= 7) days.push(day)
  }
  return days
}
const inWords = (day: string) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 星期六`

/** Moves a date of ours to some minutes from now, whatever time of day it is. */
async function moveTo(id: string, startsIn: number, endsIn: number): Promise<void> {
  const { revision, ...shift } = await secretary.call('events.get', { params: { id } })
  const { about, place, point, bring, contact, minAge, maxAge, skill } = shift
  const { capacity, needed, minShare } = shift
  await secretary.call('events.update', {
    params: { id },
    body: {
      ...{ title, about, place, point, bring, contact, minAge, maxAge, skill },
      ...{ capacity, needed, minShare, revision },
      startsAt: new Date(Date.now() + startsIn * minuteMs).toISOString(),
      endsAt: new Date(Date.now() + endsIn * minuteMs).toISOString(),
    },
  })
}

/** A date of ours that goes on now: it began ten minutes ago. */
async function runningShift(): Promise<string> {
  const [first] = await ours()
  if (!first) throw new Error('there is no date')
  await moveTo(first.id, -10, 110)
  return first.id
}

it('a project for each first Saturday: the days are shown before it is made, and are right', async () => {
  await visit(desk, `${stack.baseUrl}/#/desk/shifts/index`)
  await button(desk, '新建').click()
  await visible(desk.getByLabel('叫什么', { exact: true })).fill(title)
  await visible(desk.getByLabel('在哪里', { exact: true })).fill('社区广场')
  await visible(desk.getByRole('radio', { name: '每月第几个星期几' })).click()
  await visible(desk.getByRole('radio', { name: '照常' })).click()
  // From tomorrow on no day can be over already, whatever time it is.
  const from = addDays(shanghaiDay(new Date()), 1)
  await button(desk, '再写细一点').click()
  await visible(desk.getByLabel('从哪天起办')).fill(from)
  const days = firstSaturdays(from, 10)
  const card = visible(desk.locator('section', { hasText: '会是哪些天' }))
  await card.getByText('每月第一个星期六', { exact: true }).waitFor()
  await waitFor('the days of the rule', async () => {
    const lines = await card.getByRole('listitem').allTextContents()
    const shown = lines.map((line) => line.replace(/^\d{4}年|调休上班$/gu, ''))
    return days.every((day, index) => shown[index] === inWords(day))
  })

  await button(desk, '建好，开始报名').click()
  const first = visible(desk.getByRole('link', { name: title }))
  await first.waitFor()
  expect(await first.textContent()).toContain(`${inWords(days[0] ?? '')} 9:00–11:00`)
  await visible(desk.getByText('还差 3 人')).waitFor()
  const opened = (await ours()).map(({ day }) => day)
  expect(opened.length).toBeGreaterThan(0)
  expect(opened).toEqual(days.slice(0, opened.length))
})

it('whom the organizer ticks off without a network is sent when there is one again, once', async () => {
  const id = await runningShift()
  await visit(desk, `${stack.baseUrl}/#/desk/shift/index?id=${id}`)
  await visible(desk.getByLabel('加一个人', { exact: false })).fill('刘桂芳')
  await visible(desk.getByRole('button', { name: /^选刘桂芳/u })).click()
  await button(desk, '刘桂芳：来了').waitFor()

  await desk.context().setOffline(true)
  await button(desk, '刘桂芳：来了').click()
  await visible(desk.getByText('1 条待发送', { exact: false })).waitFor()
  await visible(desk.getByText('来（待发送）', { exact: false })).waitFor()
  const people = async () =>
    (await secretary.call('events.people', { params: { id }, query: {} })).items
  expect((await people()).map(({ name, inAt }) => [name, inAt])).toEqual([['刘桂芳', null]])

  await desk.context().setOffline(false)
  await visible(desk.getByText('1 条待发送', { exact: false })).waitFor({ state: 'detached' })
  const came = await waitFor('刘桂芳 to be there', async () =>
    (await people()).find(({ inAt }) => inAt !== null),
  )
  expect(came).toMatchObject({ name: '刘桂芳', state: 'in', inWay: 'list', outAt: null })
  await button(desk, '刘桂芳：走了').waitFor()
  await visible(desk.getByText('来了 1 人')).waitFor()
})

it('the screen at the door shows the digits that count, and who comes as they come', async () => {
  const id = await runningShift()
  await visit(desk, `${stack.baseUrl}/#/desk/door/index?id=${id}`)
  await visible(desk.getByAltText('签到二维码')).waitFor()
  const digits = visible(desk.getByLabel('口令', { exact: false }))
  await waitFor('the digits that are good now', async () => {
    const { spoken } = await secretary.call('events.code', { params: { id } })
    return (await digits.textContent())?.replace(' ', '') === spoken
  })
  const wall = visible(desk.getByRole('region', { name: '现场' }))
  await wall.getByText('刘**').waitFor()
  expect(await wall.getByRole('listitem').count()).toBe(1)

  const member = await stack.signInAs('王秀兰')
  await waitFor('王秀兰 to check in by the digits on the screen', async () => {
    const code = (await digits.textContent())?.replace(' ', '') ?? ''
    const by = { how: 'code', code } as const
    const mine = await member.call('me.attend', { params: { id }, body: { way: 'in', by } })
    return mine.attendance?.inAt
  })
  await wall.getByText('王**').waitFor()
  expect(await wall.getByText('人在场').locator('..').textContent()).toBe('2人在场')
  expect(problems).toEqual([])
})

it('a wrong tap is taken back, and who was not seen is greeted without anybody hearing of it', async () => {
  const id = await runningShift()
  const member = await stack.signInAs('张德福')
  const { id: personId } = await member.call('me.get')
  await secretary.call('events.putPerson', { params: { id }, body: { personId } })
  await visit(desk, `${stack.baseUrl}/#/desk/shift/index?id=${id}`)
  await button(desk, '张德福：来了').click()
  await button(desk, '张德福：点错了').click()
  await visible(desk.getByRole('dialog')).waitFor()
  await button(desk, '撤掉').click()
  await button(desk, '张德福：来了').waitFor()
  // 王秀兰 checked in herself: that is not the organizer's to take back
  await visible(desk.getByText('王秀兰')).waitFor()
  expect(await desk.getByRole('button', { name: '王秀兰：点错了' }).count()).toBe(0)
  expect(await desk.getByText('报了名没见到').count()).toBe(0)

  await moveTo(id, -60, -1)
  await visit(desk, `${stack.baseUrl}/#/desk/shift/index?id=${id}`)
  await visible(desk.getByText('报了名没见到 1 人')).waitFor()
  await button(desk, '问候一声').click()
  await button(desk, '发给这 1 人').click()
  await visible(desk.getByText('问候发出去了', { exact: false })).waitFor()
  const told = await waitFor('张德福 to be greeted', async () => {
    const { items } = await member.call('me.notices', {})
    return items.find(({ kind }) => kind === 'event.message')
  })
  expect(told.text).toContain('一切都好吗')
  const wang = await stack.signInAs('王秀兰')
  const { items } = await wang.call('me.notices', {})
  expect(items.filter(({ eventId, kind }) => eventId === id && kind === 'event.message')).toEqual(
    [],
  )
  expect(problems).toEqual([])
})
