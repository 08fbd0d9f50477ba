import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBot, type Bot } from './bot'
import { createWechatyPort } from './chat/wechaty'
import { createLogger } from './logger'
import { PlaygroundPuppet } from './playground-puppet'
import { ROOM, startStandInServer, type StandInServer } from './test-support/stand-in-server'
import { until } from './test-support/until'

// a real wechaty, started and stopped each time
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

let server: StandInServer
let bots: Bot[] = []
let logged: string[] = []

beforeEach(async () => {
  server = await startStandInServer()
  vi.stubEnv('LIANXIN_API', server.api)
  vi.stubEnv('BOT_TOKEN', 'a-token-for-tests-only')
  // the finest level there is: what is not in the log then is in none
  vi.stubEnv('WECHATY_LOG', 'silly')
  bots = []
  logged = []
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.stop()))
  await server.close()
  vi.unstubAllEnvs()
})

async function startBot(): Promise<Bot> {
  const logger = createLogger('debug', { write: (line) => logged.push(line) })
  const port = createWechatyPort(new PlaygroundPuppet(), { memory: null, logger })
  const connection = { api: server.api, token: () => 'a-token-for-tests-only', tokenFile: null }
  const bot = createBot({ connection, port, botName: '小桥', logger })
  bots.push(bot)
  const before = server.asked('bot.hello').length
  await bot.start()
  await until('hello', () => server.asked('bot.hello')[before])
  return bot
}
const handedIn = (count: number) =>
  until(`${count} messages`, () => {
    const asked = server.asked('bot.inbound')
    return asked.length >= count && asked.map((request) => request.body)
  })

describe('what it hears', () => {
  test('is handed in as it was meant: mention, prefix, quote, private word', async () => {
    await startBot()
    server.say({ text: '3 路灯坏了', mentionBot: true })
    server.say({ text: '建议：多装几盏' })
    server.say({
      text: '4 周末能办吗',
      quote: { id: 'x', fromName: '小桥', text: '【政策摘要 第47期】\n1. 谁' },
    })
    server.say({ group: 'direct:wxid-wang', text: '匿名 太吵' })
    const bodies = await handedIn(4)
    const sorted = bodies.toSorted((a, b) =>
      String(a['messageId']) < String(b['messageId']) ? -1 : 1,
    )
    const group = { type: 'group', roomId: ROOM }
    const common = {
      accountId: 'wxid-bot',
      sender: { contactId: 'wxid-wang', name: '王秀兰' },
      photoIds: [],
    }
    expect(sorted).toMatchObject([
      { ...common, chat: group, addressedBy: 'mention', text: '3 路灯坏了', quotedText: null },
      { ...common, chat: group, addressedBy: 'prefix', text: '建议：多装几盏' },
      { addressedBy: 'quote', text: '4 周末能办吗', quotedText: '【政策摘要 第47期】\n1. 谁' },
      {
        chat: { type: 'direct', contactId: 'wxid-wang' },
        addressedBy: 'direct',
        text: '匿名 太吵',
      },
    ])
  })

  test('never leaves the process when it is not for us, and nothing is logged of anything', async () => {
    await startBot()
    const secrets = ['今晚谁去跳舞', '老张家又吵架了', '4', '满意', '@小桥梁 来吗', '图里是谁']
    for (const text of secrets.slice(0, 5)) server.say({ text })
    server.say({ imageDataUrl: 'data:image/png;base64,iVBORw0KGgo=' })
    server.say({ text: '图里是谁', quote: { id: 'x', fromName: '张三', text: '@小桥 3 灯' } })
    server.say({ text: '3 路灯坏了', mentionBot: true })
    // In a group all goes in order, so whatever had been handed in would have come before this.
    expect(await handedIn(1)).toMatchObject([{ text: '3 路灯坏了' }])
    expect(server.asked('bot.photo')).toEqual([])
    expect(server.asked('bot.echo')).toEqual([])
    for (const secret of secrets)
      expect(JSON.stringify(server.requests)).not.toContain(`"${secret}`)
    expect(logged.join('')).not.toMatch(/路灯|跳舞|吵架|王秀兰|小桥梁|wxid-wang/)
  })

  test('a bare number only while a rating question is open in the room', async () => {
    await startBot()
    server.say({ text: '4' })
    server.say({ text: '建议：多装几盏' })
    expect(await handedIn(1)).toMatchObject([{ addressedBy: 'prefix' }])
    server.awaiting.push(ROOM)
    const polls = server.asked('bot.lease').length
    await until('two more polls', () => server.asked('bot.lease').length > polls + 1)
    server.say({ text: '５' })
    expect((await handedIn(2))[1]).toMatchObject({ text: '５', addressedBy: 'expected' })
  })

  test('a picture in private is uploaded first', async () => {
    await startBot()
    server.say({
      group: 'direct:wxid-wang',
      text: '路灯在这里',
      imageDataUrl: 'data:image/png;base64,iVBORw0KGgo=',
    })
    expect(await handedIn(2)).toMatchObject([
      { text: '路灯在这里', photoIds: [] },
      { text: '', photoIds: ['a'.repeat(24)] },
    ])
  })

  test('is tried until the server has it, in order within a chat', async () => {
    await startBot()
    let failures = 3
    server.answers.set('bot.inbound', () => {
      failures -= 1
      return failures >= 0
        ? { status: 503, json: { code: 'server.unavailable', message: '' } }
        : null
    })
    server.say({ text: '1 先', mentionBot: true })
    server.say({ text: '2 后', mentionBot: true })
    const bodies = await handedIn(5)
    expect(bodies.map((body) => body['text'])).toEqual(['1 先', '1 先', '1 先', '1 先', '2 后'])
  })

  test('a message that the server will never take does not hold up the next', async () => {
    await startBot()
    server.answers.set('bot.inbound', () => {
      server.answers.delete('bot.inbound')
      return { status: 400, json: { code: 'request.invalid', message: '' } }
    })
    server.say({ text: '1 坏的', mentionBot: true })
    server.say({ text: '2 好的', mentionBot: true })
    expect((await handedIn(2)).map((body) => body['text'])).toEqual(['1 坏的', '2 好的'])
  })

  test('comes again after a restart, under the same ids', async () => {
    const first = await startBot()
    server.say({ text: '3 路灯坏了', mentionBot: true })
    await handedIn(1)
    await first.stop()
    await startBot()
    const bodies = await handedIn(2)
    expect(bodies[1]).toEqual(bodies[0])
  })
})

