import { beforeEach, describe, expect, test } from 'vitest'
import { useDatabase } from '../deliveries/test-support/world'
import { approved, content, scheduled, setup, type Shown, type World } from './digest.fixture'
import { DigestModel } from './digest.model'

useDatabase()
beforeEach(async () => {
  await DigestModel.deleteMany({})
})

const LATEST_MS = 6 * 3_600_000
const get = ({ call, author }: World, id: string) =>
  call<Shown>('digests.get', author, { params: { id } })
const settle = ({ call, author }: World, { id, revision }: Shown, decision: string) =>
  call<Shown>('digests.settleMissed', author, { params: { id }, body: { decision, revision } })
const unseen = async ({ call, author }: World) =>
  (
    await call<{ items: Shown[] }>('digests.list', author, { query: { missed: 'true', limit: 20 } })
  ).items.map((each) => each.id)

describe('down at its time', () => {
  const dueAt = '2026-11-23T04:30:00.000Z'
  const latest = new Date(Date.parse(dueAt) + LATEST_MS)

  test('exactly six hours late it still goes out, and nothing is noted', async () => {
    const world = await setup(1)
    const { id } = await scheduled(world, { kind: 'once', at: dueAt })
    world.clock.set(latest)
    await world.tick()
    expect(await world.sendAll()).toHaveLength(1)
    expect(await get(world, id)).toMatchObject({ missedAt: null, missed: [] })
    expect(await unseen(world)).toEqual([])
  })

  test('a millisecond later it does not: a fact that stays, and a thing to do until seen', async () => {
    const world = await setup(1)
    const { id } = await scheduled(world, { kind: 'once', at: dueAt })
    const noticed = new Date(latest.getTime() + 1)
    world.clock.set(noticed)
    await Promise.all([world.tick(), world.tick(), world.tick()])
    expect(await world.sendAll()).toEqual([])
    const shown = await get(world, id)
    const fact = { dueAt, noticedAt: noticed.toISOString() }
    expect(shown).toMatchObject({
      state: 'approved',
      schedule: null,
      nextRunAt: null,
      missedAt: dueAt,
      missed: [fact],
    })
    expect(await unseen(world)).toEqual([id])
    const seen = await settle(world, shown, 'seen')
    expect(seen).toMatchObject({ state: 'approved', missedAt: null, missed: [fact] })
    expect(await unseen(world)).toEqual([])
    await expect(settle(world, seen, 'seen')).rejects.toMatchObject({
      code: 'digest.nothing_missed',
    })
    await expect(settle(world, shown, 'seen')).rejects.toMatchObject({ code: 'request.conflict' })
  })

  test('one tap sends it after all; a new time settles it too', async () => {
    const world = await setup(1)
    const first = await scheduled(world, { kind: 'once', at: dueAt })
    const second = await scheduled(world, { kind: 'once', at: dueAt })
    world.clock.set(new Date(latest.getTime() + 1))
    await world.tick()
    const now = await settle(world, await get(world, first.id), 'send_now')
    expect(now).toMatchObject({ state: 'scheduled', missedAt: null })
    await world.tick()
    expect(await world.sendAll()).toHaveLength(1)
    const { revision } = await get(world, second.id)
    const schedule = { kind: 'once', at: '2026-11-25T02:00:00.000Z' }
    const again = await world.call<Shown>('digests.schedule', world.author, {
      params: { id: second.id },
      body: { revision, schedule },
    })
    expect(again).toMatchObject({ state: 'scheduled', missedAt: null })
    expect(again.missed).toHaveLength(1)
  })

  test('of a repeated one every missed time is told, and the one that is not too late goes out', async () => {
    const world = await setup(1)
    const daily = { kind: 'cron', expression: '30 12 * * *', workdaysOnly: false }
    const { id } = await scheduled(world, daily)
    // down from before Monday 12:30 until six hours after Wednesday 12:30, to the millisecond
    world.clock.set(new Date('2026-11-25T10:30:00.000Z'))
    await world.tick()
    await world.tick()
    const missed = ['2026-11-23T04:30:00.000Z', '2026-11-24T04:30:00.000Z']
    const shown = await get(world, id)
    expect(shown.missed.map((each) => each.dueAt)).toEqual(missed)
    expect(shown).toMatchObject({ missedAt: missed[1], nextRunAt: '2026-11-26T04:30:00.000Z' })
    expect(await world.sendAll()).toHaveLength(1)
    await world.tick()
    // in between: sent once more now, and its times stay as they are
    const now = await settle(world, await get(world, id), 'send_now')
    expect(now).toMatchObject({ state: 'scheduled', schedule: { kind: 'cron' } })
    await world.tick()
    expect(await world.sendAll()).toHaveLength(1)
    await world.tick()
    expect(await get(world, id)).toMatchObject({
      state: 'scheduled',
      nextRunAt: '2026-11-26T04:30:00.000Z',
    })
  })

  test('the last time of a repeated one is missed: it is over, and can still be sent once', async () => {
    const world = await setup(1)
    const { id } = await scheduled(world, {
      kind: 'cron',
      expression: '30 12 * * *',
      endsOn: '2026-11-24',
      workdaysOnly: false,
    })
    world.clock.set(new Date(dueAt))
    await world.tick()
    expect(await world.sendAll()).toHaveLength(1)
    await world.tick()
    world.clock.set(new Date('2026-11-25T04:00:00.000Z'))
    await world.tick()
    const shown = await get(world, id)
    expect(shown).toMatchObject({ state: 'sent', missedAt: '2026-11-24T04:30:00.000Z' })
    await settle(world, shown, 'send_now')
    await world.tick()
    expect(await world.sendAll()).toHaveLength(1)
    await world.tick()
    expect(await get(world, id)).toMatchObject({ state: 'sent', nextRunAt: null })
  })
})

describe('edited after approval', () => {
  test.each([
    ['approved', false],
    ['scheduled', true],
  ])('%s: nothing goes out until another person has approved it anew', async (_state, hasTime) => {
    const world = await setup(1)
    const { call, author, reviewer, org, clock } = world
    const at = '2026-11-24T02:00:00.000Z'
    const schedule = { kind: 'once', at }
    const before = hasTime ? await scheduled(world, schedule) : await approved(world)
    const params = { id: before.id }
    const edited = await call<Shown>('digests.update', reviewer, {
      params,
      body: { ...content(org), title: '改了题目', revision: before.revision },
    })
    expect(edited).toMatchObject({ state: 'draft', schedule: null, nextRunAt: null })
    clock.set(new Date(at))
    await world.tick()
    expect(await world.sendAll()).toEqual([])
    const setTime = (revision: number) =>
      call<Shown>('digests.schedule', author, {
        params,
        body: { revision, schedule: { kind: 'now' } },
      })
    await expect(setTime(edited.revision)).rejects.toMatchObject({ code: 'digest.wrong_state' })
    const handed = await call<Shown>('digests.submit', author, {
      params,
      body: { revision: edited.revision },
    })
    await expect(setTime(handed.revision)).rejects.toMatchObject({ code: 'digest.wrong_state' })
    const yes = { params, body: { decision: 'approve', revision: handed.revision } }
    // the reviewer changed it, so it is theirs to defend now and not to judge
    await expect(call('digests.review', reviewer, yes)).rejects.toMatchObject({
      code: 'digest.same_person',
    })
    const third = { ...reviewer, id: '3'.padStart(24, 'b'), name: '周正' }
    const good = await call<Shown>('digests.review', third, yes)
    await setTime(good.revision)
    await world.tick()
    expect((await world.sendAll())[0]).toContain('改了题目')
  })
})
