import { beforeEach, expect, test } from 'vitest'
import type { BotActor } from '../../http/route'
import { createDeliveries } from '../deliveries'
import {
  createTestClock,
  makeGroups,
  noon,
  steadySenders,
  testKeyring,
  useDatabase,
} from '../deliveries/test-support/world'
import { confirmMove } from '../groups/group.service'
import { getGroup } from '../groups'
import { AccountModel, BotModel } from './bot.model'
import { authenticateBot, createBotRoutes, createBotToken, listAccounts } from './index'

useDatabase()
beforeEach(async () => {
  await AccountModel.deleteMany({})
})

async function setup() {
  const clock = createTestClock()
  const { engine, outbox } = createDeliveries({
    clock,
    keyring: testKeyring,
    senders: steadySenders(),
    random: () => 0,
  })
  const tickets = { roomsAwaitingRating: async (rooms: readonly string[]) => rooms.slice(0, 1) }
  const routes = createBotRoutes({ clock, keyring: testKeyring, engine, tickets })
  async function call<T>(name: string, actor: BotActor | null, input: object): Promise<T> {
    return (await routes.find((each) => each.endpoint.name === name)?.handle(input, { actor })) as T
  }
  const actor = await authenticateBot(await createBotToken('main'))
  if (!actor) throw new Error('a token just made must be good')
  const hello = (over: object = {}, as = actor) =>
    call<{ boundRoomIds: string[]; awaitingRatingRoomIds: string[] }>('bot.hello', as, {
      body: { accountId: 'acc', name: '小桥', loggedIn: true, rooms: [], ...over },
    })
  const lease = (as = actor) =>
    call<{
      items: { id: string; leaseToken: string; sendAt: string }[]
      nextPollMs: number
      awaitingRatingRoomIds: string[]
    }>('bot.lease', as, { body: { accountId: 'acc', max: 10 } })
  return { clock, outbox, call, actor, hello, lease }
}

test('a token is known only by its hash, and only the right one is', async () => {
  const token = await createBotToken('shard-2')
  expect(JSON.stringify(await BotModel.find().lean())).not.toContain(token)
  expect(await authenticateBot(token)).toMatchObject({ kind: 'bot', name: 'shard-2' })
  expect(await authenticateBot(`${token}x`)).toBeNull()
  expect(await authenticateBot('')).toBeNull()
})

test('from hello to the day’s count', async () => {
  const { clock, outbox, call, actor, hello, lease } = await setup()
  const { groups } = await makeGroups(2, 'nobody-yet')
  const rooms = [...groups.map((group) => group.roomId), 'strange@chatroom']
  const answer = await hello({ rooms: rooms.map((roomId) => ({ roomId, topic: '群' })) })
  expect(answer.boundRoomIds.toSorted()).toEqual(rooms.slice(0, 2))
  expect(await getGroup(groups[0]!.id)).toMatchObject({ accountId: 'acc', lastSeenAt: clock.now() })
  const target = { kind: 'group' as const, groupId: groups[0]!.id }
  await outbox.enqueue({ key: 'k', target, text: '收到', kind: 'receipt' })
  const { items, awaitingRatingRoomIds } = await lease()
  expect(awaitingRatingRoomIds).toHaveLength(1)
  const [item] = items
  const params = { id: item!.id }
  const { leaseToken } = item!
  await call('bot.sending', actor, { params, body: { leaseToken } })
  const outcome = { kind: 'sent', messageId: 'm1' }
  await call('bot.ack', actor, { params, body: { leaseToken, outcome } })
  await call('bot.ack', actor, { params, body: { leaseToken, outcome } })
  expect(await listAccounts(clock.now())).toMatchObject([
    { accountId: 'acc', online: true, firstSeenAt: noon },
  ])
  clock.pass(119_999)
  expect(await listAccounts(clock.now())).toMatchObject([{ online: true }])
  clock.pass(1)
  expect(await listAccounts(clock.now())).toMatchObject([{ online: false, firstSeenAt: noon }])
})

test('a bot acts only for accounts that it has said hello as', async () => {
  const { call, hello, lease } = await setup()
  await hello()
  const other = await authenticateBot(await createBotToken('other'))
  await expect(lease(other!)).rejects.toMatchObject({ code: 'auth.forbidden' })
  const echo = {
    accountId: 'acc',
    chat: { type: 'group', roomId: 'r' },
    messageId: 'm',
    text: 't',
    sentAt: '2026-11-23T04:00:00Z',
  }
  await expect(call('bot.echo', other, { body: echo })).rejects.toMatchObject({
    code: 'auth.forbidden',
  })
  await hello({}, other!)
  expect((await lease(other!)).items).toEqual([])
})

