import { beforeEach, describe, expect, test } from 'vitest'
import { createGroup, setRoutes } from '../groups/group-routes'
import { channelSender, PRINT_SENDER, type GroupRoute } from '../groups/sender-id'
import { GroupModel } from '../groups/group.model'
import { inTransaction } from '../../platform/database'
import { cancelBatches, expandBatches } from './batch.service'
import { DeliveryModel } from './delivery.model'
import { createDeliveries } from './index'
import { PAPER_AFTER_MS } from './senders'
import { turnToOtherWays } from './reroute.service'
import {
  createTestClock,
  makeGroups,
  noon,
  noPacing,
  openInTransaction,
  testKeyring,
  useDatabase,
} from './test-support/world'

useDatabase()
beforeEach(async () => {
  await GroupModel.deleteMany({})
})

const account = 'bot-1'
const digestId = 'd00000000000000000000001'
const channelId = 'e00000000000000000000001'
const robot = channelSender('wecom_robot', channelId)
const other = channelSender('feishu_robot', 'e00000000000000000000002')
const secretary = { id: 'a00000000000000000000001', name: '李敏' }

const byRobot: GroupRoute = {
  kind: 'channel',
  channelKind: 'wecom_robot',
  channelId,
  address: null,
}
const byOther: GroupRoute = {
  kind: 'channel',
  channelKind: 'feishu_robot',
  channelId: 'e00000000000000000000002',
  address: 'chat-7',
}

function setup() {
  const clock = createTestClock()
  const gone = new Set<string>()
  const senders = { away: async () => new Set(gone), budgetOf: async () => noPacing }
  const feature = createDeliveries({ clock, keyring: testKeyring, senders, random: () => 0 })
  const deps = { clock, senders }
  return {
    clock,
    gone,
    ...feature,
    expand: () => expandBatches(deps),
    turn: () => turnToOtherWays(deps),
    async open(orgId: string, parts = ['甲'], over: object = {}) {
      const batch = { digestId, occurrence: 1, parts, audienceOrgIds: [orgId], quiet: null }
      await openInTransaction({ ...batch, dueAt: clock.now(), ...over }, clock.now())
      await expandBatches(deps)
    },
  }
}

async function groupWith(ways: GroupRoute[]) {
  const { org, groups } = await makeGroups(1, account)
  const group = await setRoutes(groups[0]!.id, ways)
  return { org, group }
}

async function rows() {
  const found = await DeliveryModel.find().sort({ part: 1, _id: 1 }).lean()
  return found.map(({ part, accountId, state, reason }) => ({ part, accountId, state, reason }))
}

describe('who sends a digest', () => {
  test('the first way that is there; the bot again when nothing is', async () => {
    const { gone, open } = setup()
    const { org } = await groupWith([{ kind: 'wechaty' }, byRobot])
    await open(org.id)
    expect(await rows()).toMatchObject([{ accountId: account, state: 'queued' }])
    await DeliveryModel.deleteMany({})
    gone.add(account)
    await open(org.id, ['甲'], { occurrence: 2 })
    expect(await rows()).toMatchObject([{ accountId: robot, state: 'queued' }])
    await DeliveryModel.deleteMany({})
    gone.add(robot)
    await open(org.id, ['甲'], { occurrence: 3 })
    expect(await rows()).toMatchObject([{ accountId: account, state: 'queued' }])
  })

  test('a channel gets the one-way words, the title, and which of its chats', async () => {
    const { open, engine } = setup()
    const { org, group } = await groupWith([byOther])
    await open(org.id, ['甲\n想说话：@小桥'], { oneWayParts: ['甲'], title: '养老补贴' })
    expect((await engine.leaseChannel(robot, 5)).deliveries).toEqual([])
    expect((await engine.leaseChannel(other, 5)).deliveries).toMatchObject([
      {
        text: '甲',
        chat: { type: 'channel', address: 'chat-7' },
        digest: { id: digestId, title: '养老补贴', groupId: group.id, isWhole: true },
      },
    ])
  })

  test('a channel is told when it gets but one of several parts', async () => {
    const { open, engine } = setup()
    const { org } = await groupWith([byOther])
    await open(org.id, ['甲乙'], { oneWayParts: ['甲', '乙'] })
    await engine.leaseChannel(robot, 5)
    expect((await engine.leaseChannel(other, 5)).deliveries).toMatchObject([
      { text: '甲', digest: { isWhole: false } },
    ])
  })

  test('paper alone: one sheet for all parts, in a person’s hands from the start', async () => {
    const { open, engine } = setup()
    const { org } = await makeGroups(0, account)
    await createGroup('楼道公告栏', org, [{ kind: 'print' }])
    await open(org.id, ['甲', '乙'])
    expect(await rows()).toEqual([
      { part: 1, accountId: PRINT_SENDER, state: 'awaiting', reason: 'to_print' },
      { part: 2, accountId: PRINT_SENDER, state: 'cancelled', reason: 'on_paper' },
    ])
    const sheet = await DeliveryModel.findOne({ part: 1 }).lean()
    await engine.resolve(String(sheet?._id), 'arrived', secretary)
    expect(await rows()).toMatchObject([{ state: 'sent' }, { state: 'cancelled' }])
  })

  test('the same name in the same organization is one group, however often it is asked for', async () => {
    const { org } = await makeGroups(0, account)
    const made = await Promise.all(
      [0, 1, 2].map(() => createGroup('公告栏', org, [{ kind: 'print' }])),
    )
    expect(new Set(made.map((group) => group.id)).size).toBe(1)
  })
})

