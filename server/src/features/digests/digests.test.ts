import { beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../deliveries/test-support/world'
import { createOrg, getOrg } from '../orgs'
import { DeliveryModel } from '../deliveries/delivery.model'
import {
  account,
  actorOf,
  approved,
  content,
  draft,
  figures,
  scheduled,
  setup,
  type Shown,
} from './digest.fixture'
import { DigestModel } from './digest.model'
import { byIssueInGroup, newestInGroup, refOf } from './index'

useDatabase()
beforeEach(async () => {
  await DigestModel.deleteMany({})
})

describe('writing and approving', () => {
  test('issue numbers run through a whole district and a repeated request makes one draft', async () => {
    const world = await setup()
    const { call, author, org } = world
    const made = await Promise.all(
      [1, 2, 3].map(() =>
        call<Shown>('digests.create', author, { body: content(org) }, 'key-0001'),
      ),
    )
    expect(new Set(made.map((each) => each.id)).size).toBe(1)
    const other = { ...content(org), title: '另一篇' }
    await expect(call('digests.create', author, { body: other }, 'key-0001')).rejects.toMatchObject(
      { code: 'request.key_reused' },
    )
    const next = await draft(world)
    expect(next.issueNo).toBeGreaterThan(made[0]!.issueNo)
    const below = await createOrg('第一网格', 'grid', await getOrg(org.id), 0)
    const theirs = await call<Shown>('digests.create', author, {
      body: { ...content(org), orgId: below.id },
    })
    expect(theirs.issueNo).toBe(next.issueNo + 1)
    const elsewhere = await draft(await setup())
    expect(elsewhere.issueNo).toBe(1)
  })

  test('never by who wrote it, nor by who last changed it', async () => {
    const { call, author, reviewer, org, ...rest } = await setup()
    const world = { call, author, reviewer, org, ...rest }
    const made = await draft(world)
    const params = { id: made.id }
    const edited = await call<Shown>('digests.update', reviewer, {
      params,
      body: { ...content(org), title: '改过', revision: made.revision },
    })
    const handed = await call<Shown>('digests.submit', author, {
      params,
      body: { revision: edited.revision },
    })
    const yes = { params, body: { decision: 'approve', revision: handed.revision } }
    await expect(call('digests.review', author, yes)).rejects.toMatchObject({
      code: 'digest.same_person',
    })
    await expect(call('digests.review', reviewer, yes)).rejects.toMatchObject({
      code: 'digest.same_person',
    })
    const third = actorOf('3', '周正', org, 'supervisor')
    expect((await call<Shown>('digests.review', third, yes)).state).toBe('approved')
  })

  test('two people changing the same revision: the second is told', async () => {
    const world = await setup()
    const { call, author, org } = world
    const made = await draft(world)
    const change = () =>
      call('digests.update', author, {
        params: { id: made.id },
        body: { ...content(org), revision: made.revision },
      })
    const done = await Promise.allSettled([change(), change(), change()])
    expect(done.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    const refused = done.filter((each) => each.status === 'rejected')
    for (const each of refused) expect(each.reason).toMatchObject({ code: 'request.conflict' })
  })

  test('a change after approval makes it a draft again, without its time', async () => {
    const world = await setup()
    const digest = await scheduled(world, { kind: 'once', at: '2026-11-25T02:00:00Z' })
    const changed = await world.call<Shown>('digests.update', world.author, {
      params: { id: digest.id },
      body: { ...content(world.org), title: '新题目', revision: digest.revision },
    })
    expect(changed).toMatchObject({
      state: 'draft',
      nextRunAt: null,
      schedule: null,
      reviewer: null,
    })
  })

  test('what is missing is said: points, groups', async () => {
    const world = await setup()
    const { call, author, org } = world
    const bare = await call<Shown>('digests.create', author, {
      body: { ...content(org), points: [] },
    })
    await expect(
      call('digests.submit', author, { params: { id: bare.id }, body: { revision: 1 } }),
    ).rejects.toMatchObject({ code: 'digest.no_points' })
    const alone = await call<Shown>('digests.create', author, {
      body: { ...content(org), audienceOrgIds: [] },
    })
    await expect(
      call('digests.submit', author, { params: { id: alone.id }, body: { revision: 1 } }),
    ).rejects.toMatchObject({ code: 'digest.no_audience' })
  })

  test('another branch does not see it, and may not be written to', async () => {
    const world = await setup()
    const made = await draft(world)
    const elsewhere = await setup()
    const stranger = elsewhere.author
    await expect(
      world.call('digests.get', stranger, { params: { id: made.id } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
    await expect(
      world.call('digests.control', stranger, {
        params: { id: made.id },
        body: { command: 'cancel' },
      }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
    const abroad = { body: { ...content(elsewhere.org), orgId: world.org.id } }
    await expect(world.call('digests.create', world.author, abroad)).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
    const list = await world.call<{ items: Shown[] }>('digests.list', stranger, {
      query: { limit: 20 },
    })
    expect(list.items).toEqual([])
  })
})

describe('going out', () => {
  test('at its time it goes into each group once, with the words of the preview', async () => {
    const world = await setup(3)
    const { clock, tick, sendAll, call, author, groups } = world
    const digest = await scheduled(world, { kind: 'once', at: '2026-11-23T06:00:00Z' })
    clock.set(new Date('2026-11-23T05:59:59.999Z'))
    await tick()
    expect(await sendAll()).toEqual([])
    clock.set(new Date('2026-11-23T06:00:00Z'))
    await Promise.all([tick(), tick(), tick()])
    const said = await sendAll()
    expect(said).toHaveLength(3)
    expect(said[0]).toBe(
      [
        `【政策摘要 第${digest.issueNo}期】`,
        '老旧小区加装电梯',
        '1. 谁可以申请：四层以上',
        '',
        '想说话：@小桥 1 你的建议',
        '不想留名：私聊小桥，或打开 https://bridge.example',
      ].join('\n'),
    )
    await tick()
    const shown = await call<Shown>('digests.get', author, { params: { id: digest.id } })
    expect(shown).toMatchObject({
      state: 'sent',
      nextRunAt: null,
      deliveries: { sent: 3, queued: 0 },
    })
    expect(shown.actions).toEqual([])
    const [first] = groups
    expect(await newestInGroup(first!.id)).toMatchObject({
      id: digest.id,
      issueNo: digest.issueNo,
      pointCount: 1,
      orgId: world.org.id,
    })
    expect(await byIssueInGroup(first!.id, digest.issueNo)).toMatchObject({ id: digest.id })
    expect(await byIssueInGroup(first!.id, digest.issueNo + 1)).toBeNull()
    expect(await refOf(digest.id)).toMatchObject({ pointCount: 1 })
  })

  test('every Monday: each firing is an occurrence, quiet hours are kept, endsOn ends it', async () => {
    const world = await setup(2)
    const { clock, tick, sendAll, call, author } = world
    const params = {
      id: (
        await scheduled(world, {
          kind: 'cron',
          expression: '30 7 * * 1',
          endsOn: '2026-12-07',
          workdaysOnly: false,
        })
      ).id,
    }
    const get = () => call<Shown>('digests.get', author, { params })
    expect((await get()).nextRunAt).toBe('2026-11-30T00:00:00.000Z')
    for (const [monday, next] of [
      ['2026-11-30T00:00:00.000Z', '2026-12-07T00:00:00.000Z'],
      ['2026-12-07T00:00:00.000Z', null],
    ] as const) {
      clock.set(new Date(monday))
      await tick()
      await tick()
      expect(await sendAll()).toHaveLength(2)
      await tick()
      expect(await get()).toMatchObject({ state: next ? 'scheduled' : 'sent', nextRunAt: next })
    }
    expect((await get()).deliveries).toMatchObject({ sent: 4 })
  })

  test('paused before and in the middle, resumed, cancelled', async () => {
    const world = await setup(4)
    const { clock, tick, sendAll, call, author, deliveries } = world
    const digest = await scheduled(world, { kind: 'once', at: '2026-11-23T06:00:00Z' })
    const control = (command: string) =>
      call<Shown>('digests.control', author, { params: { id: digest.id }, body: { command } })
    expect((await control('pause')).state).toBe('paused')
    clock.set(new Date('2026-11-23T07:00:00Z'))
    await tick()
    expect(await sendAll()).toEqual([])
    expect((await control('resume')).state).toBe('scheduled')
    await tick()
    const [one] = (await deliveries.engine.lease(account, 1)).deliveries
    await deliveries.engine.markSending(one!.id, one!.leaseToken)
    expect((await control('pause')).state).toBe('paused')
    await deliveries.engine.ack(one!.id, one!.leaseToken, { kind: 'sent', messageId: 'm' })
    expect(await sendAll()).toEqual([])
    expect((await control('resume')).state).toBe('sending')
    const [two] = (await deliveries.engine.lease(account, 1)).deliveries
    await deliveries.engine.markSending(two!.id, two!.leaseToken)
    expect(await control('cancel')).toMatchObject({
      state: 'cancelled',
      deliveries: { sent: 1, sending: 1, cancelled: 2 },
    })
    await tick()
    expect(await sendAll()).toEqual([])
    await expect(control('resume')).rejects.toMatchObject({ code: 'digest.wrong_state' })
  })

  test('the desk sees each group with reason and next step; a resend makes it run again', async () => {
    const world = await setup(2)
    const { tick, call, author, deliveries } = world
    const digest = await scheduled(world, { kind: 'now' })
    await tick()
    const [one, two] = (await deliveries.engine.lease(account, 9)).deliveries
    for (const each of [one!, two!]) await deliveries.engine.markSending(each.id, each.leaseToken)
    await deliveries.engine.ack(one!.id, one!.leaseToken, {
      kind: 'not_sent',
      reason: 'not_in_room',
    })
    await deliveries.engine.ack(two!.id, two!.leaseToken, { kind: 'unknown' })
    await tick()
    const params = { id: digest.id }
    expect((await call<Shown>('digests.get', author, { params })).state).toBe('sent')
    const page = await call<{
      items: { id: string; state: string; reason: string; nextStep: string }[]
    }>('digests.deliveries', author, { params, query: { limit: 20 } })
    expect(
      page.items
        .map(({ state, reason }) => `${state} ${reason}`)
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['failed 小桥不在这个群里', 'unknown 发的时候出了错，不知道到没到'])
    await call('deliveries.resolve', author, {
      params: { id: two!.id },
      body: { decision: 'resend' },
    })
    await tick()
    expect((await call<Shown>('digests.get', author, { params })).state).toBe('sending')
    const stranger = (await setup()).author
    await expect(
      call('deliveries.resolve', stranger, {
        params: { id: one!.id },
        body: { decision: 'resend' },
      }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })

  test('everybody sees what went out, and only that', async () => {
    const world = await setup(1)
    const { tick, call, org } = world
    const hidden = await approved(world)
    const shown = await scheduled(world, { kind: 'now' })
    await tick()
    const list = await call<{ items: Shown[] }>('digests.publicList', null, {
      query: { limit: 20, orgId: org.id },
    })
    expect(list.items.map((each) => each.id)).toEqual([shown.id])
    const elsewhere = (await setup(1)).org.id
    expect(
      (
        await call<{ items: Shown[] }>('digests.publicList', null, {
          query: { limit: 20, orgId: elsewhere },
        })
      ).items,
    ).toEqual([])
    expect(await call('digests.publicGet', null, { params: { id: shown.id } })).toMatchObject({
      points: [{ no: 1, suggestions: 6, adopted: 9 }],
      outcome: figures,
    })
    await expect(
      call('digests.publicGet', null, { params: { id: hidden.id } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })
})

test('ten thousand groups are expanded in seconds', { timeout: 120_000 }, async () => {
  const world = await setup(1)
  const { GroupModel } = await import('../groups/group.model')
  const path = await GroupModel.findOne({ orgId: world.org.id }).lean()
  const many = Array.from({ length: 9_999 }, (_, index) => ({
    roomId: `many-${index}@chatroom`,
    topic: `群${index}`,
    orgId: path!.orgId,
    orgPath: path!.orgPath,
    accountId: account,
    transport: 'wechaty' as const,
    lastSeenAt: null,
  }))
  await GroupModel.collection.insertMany(many)
  await scheduled(world, { kind: 'now' })
  await Promise.all([world.tick(), world.tick()])
  expect(await DeliveryModel.countDocuments({ state: 'queued' })).toBe(10_000)
})
