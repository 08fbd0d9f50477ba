import type { Client } from '@lianxin/shared/client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

/** 杨春梅, a member of 望江社区第一网格, and 李敏, secretary of 望江社区. */
const member = '19900000015'
const secretary = '19900000003'
const title = '给三楼的老人理发'

let stack: Stack
let browser: Browser
let phone: Page
let desk: Page
let staff: Client
const problems: string[] = []

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  staff = await stack.signInAs('李敏')
  phone = await openPhone(browser, stack.baseUrl, member)
  desk = await openDesk(browser, stack.baseUrl, secretary)
  for (const page of [phone, desk])
    page.on('pageerror', (error) => problems.push(`${page.url()}: ${String(error)}`))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

describe('a team', () => {
  it('is founded at the desk, in a field, with a leader', async () => {
    await visit(desk, `${stack.baseUrl}/#/desk/teams/index`)
    await button(desk, '建一支队').click()
    await visible(desk.getByLabel('队名')).fill('望江雨伞队')
    await visible(desk.getByRole('radio', { name: '活动关系' })).click()
    await visible(desk.getByRole('checkbox', { name: '家电维修' })).click()
    await visible(desk.getByLabel('做些什么')).fill('下雨天在车站借伞。')
    await visible(desk.getByLabel('请谁当队长')).fill('王秀')
    await visible(desk.getByRole('button', { name: '选王秀兰', exact: false })).click()
    await button(desk, '建好这支队').click()
    await visible(desk.getByRole('heading', { name: '望江雨伞队' })).waitFor()
    await visible(desk.getByText('队长：王秀兰')).waitFor()
    const { items } = await staff.call('teams.publicList', { query: { q: '雨伞' } })
    expect(items).toMatchObject([{ base: 'activity', fields: [{ key: 'repair' }], members: 1 }])
  })

  it('is found by a word of its name and joined without asking anybody', async () => {
    await visit(phone, `${stack.baseUrl}/#/volunteer/teams/index`)
    await visible(phone.getByLabel('名字里的字')).fill('雨伞')
    await button(phone, '找').click()
    await visible(phone.getByRole('link', { name: '望江雨伞队', exact: false })).click()
    await button(phone, '加入').click()
    await visible(phone.getByText('您在这支队里', { exact: false })).waitFor()
    await visible(phone.getByText('现在 2 人')).waitFor()
    await visit(phone, `${stack.baseUrl}/#/volunteer/teams/index`)
    const mine = visible(phone.locator('section', { hasText: '我在的队伍' })).getByRole('link')
    await mine.first().waitFor()
    expect(await mine.allTextContents()).toEqual(['望江雨伞队', '柳岸巡河队'])
  })

  it('shows who came to staff, by name, and lets them go again', async () => {
    await button(desk, '望江雨伞队的队员').click()
    await visible(desk.locator('.dk-line', { hasText: '杨春梅' }))
      .getByText('自己来的')
      .waitFor()
    await visible(phone.getByRole('link', { name: '望江雨伞队' })).click()
    await button(phone, '退出').click()
    await phone.locator('dialog').getByRole('button', { name: '退出', exact: true }).click()
    await button(phone, '加入').waitFor()
    await visible(phone.getByText('现在 1 人')).waitFor()
    const { items } = await (await stack.signInAs('杨春梅')).call('me.teams', { query: {} })
    expect(items.map(({ name }) => name)).not.toContain('望江雨伞队')
  })
})

describe('a skill', () => {
  const found = async () => {
    const { items } = await staff.call('skills.find', { query: { skill: 'haircut', limit: 100 } })
    return items.map(({ name }) => name)
  }

  it('is offered; until the person agrees nobody finds it', async () => {
    await visit(phone, `${stack.baseUrl}/#/volunteer/skills/index`)
    await visible(phone.getByRole('checkbox', { name: '理发' })).click()
    await visible(phone.getByRole('checkbox', { name: '周末上午' })).click()
    await visible(phone.getByLabel('别的，自己写（第 1 样）')).fill('盘头发')
    await button(phone, '存好').click()
    await visible(phone.getByText('存好了，没有人看得到')).waitFor()
    expect(await found()).not.toContain('杨春梅')
    await visible(phone.getByRole('checkbox', { name: '让组织活动的同志找得到我' })).click()
    await button(phone, '存好').click()
    await visible(phone.getByText('存好了，有事会请您')).waitFor()
    expect(await found()).toContain('杨春梅')
  })

  it('is found, invited, accepted, noted, and then counted', async () => {
    const before = await staff.call('skills.numbers', { query: {} })
    await visit(desk, `${stack.baseUrl}/#/desk/skills/index`)
    await visible(desk.getByLabel('会什么')).selectOption({ label: '理发' })
    await visible(desk.getByText('盘头发', { exact: false })).waitFor()
    await button(desk, '请杨春梅').click()
    await visible(desk.getByLabel('请杨春梅做什么')).fill(title)
    await visible(desk.getByLabel('捎一句话')).fill('周六上午九点，能来吗？')
    await button(desk, '发邀请').click()
    await visible(desk.getByText(`杨春梅：${title}`, { exact: false })).waitFor()

    await visit(phone, `${stack.baseUrl}/#/volunteer/skills/index`)
    await visible(phone.getByRole('heading', { name: title })).waitFor()
    await button(phone, `去：${title}`).click()
    await visible(phone.getByText('答应了', { exact: true })).waitFor()

    await visit(desk, `${stack.baseUrl}/#/desk/skills/index`)
    await button(desk, `记杨春梅做了什么：${title}`).click()
    await visible(desk.getByLabel('杨春梅做了什么', { exact: true })).fill('给三楼五位老人理了发')
    await visible(desk.getByRole('checkbox', { name: '这是一件实事' })).click()
    await button(desk, '记下来').click()
    await visible(desk.getByText('给三楼五位老人理了发（实事）')).waitFor()
    const card = visible(desk.locator('section', { hasText: '三个数' }))
    await card.getByText(`志愿服务 ${before.services + 1} 人次`).waitFor()
    await card.getByText(`办实事 ${before.deeds + 1} 件`).waitFor()
    await card.getByText(`现在找得到的能人 ${before.people} 人`).waitFor()
    expect(await staff.call('skills.numbers', { query: {} })).toEqual({
      ...before,
      services: before.services + 1,
      deeds: before.deeds + 1,
    })
  })

  it('is not found any more once the person says no', async () => {
    await visible(phone.getByRole('checkbox', { name: '让组织活动的同志找得到我' })).click()
    await button(phone, '存好').click()
    await visible(phone.getByText('存好了，没有人看得到')).waitFor()
    expect(await found()).not.toContain('杨春梅')
  })
})

it('no page broke on the way', () => {
  expect(problems).toEqual([])
})