describe('a way that is gone', () => {
  test('what it has not sent takes the next way after two minutes, in order', async () => {
    const { clock, gone, open, turn, engine } = setup()
    const { org } = await groupWith([{ kind: 'wechaty' }, byRobot])
    await open(org.id, ['甲', '乙'])
    gone.add(account)
    clock.pass(119_999)
    await turn()
    expect(await rows()).toMatchObject([{ accountId: account }, { accountId: account }])
    clock.pass(1)
    await turn()
    expect(await rows()).toMatchObject([{ accountId: robot }, { accountId: robot }])
    const [first] = (await engine.leaseChannel(robot, 5)).deliveries
    expect(first?.text).toBe('甲')
    expect((await engine.leaseChannel(robot, 5)).deliveries).toEqual([])
  })

  test('what may have been sent is never turned', async () => {
    const { clock, gone, open, turn, engine } = setup()
    const { org } = await groupWith([{ kind: 'wechaty' }, byRobot])
    await open(org.id, ['甲', '乙'])
    const [first] = (await engine.lease(account, 1)).deliveries
    await engine.markSending(first!.id, first!.leaseToken)
    gone.add(account)
    clock.pass(120_000)
    await turn()
    expect(await rows()).toMatchObject([
      { accountId: account, state: 'sending' },
      { accountId: robot, state: 'queued' },
    ])
    // and the second part waits for the first, whoever has it
    expect((await engine.leaseChannel(robot, 5)).deliveries).toEqual([])
    await engine.ack(first!.id, first!.leaseToken, { kind: 'sent', messageId: 'm1' })
    expect((await engine.leaseChannel(robot, 5)).deliveries).toHaveLength(1)
  })

  test('a part that its sender has not begun holds back the later one that another has', async () => {
    const { open, engine } = setup()
    const { org } = await groupWith([{ kind: 'wechaty' }, byRobot])
    await open(org.id, ['甲', '乙'])
    await DeliveryModel.updateOne({ part: 2 }, { $set: { accountId: robot } })
    expect((await engine.leaseChannel(robot, 5)).deliveries).toEqual([])
    const [first] = (await engine.lease(account, 5)).deliveries
    expect(first?.text).toBe('甲')
    expect((await engine.leaseChannel(robot, 5)).deliveries).toEqual([])
  })

  test('nobody prints for a bot that is away for less than two hours', async () => {
    const { clock, gone, open, turn } = setup()
    const { org } = await groupWith([{ kind: 'wechaty' }, { kind: 'print' }])
    await open(org.id, ['甲', '乙'])
    gone.add(account)
    clock.pass(PAPER_AFTER_MS - 1)
    await turn()
    expect(await rows()).toMatchObject([{ state: 'queued' }, { state: 'queued' }])
    clock.pass(1)
    await turn()
    expect(await rows()).toEqual([
      { part: 1, accountId: PRINT_SENDER, state: 'awaiting', reason: 'to_print' },
      { part: 2, accountId: PRINT_SENDER, state: 'cancelled', reason: 'on_paper' },
    ])
  })

  test('an answer waits for its chat and goes no other way', async () => {
    const { clock, gone, outbox, turn } = setup()
    const { group } = await groupWith([{ kind: 'wechaty' }, byRobot])
    const target = { kind: 'group' as const, groupId: group.id }
    await outbox.enqueue({ key: 'r', target, text: '修好了', kind: 'reply' })
    gone.add(account)
    clock.pass(PAPER_AFTER_MS)
    await turn()
    expect(await rows()).toMatchObject([{ accountId: account, state: 'queued' }])
  })

  test('a group that only a channel reaches gets its answers there', async () => {
    const { outbox } = setup()
    const { org } = await makeGroups(0, account)
    const group = await createGroup('物业群', org, [byRobot])
    const target = { kind: 'group' as const, groupId: group.id }
    await outbox.enqueue({ key: 'r', target, text: '修好了', kind: 'reply' })
    expect(await rows()).toMatchObject([{ accountId: robot }])
  })
})

