import { describe, expect, test } from 'vitest'
import { inTransaction } from '../../platform/database'
import { getGroups, markGroupsSeen } from '../groups'
import {
  cancelBatches,
  endCancelled,
  expandBatches,
  holdBatches,
  settleBatches,
  countDeliveries,
} from './batch.service'
import { BatchModel } from './batch.model'
import { DeliveryModel } from './delivery.model'
import { LEASE_MS, SENDING_MS } from './delivery.rules'
import { expireLeases } from './expiry.service'
import { adoptGroups, createDeliveries } from './index'
import {
  createTestClock,
  makeGroups,
  noon,
  noPacing,
  testKeyring,
  openInTransaction,
  useDatabase,
  expander,
  steadySenders,
} from './test-support/world'

useDatabase()
const account = 'bot-1'
const digestId = 'd00000000000000000000001'
const secretary = { id: 'a00000000000000000000001', name: '李敏' }

function setup(budget = noPacing) {
  const clock = createTestClock()
  return {
    clock,
    ...createDeliveries({
      clock,
      keyring: testKeyring,
      senders: steadySenders(budget),
      random: () => 0,
    }),
  }
}

async function stateOf(key: string) {
  const row = await DeliveryModel.findOne({ key }).lean()
  return row?.state
}

/** Queues one message to a group and gives its id. */
async function queueOne(
  outbox: ReturnType<typeof setup>['outbox'],
  groupId: string,
  key: string,
  text = key,
) {
  await outbox.enqueue({ key, target: { kind: 'group', groupId }, text, kind: 'receipt' })
  return String((await DeliveryModel.findOne({ key }).lean())?._id)
}

