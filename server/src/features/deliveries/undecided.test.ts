import { expect, test } from 'vitest'
import { decodeCursor } from '../../platform/paging'
import { DeliveryModel } from './delivery.model'
import { aboutDelivery } from './delivery.presenter'
import { listUndecided } from './delivery.queries'
import { createDeliveries } from './index'
import {
  createTestClock,
  makeGroups,
  noon,
  steadySenders,
  testKeyring,
  useDatabase,
} from './test-support/world'

useDatabase()
const DAY = 86_400_000
const since = new Date(noon.getTime() - 30 * DAY)

async function setup() {
  const clock = createTestClock()
  const { outbox } = createDeliveries({ clock, keyring: testKeyring, senders: steadySenders() })
  const [ours, theirs] = [await makeGroups(2, 'acc'), await makeGroups(1, 'acc')]
  async function put(key: string, groupId: string, change: object) {
    const target = { kind: 'group' as const, groupId }
    await outbox.enqueue({ key, target, text: `编号 ${key} 有答复了\n已修好`, kind: 'reply' })
    await DeliveryModel.updateOne({ key }, { $set: change })
  }
  const keysOf = async (orgId: string, limit = 20, cursor?: string) => {
    const page = await listUndecided([orgId], { limit, cursor, since })
    return { ...page, texts: page.items.map((row) => row.text?.split(' ')[1]) }
  }
  return { ours, theirs, outbox, put, keysOf }
}

test('only what failed or is in doubt, of one’s own groups, the newest first', async () => {
  const { ours, theirs, outbox, put, keysOf } = await setup()
  const [one, two] = ours.groups
  await put('a', one!.id, { state: 'unknown', reason: 'connection_lost' })
  await put('b', two!.id, { state: 'failed', reason: 'not_in_room' })
  await put('c', one!.id, { state: 'sent' })
  await put('d', theirs.groups[0]!.id, { state: 'unknown' })
  await outbox.enqueue({
    key: 'private',
    target: { kind: 'direct', accountId: 'acc', contactId: 'wxid-wang' },
    text: '私聊的话',
    kind: 'receipt',
  })
  await DeliveryModel.updateOne({ key: 'private' }, { $set: { state: 'unknown' } })
  expect((await keysOf(ours.org.id)).texts).toEqual(['b', 'a'])
  expect((await keysOf(theirs.org.id)).texts).toEqual(['d'])
})

test('thirty days back and no further', async () => {
  const { ours, put, keysOf } = await setup()
  const groupId = ours.groups[0]!.id
  await put('inside', groupId, { state: 'failed', createdAt: since })
  await put('outside', groupId, { state: 'failed', createdAt: new Date(since.getTime() - 1) })
  expect((await keysOf(ours.org.id)).texts).toEqual(['inside'])
})

test('pages by a cursor, past hundreds of another branch’s', async () => {
  const { ours, theirs, put, keysOf } = await setup()
  const mine = ours.groups[0]!.id
  for (const key of ['1', '2']) await put(key, mine, { state: 'unknown' })
  const model = await DeliveryModel.findOne({ key: '1' }).lean()
  await put('foreign', theirs.groups[0]!.id, { state: 'unknown' })
  const foreign = await DeliveryModel.findOne({ key: 'foreign' }).lean()
  await DeliveryModel.insertMany(
    Array.from({ length: 600 }, (_, index) => {
      const { _id, ...row } = foreign!
      return { ...row, key: `foreign-${index}` }
    }),
  )
  for (const key of ['3', '4', '5']) await put(key, mine, { state: 'unknown' })

  const first = await keysOf(ours.org.id, 2)
  expect(first.texts).toEqual(['5', '4'])
  const second = await keysOf(ours.org.id, 2, first.nextCursor ?? '')
  expect(second.texts).toEqual(['3', '2'])
  const third = await keysOf(ours.org.id, 2, second.nextCursor ?? '')
  expect([third.texts, third.nextCursor]).toEqual([['1'], null])
  expect(decodeCursor(second.nextCursor ?? '', ['id'])[0] > String(model?._id)).toBe(true)
})

test('is called by what it is and how it begins', () => {
  expect(aboutDelivery({ kind: 'reply', text: '编号 LX-1 有答复了\n已修好' })).toBe(
    '答复：编号 LX-1 有答复了 已修好',
  )
  expect(aboutDelivery({ kind: 'digest', text: null })).toBe('摘要')
  expect(aboutDelivery({ kind: 'receipt', text: '字'.repeat(41) })).toBe(
    `回执：${'字'.repeat(40)}…`,
  )
})
