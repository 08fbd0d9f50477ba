import { beforeEach, describe, expect, test } from 'vitest'
import type { BotActor } from '../../http/route'
import { createTestClock, testKeyring, useDatabase } from '../deliveries/test-support/world'
import { AccountModel, BotModel } from './bot.model'
import { noteHello } from './bot.service'
import { authenticateBot, createBotToken } from './index'
import { SignInModel } from './sign-in.model'
import { createSignIns, standingOf } from './sign-in.service'

useDatabase()
beforeEach(async () => {
  await Promise.all([
    BotModel.deleteMany({}),
    AccountModel.deleteMany({}),
    SignInModel.deleteMany({}),
  ])
})

const qrcode = 'https://login.example/l/4c7Qw-secret=='
const minutes = (count: number) => count * 60_000

async function setup() {
  const clock = createTestClock()
  const signIns = createSignIns({ clock, keyring: testKeyring })
  async function bot(name = 'main'): Promise<BotActor> {
    const actor = await authenticateBot(await createBotToken(name))
    if (!actor) throw new Error('a token just made must be good')
    return actor
  }
  /** Says hello as the account, as the route does. */
  async function hello(actor: BotActor, loggedIn = true) {
    await noteHello(actor, { accountId: 'acc', name: '小桥', loggedIn }, clock.now())
    if (loggedIn) await signIns.forgetScan(actor)
  }
  return { clock, signIns, bot, hello }
}

describe('how a bot stands', () => {
  const now = new Date('2026-11-23T12:00:00+08:00')
  const ago = (ms: number) => new Date(now.getTime() - ms)
  const account = (ms: number, loggedIn = true) => ({ name: '小桥', loggedIn, lastSeenAt: ago(ms) })

  test.each([
    ['one that never said anything', [], null, 'gone'],
    ['signed in a moment ago', [account(1_000)], null, 'signed_in'],
    ['silent for a moment less than two minutes', [account(119_999)], null, 'signed_in'],
    ['silent for two minutes', [account(120_000)], null, 'gone'],
    ['signed out, but there', [account(1_000, false)], null, 'signed_out'],
    ['waiting after it was signed out', [account(30_000, false)], ago(1_000), 'waiting'],
    ['waiting though it was signed in before', [account(30_000)], ago(1_000), 'waiting'],
    ['signed in since it waited', [account(1_000)], ago(1_001), 'signed_in'],
    ['signed in at the same moment', [account(1_000)], ago(1_000), 'signed_in'],
    ['never signed in, waiting', [], ago(1_000), 'waiting'],
    ['two accounts, one there', [account(500_000), account(1_000)], null, 'signed_in'],
  ] as const)('%s', (_what, accounts, scannedAt, expected) => {
    const scan = scannedAt && { status: 'waiting' as const, at: scannedAt }
    expect(standingOf(accounts, scan, now)).toBe(expected)
  })
})

test('from the first code to signed in, as the desk sees it', async () => {
  const { clock, signIns, bot, hello } = await setup()
  const actor = await bot()
  const seen = async () => (await signIns.list())[0]
  expect(await seen()).toMatchObject({
    name: 'main',
    state: 'gone',
    qrcode: null,
    lastSeenAt: null,
  })
  await signIns.noteScan(actor, { status: 'waiting', qrcode })
  expect(await seen()).toMatchObject({ state: 'waiting', qrcode, accounts: [] })
  clock.pass(5_000)
  await signIns.noteScan(actor, { status: 'scanned', qrcode: null })
  expect(await seen()).toMatchObject({ state: 'scanned', qrcode: null })
  clock.pass(5_000)
  await hello(actor)
  expect(await seen()).toMatchObject({
    state: 'signed_in',
    qrcode: null,
    accounts: [{ name: '小桥', online: true }],
  })
  expect(await SignInModel.countDocuments()).toBe(0)
  clock.pass(30_000)
  await hello(actor, false)
  expect(await seen()).toMatchObject({ state: 'signed_out' })
})

test('a code that is not said again for two minutes is over, to the millisecond', async () => {
  const { clock, signIns, bot } = await setup()
  await signIns.noteScan(await bot(), { status: 'waiting', qrcode })
  clock.pass(minutes(2) - 1)
  expect(await signIns.list()).toMatchObject([{ state: 'waiting', qrcode }])
  clock.pass(1)
  expect(await signIns.list()).toMatchObject([{ state: 'gone', qrcode: null }])
})

test('said again by two at once it is one, and the newest code counts', async () => {
  const { signIns, bot } = await setup()
  const actor = await bot()
  await Promise.all(
    Array.from({ length: 5 }, () => signIns.noteScan(actor, { status: 'waiting', qrcode })),
  )
  await signIns.noteScan(actor, { status: 'waiting', qrcode: 'the-next-one' })
  expect(await signIns.list()).toMatchObject([{ state: 'waiting', qrcode: 'the-next-one' }])
  expect(await SignInModel.countDocuments()).toBe(1)
})

test('each bot has its own', async () => {
  const { signIns, bot, hello } = await setup()
  const [one, two] = [await bot('a'), await bot('b')]
  await signIns.noteScan(one, { status: 'waiting', qrcode })
  await hello(two)
  expect(await signIns.list()).toMatchObject([
    { name: 'a', state: 'waiting', accounts: [] },
    { name: 'b', state: 'signed_in' },
  ])
})

test('the code is sealed where it is kept, and erased when it has been scanned', async () => {
  const { signIns, bot } = await setup()
  const actor = await bot()
  await signIns.noteScan(actor, { status: 'waiting', qrcode })
  const kept = JSON.stringify(await SignInModel.find().lean())
  expect(kept).not.toContain('secret')
  expect(kept).toContain('qrSealed')
  // whatever a bot says, only a code that waits is one
  await signIns.noteScan(actor, { status: 'scanned', qrcode })
  expect(await SignInModel.find().lean()).toMatchObject([{ qrSealed: null }])
})
