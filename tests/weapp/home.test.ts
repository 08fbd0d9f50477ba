import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../support/paths'
import { demoAccount } from '../support/phone'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'
import { startWechat, type WechatStandIn } from '../support/wechat'
import { startWeapp, type Weapp, type WeappOptions } from './headless-weapp'

let wechat: WechatStandIn
let stack: Stack
let open: Weapp[] = []

beforeAll(async () => {
  wechat = await startWechat({ 'code-of-wang': 'openid-of-wang' })
  stack = await startStack({ env: wechat.env })
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
  const weapp = startWeapp({ dist, baseUrl: stack.baseUrl, ...options })
  open.push(weapp)
  return weapp
}

const demoMember = () => demoAccount(stack, '王秀兰')

/** Opens the sign-in page and waits until it is whole: the demo's accounts come last. */
async function openLogin(weapp: Weapp, to = ''): Promise<void> {
  const page = weapp.launch(`/pages/login/index${to}`)
  await page.waitForText('演示账号')
  await weapp.settled()
}

/** Signed in, one is taken to the page one came for. */
function arrivedHome(weapp: Weapp): Promise<unknown> {
  return waitFor('the home page', async () => weapp.routes().join() === 'pages/home/index')
}

/** Fills in phone and password as a person does. */
async function typeCredentials(weapp: Weapp, account: { phone: string; password: string }) {
  weapp.page().type({ id: 'login-phone' }, account.phone)
  await weapp.settled()
  weapp.page().type({ id: 'login-password' }, account.password)
  await weapp.settled()
}

test('the home page of the real bundle shows the newest digest of the real server', async () => {
  // The demo's second digest goes out by itself just after the start.
  const newest = await waitFor('all digests of the demo', async () => {
    const { items } = await stack.client.call('digests.publicList', { query: { limit: 10 } })
    return items.length === 4 && items[0]
  })
  const digest = await stack.client.call('digests.publicGet', { params: { id: newest.id } })
  const weapp = start()
  const home = weapp.launch('/pages/home/index')
  await home.waitForText(newest.title)
  for (const point of digest.points.slice(0, 4)) await home.waitForText(point.title || point.text)
  expect(home.lines()).toContain('说件事')

  home.tap({ text: newest.title })
  await weapp.settled()
  expect(weapp.routes()).toEqual(['pages/home/index', 'pages/digest/index'])
  for (const point of digest.points) await weapp.page().waitForText(point.text)
  expect(weapp.errors).toEqual([])
})

test('signs in by phone on one run, and is still signed in on the next', async () => {
  const account = await demoMember()
  const storage = new Map<string, unknown>()
  const weapp = start({ storage })
  await openLogin(weapp, '?to=home')
  await typeCredentials(weapp, account)
  weapp.page().tap({ tag: 'button', text: '登录' })
  await arrivedHome(weapp)
  await weapp.page().waitForText('王秀兰')
  expect(weapp.errors).toEqual([])

  const again = start({ storage })
  const home = again.launch('/pages/home/index')
  await home.waitForText('王秀兰')
  const mine = await (
    await stack.signInAs('王秀兰')
  ).call('me.tickets', { query: { open: 'true', limit: 3 } })
  for (const ticket of mine.items) await home.waitForText(ticket.title)
  await home.waitForText('我反映的事')
})

test('a wrong password is said on the page', async () => {
  const weapp = start()
  await openLogin(weapp)
  await typeCredentials(weapp, { phone: (await demoMember()).phone, password: 'not-the-password' })
  weapp.page().tap({ tag: 'button', text: '登录' })
  await weapp.page().waitForText('手机号或密码不对')
  expect(weapp.routes()).toEqual(['pages/login/index'])
})

test('WeChat sign-in binds once by phone and password, then takes one tap', async () => {
  const account = await demoMember()
  const weapp = start({ loginCode: 'code-of-wang' })
  await openLogin(weapp, '?to=home')
  weapp.page().tap({ tag: 'button', text: '微信登录' })
  await weapp.page().waitForText('绑定一次')
  await typeCredentials(weapp, account)
  weapp.page().tap({ tag: 'button', text: '绑定并登录' })
  await arrivedHome(weapp)
  await weapp.page().waitForText('王秀兰')

  const other = start({ loginCode: 'code-of-wang' })
  await openLogin(other, '?to=home')
  other.page().tap({ tag: 'button', text: '微信登录' })
  await arrivedHome(other)
  await other.page().waitForText('王秀兰')
  expect([...weapp.errors, ...other.errors]).toEqual([])
})

test('a code that WeChat refuses is said on the page', async () => {
  const weapp = start({ loginCode: 'stale' })
  await openLogin(weapp)
  weapp.page().tap({ tag: 'button', text: '微信登录' })
  await weapp.page().waitForText('微信登录没有成功')
  expect(weapp.routes()).toEqual(['pages/login/index'])
})

test('without privacy authorization nothing is collected: no request, a word about why', async () => {
  const weapp = start({ loginCode: 'code-of-wang', refusesPrivacy: true })
  await openLogin(weapp)
  const before = weapp.calls.filter(({ api }) => api === 'request').length
  await typeCredentials(weapp, await demoMember())
  weapp.page().tap({ tag: 'button', text: '登录' })
  await weapp.page().waitForText('不同意隐私指引')
  expect(weapp.calls.map(({ api }) => api)).toContain('requirePrivacyAuthorize')
  expect(weapp.calls.filter(({ api }) => api === 'request')).toHaveLength(before)
  expect(weapp.calls.map(({ api }) => api)).not.toContain('login')
})
