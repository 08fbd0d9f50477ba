import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { waitFor } from '../../../../../tests/support/wait'
import { createTestClock } from '../../deliveries/test-support/world'
import { startRobots } from '../test-support/robots'
import type { ChannelMessage, TransportOutcome } from '../transport'
import { createDingtalkRobot } from './dingtalk-robot'
import { createFeishuRobot } from './feishu-robot'
import { createWecomRobot } from './wecom-robot'

const key = '693a91f6-7e4c-4bc4-97a0-0ec2sifa5aaa'
const token = 'a'.repeat(64)
const hook = 'f19cd6e3-0000-4b4a-9d6d-1f2e3d4c5b6a'
const other = 'b'.repeat(36)
const signSecret = 'SECthis-is-a-secret-for-tests'
const webhooks = {
  wecom: `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`,
  dingtalk: `https://oapi.dingtalk.com/robot/send?access_token=${token}`,
  feishu: `https://open.feishu.cn/open-apis/bot/v2/hook/${hook}`,
}
const message: ChannelMessage = {
  id: 'd1',
  title: '加装电梯',
  text: '【政策摘要 第3期】\n加装电梯\n1. 每部补贴 10 万元',
  link: 'https://lianxin.example/#/pages/say/index?reply=abc',
  isWhole: true,
  look: 'words',
}
const never = new AbortController().signal

const clock = createTestClock()
let robots: Awaited<ReturnType<typeof startRobots>>
beforeAll(async () => {
  robots = await startRobots(clock, [
    { vendor: 'wecom', token: key },
    { vendor: 'wecom', token: `${other}-stopped`, stopped: true },
    { vendor: 'dingtalk', token, signSecret },
    { vendor: 'dingtalk', token: `${other}-keyword`, keyword: '通知' },
    { vendor: 'dingtalk', token: `${other}-stopped`, stopped: true },
    { vendor: 'feishu', token: hook, signSecret },
    { vendor: 'feishu', token: `${other}-keyword`, keyword: '通知' },
  ])
})
afterAll(() => robots?.close())
beforeEach(() => {
  robots.shown.length = 0
  clock.pass(20 * 60_000)
})

function senders(apiBase = robots.apiBase) {
  const wecom = createWecomRobot(apiBase)
  const dingtalk = createDingtalkRobot({ clock, apiBase })
  const feishu = createFeishuRobot({ clock, apiBase })
  const secretOf = (webhook: string, secret = signSecret) => ({ webhook, signSecret: secret })
  return {
    wecom: (what = message, webhook = webhooks.wecom, signal = never) =>
      wecom.send({ webhook }, null, what, signal),
    dingtalk: (what = message, webhook = webhooks.dingtalk, secret = signSecret) =>
      dingtalk.send(secretOf(webhook, secret), null, what, never),
    feishu: (what = message, webhook = webhooks.feishu, secret = signSecret) =>
      feishu.send(secretOf(webhook, secret), null, what, never),
  }
}
const vendors = ['wecom', 'dingtalk', 'feishu'] as const

describe.each(vendors)('%s', (vendor) => {
  test('the group sees the words and the link to answer by', async () => {
    expect(await senders()[vendor]()).toEqual({ kind: 'sent', messageId: null })
    expect(robots.shown).toHaveLength(1)
    expect(robots.shown[0]).toMatchObject({ type: 'text' })
    expect(robots.shown[0]!.text).toBe(
      `${message.text}\n\n想说话、提建议，点这里（不用登录）：${message.link}`,
    )
  })

  test('without a link there is none', async () => {
    await senders()[vendor]({ ...message, link: null })
    expect(robots.shown[0]!.text).toBe(message.text)
  })

  test.each(['page', 'reset', 'cut', 'redirect', 'huge'] as const)(
    'it went out, and the answer is broken (%s): nobody knows, and it is not asked again',
    async (trouble) => {
      const before = robots.calls()
      robots.trouble(trouble)
      expect(await senders()[vendor]()).toEqual({ kind: 'unknown' })
      expect(robots.shown).toHaveLength(1)
      expect(robots.calls()).toBe(before + 1)
    },
  )

  test('nobody listens: surely not sent', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    const unreached = {
      kind: 'not_sent',
      reason: 'throttled',
      retryAfterMs: 60_000,
      problem: 'unreachable',
    }
    expect(await senders(`http://127.0.0.1:${port}`)[vendor]()).toEqual(unreached)
    expect(await senders('http://no-such-host.invalid')[vendor]()).toEqual(unreached)
  })

  test('whoever listens does not speak TLS: surely not sent', async () => {
    const greeter = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('220 mail.example ESMTP\r\n')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => greeter.once('listening', resolve))
    const { port } = greeter.address() as AddressInfo
    const outcome = await senders(`https://127.0.0.1:${port}`)[vendor]()
    greeter.close()
    expect(outcome).toMatchObject({ kind: 'not_sent', problem: 'unreachable' })
  })
})

