import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction } from '../../platform/database'
import { cancelBatches, endCancelled, expandBatches } from './batch.service'
import type { SendBudget } from './budget.rules'
import { DeliveryModel } from './delivery.model'
import { LEASE_MS } from './delivery.rules'
import { createDeliveries } from './index'
import { sideBySide, watchDatabase } from './test-support/interruptions'
import {
  clearDeliveries,
  createTestClock,
  expander,
  makeGroups,
  noPacing,
  openInTransaction,
  steadySenders,
  testKeyring,
  useDatabase,
} from './test-support/world'

useDatabase()
let unwatch: () => void
beforeAll(() => {
  unwatch = watchDatabase()
})
afterAll(() => unwatch())

const account = 'bot-1'
const digestId = 'd00000000000000000000001'
const secretary = { id: 'a00000000000000000000001', name: '李敏' }
const paced: SendBudget = { ...noPacing, accountGapMs: 3_000, perDay: 4 }
/** Fourteen interleavings, a command at a time. */
const patient = { timeout: 120_000 }
const lost = { code: 'delivery.lease_lost' }

function setup(budget = noPacing) {
  const clock = createTestClock()
  const senders = steadySenders(budget)
  const made = createDeliveries({ clock, keyring: testKeyring, senders, random: () => 0 })
  const say = (key: string, groupId: string, text = key) =>
    made.outbox.enqueue({ key, target: { kind: 'group', groupId }, text, kind: 'reply' })
  return { clock, ...made, say }
}

async function threeLeased() {
  const made = setup(paced)
  const { groups } = await makeGroups(3, account)
  for (const [index, group] of groups.entries()) await made.say(`k${index}`, group.id)
  const { deliveries } = await made.engine.lease(account, 3)
  const [one, two, three] = deliveries
  const mark = (which: typeof one) => made.engine.markSending(which!.id, which!.leaseToken)
  return { ...made, groups, one, two, three, mark }
}

describe('what begins late', () => {
  test('does not go out in a burst: the gap counts from what really began', async () => {
    const { clock, one, two, three, mark } = await threeLeased()
    // the first call hangs, while the others become due
    expect(await mark(one)).toBe(0)
    clock.pass(15_000)
    expect(await mark(two)).toBe(0)
    expect(await mark(three)).toBe(3_000)
  })

  test('asks again when no answer came, and is told how long to wait from then', async () => {
    const { clock, one, two, mark } = await threeLeased()
    await mark(one)
    expect(await mark(two)).toBe(3_000)
    clock.pass(2_000)
    expect(await mark(two)).toBe(1_000)
    clock.pass(5_000)
    expect(await mark(two)).toBe(0)
    const row = await DeliveryModel.findById(two?.id).lean()
    expect(row).toMatchObject({ state: 'sending', attempts: 1, sendingAt: clock.now() })
  })

  test('counts on the day on which it begins', async () => {
    const { clock, groups, say, engine } = await threeLeased()
    clock.set(new Date('2026-11-23T23:59:59+08:00'))
    await clearDeliveries()
    for (const day of ['23', '24']) {
      for (const index of [1, 2, 3, 4]) await say(`${day}-${index}`, groups[index % 3]!.id)
    }
    const [late] = (await engine.lease(account, 1)).deliveries
    clock.pass(2_000)
    expect(await engine.markSending(late!.id, late!.leaseToken)).toBe(0)
    let today = 1
    for (let turn = 0; turn < 10; turn += 1) {
      clock.pass(60_000)
      for (const { id, leaseToken } of (await engine.lease(account, 1)).deliveries) {
        clock.pass(await engine.markSending(id, leaseToken))
        await engine.ack(id, leaseToken, { kind: 'sent', messageId: id })
        today += 1
      }
    }
    expect(today).toBe(4)
  })

  test('a lease that ran out is no leave to send', async () => {
    const { clock, one, mark } = await threeLeased()
    clock.pass(LEASE_MS)
    await expect(mark(one)).rejects.toMatchObject(lost)
  })
})

test('whoever cancels is obeyed by every mark that did not stand before', patient, async () => {
  const { org } = await makeGroups(1, account)
  for (let before = 0; before <= 26; before += 2) {
    await clearDeliveries()
    const { engine, clock } = setup()
    const batch = { digestId, occurrence: 1, parts: ['只有一条'], audienceOrgIds: [org.id] }
    await openInTransaction({ ...batch, dueAt: clock.now(), quiet: null }, clock.now())
    await expandBatches(expander(clock))
    const [leased] = (await engine.lease(account, 1)).deliveries
    const stateNow = async () => (await DeliveryModel.findById(leased!.id).lean())?.state
    let at: string | undefined
    let marked = false
    await sideBySide(
      [
        async () => {
          marked = await engine.markSending(leased!.id, leased!.leaseToken).then(
            () => true,
            () => false,
          )
        },
        async () => {
          await inTransaction((session) => cancelBatches(digestId, clock.now(), session))
          at = await stateNow()
          await endCancelled(digestId)
        },
      ],
      // so many commands of the mark, then all of the cancelling
      [...Array.from({ length: before }, () => 0), ...Array.from({ length: 60 }, () => 1)],
    )
    await endCancelled(digestId)
    expect({ before, marked, at, now: await stateNow() }).toEqual(
      marked
        ? { before, marked, at: 'sending', now: 'sending' }
        : { before, marked, at, now: 'cancelled' },
    )
  }
})

test('an unknown part of a long answer holds back its other parts, not other answers', async () => {
  const { engine, say } = setup()
  const { groups } = await makeGroups(1, account)
  const groupId = groups[0]!.id
  await say('long', groupId, ['甲', '乙'].map((part) => part.repeat(400)).join('\n\n'))
  const [first] = (await engine.lease(account, 1)).deliveries
  await engine.markSending(first!.id, first!.leaseToken)
  await engine.ack(first!.id, first!.leaseToken, { kind: 'unknown' })
  expect((await engine.lease(account, 5)).deliveries).toEqual([])
  await say('short', groupId)
  expect((await engine.lease(account, 5)).deliveries.map(({ text }) => text)).toEqual(['short'])
})

test('what is in doubt of a cancelled digest can be settled, and not sent again', async () => {
  const { engine, clock } = setup()
  const { org } = await makeGroups(1, account)
  const batch = { digestId, occurrence: 1, parts: ['只有一条'], audienceOrgIds: [org.id] }
  await openInTransaction({ ...batch, dueAt: clock.now(), quiet: null }, clock.now())
  await expandBatches(expander(clock))
  const [one] = (await engine.lease(account, 1)).deliveries
  await engine.markSending(one!.id, one!.leaseToken)
  await engine.ack(one!.id, one!.leaseToken, { kind: 'unknown' })
  await inTransaction((session) => cancelBatches(digestId, clock.now(), session))
  await expect(engine.resolve(one!.id, 'resend', secretary)).rejects.toMatchObject({
    code: 'delivery.wrong_state',
  })
  await engine.resolve(one!.id, 'arrived', secretary)
  expect((await DeliveryModel.findById(one!.id).lean())?.state).toBe('sent')
})
