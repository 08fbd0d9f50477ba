import { createWorkdayCalendar } from '@lianxin/shared'
import { readSheet } from 'read-excel-file/node'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BinaryAnswer } from '../../http/route'
import { DigestModel } from '../digests/digest.model'
import { timesByMonth } from '../digests/digest.quota'
import {
  account,
  actorOf,
  approved,
  setup,
  type Shown,
  type World,
} from '../digests/digest.fixture'
import { useDatabase } from '../deliveries/test-support/world'
import { bindGroup, markGroupsSeen } from '../groups'
import { createOrg, type OrgRecord } from '../orgs'
import { createBurdenRoutes } from './index'
import { OccurrenceModel, PushModel, TaskModel } from './burden.model'
import { inTransaction } from '../../platform/database'
import { noteHandedDown, recountPushes } from './burden.record'

useDatabase()
beforeEach(async () => {
  await DigestModel.deleteMany({})
  await PushModel.deleteMany({})
  await OccurrenceModel.deleteMany({})
  await TaskModel.deleteMany({})
})

const QUOTA = 8
let made = 0

/** A street with two communities of one and two groups; the street writes. */
async function street() {
  const world = await setup(0)
  made += 1
  const district = await createOrg('青禾区', 'district', null, made)
  const org = await createOrg('柳岸街道', 'street', district, 0)
  const one = await createOrg('望江社区', 'community', org, 0)
  const two = await createOrg('梧桐社区', 'community', org, 1)
  const grid = await createOrg('梧桐一网格', 'grid', two, 0)
  const rooms = [one, two, grid].map((place, index) => ({
    place,
    roomId: `b${made}-${index}@room`,
  }))
  for (const { place, roomId } of rooms) await bindGroup(roomId, place.name, place)
  await markGroupsSeen(
    account,
    rooms.map(({ roomId }) => roomId),
    world.clock.now(),
  )
  const author = actorOf('1', '郭岚', org)
  return { ...world, org, one, two, district, author, reviewer: actorOf('2', '周正', org) }
}
type Street = Awaited<ReturnType<typeof street>>

const routesOf = ({ clock }: World) => createBurdenRoutes({ clock, quota: QUOTA })
async function ask<T>(world: World, name: string, actor: World['author'], query: object) {
  const found = routesOf(world).find((each) => each.endpoint.name === name)
  return (await found?.handle({ query }, { actor })) as T
}
interface Line {
  org: { name: string }
  pushes: number
  messages: number
  tasks: number
  over: boolean
  senders: { org: { name: string }; pushes: number; over: boolean; reasons: object[] }[]
}
const list = (world: World, query: object = {}, actor = world.author) =>
  ask<{ month: string; items: Line[]; nextCursor: string | null; most: object }>(
    world,
    'burden.list',
    actor,
    { sort: 'org', limit: 20, ...query },
  )

async function plan(world: World, schedule: object, reason?: string): Promise<Shown> {
  const digest = await approved(world)
  return world.call<Shown>('digests.schedule', world.author, {
    params: { id: digest.id },
    body: { revision: digest.revision, schedule, ...(reason ? { reason } : {}) },
  })
}
async function goOut(world: World) {
  await world.tick()
  const said = await world.sendAll()
  await world.tick()
  await recountPushes(world.clock.now())
  return said
}
const now = { kind: 'now' }

/** Plans one digest as people do, and others like it in the database. */
async function planMany(world: World, count: number, schedule: object): Promise<void> {
  const { id } = await plan(world, schedule)
  const like = await DigestModel.findById(id).lean()
  if (!like) throw new Error('it was just planned')
  const { _id: _own, issueNo, ...same } = like
  for (let more = 1; more < count; more += 1)
    await DigestModel.create({ ...same, createKey: null, issueNo: issueNo + 1000 + more })
}

