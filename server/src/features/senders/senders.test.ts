import { expect, test } from 'vitest'
import type { OutputOf } from '@lianxin/shared/contract'
import type { PersonActor } from '../../http/route'
import { createDeliveries } from '../deliveries'
import {
  createTestClock,
  makeGroups,
  noon,
  openInTransaction,
  testKeyring,
  useDatabase,
} from '../deliveries/test-support/world'
import { expandBatches } from '../deliveries'
import { createGroup } from '../groups/group-routes'
import { channelSender } from '../groups'
import { authenticateBot, createBotToken } from '../bots'
import { AccountModel } from '../bots/bot.model'
import { noteHello } from '../bots/bot.service'
import { createSenderDirectory, createSenderRoutes } from './index'

useDatabase()
const day = 86_400_000
const budget = {
  chatGapMs: 0,
  accountGapMs: 3000,
  accountGapJitterMs: 0,
  perMinute: 20,
  perDay: 150,
}
const channel = { id: 'e00000000000000000000001', kind: 'feishu_robot' as const, name: '飞书群' }
const robot = channelSender(channel.kind, channel.id)
const secretary: PersonActor = {
  kind: 'person',
  id: 'a'.repeat(24),
  name: '李敏',
  posts: [],
  sessionId: 's',
}

async function setup() {
  await AccountModel.deleteMany({})
  const clock = createTestClock()
  const switchedOff = new Set<string>()
  const directory = createSenderDirectory({
    clock,
    budget,
    warmUpDays: 14,
    channels: {
      away: async () => [...switchedOff],
      budgetOf: () => ({ ...budget, perDay: 10_000, perMinute: 100 }),
    },
  })
  const { engine } = createDeliveries({ clock, keyring: testKeyring, senders: directory })
  const [route] = createSenderRoutes({
    clock,
    limitsOf: directory.limitsOf,
    channels: async () => [{ ...channel, ready: !switchedOff.has(robot), lastOkAt: null }],
  })
  const bot = await authenticateBot(await createBotToken('main'))
  if (!bot) throw new Error('a token just made must be good')
  const hello = (accountId = 'acc') =>
    noteHello(bot, { accountId, name: '小桥', loggedIn: true }, clock.now())
  const list = async () => {
    const answer = (await route?.handle({}, { actor: secretary })) as OutputOf<'senders.list'>
    return answer.items
  }
  return { clock, directory, switchedOff, engine, hello, list }
}

test('a new account warms up day by day, and one of before is warm', async () => {
  const { clock, directory, hello } = await setup()
  await hello()
  const perDay = async () => (await directory.limitsOf('acc')).budget.perDay
  expect(await directory.limitsOf('acc')).toMatchObject({ warmUp: { day: 1, of: 14 } })
  expect(await perDay()).toBe(10)
  clock.pass(day / 2 - 1)
  expect(await perDay()).toBe(10)
  clock.pass(1)
  expect(await perDay()).toBe(20)
  clock.set(new Date(noon.getTime() + 13 * day))
  expect(await perDay()).toBe(140)
  clock.set(new Date(noon.getTime() + 14 * day))
  expect(await directory.limitsOf('acc')).toMatchObject({ warmUp: null, budget: { perDay: 150 } })
  await AccountModel.updateOne({ _id: 'acc' }, { $unset: { firstSeenAt: 1 } })
  clock.set(noon)
  expect(await perDay()).toBe(150)
})

test('away after two minutes of silence, but not before we have listened that long', async () => {
  const { clock, directory, hello, switchedOff } = await setup()
  await AccountModel.create({
    _id: 'before',
    botIds: [],
    loggedIn: true,
    lastSeenAt: new Date(noon.getTime() - day),
  })
  await hello()
  clock.pass(119_999)
  expect([...(await directory.away())]).toEqual([])
  clock.pass(1)
  expect([...(await directory.away())].toSorted()).toEqual(['acc', 'before'])
  await hello()
  switchedOff.add(robot)
  expect([...(await directory.away())].toSorted()).toEqual(['before', robot])
})

test('what each may send today, what waits for it, and when that will be out', async () => {
  const { clock, directory, engine, hello, list } = await setup()
  await hello()
  const { org } = await makeGroups(5, 'acc')
  await createGroup('物业群', org, [
    { kind: 'channel', channelKind: channel.kind, channelId: channel.id, address: null },
  ])
  await openInTransaction(
    {
      digestId: 'd00000000000000000000001',
      occurrence: 1,
      parts: ['甲'],
      audienceOrgIds: [org.id],
      orgId: org.id,
      dueAt: clock.now(),
      quiet: null,
    },
    clock.now(),
  )
  await expandBatches({ clock, senders: directory })
  const [mine] = (await engine.lease('acc', 1)).deliveries
  await engine.markSending(mine!.id, mine!.leaseToken)
  await engine.ack(mine!.id, mine!.leaseToken, { kind: 'sent', messageId: 'm1' })
  const [account, feishu] = await list()
  expect(account).toMatchObject({
    id: 'acc',
    kind: 'wechaty',
    online: true,
    sentToday: 1,
    dailyBudget: 10,
    perMinute: 20,
    warmUp: { day: 1, of: 14 },
    breaker: null,
    waiting: { reply: 0, rating: 0, digest: 4, roll: 0 },
    byOrg: [{ orgId: org.id, orgName: org.name, waiting: 4 }],
    finishesAt: new Date(noon.getTime() + 3 * 3000).toISOString(),
  })
  expect(feishu).toMatchObject({
    id: robot,
    kind: 'feishu_robot',
    name: '飞书群',
    dailyBudget: 10_000,
    warmUp: null,
    waiting: { digest: 1 },
  })
})

test('a penalty is told with its end and its reason', async () => {
  const { engine, hello, list } = await setup()
  await hello()
  await engine.lease('acc', 1)
  await engine.trip('acc', 'throttled')
  const [account] = await list()
  expect(account?.breaker).toMatchObject({
    reason: 'throttled',
    sentence: expect.stringMatching(/^12:01 以前不发/) as string,
  })
})
