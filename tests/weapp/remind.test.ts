import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../support/paths'
import { signInOnPhone } from '../support/phone'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'
import { startWechat, type WechatStandIn } from '../support/wechat'
import { startWeapp, type Weapp, type WeappOptions } from './headless-weapp'

const openid = 'openid-of-wang'
const templates = ['reply-template', 'done-template']
const button = { tag: 'button', text: '有答复时提醒我' }
let wechat: WechatStandIn
let stack: Stack
let open: Weapp[] = []
/** What a phone of 王秀兰 keeps once she has signed in with WeChat. */
const storage = new Map<string, unknown>()

beforeAll(async () => {
  wechat = await startWechat({ 'code-of-wang': openid }, { templates })
  stack = await startStack({
    env: {
      ...wechat.env,
      WECHAT_TEMPLATE_REPLY: templates[0],
      WECHAT_TEMPLATE_DONE: templates[1],
    },
  })
  await signInOnPhone(stack, start(), { name: '王秀兰', code: 'code-of-wang', to: 'me' })
})
afterEach(() => {
  for (const weapp of open) weapp.close()
  open = []
})
afterAll(async () => {
  await stack?.stop()
  await wechat?.close()
})

function start(options: Partial<WeappOptions> = {}): Weapp {
  const dist = path.join(repositoryRoot, 'miniprogram/dist/weapp')
  const weapp = startWeapp({
    dist,
    baseUrl: stack.baseUrl,
    storage,
    loginCode: 'code-of-wang',
    ...options,
  })
  open.push(weapp)
  return weapp
}

async function raise(text: string): Promise<string> {
  const wang = await stack.signInAs('王秀兰')
  const { id } = await wang.call('tickets.create', { body: { text } })
  return id ?? ''
}

async function openMatter(weapp: Weapp, id: string) {
  const page = weapp.launch(`/pages/matter/index?id=${id}`)
  await page.waitForText(button.text)
  await weapp.settled()
  return page
}

const asked = (weapp: Weapp) =>
  weapp.calls.filter(({ api }) => api === 'requestSubscribeMessage').map(({ options }) => options)

/** WeChat notes what a person accepts. */
const agrees = (ids: readonly string[]) => {
  for (const id of ids) wechat.agree(openid, id)
  return Object.fromEntries(ids.map((id) => [id, 'accept']))
}

test('one tap where a matter was filed: WeChat asks, the answer comes as one message each', async () => {
  const weapp = start({ reminds: agrees })
  const page = weapp.launch('/pages/say/index')
  await page.waitForText('您想说什么')
  await weapp.settled()
  page.type({ id: 'say-text' }, '三号楼东侧路灯不亮。')
  await weapp.settled()
  page.tap({ tag: 'button', text: '提交' })
  await page.waitForText(button.text)
  expect(page.root().text).toContain('只说编号和办到哪一步')
  await weapp.settled()
  page.tap(button)
  await page.waitForText('还有 2 次')
  expect(asked(weapp)).toMatchObject([{ tmplIds: templates }])
  expect(weapp.errors).toEqual([])

  const wang = await stack.signInAs('王秀兰')
  const [matter] = (await wang.call('me.tickets', { query: { limit: 1 } })).items
  const id = matter?.id ?? ''
  const secretary = await stack.signInAs('李敏')
  const answer = (action: string, revision: number) =>
    secretary.call('tickets.act', {
      params: { id },
      body: { action, revision, text: '周四换好灯泡。' },
    })
  const { revision } = await answer('answer', 0)
  await waitFor('the answer', () => wechat.shown.length === 1)
  await answer('solve', revision)
  await waitFor('the end', () => wechat.shown.length === 2)
  expect(wechat.shown).toMatchObject([
    {
      openid,
      templateId: templates[0],
      page: `pages/matter/index?id=${id}`,
      data: { character_string1: matter?.number, phrase2: '已答复' },
    },
    { openid, templateId: templates[1], data: { phrase2: '已办结' } },
  ])
  expect(JSON.stringify(wechat.shown), 'nothing of what was said').not.toMatch(/路灯|灯泡|王/)

  const again = start()
  const over = again.launch(`/pages/matter/index?id=${id}`)
  await over.waitForText('已办结')
  await again.settled()
  expect(over.root().text).not.toContain('提醒')
  expect(stack.logs()).not.toContain(openid)
})

test('what WeChat was told is passed on once the network is back, without asking again', async () => {
  const id = await raise('楼道的灯不亮。')
  const weapp = start({ reminds: agrees })
  const page = await openMatter(weapp, id)
  wechat.trouble('jscode2session', 'page')
  page.tap(button)
  await page.waitForText('微信那边忙')
  await weapp.settled()
  page.tap({ tag: 'button', text: '再试一次' })
  await page.waitForText('还有 2 次')
  expect(asked(weapp)).toHaveLength(1)
})

test('who says no is told how to change their mind; nothing is counted', async () => {
  const id = await raise('树枝挡了窗。')
  const no = (ids: readonly string[]) => Object.fromEntries(ids.map((each) => [each, 'reject']))
  const weapp = start({ reminds: no })
  const page = await openMatter(weapp, id)
  page.tap(button)
  await page.waitForText('没有打开提醒')
  const off = start({ reminds: () => 20_004 })
  const other = await openMatter(off, id)
  other.tap(button)
  await other.waitForText('关了本小程序的消息')
  const wang = await stack.signInAs('王秀兰')
  expect(await wang.call('me.reminder', { params: { id } })).toEqual({ waiting: 0, open: true })
  expect([...weapp.errors, ...off.errors]).toEqual([])
})

test('one’s consents are in the export, and none are left after the account is closed', async () => {
  const id = await raise('井盖响。')
  const wang = await stack.signInAs('王秀兰')
  const told = { code: 'code-of-wang', accepted: templates }
  await wang.call(
    'me.subscribe',
    { params: { id }, body: told },
    { idempotencyKey: 'one-tap-of-wang' },
  )
  const again = await wang.call(
    'me.subscribe',
    { params: { id }, body: told },
    { idempotencyKey: 'one-tap-of-wang' },
  )
  expect(again).toEqual({ waiting: 2, open: true })
  const { number } = await wang.call('me.ticket', { params: { id } })
  const exported = await wang.call('me.export')
  expect(exported['reminders']).toContainEqual(
    expect.objectContaining({ about: 'matter', name: number, purpose: 'done', state: 'open' }),
  )
  expect(JSON.stringify(exported)).not.toContain(openid)
  // taking the consent back is as easy as giving it
  const consent = { purpose: 'notify' as const, version: '1', granted: false }
  await wang.call('me.consent', { body: consent })
  expect(await wang.call('me.reminder', { params: { id } })).toEqual({ waiting: 0, open: true })

  const li = await stack.signInAs('高晓东')
  await expect(li.call('me.reminder', { params: { id } })).rejects.toMatchObject({
    code: 'request.not_found',
  })
  await wang.call('me.erase', { body: { password: 'lianxin-demo' } })
  const { MongoClient } = await import('mongodb')
  const mongo = new MongoClient(stack.database?.uri ?? '')
  try {
    const left = await mongo.db(stack.database?.dbName).collection('reminders').countDocuments()
    expect(left).toBe(0)
  } finally {
    await mongo.close()
  }
})