describe('a refusal', () => {
  test('that is about the chat passes the message on, each way once, then it fails', async () => {
    const { open, engine } = setup()
    const { org } = await groupWith([{ kind: 'wechaty' }, byRobot])
    await open(org.id)
    const [mine] = (await engine.lease(account, 1)).deliveries
    await engine.markSending(mine!.id, mine!.leaseToken)
    const refusal = { kind: 'not_sent' as const, reason: 'not_in_room' as const }
    await engine.ack(mine!.id, mine!.leaseToken, refusal)
    expect(await rows()).toMatchObject([{ accountId: robot, state: 'queued', reason: null }])
    const [second] = (await engine.leaseChannel(robot, 1)).deliveries
    await engine.markSending(second!.id, second!.leaseToken)
    await engine.ack(second!.id, second!.leaseToken, refusal)
    expect(await rows()).toMatchObject([{ accountId: robot, state: 'failed' }])
    // sent again, it begins with the first way
    await engine.resolve(mine!.id, 'resend', secretary)
    expect(await rows()).toMatchObject([{ accountId: account, state: 'queued' }])
  })

  test('that is a penalty rests that long, and nothing is tried meanwhile', async () => {
    const { clock, open, engine } = setup()
    const { org } = await groupWith([byRobot])
    await open(org.id)
    const [mine] = (await engine.leaseChannel(robot, 1)).deliveries
    await engine.markSending(mine!.id, mine!.leaseToken)
    const penalty = { reason: 'throttled' as const, retryAfterMs: 600_000 }
    await engine.ack(mine!.id, mine!.leaseToken, { kind: 'not_sent', ...penalty })
    clock.pass(599_999)
    expect((await engine.leaseChannel(robot, 1)).deliveries).toEqual([])
    clock.pass(1)
    expect((await engine.leaseChannel(robot, 1)).deliveries).toHaveLength(1)
  })
})

test('a refusal that comes long after its digest was cancelled leaves nothing in line', async () => {
  const { clock, open, engine } = setup()
  const { org } = await groupWith([byRobot])
  await open(org.id)
  const [mine] = (await engine.leaseChannel(robot, 1)).deliveries
  await engine.markSending(mine!.id, mine!.leaseToken)
  await inTransaction((session) => cancelBatches(digestId, clock.now(), session))
  clock.pass(3_600_000)
  await engine.ack(mine!.id, mine!.leaseToken, { kind: 'not_sent', reason: 'throttled' })
  expect(await rows()).toMatchObject([{ state: 'cancelled', reason: 'digest_cancelled' }])
})

