import { expect, test } from 'vitest'
import { DeliveryModel } from './delivery.model'
import { createDeliveries } from './index'
import { LedgerModel } from './ledger.model'
import { ECHO_LIMIT_MS, noticeSilence } from './silence.service'
import {
  createTestClock,
  makeGroups,
  steadySenders,
  testKeyring,
  useDatabase,
} from './test-support/world'

useDatabase()
const account = 'bot-1'

async function setup() {
  const clock = createTestClock()
  const { engine, outbox } = createDeliveries({
    clock,
    keyring: testKeyring,
    senders: steadySenders(),
    random: () => 0,
  })
  const { groups } = await makeGroups(4, account)
  let count = 0
  async function send(group: number) {
    count += 1
    const target = { kind: 'group' as const, groupId: groups[group]!.id }
    await outbox.enqueue({ key: `k${count}`, target, text: `话${count}`, kind: 'reply' })
    const [mine] = (await engine.lease(account, 1)).deliveries
    if (!mine) throw new Error('nothing to send')
    await engine.markSending(mine.id, mine.leaseToken)
    const messageId = `m${count}`
    const echo = () =>
      engine.echo({
        accountId: account,
        chat: mine.chat,
        messageId,
        text: mine.text,
        sentAt: clock.now(),
      })
    const ack = () => engine.ack(mine.id, mine.leaseToken, { kind: 'sent', messageId })
    return { echo, ack }
  }
  const look = () => noticeSilence(clock, engine.trip)
  const states = async () =>
    (await DeliveryModel.find().sort({ _id: 1 }).lean()).map(({ state }) => state)
  return { clock, engine, outbox, groups, send, look, states }
}

test('an account that never showed an echo is left alone', async () => {
  const { clock, send, look, states } = await setup()
  await (await send(0)).ack()
  clock.pass(ECHO_LIMIT_MS)
  await look()
  expect(await states()).toEqual(['sent'])
})

test('a message that does not appear within the limit may not have arrived', async () => {
  const { clock, send, look, states } = await setup()
  const seen = await send(0)
  await seen.ack()
  await seen.echo()
  const unseen = await send(1)
  await unseen.ack()
  clock.pass(ECHO_LIMIT_MS - 1)
  await look()
  expect(await states()).toEqual(['sent', 'sent'])
  clock.pass(1)
  await look()
  expect(await states()).toEqual(['sent', 'unknown'])
  expect(await DeliveryModel.findOne({ state: 'unknown' }).lean()).toMatchObject({
    reason: 'not_seen',
  })
  // better late than never
  expect(await unseen.echo()).toBe(true)
  expect(await states()).toEqual(['sent', 'sent'])
})

test('an echo before the ack counts as well', async () => {
  const { clock, send, look, states } = await setup()
  const first = await send(0)
  await first.echo()
  await first.ack()
  clock.pass(ECHO_LIMIT_MS)
  await look()
  expect(await states()).toEqual(['sent'])
})

test('three in a row and nothing seen since: the session is half dead, and the account rests', async () => {
  const { clock, engine, send, look } = await setup()
  const seen = await send(0)
  await seen.ack()
  await seen.echo()
  clock.pass(1000)
  for (const group of [1, 2]) await (await send(group)).ack()
  clock.pass(ECHO_LIMIT_MS)
  await look()
  expect(await LedgerModel.findById(account).lean()).toMatchObject({ breakerReason: null })
  for (const group of [1, 2, 3]) await (await send(group)).ack()
  clock.pass(ECHO_LIMIT_MS)
  await look()
  expect(await LedgerModel.findById(account).lean()).toMatchObject({ breakerReason: 'silent' })
  expect((await engine.lease(account, 5)).deliveries).toEqual([])
})

test('one echo ends the rest', async () => {
  const { clock, engine, send, look } = await setup()
  const seen = await send(0)
  await seen.ack()
  await seen.echo()
  clock.pass(1000)
  const late = await send(1)
  await late.ack()
  for (const group of [2, 3]) await (await send(group)).ack()
  clock.pass(ECHO_LIMIT_MS)
  await look()
  await late.echo()
  expect(await LedgerModel.findById(account).lean()).toMatchObject({ breakerReason: null })
  expect((await engine.lease(account, 5)).nextPollMs).toBeGreaterThan(0)
})

test('what was leased to follow it in its chat is taken back, and waits for the answer', async () => {
  const { clock, engine, outbox, groups, send, look, states } = await setup()
  const seen = await send(0)
  await seen.ack()
  await seen.echo()
  const target = { kind: 'group' as const, groupId: groups[1]!.id }
  await outbox.enqueue({ key: 'long', target, text: '说来话长。'.repeat(200), kind: 'reply' })
  const [first] = (await engine.lease(account, 1)).deliveries
  await engine.markSending(first!.id, first!.leaseToken)
  await engine.ack(first!.id, first!.leaseToken, { kind: 'sent', messageId: 'm9' })
  clock.pass(ECHO_LIMIT_MS)
  const [second] = (await engine.lease(account, 1)).deliveries
  await look()
  expect(await states()).toEqual(['sent', 'unknown', 'queued'])
  await expect(engine.markSending(second!.id, second!.leaseToken)).rejects.toMatchObject({
    code: 'delivery.lease_lost',
  })
  expect((await engine.lease(account, 1)).deliveries).toEqual([])
})

test('an echo that comes together with the ack is not lost', async () => {
  const { send, states } = await setup()
  for (let round = 0; round < 20; round += 1) {
    const { ack, echo } = await send(round % 4)
    // The ack's row is read and written while the echo's is, in any order.
    await Promise.all([ack(), echo()])
  }
  expect(new Set(await states())).toEqual(new Set(['sent']))
  expect(await DeliveryModel.countDocuments({ unseen: true }), 'still waited for').toBe(0)
})
