import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../support/paths'
import { signInOnPhone } from '../support/phone'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'
import { startWechat, type WechatStandIn } from '../support/wechat'
import { startWeapp, type Weapp } from './headless-weapp'

let wechat: WechatStandIn
let stack: Stack
let open: Weapp[] = []
/** What the phone of 王秀兰 keeps once she has signed in. */
const storage = new Map<string, unknown>()

beforeAll(async () => {
  wechat = await startWechat({ 'code-of-wang': 'openid-of-wang' })
  stack = await startStack({ env: wechat.env })
  await signInOnPhone(stack, start(), { name: '王秀兰', code: 'code-of-wang', to: 'study' })
})
afterEach(() => {
  for (const weapp of open) weapp.close()
  open = []
})
afterAll(async () => {
  await stack?.stop()
  await wechat?.close()
})

function start(): Weapp {
  const dist = path.join(repositoryRoot, 'miniprogram/dist/weapp')
  const loginCode = 'code-of-wang'
  const weapp = startWeapp({ dist, baseUrl: stack.baseUrl, storage, loginCode })
  open.push(weapp)
  return weapp
}

/** A lesson with one ordering and one fill-in. */
async function lessonWithQuiz(): Promise<string> {
  const secretary = await stack.signInAs('李敏')
  const orgId = (await secretary.call('me.get')).orgId ?? ''
  const made = await secretary.call('lessons.create', {
    body: {
      title: '先断电再说话',
      series: '短课',
      source: '望江社区',
      minutes: 1,
      keyPoints: ['先断电', '火警电话要记牢'],
      blocks: [{ kind: 'text', heading: '怎么做', text: '先断电，再敲门。' }],
    },
  })
  const common = { series: '短课', lessonId: made.id, explanation: '' }
  await secretary.call('questions.create', {
    body: {
      ...common,
      kind: 'ordering',
      stem: '怎么做？',
      options: ['断电', '敲门', '推车'],
      correct: [0, 1, 2],
      keyPoint: 1,
    },
  })
  await secretary.call('questions.create', {
    body: { ...common, kind: 'fill', stem: '火警电话＿。', accepted: [['119']], keyPoint: 2 },
  })
  const body = { revision: made.revision, audienceOrgIds: [orgId] }
  await secretary.call('lessons.publish', { params: { id: made.id }, body })
  return made.id
}

test('a quiz on the phone: wrong, it points to the key point; put right, it is passed', async () => {
  const id = await lessonWithQuiz()
  const weapp = start()
  const page = weapp.launch(`/study/quiz/index?lesson=${id}&version=1`)
  await page.waitForText('第 1 题，共 2 题')
  await weapp.settled()

  const inOrder = async (texts: readonly string[]) => {
    for (const text of texts) {
      page.tap({ text })
      await weapp.settled()
    }
  }
  const fillIn = async (text: string) => {
    page.tap({ tag: 'button', text: '下一题' })
    await page.waitForText('第 2 题，共 2 题')
    await weapp.settled()
    page.type({ tag: 'input' }, text)
    await weapp.settled()
    page.tap({ tag: 'button', text: '答完了，看结果' })
  }

  await inOrder(['敲门', '断电'])
  page.tap({ tag: 'button', text: '下一题' })
  await weapp.settled()
  expect(page.root().text, 'not before all of it is in order').toContain('第 1 题')
  await inOrder(['推车'])
  await fillIn('119')
  await page.waitForText('答对 1 题，共 2 题')
  await page.waitForText('要点 1：先断电')
  expect(page.root().text).toContain('断电；敲门；推车')
  expect(page.root().text, 'only of what was wrong').not.toContain('要点 2')
  const wang = await stack.signInAs('王秀兰')
  const params = { id }
  const query = { version: 1 }
  expect((await wang.call('quizzes.get', { params, query })).passed).toBe(false)

  await weapp.settled()
  page.tap({ tag: 'button', text: '再答一遍' })
  await page.waitForText('第 1 题，共 2 题')
  await weapp.settled()
  await inOrder(['断电', '敲门', '推车'])
  await fillIn(' 119 ')
  await page.waitForText('都答对了')
  expect((await wang.call('quizzes.get', { params, query })).passed).toBe(true)
  expect(weapp.errors).toEqual([])
})

test('a lesson on the phone: read, it is finished, and known to be on the next look', async () => {
  const secretary = await stack.signInAs('李敏')
  const orgId = (await secretary.call('me.get')).orgId ?? ''
  const made = await secretary.call('lessons.create', {
    body: {
      title: '楼道不停车',
      series: '短课',
      source: '望江社区',
      minutes: 1,
      keyPoints: ['车进车棚'],
      blocks: [
        { kind: 'text', heading: '为什么', text: '堵了楼道，谁也出不去。' },
        { kind: 'text', heading: '放哪里', text: '放到车棚去。' },
      ],
    },
  })
  const params = { id: made.id }
  const body = { revision: made.revision, audienceOrgIds: [orgId] }
  await secretary.call('lessons.publish', { params, body })

  const weapp = start()
  const page = weapp.launch(`/study/lesson/index?id=${made.id}`)
  await page.waitForText('楼道不停车')
  const lines = page.lines()
  expect(lines.indexOf('车进车棚'), 'key points come first').toBeLessThan(lines.indexOf('为什么'))
  expect(lines.join(), 'opening it is not reading it').not.toContain('这一课学完了')
  await page.waitForText('这一课学完了')
  const wang = await stack.signInAs('王秀兰')
  const { progress } = await wang.call('study.get', { params })
  expect(progress).toMatchObject({ percent: 100, quiz: 'none' })
  expect(progress.completedAt).not.toBeNull()
  weapp.close()
  const again = start().launch(`/study/lesson/index?id=${made.id}`)
  await again.waitForText('这一课学完了')
  expect(weapp.errors).toEqual([])
})

test('打卡 on the phone: once, with a sentence; the calendar shows it, a missed day is made up', async () => {
  const weapp = start()
  const page = weapp.launch('/study/checkin/index')
  await page.waitForText('今天打卡')
  await weapp.settled()
  const wang = await stack.signInAs('王秀兰')
  const before = await wang.call('me.checkins')
  expect(before.doneToday).toBe(false)
  page.type({ tag: 'textarea' }, '楼道里的车要推到车棚')
  await weapp.settled()
  page.tap({ tag: 'button', text: '今天打卡' })
  await page.waitForText('今天打过了')
  await page.waitForText('楼道里的车要推到车棚')
  expect(page.lines().join()).not.toContain('今天打卡')
  const after = await wang.call('me.checkins')
  expect(after).toMatchObject({ doneToday: true, streak: before.streak + 1 })
  expect(after.days.find(({ day }) => day === after.today)).toMatchObject({
    thought: '楼道里的车要推到车棚',
    review: 'waiting',
  })

  const missed = after.missed.at(-1) ?? ''
  await weapp.settled()
  // Early in a month the newest missed day is in the one before.
  if (!missed.startsWith(after.month)) page.tap({ className: 'ck-turn__way' })
  await weapp.settled()
  page.tap({ className: 'ck-cell--open' })
  await waitFor('a card to be used', async () => {
    const { cards } = await wang.call('me.checkins')
    return cards.left === after.cards.left - 1
  })
  const { missed: left } = await wang.call('me.checkins')
  expect(left).toHaveLength(after.missed.length - 1)
  expect(weapp.errors).toEqual([])
})
