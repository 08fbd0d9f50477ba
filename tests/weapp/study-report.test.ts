import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { repositoryRoot } from '../support/paths'
import { signInOnPhone } from '../support/phone'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'
import { startWechat, type WechatStandIn } from '../support/wechat'
import { startWeapp, type Weapp, type WeappOptions } from './headless-weapp'
import { createCanvas, type CanvasStandIn } from './wx-canvas'

let wechat: WechatStandIn
let stack: Stack
let open: Weapp[] = []
/** What the phone of 李敏 keeps once she has signed in. */
const storage = new Map<string, unknown>()

beforeAll(async () => {
  wechat = await startWechat({ 'code-of-li': 'openid-of-li' })
  stack = await startStack({ env: wechat.env })
  await signInOnPhone(stack, start(), { name: '李敏', code: 'code-of-li', to: 'study' })
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
  const common = { dist, baseUrl: stack.baseUrl, storage, loginCode: 'code-of-li' }
  const weapp = startWeapp({ ...common, ...options })
  open.push(weapp)
  return weapp
}

test('bars and a line are drawn on WeChat’s canvas, sharp on its screen', async () => {
  const canvases = new Map<string, CanvasStandIn>()
  const weapp = start({
    canvasOf(id) {
      const canvas = canvases.get(id) ?? createCanvas()
      canvases.set(id, canvas)
      return canvas
    },
  })
  const page = weapp.launch('/desk/study/index')
  await page.waitForText('各支部学得怎么样')
  await waitFor(
    'both are drawn',
    () =>
      [...canvases.values()].filter(({ texts, fills }) => texts.length > 0 && fills() > 0)
        .length === 2,
  )
  const written = [...canvases.values()].map(({ texts }) => texts.join(' '))
  expect(written.some((text) => text.includes('100%'))).toBe(true)
  expect(written.some((text) => /\d+日/.test(text))).toBe(true)
  for (const { width } of canvases.values()) expect(width).toBeGreaterThan(375)
  expect(weapp.errors).toEqual([])
})

test('a phone that cannot draw has the tables', async () => {
  const weapp = start()
  const page = weapp.launch('/desk/study/index')
  await page.waitForText('各支部学得怎么样')
  await page.waitForText('每天打卡的人')
  await weapp.settled()
  const secretary = await stack.signInAs('李敏')
  const { units } = await secretary.call('studyReports.get', { query: {} })
  expect(units.length).toBeGreaterThan(1)
  for (const { name } of units) expect(page.lines()).toContain(name)
  expect(weapp.errors).toEqual([])
})