test('stopped in the middle of a call: nobody knows; before it: surely not sent', async () => {
  const stop = new AbortController()
  robots.trouble('hang')
  const sending = senders().wecom(message, webhooks.wecom, stop.signal)
  await waitFor('the call', () => robots.hanging() === 1)
  stop.abort()
  expect(await sending).toEqual({ kind: 'unknown' })
  expect(robots.shown).toHaveLength(1)
  expect(await senders().wecom(message, webhooks.wecom, stop.signal)).toMatchObject({
    kind: 'not_sent',
  })
  expect(robots.shown).toHaveLength(1)
})

const spoken: ChannelMessage = { ...message, link: null }

describe('WeCom: a digest as its owner wishes it to look', () => {
  const points = '1. 每部补贴 10 万元'
  const seen = async (over: Partial<ChannelMessage>) => {
    expect(await senders().wecom({ ...message, ...over })).toMatchObject({ kind: 'sent' })
    return robots.shown.at(-1)!
  }

  test('a card, or an article, with a title that opens the page', async () => {
    expect(await seen({ look: 'card' })).toMatchObject({
      type: 'template_card',
      text: ['加装电梯', '政策摘要 第3期', points, message.link].join('\n'),
    })
    expect(await seen({ look: 'article' })).toMatchObject({
      type: 'news',
      text: ['加装电梯', points, message.link].join('\n'),
    })
  })

  test.each([
    ['one of several parts', { isWhole: false }],
    ['no page to open', { link: null }],
    ['no title: not a digest', { title: null }],
  ])('%s: words', async (_name, over) => {
    for (const look of ['card', 'article'] as const)
      expect(await seen({ look, ...over })).toMatchObject({ type: 'text' })
  })

  test('112 characters fit a card, 26 its title; 512 bytes an article, 128 its title', async () => {
    const head = '【政策摘要 第3期】\n加装电梯\n'
    const lines = async (over: Partial<ChannelMessage>) => (await seen(over)).text.split('\n')
    const card = (title: string, text: string) =>
      lines({ look: 'card', title, text: `${head}${text}`.replace('加装电梯', title) })
    expect(await card('梯'.repeat(26), '补'.repeat(112))).toMatchObject({
      0: '梯'.repeat(26),
      2: '补'.repeat(112),
    })
    expect(await card('梯'.repeat(27), '补'.repeat(113))).toMatchObject({
      0: `${'梯'.repeat(25)}…`,
      2: `${'补'.repeat(111)}…`,
    })
    const article = (title: string, text: string) =>
      lines({ look: 'article', title, text: `${head}${text}`.replace('加装电梯', title) })
    const [title128, text512] = [`${'梯'.repeat(42)}ab`, `${'补'.repeat(170)}ab`]
    expect(await article(title128, text512)).toMatchObject({ 0: title128, 1: text512 })
    expect(await article(`${title128}c`, `${text512}c`)).toMatchObject({
      0: `${'梯'.repeat(41)}…`,
      1: `${'补'.repeat(169)}…`,
    })
  })
})