describe('a message that a person must confirm', () => {
  async function handed() {
    const made = setup()
    const { org, group } = await groupWith([byRobot, byOther])
    await made.open(org.id)
    const [mine] = (await made.engine.leaseChannel(robot, 1)).deliveries
    await made.engine.markSending(mine!.id, mine!.leaseToken)
    await made.engine.ack(mine!.id, mine!.leaseToken, { kind: 'handed', reference: 'task-1' })
    return { ...made, group, id: mine!.id, leaseToken: mine!.leaseToken }
  }

  test('is followed by its reference until it is confirmed', async () => {
    const { engine, id } = await handed()
    expect(await rows()).toMatchObject([{ state: 'awaiting', reason: 'to_confirm' }])
    expect(await engine.handedOpen(10, noon)).toMatchObject([
      { id, senderId: robot, reference: 'task-1' },
    ])
    expect(await engine.handedOpen(10, new Date(noon.getTime() + 1))).toEqual([])
    await engine.confirmHanded(id, 'sent')
    await engine.confirmHanded(id, 'refused')
    expect(await rows()).toMatchObject([{ state: 'sent', reason: null }])
    expect(await engine.handedOpen(10, noon)).toEqual([])
  })

  test('takes the next way when it was refused', async () => {
    const { engine, id } = await handed()
    await engine.confirmHanded(id, 'refused')
    expect(await rows()).toMatchObject([{ accountId: other, state: 'queued' }])
  })

  test('a repeat of the word is harmless, and a person may settle it', async () => {
    const { engine, id, leaseToken } = await handed()
    await engine.ack(id, leaseToken, { kind: 'handed', reference: 'task-1' })
    const again = engine.resolve(id, 'resend', secretary)
    await expect(again).rejects.toMatchObject({ code: 'delivery.wrong_state' })
    await engine.resolve(id, 'give_up', secretary)
    expect(await rows()).toMatchObject([{ state: 'cancelled', reason: 'given_up' }])
  })
})

test('new ways of a group: what waits takes the first of them', async () => {
  const { open, followNewWays } = setup()
  const { org, group } = await groupWith([{ kind: 'wechaty' }])
  await open(org.id)
  await setRoutes(group.id, [byOther, { kind: 'wechaty' }])
  await followNewWays(group.id)
  expect(await rows()).toMatchObject([{ accountId: other }])
})

test('for whom something is due: channels alone, and nothing before its time', async () => {
  const { clock, open, engine } = setup()
  const { org } = await groupWith([byRobot])
  const bots = await makeGroups(1, account)
  const dueAt = new Date(clock.now().getTime() + 1)
  await open(org.id, ['甲'], { dueAt })
  await open(bots.org.id, ['甲'], { occurrence: 2 })
  expect(await engine.sendersDue(clock.now())).toEqual([])
  expect(await engine.sendersDue(dueAt)).toEqual([robot])
})

test('organizations that share an account take turns', async () => {
  const { open, engine } = setup()
  const [many, few] = [await makeGroups(6, account), await makeGroups(2, account)]
  const orgs = { many: 'c00000000000000000000001', few: 'c00000000000000000000002' }
  await open(many.org.id, ['多'], { orgId: orgs.many })
  await open(few.org.id, ['少'], { orgId: orgs.few, occurrence: 2 })
  const said: string[] = []
  for (let turn = 0; turn < 4; turn += 1) {
    for (const { id, leaseToken, text } of (await engine.lease(account, 1)).deliveries) {
      await engine.markSending(id, leaseToken)
      await engine.ack(id, leaseToken, { kind: 'sent', messageId: null })
      said.push(text)
    }
  }
  expect(said).toEqual(['多', '少', '多', '少'])
  const rest = await engine.lease(account, 10)
  expect(rest.deliveries.map(({ text }) => text)).toEqual(['多', '多', '多', '多'])
})

test('the most urgent first: answers, ratings and reminders, digests, the evening’s roll', async () => {
  const { open, outbox, engine } = setup()
  const { org, groups } = await makeGroups(5, account)
  const say = (key: 'roll' | 'reminder' | 'reply', index: number) => {
    const target = { kind: 'group' as const, groupId: groups[index]!.id }
    return outbox.enqueue({ key, target, text: key, kind: key })
  }
  await say('roll', 0)
  await say('reminder', 1)
  await say('reply', 2)
  await open(org.id, ['digest'])
  await DeliveryModel.deleteMany({ kind: 'digest', groupId: { $ne: groups[3]!.id } })
  const { deliveries } = await engine.lease(account, 10)
  expect(deliveries.map(({ text }) => text)).toEqual(['reply', 'reminder', 'digest', 'roll'])
})
