import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser'
import { button, openDesk, openPhone, visible, visit } from '../support/desk-pages'
import { startStack, type Stack } from '../support/stack'

const member = '19900000013'
const title = '三句话的一课'

let stack: Stack
let browser: Browser
let phone: Page
const problems: string[] = []

function watch(page: Page): Page {
  page.on('pageerror', (error) => problems.push(String(error)))
  return page
}

beforeAll(async () => {
  ;[stack, browser] = await Promise.all([startStack(), launchBrowser()])
  phone = watch(await openPhone(browser, stack.baseUrl, member))
})
afterAll(async () => {
  await browser?.close()
  await stack?.stop()
})

/** A lesson that is read in some seconds, with one question. */
async function shortLesson(): Promise<string> {
  const secretary = await stack.signInAs('李敏')
  const [org] = (await secretary.call('orgs.list')).items
  const block = (heading: string) => ({ kind: 'text' as const, heading, text: '先听，再商量。' })
  const made = await secretary.call('lessons.create', {
    body: {
      title,
      series: '短课',
      source: '望江社区',
      minutes: 1,
      keyPoints: ['先听再说'],
      blocks: [block('第一段'), block('第二段')],
    },
  })
  await secretary.call('questions.create', {
    body: {
      kind: 'single',
      stem: '先做什么？',
      options: ['听', '说'],
      correct: [0],
      series: '短课',
      lessonId: made.id,
      keyPoint: 1,
      explanation: '先听再说',
    },
  })
  const body = { revision: made.revision, audienceOrgIds: [org?.id ?? ''] }
  await secretary.call('lessons.publish', { params: { id: made.id }, body })
  return made.id
}

describe('a lesson', () => {
  let id: string

  it('is read where the network fails: counted on the phone, told afterwards, once', async () => {
    id = await shortLesson()
    await visit(phone, `${stack.baseUrl}/#/study/lesson/index?id=${id}`)
    await visible(phone.getByRole('heading', { name: title })).waitFor()
    await phone.context().setOffline(true)
    await visible(phone.getByText('网络断了', { exact: false })).waitFor({ timeout: 30_000 })
    await phone.context().setOffline(false)
    await visible(phone.getByText('学了 100%')).waitFor({ timeout: 30_000 })
    const reader = await stack.signIn(member, 'lianxin-demo')
    const { progress } = await reader.call('study.get', { params: { id } })
    expect(progress).toMatchObject({ percent: 100, quiz: 'open', completedAt: null })
  })

  it('is finished by its quiz: wrong, it points to the key point; right, it counts', async () => {
    await button(phone, '答小测').click()
    await visible(phone.getByRole('radio', { name: '说', exact: true })).click()
    await button(phone, '答完了，看结果').click()
    await visible(phone.getByText('要点 1：先听再说')).waitFor()
    await button(phone, '再答一遍').click()
    await visible(phone.getByRole('radio', { name: '听', exact: true })).click()
    await button(phone, '答完了，看结果').click()
    await visible(phone.getByText('都答对了')).waitFor()

    const other = watch(await openPhone(browser, stack.baseUrl, member))
    await visit(other, `${stack.baseUrl}/#/study/lesson/index?id=${id}`)
    await visible(other.getByText('这一课学完了')).waitFor()
    expect(await other.getByRole('progressbar').filter({ visible: true }).count()).toBe(0)
    await other.context().close()
  })
})

describe('the points', () => {
  it('say what each was for; other rules are tried before they hold', async () => {
    await visit(phone, `${stack.baseUrl}/#/study/points/index`)
    await visible(phone.getByText('学完一课', { exact: true })).waitFor()
    await visible(phone.getByText('学完一课 2 分（基础分）', { exact: false })).waitFor()

    const desk = watch(await openDesk(browser, stack.baseUrl, '19900000003'))
    await visit(desk, `${stack.baseUrl}/#/desk/rules/index`)
    await button(desk, '改规则').click()
    const lesson = visible(desk.getByRole('region', { name: '学完一课' }))
    await lesson.getByLabel('几分').fill('3')
    await lesson.getByLabel('一天最多', { exact: false }).fill('6')
    await button(desk, '先看看谁会变').click()
    const row = visible(desk.locator('.dk-line', { hasText: '刘桂芳' }))
    await row.getByText('→', { exact: false }).waitFor()
    await visible(desk.getByLabel('为什么改', { exact: false })).fill('党员大会通过')
    await button(desk, '生效').click()
    await desk.locator('dialog').getByRole('button', { name: '生效', exact: true }).click()
    await visible(desk.getByText('党员大会通过', { exact: false })).waitFor()

    const reader = await stack.signIn(member, 'lianxin-demo')
    const { items } = await reader.call('me.pointEntries', { query: {} })
    expect(items.filter(({ rule }) => rule === 'lesson.completed').at(0)).toMatchObject({
      points: 2,
      version: 0,
    })
    await desk.context().close()
  })
})

