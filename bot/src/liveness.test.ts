import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createBot, type Bot } from './bot'
import { createWechatyPort } from './chat/wechaty'
import { createLogger } from './logger'
import { PlaygroundPuppet } from './playground-puppet'
import { ROOM, startStandInServer, type StandInServer } from './test-support/stand-in-server'
import { until } from './test-support/until'

// a real wechaty, started and stopped each time
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

const token = 'a-token-for-tests-only'
const never = new Promise<never>(() => {})
let server: StandInServer
let bots: Bot[] = []
let logged: string[] = []

/** A session that can be made to look alive while nothing comes out of it. */
class HalfDeadPuppet extends PlaygroundPuppet {
  isDeaf = false
  dongs = 0
  hangs: 'nowhere' | 'at rooms' | 'at sending' = 'nowhere'
  rooms: (() => void) | null = null
  override ding(data?: string): void {
    if (!this.isDeaf) super.ding(data)
  }
  override async roomList(): Promise<string[]> {
    if (this.hangs === 'at rooms')
      await new Promise<void>((resolve) => {
        this.rooms = resolve
      })
    return super.roomList()
  }
  override messageSendText(conversationId: string, text: string): Promise<string & void> {
    return this.hangs === 'at sending' ? never : super.messageSendText(conversationId, text)
  }
}

beforeEach(async () => {
  server = await startStandInServer()
  vi.stubEnv('LIANXIN_API', server.api)
  vi.stubEnv('BOT_TOKEN', token)
  bots = []
  logged = []
})
afterEach(async () => {
  await Promise.all(bots.map((bot) => bot.stop()))
  await server.close()
  vi.unstubAllEnvs()
})

async function start({ heartbeatMs = 30_000, sayLimitMs = 40_000 } = {}) {
  const logger = createLogger('debug', { write: (line) => logged.push(line) })
  const puppet = new HalfDeadPuppet()
  puppet.on('dong', () => {
    puppet.dongs += 1
  })
  const clock = { ms: 0 }
  const port = createWechatyPort(puppet, {
    memory: null,
    logger,
    sayLimitMs,
    now: () => performance.now() + clock.ms,
  })
  const connection = { api: server.api, token: () => token, tokenFile: null }
  const bot = createBot({ connection, port, botName: '小桥', logger, heartbeatMs })
  bots.push(bot)
  const before = server.asked('bot.hello').length
  await bot.start()
  await until('hello', () => server.asked('bot.hello')[before])
  return { bot, puppet, port, clock }
}
const hellos = () => server.asked('bot.hello').map((request) => request.body['loggedIn'])
const echoed = () => server.asked('bot.echo').map((request) => String(request.body['text']))
const outcomes = () => server.asked('bot.ack').map((request) => request.body['outcome'])

describe('a session that is gone', () => {
  test('says so itself by an error: the server is told at once, and nothing is said', async () => {
    const { puppet, port } = await start()
    await until('a dong', () => puppet.dongs > 0)
    puppet.isDeaf = true
    puppet.emit('error', { gerror: JSON.stringify({ name: 'Error', message: 'not logged in' }) })
    await until('signed out', () => hellos().at(-1) === false)
    expect(port.account()).toBeNull()
    server.queue('不该说的')
    expect(await port.say({ type: 'group', roomId: ROOM }, '喂')).toMatchObject({
      kind: 'not_sent',
      reason: 'logged_out',
    })
    expect(server.messages).toEqual([])
    // The next message shows that it was not so bad after all.
    server.say({ text: '今晚谁去跳舞' })
    await until('signed in again', () => hellos().at(-1) === true)
    await until('what waited', () => server.messages.find((message) => message.isBot))
  })

  test('an error about something else changes nothing', async () => {
    const { puppet, port } = await start()
    puppet.emit('error', { gerror: JSON.stringify({ name: 'Error', message: 'no message x' }) })
    expect(port.account()).not.toBeNull()
    expect(hellos()).not.toContain(false)
  })

  test('a sign-out is told at once, though the puppet cannot say any more who we were', async () => {
    const { puppet } = await start()
    puppet.contactRawPayload = async () => {
      throw new Error('gone')
    }
    await puppet.logout('kicked')
    await until('signed out', () => hellos().at(-1) === false)
    expect(hellos()).toEqual([true, false])
  })

  test('that answered dings and does so no more for two minutes counts as signed out', async () => {
    const { puppet, port, clock } = await start({ heartbeatMs: 50 })
    await until('a dong', () => puppet.dongs > 0)
    puppet.isDeaf = true
    const beats = hellos().length
    await until('two more heartbeats', () => hellos().length > beats + 1)
    expect(hellos()).not.toContain(false)
    clock.ms += 120_000
    await until('signed out', () => hellos().at(-1) === false)
    expect(port.account()).toBeNull()
    puppet.isDeaf = false
    await until('signed in again', () => hellos().at(-1) === true)
  })

  test('that never says what rooms it is in does not stop the heartbeat for good', async () => {
    const { puppet } = await start({ heartbeatMs: 100 })
    puppet.hangs = 'at rooms'
    await until('it hangs', () => puppet.rooms)
    puppet.isDeaf = true
    puppet.emit('logout', { contactId: 'wxid-bot', data: '' })
    await until('signed out', () => hellos().includes(false))
    expect(hellos().at(-1)).toBe(false)
  })
})