describe('what it says', () => {
  test('is marked before the call and acked after it, with the message id; the echo is reported', async () => {
    await startBot()
    server.queue('收到，记在第 3 条下。')
    const [ack] = await until('an ack', () => {
      const asked = server.asked('bot.ack')
      return asked.length > 0 && asked
    })
    const said = server.messages.find((message) => message.isBot)
    expect(said).toMatchObject({ group: ROOM, text: '收到，记在第 3 条下。' })
    expect(ack?.body).toEqual({
      leaseToken: 'token',
      outcome: { kind: 'sent', messageId: said?.id },
    })
    const names = server.requests.map((request) => request.name)
    expect(names.indexOf('bot.sending')).toBeLessThan(names.indexOf('bot.ack'))
    const echo = await until('an echo', () => server.asked('bot.echo')[0])
    expect(echo.body).toMatchObject({ messageId: said?.id, text: '收到，记在第 3 条下。' })
  })

  test('is not said when the lease is lost', async () => {
    await startBot()
    server.answers.set('bot.sending', () => {
      server.answers.delete('bot.sending')
      return { status: 409, json: { code: 'delivery.lease_lost', message: '' } }
    })
    server.queue('不该说的')
    server.queue('该说的')
    await until('the second', () => server.messages.find((message) => message.text === '该说的'))
    expect(server.messages.some((message) => message.text === '不该说的')).toBe(false)
  })

  test('is said only when the wait is over that the server asks for', async () => {
    await startBot()
    let markedAt = 0
    server.answers.set('bot.sending', () => {
      markedAt = performance.now()
      return { status: 200, json: { waitMs: 300 } }
    })
    server.queue('等一等再说')
    await until('it', () => server.messages.find((message) => message.text === '等一等再说'))
    expect(performance.now() - markedAt).toBeGreaterThanOrEqual(299)
  })

  test('in a room that it is not in: surely not sent', async () => {
    await startBot()
    server.queue('喂', { type: 'group', roomId: 'elsewhere@chatroom' })
    const ack = await until('an ack', () => server.asked('bot.ack')[0])
    expect(ack.body['outcome']).toMatchObject({ kind: 'not_sent', reason: 'not_in_room' })
  })

  test('a call that fails nobody knows how is unknown, and is not repeated', async () => {
    await startBot()
    let calls = 0
    server.answers.set('playground.puppetSend', () => {
      calls += 1
      return { status: 500, json: { code: 'server.internal', message: '王秀兰说的话' } }
    })
    server.queue('说一句')
    const ack = await until('an ack', () => server.asked('bot.ack')[0])
    expect(ack.body['outcome']).toMatchObject({ kind: 'unknown' })
    const polls = server.asked('bot.lease').length
    await until('three more polls', () => server.asked('bot.lease').length > polls + 2)
    expect(calls).toBe(1)
    expect(JSON.stringify(ack.body) + logged.join('')).not.toContain('王秀兰')
  })

  test('the ack is tried until it is heard', async () => {
    await startBot()
    let failures = 2
    server.answers.set('bot.ack', () => {
      failures -= 1
      return failures >= 0
        ? { status: 503, json: { code: 'server.unavailable', message: '' } }
        : null
    })
    server.queue('一次')
    await until('three acks', () => server.asked('bot.ack').length === 3)
    expect(server.messages.filter((message) => message.isBot)).toHaveLength(1)
  })

  test('a stop finishes the call in hand and says goodbye', async () => {
    const bot = await startBot()
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    server.answers.set('playground.puppetSend', () => {
      release()
      return null
    })
    server.queue('最后一句')
    await held
    await bot.stop()
    expect(server.asked('bot.ack').at(-1)?.body['outcome']).toMatchObject({ kind: 'sent' })
    expect(server.asked('bot.hello').at(-1)?.body).toMatchObject({ loggedIn: false })
  })
})
