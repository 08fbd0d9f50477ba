import { expect, test } from 'vitest'
import { DeliveryModel } from './delivery.model'
import { createDeliveries } from './index'
import {
  createTestClock,
  makeGroups,
  noon,
  openInTransaction,
  testKeyring,
  useDatabase,
  expander,
  steadySenders,
} from './test-support/world'
import { expandBatches } from './batch.service'
import { defaultQuietHours } from './quiet-hours.rules'

useDatabase()
const budget = {
  chatGapMs: 0,
  accountGapMs: 4_000,
  accountGapJitterMs: 0,
  perMinute: 60,
  perDay: 3,
}
const digestId = 'd00000000000000000000001'

test('counts what is queued through each account, and the groups that no bot is in', async () => {
  const clock = createTestClock()
  const { outbox, forecast } = createDeliveries({
    clock,
    keyring: testKeyring,
    senders: steadySenders(budget),
  })
  const { org, groups } = await makeGroups(2, 'acc-1')
  const other = await makeGroups(1, 'acc-2')
  const plan = {
    digestId,
    audienceOrgIds: [org.id, other.org.id],
    parts: 2,
    startAt: noon,
    quiet: defaultQuietHours,
    begun: false,
  }
  const before = await forecast(plan)
  expect(before).toEqual({
    messages: 6,
    leftToday: 6,
    withoutBot: 0,
    // acc-1 has four for a day of three
    firstStretch: 5,
    pause: { why: 'budget', until: new Date('2026-11-24T08:00:00+08:00') },
    finishesAt: new Date('2026-11-24T08:00:00+08:00'),
  })

  await openInTransaction(
    {
      digestId,
      occurrence: 1,
      parts: ['一', '二'],
      audienceOrgIds: plan.audienceOrgIds,
      dueAt: noon,
      quiet: null,
    },
    noon,
  )
  await expandBatches(expander(clock))
  expect(await forecast({ ...plan, begun: true })).toEqual(before)

  const target = { kind: 'group' as const, groupId: other.groups[0]!.id }
  await outbox.enqueue({ key: 'receipt', target, text: '收到', kind: 'receipt' })
  expect(await forecast({ ...plan, begun: true }), 'a receipt goes first').toMatchObject({
    messages: 6,
    firstStretch: 5,
  })
  await DeliveryModel.updateMany(
    { groupId: groups[0]!.id },
    { $set: { state: 'sent', sentDay: '2026-11-23' } },
  )
  expect(await forecast({ ...plan, begun: true })).toMatchObject({
    messages: 4,
    leftToday: 4,
    firstStretch: 3,
  })
  await DeliveryModel.updateMany({ groupId: groups[1]!.id }, { $set: { accountId: null } })
  expect(await forecast({ ...plan, begun: true })).toMatchObject({
    messages: 2,
    withoutBot: 2,
    pause: null,
  })
})