test('WeCom: 2,048 bytes are text, one more is markdown, over 4,096 is cut', async () => {
  const send = async (text: string) => {
    await senders().wecom({ ...spoken, text })
    return robots.shown.at(-1)!
  }
  const three = '连'.repeat(682)
  expect(await send(`${three}ab`)).toMatchObject({ type: 'text', text: `${three}ab` })
  expect(await send(`${three}abc`)).toMatchObject({ type: 'markdown', text: `${three}abc` })
  const four = '𠮷'.repeat(512)
  expect(await send(four)).toMatchObject({ type: 'text', text: four })
  expect(await send(`${four}a`)).toMatchObject({ type: 'markdown', text: `${four}a` })
  expect(await send('𠮷'.repeat(1024))).toMatchObject({ text: '𠮷'.repeat(1024) })
  const cut = await send(`${'𠮷'.repeat(1024)}a`)
  expect(cut.text).toBe(`${'𠮷'.repeat(1023)}…`)
})

test('WeCom: what would be formatting stays as it was typed, and the link can be clicked', async () => {
  const text = `# 一号\n> 二号 *三号* <@all> \`四号\`\n${'长'.repeat(700)}`
  await senders().wecom({ ...message, text })
  expect(robots.shown[0]!.type).toBe('markdown')
  expect(robots.shown[0]!.text).toMatch(/^＃ 一号\n＞ 二号 ＊三号＊ ＜@all> ｀四号｀\n长/)
  expect(robots.shown[0]!.text).toMatch(/\]\(https:\/\/lianxin\.example\/#\S+=abc\)$/)
})

test('Feishu: the whole body takes 20 KB, and nobody is called by a tag', async () => {
  await senders().feishu({ ...message, text: '"\n'.repeat(9000) })
  expect(robots.shown[0]!.text).toMatch(/…\n\n想说话.+reply=abc$/)
  await senders().feishu({ ...message, text: '<at user_id="all">所有人</at>' })
  expect(robots.shown[1]!.text).toContain('＜at user_id')
})

test('DingTalk: 20,000 bytes, the link with them', async () => {
  await senders().dingtalk({ ...message, text: '连'.repeat(9000) })
  expect(robots.shown[0]!.text).toMatch(/连…\n\n想说话.+reply=abc$/)
})

const throttledFor = (retryAfterMs: number): TransportOutcome => ({
  kind: 'not_sent',
  reason: 'throttled',
  retryAfterMs,
})

test.each([
  ['wecom', 20, 60_000],
  ['dingtalk', 20, 600_000],
  ['feishu', 100, 60_000],
] as const)('%s: %d a minute, then told how long to rest', async (vendor, most, penaltyMs) => {
  for (let sent = 0; sent < most; sent += 1) {
    expect(await senders()[vendor]()).toMatchObject({ kind: 'sent' })
    if (vendor === 'feishu' && sent % 5 === 4) clock.pass(1000)
  }
  expect(await senders()[vendor]()).toEqual(throttledFor(penaltyMs))
  clock.pass(penaltyMs)
  expect(await senders()[vendor]()).toMatchObject({ kind: 'sent' })
})

test('Feishu: the sixth in a second is refused', async () => {
  for (let sent = 0; sent < 5; sent += 1)
    expect(await senders().feishu()).toMatchObject({ kind: 'sent' })
  expect(await senders().feishu()).toEqual(throttledFor(60_000))
})

const mendable = (problem: string) => ({ kind: 'not_sent', reason: 'logged_out', problem })

test('a robot that does not work says what its owner can do', async () => {
  const { wecom, dingtalk, feishu } = senders()
  const at = (vendor: keyof typeof webhooks, known: string, instead: string) =>
    webhooks[vendor].replace(known, instead)
  expect(await wecom(message, at('wecom', key, other))).toEqual(mendable('address'))
  expect(await wecom(message, at('wecom', key, `${other}-stopped`))).toEqual(mendable('stopped'))
  expect(await dingtalk(message, at('dingtalk', token, other))).toEqual(mendable('address'))
  expect(await dingtalk(message, at('dingtalk', token, `${other}-stopped`))).toEqual(
    mendable('stopped'),
  )
  expect(await dingtalk(message, at('dingtalk', token, `${other}-keyword`), '')).toEqual(
    mendable('keyword'),
  )
  expect(await dingtalk(message, webhooks.dingtalk, '')).toEqual(mendable('signature'))
  expect(await dingtalk(message, webhooks.dingtalk, 'SECanother')).toEqual(mendable('signature'))
  expect(await feishu(message, at('feishu', hook, other))).toEqual(mendable('address'))
  expect(await feishu(message, at('feishu', hook, `${other}-keyword`), '')).toEqual(
    mendable('keyword'),
  )
  expect(await feishu(message, webhooks.feishu, 'another')).toEqual(mendable('signature'))
  expect(robots.shown).toEqual([])
})

test.each([
  ['wecom', 45_033, '', { reason: 'throttled' }],
  ['wecom', 93_008, '', mendable('address')],
  ['wecom', 40_058, '', { kind: 'not_sent', reason: 'rejected' }],
  ['wecom', -1, 'system busy', { kind: 'unknown' }],
  ['dingtalk', 410_100, '', { reason: 'throttled', retryAfterMs: 600_000 }],
  ['dingtalk', 310_000, 'ip 192.0.2.1 not in whitelist', mendable('network')],
  ['dingtalk', 430_102, '', { kind: 'not_sent', reason: 'rejected' }],
  ['dingtalk', -1, '系统繁忙', { kind: 'unknown' }],
  ['feishu', 9_499, 'too many request', { reason: 'throttled' }],
  ['feishu', 9_499, 'Bad Request', { kind: 'not_sent', reason: 'rejected' }],
  ['feishu', 19_022, 'Ip Not Allowed', mendable('network')],
] as const)('%s answers %d %s', async (vendor, refuse, words, outcome) => {
  robots.trouble({ refuse, words })
  expect(await senders()[vendor]()).toMatchObject(outcome)
})

describe('what the owner pastes', () => {
  const kinds = {
    wecom: createWecomRobot(),
    dingtalk: createDingtalkRobot({ clock }),
    feishu: createFeishuRobot({ clock }),
  }

  test.each(vendors)('%s: the address as it was copied, and what is kept of it', (vendor) => {
    const { secretSchema } = kinds[vendor]
    const parsed = secretSchema.parse({ webhook: `  ${webhooks[vendor]} \n` })
    expect(parsed.webhook).toBe(webhooks[vendor])
    expect(secretSchema.parse(parsed), 'read back').toEqual(parsed)
  })

  test.each(vendors)('%s: anything else is refused with what to copy', (vendor) => {
    const { origin } = new URL(webhooks[vendor])
    const others = vendors.filter((each) => each !== vendor).map((each) => webhooks[each])
    const wrong = [
      ...others,
      '',
      'not an address',
      origin,
      webhooks[vendor].replace(/\.(com|cn)\//, '.$1.evil.example/'),
      webhooks[vendor].replace('https://', 'https://evil.example/?'),
      webhooks[vendor].replace(/[^/=]+$/, ''),
      webhooks[vendor].replace(/[^/=]+$/, '../../x'),
      'x'.repeat(600),
    ]
    for (const webhook of [...wrong, undefined, 7]) {
      const parsed = kinds[vendor].secretSchema.safeParse({ webhook })
      expect(parsed.success, String(webhook)).toBe(false)
      expect(parsed.error?.issues[0]?.message).toContain(origin)
    }
  })

  test('its last four characters are the hint', () => {
    const { wecom, dingtalk, feishu } = kinds
    expect(wecom.hintOf({ webhook: webhooks.wecom })).toBe('5aaa')
    expect(dingtalk.hintOf({ webhook: webhooks.dingtalk, signSecret })).toBe('aaaa')
    expect(feishu.hintOf({ webhook: webhooks.feishu, signSecret })).toBe('5b6a')
  })
})
