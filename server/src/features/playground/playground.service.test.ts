import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { systemClock } from '../../platform/clock'
import { createPlaygroundService } from './playground.service'

const database = testDatabase()
const wang = { id: 'wxid-wang', name: '王秀兰', role: '党员' }
const lin = { id: 'wxid-lin', name: '林阿妹', role: '居民' }
const room = 'room-1@chatroom'
const playground = createPlaygroundService({
  clock: systemClock,
  directory: {
    botId: 'wxid-bot',
    botName: '小桥',
    groups: [
      { id: room, topic: '一支部', members: [wang] },
      { id: 'room-2@chatroom', topic: '二支部', members: [lin] },
    ],
  },
})
const say = (text: string, more = {}) =>
  playground.post({ group: room, from: wang.id, text, mentionBot: false, ...more })

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

test('twenty voices at once get twenty numbers without a gap, and a reader passes over none', async () => {
  const seen: number[] = []
  const reading = (async () => {
    let after = 0
    while (seen.length < 20) {
      const { items, lastSeq } = await playground.events(after, 5_000)
      seen.push(...items.map((item) => item._id))
      after = lastSeq
    }
  })()
  await Promise.all(Array.from({ length: 20 }, (_, index) => say(`第 ${index} 句`)))
  await reading
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
})

test('a poll that waits is answered as soon as something is said', async () => {
  const last = (await playground.messages(room, 0, 500)).at(-1)?._id ?? 0
  // longer than the test may take: the poll must not run out
  const poll = playground.events(last, 60_000)
  await say('来了')
  expect((await poll).items).toMatchObject([{ text: '来了' }])
})

test('a quote carries what it quotes; the bot speaks under its own name', async () => {
  const bot = await playground.postAsBot(room, '收到。')
  expect(bot).toMatchObject({ from: 'wxid-bot', fromName: '小桥', isBot: true })
  expect(await say('谢谢', { quote: bot.id })).toMatchObject({
    quote: { id: bot.id, fromName: '小桥', text: '收到。' },
  })
})

test('a private chat is its member’s alone', async () => {
  const group = `direct:${wang.id}`
  expect(await say('悄悄话', { group })).toMatchObject({ group })
  await expect(say('偷听', { group, from: lin.id })).rejects.toMatchObject({
    code: 'playground.unknown_sender',
  })
})

describe('refused', () => {
  test.each([
    ['a group that is not there', { group: 'nowhere@chatroom' }, 'playground.unknown_group'],
    ['a private chat with nobody', { group: 'direct:nobody' }, 'playground.unknown_group'],
    ['a member of the other group', { from: lin.id }, 'playground.unknown_sender'],
    ['a quote of nothing', { quote: 'nothing' }, 'request.invalid'],
    [
      'a quote from another chat',
      { group: `direct:${wang.id}`, quote: 'other' },
      'request.invalid',
    ],
    ['silence', { text: '  ' }, 'request.invalid'],
  ])('%s', async (_what, more, code) => {
    await expect(say('喂', more)).rejects.toMatchObject({ code })
  })
})

test('a server that stops lets go of the polls', async () => {
  const { lastSeq } = await playground.events(Number.MAX_SAFE_INTEGER, 0)
  const poll = playground.events(lastSeq, 25_000)
  playground.close()
  expect((await poll).items).toEqual([])
})

describe('signing the stand-in’s bot in', () => {
  test('goes scan, confirm; each step only from the one before', async () => {
    await expect(playground.signIn('scan')).rejects.toMatchObject({ code: 'playground.no_sign_in' })
    expect(await playground.openSignIn()).toBeNull()
    expect(await playground.signInStep('code-number-one')).toBe('waiting')
    await expect(playground.signIn('confirm')).rejects.toMatchObject({
      code: 'playground.no_sign_in',
    })
    await playground.signIn('scan')
    expect(await playground.signInStep('code-number-one')).toBe('scanned')
    expect(await playground.openSignIn()).toBe('scanned')
    await playground.signIn('confirm')
    expect(await playground.signInStep('code-number-one')).toBe('confirmed')
    expect(await playground.openSignIn()).toBeNull()
  })

  test('a new code begins anew, also when two ask at once', async () => {
    await playground.signInStep('code-number-two')
    await playground.signIn('cancel')
    expect(await playground.signInStep('code-number-two')).toBe('cancelled')
    const steps = await Promise.all([1, 2].map(() => playground.signInStep('code-number-three')))
    expect(steps).toEqual(['waiting', 'waiting'])
    expect(await playground.openSignIn()).toBe('waiting')
  })
})