describe('the quota', () => {
  test('the eighth push is free, the ninth needs a reason that says how many and where', async () => {
    const world = await street()
    await planMany(world, QUOTA, now)
    await goOut(world)
    await expect(plan(world, now)).rejects.toMatchObject({
      code: 'digest.reason_needed',
      status: 422,
      message:
        '11月望江社区等 2 个社区会收到柳岸街道 9 次推送，超过每月 8 次的定额。请写一句为什么非发不可。',
    })
    expect((await list(world)).items.every((line) => !line.over)).toBe(true)
    const ninth = await plan(world, now, '防汛，今晚就要转移')
    expect(ninth).toMatchObject({ state: 'scheduled', burdenReason: '防汛，今晚就要转移' })
    await goOut(world)
    const { items } = await list(world)
    expect(
      items.map(({ org, pushes, messages, over }) => [org.name, pushes, messages, over]),
    ).toEqual([
      ['望江社区', 9, 9, true],
      ['梧桐社区', 9, 18, true],
    ])
    expect(items[0]?.senders).toEqual([
      expect.objectContaining({
        org: expect.objectContaining({ name: '柳岸街道' }),
        over: true,
        reasons: [
          expect.objectContaining({ reason: '防汛，今晚就要转移', issueNo: ninth.issueNo }),
        ],
      }),
    ])
  })

  test('what waits counts as well, each in its Shanghai month', async () => {
    const world = await street()
    const last = { kind: 'once', at: '2026-11-30T12:59:00Z' }
    const noQuiet = { quietHours: { from: '00:00', to: '00:00' } }
    await planMany(world, QUOTA, last)
    await expect(
      plan(world, { kind: 'once', at: '2026-11-30T15:59:59.999Z', ...noQuiet }),
    ).rejects.toMatchObject({ code: 'digest.reason_needed' })
    // midnight in Shanghai: December
    const december = { kind: 'once', at: '2026-11-30T16:00:00.000Z', ...noQuiet }
    expect(await plan(world, december)).toMatchObject({ state: 'scheduled' })
    // a digest that is given another time is not counted against itself
    const [first] = await DigestModel.find({ state: 'scheduled' }).sort({ _id: 1 }).lean()
    await world.call('digests.schedule', world.author, {
      params: { id: String(first?._id) },
      body: { revision: first?.revision, schedule: last },
    })
  })

  test('two plans at once: the eighth place is given once', async () => {
    const world = await street()
    await planMany(world, QUOTA - 1, now)
    const digests = [await approved(world), await approved(world), await approved(world)]
    const done = await Promise.allSettled(
      digests.map(({ id, revision }) =>
        world.call('digests.schedule', world.author, {
          params: { id },
          body: { revision, schedule: now },
        }),
      ),
    )
    expect(done.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    for (const each of done.filter((one) => one.status === 'rejected'))
      expect(each.reason).toMatchObject({ code: 'digest.reason_needed' })
  })

  test('a cadence is asked for its reason once, when it is set', async () => {
    const world = await street()
    const daily = { kind: 'cron', expression: '0 9 * * *', workdaysOnly: false }
    await expect(plan(world, daily)).rejects.toMatchObject({ code: 'digest.reason_needed' })
    const weekly = { kind: 'cron', expression: '0 9 * * 1', workdaysOnly: false }
    expect(await plan(world, weekly)).toMatchObject({ state: 'scheduled' })
    expect(await plan(world, daily, '每天的防汛值守')).toMatchObject({ state: 'scheduled' })
  })

  test('what a community sends to its own people is no burden from above', async () => {
    const world = await street()
    const own = { ...world, org: world.one, author: actorOf('5', '李敏', world.one) }
    const inside = { ...own, reviewer: actorOf('6', '何志远', world.one) }
    await planMany(inside, QUOTA, now)
    await plan(inside, now)
    await goOut(inside)
    expect((await list(world)).items.map((line) => line.pushes)).toEqual([0, 0])
  })

  test.each([
    ['0 9 * * 1,4', { '2026-11': 2, '2026-12': 9 }, 8],
    ['0 9 * * 1,4', { '2026-11': 2, '2026-12': 9, '2027-01': 8 }, 9],
  ])('%s fires in each month as often as the calendar has it', (expression, expected, most) => {
    const schedule = { kind: 'cron' as const, expression, workdaysOnly: false }
    const nextRunAt = new Date('2026-11-26T01:00:00Z')
    const times = timesByMonth({ schedule, nextRunAt }, createWorkdayCalendar(), most)
    expect(Object.fromEntries([...times].slice(0, Object.keys(expected).length))).toEqual(expected)
  })
})

describe('the figures', () => {
  test('count what arrived, once, however often and by however many it is counted', async () => {
    const world = await street()
    await plan(world, now)
    await world.tick()
    await recountPushes(world.clock.now())
    expect((await list(world)).items.map((line) => line.pushes)).toEqual([0, 0])
    const { engine } = world.deliveries
    const [first] = (await engine.lease(account, 1)).deliveries
    await engine.markSending(first!.id, first!.leaseToken)
    await engine.ack(first!.id, first!.leaseToken, { kind: 'sent', messageId: 'm' })
    world.clock.pass(60_000)
    await Promise.all([1, 2, 3].map(() => recountPushes(world.clock.now())))
    expect(
      (await list(world)).items.map((line) => line.messages).toSorted((a, b) => a - b),
    ).toEqual([0, 1])
    await goOut(world)
    await Promise.all([1, 2, 3].map(() => recountPushes(world.clock.now())))
    const { items } = await list(world)
    expect(items.map(({ pushes, messages }) => [pushes, messages])).toEqual([
      [1, 1],
      [1, 2],
    ])
    expect(await PushModel.countDocuments()).toBe(2)
    expect(await OccurrenceModel.countDocuments({ settled: true })).toBe(1)
  })

  test('a push that was stopped before anybody got it is none, and frees its place', async () => {
    const world = await street()
    await planMany(world, QUOTA, now)
    await world.tick()
    await expect(plan(world, now)).rejects.toMatchObject({ code: 'digest.reason_needed' })
    const [any] = await DigestModel.find({ state: 'sending' }).lean()
    const params = { id: String(any?._id) }
    await world.call('digests.control', world.author, { params, body: { command: 'cancel' } })
    await recountPushes(world.clock.now())
    expect(await plan(world, now)).toMatchObject({ state: 'scheduled' })
  })

  test('a task is a matter that an office above handed down, once for each of the two', async () => {
    const { one, two, org, district, clock, ...rest } = await street()
    const world = { one, two, org, district, clock, ...rest }
    const [place] = [two.id]
    const hand = (ticketId: string, fromOrgId: string, toOrgIds: string[]) =>
      inTransaction((session) =>
        noteHandedDown({ ticketId, fromOrgId, toOrgIds, at: clock.now() }, session),
      )
    const [first, second] = ['1'.repeat(24), '2'.repeat(24)] as const
    await hand(first, org.id, [place])
    await hand(first, org.id, [place])
    await Promise.all([1, 2, 3].map(() => hand(second, org.id, [place])))
    await hand(first, district.id, [org.id, place])
    // within the community, up, or staying at the street: no task
    await hand(first, two.id, [place])
    await hand(first, org.id, [org.id])
    const { items } = await list(world)
    expect(items.map(({ tasks }) => tasks)).toEqual([0, 3])
    expect(items[1]?.senders.map((each) => each.org.name).toSorted()).toEqual([
      '柳岸街道',
      '青禾区',
    ])
  })

  test('who sees what: a district all of it, a community its own, others nothing', async () => {
    const world = await street()
    await plan(world, now)
    await goOut(world)
    const see = async (org: OrgRecord) =>
      (await list(world, {}, actorOf('9', '程敏', org))).items.map((line) => line.org.name)
    expect(await see(world.district)).toEqual(['望江社区', '梧桐社区'])
    expect(await see(world.two)).toEqual(['梧桐社区'])
    expect(await see((await street()).org)).not.toContain(undefined)
    const other = await street()
    expect((await list(world, {}, other.author)).items.map((line) => line.pushes)).toEqual([0, 0])
    expect((await list(world, { month: '2026-10' })).items.map((line) => line.pushes)).toEqual([
      0, 0,
    ])
  })

  test('pages in order, and the spreadsheet says the same', async () => {
    const world = await street()
    const sendTo = (place: OrgRecord, author = world.author) =>
      plan({ ...world, author, call: audienceOnly(world, place) }, now)
    await sendTo(world.two)
    await plan(world, now)
    await goOut(world)
    const first = await list(world, { sort: 'pushes', limit: 1 })
    expect(first.items.map((line) => [line.org.name, line.pushes])).toEqual([['梧桐社区', 2]])
    const second = await list(world, { sort: 'pushes', limit: 1, cursor: first.nextCursor })
    expect(second.items.map((line) => [line.org.name, line.pushes])).toEqual([['望江社区', 1]])
    expect(second.nextCursor).toBeNull()
    const file = await ask<BinaryAnswer>(world, 'burden.export', world.author, {})
    const bytes = Buffer.from(file.bytes)
    expect((await readSheet(bytes, '各社区')).slice(1).map((row) => row.slice(1, 5))).toEqual([
      ['望江社区', 1, 1, 0],
      ['梧桐社区', 2, 4, 0],
    ])
    expect((await readSheet(bytes, '来自谁')).slice(1).map((row) => row.slice(0, 4))).toEqual([
      ['望江社区', '柳岸街道', 1, 1],
      ['梧桐社区', '柳岸街道', 2, 4],
    ])
  })
})

/** The world's calls, with drafts that go to one community only. */
function audienceOnly(world: Street, place: OrgRecord): World['call'] {
  return (name, actor, input, key) => {
    const body = 'body' in input && name === 'digests.create' ? input.body : null
    const narrowed = body ? { ...input, body: { ...body, audienceOrgIds: [place.id] } } : input
    return world.call(name, actor, narrowed, key)
  }
}