test('a bot learns to whom it wrote before, while nobody knows whether that arrived', async () => {
  const { outbox, call, actor, hello, lease } = await setup()
  await hello()
  for (const contactId of ['wxid-wang', 'wxid-li']) {
    const target = { kind: 'direct' as const, accountId: 'acc', contactId }
    await outbox.enqueue({ key: contactId, target, text: '收到', kind: 'receipt' })
  }
  const { items } = await lease()
  for (const { id, leaseToken } of items)
    await call('bot.sending', actor, { params: { id }, body: { leaseToken } })
  const waiting = async (over = {}) =>
    (
      await call<{ awaitingEchoContactIds: string[] }>('bot.hello', actor, {
        body: { accountId: 'acc', name: '小桥', loggedIn: true, rooms: [], ...over },
      })
    )['awaitingEchoContactIds']
  expect((await waiting()).toSorted()).toEqual(['wxid-li', 'wxid-wang'])
  const [first] = items
  const outcome = { kind: 'sent', messageId: 'm1' }
  await call('bot.ack', actor, {
    params: { id: first!.id },
    body: { leaseToken: first!.leaseToken, outcome },
  })
  expect(await waiting()).toHaveLength(1)
  expect(await waiting({ loggedIn: false })).toEqual([])
})

test('signed out: nothing is handed out, and messages wait for the group to get a bot', async () => {
  const { outbox, hello, lease } = await setup()
  const { groups } = await makeGroups(1, 'acc')
  const rooms = [{ roomId: groups[0]!.roomId, topic: '群' }]
  await hello({ loggedIn: false })
  const target = { kind: 'group' as const, groupId: groups[0]!.id }
  await outbox.enqueue({ key: 'k', target, text: '收到', kind: 'receipt' })
  expect(await lease()).toMatchObject({ items: [], nextPollMs: 30_000 })
  await hello({ rooms })
  expect((await lease()).items).toHaveLength(1)
})

test('a message to a group without a bot goes out when one comes', async () => {
  const { outbox, hello, lease } = await setup()
  const { bindGroup } = await import('../groups')
  const { createOrg } = await import('../orgs')
  const org = await createOrg('荷花社区', 'community', null, 900)
  const group = await bindGroup('new@chatroom', '荷花群', org)
  await outbox.enqueue({
    key: 'early',
    target: { kind: 'group', groupId: group.id },
    text: '大家好',
    kind: 'reply',
  })
  await hello()
  expect((await lease()).items).toEqual([])
  await hello({ rooms: [{ roomId: 'new@chatroom', topic: '荷花群' }] })
  expect((await lease()).items).toHaveLength(1)
})

test('messages of a group whose bot account is gone go out through the next one', async () => {
  const { outbox, hello, lease } = await setup()
  const { groups } = await makeGroups(1, 'gone')
  const target = { kind: 'group' as const, groupId: groups[0]!.id }
  await outbox.enqueue({ key: 'k', target, text: '收到', kind: 'receipt' })
  await hello()
  expect((await lease()).items).toEqual([])
  await hello({ rooms: [{ roomId: groups[0]!.roomId, topic: '群' }] })
  expect((await lease()).items).toHaveLength(1)
})

test('a group that was renamed is called by its new name', async () => {
  const { hello } = await setup()
  const { groups } = await makeGroups(2, 'acc')
  const [one, two] = groups
  const before = (await getGroup(two!.id))?.topic
  await hello({
    rooms: [
      { roomId: one!.roomId, topic: '望江三支部（新）' },
      { roomId: two!.roomId, topic: '' },
    ],
  })
  expect(await getGroup(one!.id)).toMatchObject({ topic: '望江三支部（新）' })
  expect(await getGroup(two!.id)).toMatchObject({ topic: before })
})

test('a room that came back under another id is noted, for a person to confirm', async () => {
  const { hello } = await setup()
  const { groups } = await makeGroups(2, 'acc')
  const [gone, twin] = groups
  const topic = '望江三支部群'
  await hello({ rooms: [{ roomId: gone!.roomId, topic }] })
  const back = { roomId: `${gone!.roomId}-new`, topic }
  await hello({ rooms: [back, { roomId: 'family@chatroom', topic: '一家人' }] })
  expect(await getGroup(gone!.id)).toMatchObject({ movedTo: back.roomId, roomId: gone!.roomId })

  await hello({ rooms: [back, { roomId: 'second@chatroom', topic }] })
  expect(await getGroup(gone!.id), 'two of the name: no guess').toMatchObject({ movedTo: null })

  await hello({ rooms: [back] })
  await hello({ rooms: [{ roomId: gone!.roomId, topic }, back] })
  expect(await getGroup(gone!.id), 'it was only away').toMatchObject({ movedTo: null })

  await hello({ rooms: [back] })
  expect(await confirmMove(gone!.id, 'another@chatroom')).toBe(false)
  expect(await confirmMove(gone!.id, back.roomId)).toBe(true)
  expect(await confirmMove(gone!.id, back.roomId), 'once').toBe(false)
  expect((await hello({ rooms: [back] })).boundRoomIds).toEqual([back.roomId])
  expect(await getGroup(gone!.id)).toMatchObject({ roomId: back.roomId, movedTo: null })
  expect(await getGroup(twin!.id)).toMatchObject({ movedTo: null })
})