describe('a call that hangs', () => {
  test('is unknown when its time is up, and the next message goes out', async () => {
    const { puppet } = await start({ sayLimitMs: 100 })
    puppet.hangs = 'at sending'
    server.queue('没有回音的')
    await until('an ack', () => outcomes().length > 0)
    expect(outcomes()).toEqual([{ kind: 'unknown', detail: 'timeout' }])
    puppet.hangs = 'nowhere'
    server.queue('下一条')
    await until('the next', () => server.messages.find((message) => message.text === '下一条'))
  })

  test('before the message left our hands is surely not sent, and stays so', async () => {
    const { puppet } = await start({ sayLimitMs: 100 })
    puppet.hangs = 'at rooms'
    server.queue('迟了的')
    await until('an ack', () => outcomes().length > 0)
    expect(outcomes()).toMatchObject([{ kind: 'not_sent', reason: 'logged_out' }])
    puppet.hangs = 'nowhere'
    puppet.rooms?.()
    server.queue('下一条')
    await until('the next', () => server.messages.find((message) => message.text === '下一条'))
    expect(server.messages.map((message) => message.text)).toEqual(['下一条'])
  })
})

describe('a server that was away', () => {
  test('for longer than the lease: what had been leased is not said any more', async () => {
    await start()
    // Leased, and the lease is over when the server can be reached again.
    server.lease.forMs = 400
    server.answers.set('bot.sending', () => ({
      status: 503,
      json: { code: 'server.unavailable', message: '' },
    }))
    server.queue('过时的')
    await until('it is given back', () => outcomes().length > 0)
    expect(outcomes()).toMatchObject([{ kind: 'not_sent', detail: 'not marked' }])
    server.answers.delete('bot.sending')
    server.lease.forMs = 30_000
    server.queue('新的')
    await until('the new one', () => server.messages.length > 0)
    expect(server.messages.map((message) => message.text)).toEqual(['新的'])
  })

  test('a lease that is over when its turn comes is not even asked about', async () => {
    await start()
    server.lease.forMs = -60_000
    server.queue('早就过时的')
    const polls = server.asked('bot.lease').length
    await until('more polls', () => server.asked('bot.lease').length > polls + 2)
    expect(server.asked('bot.sending')).toEqual([])
    expect(server.messages).toEqual([])
  })
})

describe('the echo of what we said', () => {
  test('is reported for every bound group and private chat that we wrote to, and no other', async () => {
    await start()
    server.queue('群里的')
    server.queue('私下的', { type: 'direct', contactId: 'wxid-wang' })
    await until('both', () => echoed().length === 2)
    // The account's owner writes by hand to a friend: none of our business.
    server.sayAsBot('direct:wxid-liang', '晚上吃饭吗')
    server.sayAsBot(ROOM, '手打的一句')
    await until('the one in the group', () => echoed().length === 3)
    expect(new Set(echoed())).toEqual(new Set(['手打的一句', '私下的', '群里的']))
  })

  test('of a run before comes again after a restart, and waits for the server to say what is ours', async () => {
    server.sayAsBot(ROOM, '崩溃前说的')
    server.sayAsBot('direct:wxid-wang', '崩溃前私下说的')
    server.sayAsBot('direct:wxid-liang', '晚上吃饭吗')
    server.awaitingEcho.push('wxid-wang')
    let away = 2
    server.answers.set('bot.hello', () => {
      away -= 1
      return away >= 0 ? { status: 503, json: { code: 'server.unavailable', message: '' } } : null
    })
    await start()
    await until('both', () => echoed().length === 2)
    expect(new Set(echoed())).toEqual(new Set(['崩溃前私下说的', '崩溃前说的']))
    expect(logged.join('')).not.toMatch(/吃饭|崩溃|wxid-liang/)
  })
})