describe('an exam', () => {
  it('keeps every answer through a lost network and a reload', async () => {
    await visit(phone, `${stack.baseUrl}/#/study/exams/index`)
    await button(phone, '开始考试').click()
    await phone.locator('dialog').getByRole('button', { name: '开始', exact: true }).click()
    await visible(phone.getByText('第 1 题，共 14 题', { exact: false })).waitFor()
    await visible(phone.getByRole('radio')).click()
    await visible(phone.getByText('答案都存好了')).waitFor()

    await button(phone, '下一题').click()
    await phone.context().setOffline(true)
    await visible(phone.getByRole('radio')).click()
    await visible(phone.getByText('1 题还没存上')).waitFor()
    await phone.context().setOffline(false)
    await visible(phone.getByText('答案都存好了')).waitFor({ timeout: 30_000 })

    await phone.reload()
    await visible(phone.getByRole('button', { name: '第 2 题，答了' })).waitFor()
    const open = phone.getByRole('button', { name: /^第 \d+ 题，没答$/ })
    expect(await open.filter({ visible: true }).count()).toBe(12)
  })

  it('goes on on another phone, and the first one is told', async () => {
    const other = watch(await openPhone(browser, stack.baseUrl, member))
    await visit(other, `${stack.baseUrl}/#/study/exams/index`)
    await button(other, '接着考').click()
    await visible(other.getByRole('radio').nth(1)).click()
    await visible(other.getByText('换到别的手机上答了')).waitFor()
    await button(other, '在这里接着答').click()
    await visible(other.getByRole('radio').nth(1)).click()
    await visible(other.getByText('答案都存好了')).waitFor()

    await visible(phone.getByRole('radio').nth(1)).click()
    await visible(phone.getByText('换到别的手机上答了')).waitFor()
    expect(await phone.getByRole('radio').filter({ visible: true }).count()).toBe(0)
    await other.context().close()
  })

  it('is handed in, and the desk sees it come in', async () => {
    const desk = watch(await openDesk(browser, stack.baseUrl, '19900000003'))
    await visit(desk, `${stack.baseUrl}/#/desk/exams/index`)
    await visible(desk.getByText('为民办事应知应会')).click()
    await visible(desk.getByText('开考的 2 人里，1 人交了卷')).waitFor()

    await button(phone, '在这里接着答').click()
    await button(phone, '现在就交卷').click()
    await phone.locator('dialog').getByRole('button', { name: '交卷', exact: true }).click()
    await visible(phone.getByText('没通过')).waitFor()

    await visible(desk.getByText('开考的 2 人里，2 人交了卷')).waitFor({ timeout: 30_000 })
    await visible(desk.getByText('刘桂芳')).waitFor()
    expect(await desk.getByText('100 分，通过').filter({ visible: true }).count()).toBe(1)
    await desk.context().close()
  })
})

describe('打卡', () => {
  it('two phones at once are one day', async () => {
    const other = watch(await openPhone(browser, stack.baseUrl, member))
    for (const page of [phone, other]) await visit(page, `${stack.baseUrl}/#/study/checkin/index`)
    await Promise.all([button(phone, '今天打卡').click(), button(other, '今天打卡').click()])
    for (const page of [phone, other]) await visible(page.getByText('✓ 今天打过了')).waitFor()
    const own = await (await stack.signIn(member, 'lianxin-demo')).call('me.checkins')
    expect(own.days.filter(({ day }) => day === own.today)).toHaveLength(1)
    await other.context().close()
  })
})

describe('a deed', () => {
  const what = '教两位邻居用手机挂号'

  it('of a member counts when two assessors say yes', async () => {
    await visit(phone, `${stack.baseUrl}/#/study/proposals/index`)
    await visible(phone.getByLabel('做了什么')).fill(what)
    await button(phone, '报上去').click()
    await visible(phone.getByText('小组在评')).waitFor()

    const assessor = watch(await openPhone(browser, stack.baseUrl, '19900000014'))
    await visit(assessor, `${stack.baseUrl}/#/study/proposals/index`)
    const yes = async () => {
      await visible(assessor.getByLabel('您为什么这样看', { exact: false })).fill('属实')
      await button(assessor, '认可').click()
    }
    // What the demo left to assess comes first.
    while ((await visible(assessor.locator('.lx-card', { hasText: what })).count()) === 0) {
      const before = await visible(assessor.getByText('请您评一评')).textContent()
      await yes()
      await assessor.getByText(before ?? '', { exact: true }).waitFor({ state: 'hidden' })
    }
    await yes()
    const other = await stack.signInAs('张德福')
    const { items } = await other.call('assessments.list', { query: {} })
    const id = items.find((deed) => deed.what === what)?.id ?? ''
    await other.call('assessments.say', { params: { id }, body: { yes: true, words: '我看见了' } })

    await visit(phone, `${stack.baseUrl}/#/study/points/index`)
    await visible(phone.getByText('考评小组认可的一件实事', { exact: false })).waitFor()
    const me = await stack.signIn(member, 'lianxin-demo')
    const entries = await me.call('me.pointEntries', { query: {} })
    expect(entries.items.filter(({ rule }) => rule === 'deed.proposed')).toHaveLength(1)
    await assessor.context().close()
  })

  it('is appealed, answered by somebody else, and the answer is read', async () => {
    await button(phone, '对这一笔有不同看法：考评小组认可的一件实事').click()
    await visible(phone.getByLabel('说一句就行', { exact: false })).fill('教了两位，只算了一位')
    await button(phone, '提交申诉').click()
    await visible(phone.getByText('等另一位同志答复')).waitFor()

    const desk = watch(await openDesk(browser, stack.baseUrl, '19900000003'))
    await visit(desk, `${stack.baseUrl}/#/desk/assessment/index`)
    await visible(desk.getByText('教了两位，只算了一位', { exact: false })).waitFor()
    await visible(desk.getByLabel('理由（本人看得到）')).fill('一件实事记一次')
    await button(desk, '维持：刘桂芳').click()
    await visible(desk.getByText('没有等着答复的')).waitFor()

    await visit(phone, `${stack.baseUrl}/#/study/proposals/index`)
    const appeals = visible(phone.locator('.lx-card', { hasText: '我的申诉' }))
    await appeals.getByRole('link').first().click()
    await visible(phone.getByText('一件实事记一次')).waitFor()
    expect(await phone.getByText('维持原来的').filter({ visible: true }).count()).toBeGreaterThan(0)
    await desk.context().close()
  })
})

it('no page reported a fault of its own', () => {
  expect(problems).toEqual([])
})