describe('the outbox', () => {
  test('says the same key once, in and out of transactions, however many ask at once', async () => {
    const { outbox } = setup()
    const { groups } = await makeGroups(1, account)
    // A key each: one engine calls it a deadlock when both ways meet on one row.
    const ask = (text: string, key: string) => ({
      key,
      target: { kind: 'group' as const, groupId: groups[0]!.id },
      text,
      kind: 'reply' as const,
    })
    await Promise.all([
      ...Array.from({ length: 5 }, () => outbox.enqueue(ask('一', 'twice out'))),
      ...Array.from({ length: 5 }, () =>
        inTransaction((session) => outbox.enqueue(ask('一', 'twice in'), session)),
      ),
    ])
    await outbox.enqueue(ask('二', 'twice in'))
    await inTransaction((session) => outbox.enqueue(ask('二', 'twice out'), session))
    const rows = await DeliveryModel.find({ key: /^twice/ }).lean()
    expect(rows.map((row) => row.text)).toEqual(['一', '一'])
  })

  test('a transaction that fails says nothing', async () => {
    const { outbox } = setup()
    const { groups } = await makeGroups(1, account)
    const failing = inTransaction(async (session) => {
      await outbox.enqueue(
        { key: 'no', target: { kind: 'group', groupId: groups[0]!.id }, text: 'x', kind: 'reply' },
        session,
      )
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await stateOf('no')).toBeUndefined()
  })

  test('a long text goes out in parts, in order, one at a time', async () => {
    const { outbox, engine } = setup()
    const { groups } = await makeGroups(1, account)
    const text = ['甲'.repeat(400), '乙'.repeat(400), '丙'.repeat(400)].join('\n')
    await outbox.enqueue({
      key: 'long',
      target: { kind: 'group', groupId: groups[0]!.id },
      text,
      kind: 'reply',
    })
    const said: string[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      const { deliveries } = await engine.lease(account, 10)
      expect(deliveries).toHaveLength(1)
      const [delivery] = deliveries
      await engine.markSending(delivery!.id, delivery!.leaseToken)
      expect((await engine.lease(account, 10)).deliveries).toEqual([])
      await engine.ack(delivery!.id, delivery!.leaseToken, { kind: 'sent', messageId: `m${turn}` })
      said.push(delivery!.text)
    }
    expect(said.join('\n')).toBe(text)
  })

  test('what a private chat needed to be sent is gone when it is sent', async () => {
    const { outbox, engine } = setup()
    await outbox.enqueue({
      key: 'private',
      target: { kind: 'direct', accountId: account, contactId: 'wxid_someone' },
      text: '查询码 4821',
      kind: 'receipt',
    })
    const [delivery] = (await engine.lease(account, 1)).deliveries
    expect(delivery?.chat).toEqual({ type: 'direct', contactId: 'wxid_someone' })
    await engine.markSending(delivery!.id, delivery!.leaseToken)
    await engine.ack(delivery!.id, delivery!.leaseToken, { kind: 'sent', messageId: 'm' })
    const row = JSON.stringify(await DeliveryModel.findOne({ key: 'private' }).lean())
    expect(row).not.toMatch(/wxid_someone|4821/)
  })
})

describe('leasing', () => {
  test('two bots at once never get the same message, nor two of one chat', async () => {
    const { outbox, engine } = setup()
    const { groups } = await makeGroups(6, account)
    for (const group of groups) {
      await queueOne(outbox, group.id, `first:${group.id}`)
      await queueOne(outbox, group.id, `second:${group.id}`)
    }
    const answers = await Promise.all(Array.from({ length: 8 }, () => engine.lease(account, 3)))
    const leased = answers.flatMap((answer) => answer.deliveries)
    expect(new Set(leased.map((each) => each.id)).size).toBe(6)
    expect(leased).toHaveLength(6)
    expect(leased.every((each) => each.text.startsWith('first:'))).toBe(true)
  })

  test('twenty leases at once stay within the budget', async () => {
    const budget = { ...noPacing, perMinute: 7 }
    const { outbox, engine } = setup(budget)
    const { groups } = await makeGroups(20, account)
    for (const group of groups) await queueOne(outbox, group.id, group.id)
    const answers = await Promise.all(Array.from({ length: 20 }, () => engine.lease(account, 5)))
    expect(answers.flatMap((answer) => answer.deliveries)).toHaveLength(7)
  })

  test('a receipt goes before a rating, a rating before a digest', async () => {
    const { outbox, engine, clock } = setup()
    const { org, groups } = await makeGroups(3, account)
    await openInTransaction(batchFor(org.id), clock.now())
    await expandBatches(expander(clock))
    const target = (index: number) => ({ kind: 'group' as const, groupId: groups[index]!.id })
    await outbox.enqueue({ key: 'ra', target: target(1), text: '满意吗', kind: 'rating' })
    await outbox.enqueue({ key: 're', target: target(2), text: '收到', kind: 'receipt' })
    const { deliveries } = await engine.lease(account, 10)
    expect(deliveries.map((each) => each.text)).toEqual(['收到', '满意吗', '第一条'])
  })

  test('a group that another account is in by now goes to that account', async () => {
    const { outbox, engine } = setup()
    const { groups } = await makeGroups(1, account)
    await queueOne(outbox, groups[0]!.id, 'moved')
    await markGroupsSeen('bot-2', [groups[0]!.roomId], noon)
    expect((await engine.lease(account, 5)).deliveries).toEqual([])
    expect((await engine.lease('bot-2', 5)).deliveries).toHaveLength(1)
  })

  test('a clock set back by a day holds an account up for seconds, not for the day', async () => {
    const { outbox, engine, clock } = setup({ ...noPacing, accountGapMs: 3_000 })
    const { groups } = await makeGroups(2, account)
    for (const group of groups) await queueOne(outbox, group.id, group.id)
    const [first] = (await engine.lease(account, 1)).deliveries
    await DeliveryModel.deleteOne({ _id: first!.id })
    clock.pass(-24 * 3_600_000)
    await DeliveryModel.updateMany({}, { notBefore: clock.now() })
    expect((await engine.lease(account, 5)).deliveries).toEqual([])
    clock.pass(2_999)
    expect((await engine.lease(account, 5)).deliveries).toEqual([])
    clock.pass(1)
    expect((await engine.lease(account, 5)).deliveries).toHaveLength(1)
  })

  test('no part goes before one that the account before still has; its next hello takes that', async () => {
    const { outbox, engine } = setup()
    const { groups } = await makeGroups(1, account)
    const [group] = (await getGroups([groups[0]!.id])).values()
    const target = { kind: 'group' as const, groupId: group!.id }
    await outbox.enqueue({ key: 'long', target, text: '说来话长。'.repeat(200), kind: 'reply' })
    expect(await DeliveryModel.countDocuments()).toBe(2)
    const [first] = (await engine.lease(account, 5)).deliveries
    await markGroupsSeen('bot-2', [group!.roomId], noon)
    await adoptGroups('bot-2', [group!], [group!.id])
    await engine.markSending(first!.id, first!.leaseToken)
    const refused = { kind: 'not_sent', reason: 'throttled' } as const
    await engine.ack(first!.id, first!.leaseToken, refused)
    expect((await engine.lease('bot-2', 5)).deliveries).toEqual([])
    // the account before rests, or never comes back
    expect((await engine.lease(account, 5)).deliveries).toEqual([])
    await adoptGroups('bot-2', [], [group!.id])
    expect((await engine.lease('bot-2', 5)).deliveries).toMatchObject([{ id: first!.id }])
  })
})

describe('a lease that runs out', () => {
  test('before sending: queued again, and the old token may not send', async () => {
    const { outbox, engine, clock } = setup()
    const { groups } = await makeGroups(1, account)
    const id = await queueOne(outbox, groups[0]!.id, 'k')
    const [first] = (await engine.lease(account, 1)).deliveries
    clock.pass(LEASE_MS - 1)
    await expireLeases(clock.now())
    expect(await stateOf('k')).toBe('leased')
    clock.pass(1)
    await expect(engine.markSending(id, first!.leaseToken)).rejects.toMatchObject({
      code: 'delivery.lease_lost',
    })
    await expireLeases(clock.now())
    expect(await stateOf('k')).toBe('queued')
    expect((await engine.lease(account, 1)).deliveries).toHaveLength(1)
  })

  test('after sending: unknown, and only its echo, a late ack or a person moves it', async () => {
    const { outbox, engine, clock } = setup()
    const { groups } = await makeGroups(1, account)
    const id = await queueOne(outbox, groups[0]!.id, 'k', '路灯 修好了')
    const [first] = (await engine.lease(account, 1)).deliveries
    await engine.markSending(id, first!.leaseToken)
    await engine.markSending(id, first!.leaseToken)
    clock.pass(SENDING_MS)
    expect((await engine.lease(account, 1)).deliveries).toEqual([])
    expect(await stateOf('k')).toBe('unknown')
    const echo = {
      accountId: account,
      chat: { type: 'group' as const, roomId: groups[0]!.roomId },
      messageId: 'wx-1',
      text: '路灯修好了\r\n',
      sentAt: noon,
    }
    expect(await engine.echo({ ...echo, text: '别的话' })).toBe(false)
    expect(await engine.echo(echo)).toBe(true)
    expect(await engine.echo(echo)).toBe(false)
    expect(await stateOf('k')).toBe('sent')
    await engine.ack(id, first!.leaseToken, { kind: 'sent', messageId: 'wx-1' })
    await expect(engine.resolve(id, 'resend', secretary)).rejects.toMatchObject({
      code: 'delivery.wrong_state',
    })
  })

  test('a person’s resend is in the record and goes out once more', async () => {
    const { outbox, engine, clock } = setup()
    const { groups } = await makeGroups(1, account)
    const id = await queueOne(outbox, groups[0]!.id, 'k')
    const [first] = (await engine.lease(account, 1)).deliveries
    await engine.markSending(id, first!.leaseToken)
    await engine.ack(id, first!.leaseToken, { kind: 'unknown' })
    await engine.resolve(id, 'resend', secretary)
    await expect(engine.resolve(id, 'resend', secretary)).rejects.toMatchObject({
      code: 'delivery.wrong_state',
    })
    const [second] = (await engine.lease(account, 1)).deliveries
    expect(second?.id).toBe(id)
    // the first attempt had arrived after all: the second does not go out
    expect(
      await engine.echo({
        accountId: account,
        chat: { type: 'group', roomId: groups[0]!.roomId },
        messageId: 'wx-9',
        text: 'k',
        sentAt: clock.now(),
      }),
    ).toBe(true)
    await expect(engine.markSending(id, second!.leaseToken)).rejects.toMatchObject({
      code: 'delivery.lease_lost',
    })
    const row = await DeliveryModel.findById(id).lean()
    expect(row?.decisions).toMatchObject([{ decision: 'resend', byName: '李敏' }])
    expect(row?.state).toBe('sent')
  })
})

test('an echo belongs to what is being sent, not to the same words that are to go again', async () => {
  const { outbox, engine, clock } = setup()
  const { groups } = await makeGroups(1, account)
  const target = { kind: 'group' as const, groupId: groups[0]!.id }
  await outbox.enqueue({ key: 'again', target, text: '修好了', kind: 'rating' })
  const [tried] = (await engine.lease(account, 1)).deliveries
  await engine.markSending(tried!.id, tried!.leaseToken)
  await engine.ack(tried!.id, tried!.leaseToken, { kind: 'unknown' })
  await engine.resolve(tried!.id, 'resend', secretary)
  await outbox.enqueue({ key: 'urgent', target, text: '修好了', kind: 'receipt' })
  const [urgent] = (await engine.lease(account, 1)).deliveries
  await engine.markSending(urgent!.id, urgent!.leaseToken)
  const chat = { type: 'group' as const, roomId: groups[0]!.roomId }
  const echo = { accountId: account, chat, messageId: 'wx-1', text: '修好了', sentAt: clock.now() }
  expect(await engine.echo(echo)).toBe(true)
  expect(await stateOf('urgent')).toBe('sent')
  expect(await stateOf('again')).toBe('queued')
  expect(await engine.echo(echo), 'seen by the other bot too').toBe(false)
  expect(await stateOf('again')).toBe('queued')
})

describe('a refusal', () => {
  test('throttled: nothing goes out during the penalty, then the same message again', async () => {
    const { outbox, engine, clock } = setup()
    const { groups } = await makeGroups(3, account)
    for (const group of groups) await queueOne(outbox, group.id, group.id)
    const [one, two] = (await engine.lease(account, 2)).deliveries
    await engine.markSending(one!.id, one!.leaseToken)
    await engine.ack(one!.id, one!.leaseToken, { kind: 'not_sent', reason: 'throttled' })
    await expect(engine.markSending(two!.id, two!.leaseToken)).rejects.toMatchObject({
      code: 'delivery.lease_lost',
    })
    clock.pass(59_999)
    expect(await engine.lease(account, 5)).toEqual({ deliveries: [], nextPollMs: 100 })
    clock.pass(1)
    expect((await engine.lease(account, 5)).deliveries).toHaveLength(3)
  })

  test('logged out: the next sign-in ends the wait', async () => {
    const { outbox, engine } = setup()
    const { groups } = await makeGroups(1, account)
    await queueOne(outbox, groups[0]!.id, 'k')
    const [one] = (await engine.lease(account, 1)).deliveries
    await engine.ack(one!.id, one!.leaseToken, { kind: 'not_sent', reason: 'logged_out' })
    expect((await engine.lease(account, 1)).deliveries).toEqual([])
    await engine.signedIn(account)
    expect((await engine.lease(account, 1)).deliveries).toHaveLength(1)
  })

  test('not in the room: failed with the reason, until a person says again', async () => {
    const { outbox, engine } = setup()
    const { groups } = await makeGroups(1, account)
    const id = await queueOne(outbox, groups[0]!.id, 'k')
    const [one] = (await engine.lease(account, 1)).deliveries
    await engine.markSending(id, one!.leaseToken)
    await engine.ack(id, one!.leaseToken, { kind: 'not_sent', reason: 'not_in_room' })
    await engine.ack(id, one!.leaseToken, { kind: 'not_sent', reason: 'not_in_room' })
    expect(await DeliveryModel.findById(id).lean()).toMatchObject({
      state: 'failed',
      reason: 'not_in_room',
    })
    expect((await engine.lease(account, 1)).deliveries).toEqual([])
    await engine.resolve(id, 'resend', secretary)
    expect((await engine.lease(account, 1)).deliveries).toHaveLength(1)
  })
})

function batchFor(orgId: string, over: object = {}) {
  return {
    digestId,
    occurrence: 1,
    parts: ['第一条', '第二条'],
    audienceOrgIds: [orgId],
    dueAt: noon,
    quiet: null,
    ...over,
  }
}

describe('a digest', () => {
  test('three processes expand it once, and a half-done expansion is taken up', async () => {
    const { clock } = setup()
    const { org } = await makeGroups(30, account)
    await openInTransaction(batchFor(org.id), clock.now())
    await Promise.all([
      expandBatches(expander(clock)),
      expandBatches(expander(clock)),
      expandBatches(expander(clock)),
    ])
    expect(await DeliveryModel.countDocuments({})).toBe(60)
    // a process that died in the middle: rows missing, the page not marked as done, its claim stands
    await DeliveryModel.deleteMany({ part: 2 })
    const workerUntil = new Date(clock.now().getTime() + 10_000)
    await BatchModel.updateMany(
      {},
      { $set: { state: 'expanding', cursor: null, worker: 'dead', workerUntil } },
    )
    await expandBatches(expander(clock))
    expect(await DeliveryModel.countDocuments({})).toBe(30)
    clock.pass(10_000)
    await expandBatches(expander(clock))
    expect(await DeliveryModel.countDocuments({})).toBe(60)
    expect((await BatchModel.findOne().lean())?.state).toBe('open')
  })

  test('an unknown part holds back the digest’s other parts in that chat, not a receipt', async () => {
    const { outbox, engine, clock } = setup()
    const { org, groups } = await makeGroups(1, account)
    await openInTransaction(batchFor(org.id), clock.now())
    await expandBatches(expander(clock))
    const [part] = (await engine.lease(account, 5)).deliveries
    await engine.markSending(part!.id, part!.leaseToken)
    await engine.ack(part!.id, part!.leaseToken, { kind: 'unknown' })
    expect((await engine.lease(account, 5)).deliveries).toEqual([])
    await queueOne(outbox, groups[0]!.id, 'receipt')
    const [receipt] = (await engine.lease(account, 5)).deliveries
    expect(receipt?.text).toBe('receipt')
    await engine.markSending(receipt!.id, receipt!.leaseToken)
    await engine.ack(receipt!.id, receipt!.leaseToken, { kind: 'sent', messageId: null })
    await engine.resolve(part!.id, 'arrived', secretary)
    expect((await engine.lease(account, 5)).deliveries.map((each) => each.text)).toEqual(['第二条'])
  })

  test('pause stops even what is leased, resume goes on, nothing goes twice', async () => {
    const { engine, clock } = setup()
    const { org } = await makeGroups(4, account)
    await openInTransaction(batchFor(org.id, { parts: ['只有一条'] }), clock.now())
    await expandBatches(expander(clock))
    const [sent, stopped] = (await engine.lease(account, 2)).deliveries
    await engine.markSending(sent!.id, sent!.leaseToken)
    await inTransaction((session) => holdBatches(digestId, true, clock.now(), session))
    await expect(engine.markSending(stopped!.id, stopped!.leaseToken)).rejects.toMatchObject({
      code: 'delivery.lease_lost',
    })
    await engine.ack(sent!.id, sent!.leaseToken, { kind: 'sent', messageId: 'm1' })
    expect((await engine.lease(account, 9)).deliveries).toEqual([])
    await settleBatches(clock.now())
    await inTransaction((session) => holdBatches(digestId, false, clock.now(), session))
    const rest = (await engine.lease(account, 9)).deliveries.map((each) => each.id)
    expect(rest).toHaveLength(3)
    expect(rest).not.toContain(sent!.id)
  })

  test('cancel ends what is queued and leased; what is being sent is counted as it ends', async () => {
    const { engine, clock } = setup()
    const { org } = await makeGroups(4, account)
    await openInTransaction(batchFor(org.id, { parts: ['只有一条'] }), clock.now())
    await expandBatches(expander(clock))
    const [sending, leased] = (await engine.lease(account, 2)).deliveries
    await engine.markSending(sending!.id, sending!.leaseToken)
    await inTransaction((session) => cancelBatches(digestId, clock.now(), session))
    await endCancelled(digestId)
    await expect(engine.markSending(leased!.id, leased!.leaseToken)).rejects.toMatchObject({
      code: 'delivery.lease_lost',
    })
    await engine.ack(sending!.id, sending!.leaseToken, { kind: 'sent', messageId: 'm' })
    expect((await engine.lease(account, 9)).deliveries).toEqual([])
    expect((await countDeliveries([digestId], clock.now(), 0)).get(digestId)).toMatchObject({
      sent: 1,
      cancelled: 3,
      queued: 0,
    })
    await expect(engine.resolve(leased!.id, 'resend', secretary)).rejects.toMatchObject({
      code: 'delivery.wrong_state',
    })
  })

  test('cancel ends its rows even if the server died in between and was away for a day', async () => {
    const { clock } = setup()
    const { org } = await makeGroups(2, account)
    await openInTransaction(batchFor(org.id, { parts: ['只有一条'] }), clock.now())
    await expandBatches(expander(clock))
    await inTransaction((session) => cancelBatches(digestId, clock.now(), session))
    clock.pass(24 * 3_600_000)
    await settleBatches(clock.now())
    expect((await countDeliveries([digestId], clock.now(), 0)).get(digestId)).toMatchObject({
      cancelled: 2,
      queued: 0,
    })
    // and then it is left alone
    expect(await BatchModel.findOne().lean()).toMatchObject({ state: 'cancelled', atRest: true })
  })

  test('quiet hours hold it, not a receipt', async () => {
    const { outbox, engine, clock } = setup()
    const { org, groups } = await makeGroups(2, account)
    await openInTransaction(
      batchFor(org.id, { quiet: { from: '21:00', to: '08:00' } }),
      clock.now(),
    )
    await expandBatches(expander(clock))
    await queueOne(outbox, groups[0]!.id, 'receipt')
    clock.set(new Date('2026-11-23T21:00:00+08:00'))
    expect((await engine.lease(account, 9)).deliveries.map((each) => each.text)).toEqual([
      'receipt',
    ])
    clock.set(new Date('2026-11-24T08:00:00+08:00'))
    expect((await engine.lease(account, 9)).deliveries).toHaveLength(2)
  })

  test('is done when nothing moves any more, and taken up again by a resend', async () => {
    const { engine, clock } = setup()
    const { org } = await makeGroups(2, account)
    await openInTransaction(batchFor(org.id, { parts: ['只有一条'] }), clock.now())
    await expandBatches(expander(clock))
    const [one, two] = (await engine.lease(account, 9)).deliveries
    for (const each of [one!, two!]) await engine.markSending(each.id, each.leaseToken)
    await engine.ack(one!.id, one!.leaseToken, { kind: 'sent', messageId: 'm' })
    await settleBatches(clock.now())
    expect((await BatchModel.findOne().lean())?.state).toBe('open')
    await engine.ack(two!.id, two!.leaseToken, { kind: 'unknown' })
    await settleBatches(clock.now())
    expect(await BatchModel.findOne().lean()).toMatchObject({
      state: 'done',
      counts: { sent: 1, unknown: 1 },
    })
    await engine.resolve(two!.id, 'resend', secretary)
    expect((await BatchModel.findOne().lean())?.state).toBe('open')
    expect((await engine.lease(account, 9)).deliveries).toHaveLength(1)
  })
})
