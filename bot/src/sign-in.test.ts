import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBot, type Bot } from './bot'
import { createWechatyPort } from './chat/wechaty'
import { createLogger } from './logger'
import { PlaygroundPuppet } from './playground-puppet'
import { startStandInServer, type StandInServer } from './test-support/stand-in-server'
import { until } from './test-support/until'

// a real wechaty, started and stopped each time
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

const token = 'a-token-for-tests-only'
let server: StandInServer
let bot: Bot
let puppet: PlaygroundPuppet
let logged: string[] = []

beforeEach(async () => {
  server = await startStandInServer()
  vi.stubEnv('LIANXIN_API', server.api)
  vi.stubEnv('BOT_TOKEN', token)
  vi.stubEnv('PLAYGROUND_SCAN', '1')
  vi.stubEnv('WECHATY_LOG', 'silly')
  logged = []
  const logger = createLogger('debug', { write: (line) => logged.push(line) })
  puppet = new PlaygroundPuppet()
  const port = createWechatyPort(puppet, { memory: null, logger })
  const connection = { api: server.api, token: () => token, tokenFile: null }
  bot = createBot({ connection, port, botName: '小桥', logger })
})
afterEach(async () => {
  await bot.stop()
  await server.close()
  vi.unstubAllEnvs()
})

const scans = () => server.asked('bot.scan').map((request) => request.body)

test('the code comes to the server, then each step, then the first hello; the log has none of it', async () => {
  await bot.start()
  const first = await until('a code', () => scans()[0])
  expect(first).toEqual({
    status: 'waiting',
    qrcode: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/playground\?scan=[\w-]{12}$/),
  })
  expect(server.asked('bot.hello')).toEqual([])
  server.scan.step = 'scanned'
  await until('scanned', () => scans().at(-1)?.['status'] === 'scanned')
  expect(scans().at(-1)).toEqual({ status: 'scanned', qrcode: null })
  server.scan.step = 'confirmed'
  const hello = await until('a hello', () => server.asked('bot.hello')[0])
  expect(hello.body).toMatchObject({ accountId: 'wxid-bot', loggedIn: true })
  const code = String(first['qrcode']).split('=')[1] ?? ''
  expect(logged.join('')).not.toContain(code)
  expect(logged.join('')).toMatch(/the QR code is at the desk/)
})

test('cancelled on the phone, the next code is another one', async () => {
  await bot.start()
  const first = await until('a code', () => scans()[0])
  server.scan.step = 'cancelled'
  await until('cancelled', () => scans().at(-1)?.['status'] === 'cancelled')
  server.scan.step = 'waiting'
  const next = await until('a code again', () => {
    const last = scans().at(-1)
    return last?.['status'] === 'waiting' && last
  })
  expect(next['qrcode']).not.toBe(first['qrcode'])
})

test('while the server is away only the newest code is kept for it', async () => {
  let away = true
  server.answers.set('bot.scan', () =>
    away ? { status: 503, json: { code: 'server.unavailable', message: '' } } : null,
  )
  await bot.start()
  await until('a try', () => scans()[0])
  // a code that runs out usually comes with the next one
  for (const qrcode of ['second', 'third']) puppet.emit('scan', { status: 5, qrcode })
  await until('the newest', () => scans().at(-1)?.['qrcode'] === 'third')
  away = false
  const before = scans().length
  await until('heard', () => scans().length > before)
  expect(
    new Set(
      scans()
        .slice(before)
        .map((body) => body['qrcode']),
    ),
  ).toEqual(new Set(['third']))
})

test('a code too long for the server is not sent; that it waits is', async () => {
  await bot.start()
  await until('a code', () => scans()[0])
  puppet.emit('scan', { status: 2, qrcode: 'x'.repeat(2_001) })
  await until('without', () => scans().at(-1)?.['qrcode'] === null)
  expect(scans().at(-1)).toEqual({ status: 'waiting', qrcode: null })
})
