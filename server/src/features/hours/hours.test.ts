import type { InputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { readZipDirectory, unpackEntry } from '../../platform/zip-directory'
import { EntryModel, TotalModel } from '../book/book.model'
import { callOf, createWorld, projectBody } from '../events/events.fixture'
import type { OrgRecord } from '../orgs'
import { HourModel, HourMonthModel } from './hour.model'
import { hoursIn } from './hours.fixture'
import { eraseHours, exportHours } from './index'

const database = testDatabase()
const world = createWorld()
const { call, at, join, place, run, people } = world
const { routes, teams } = hoursIn(world)
const teamCall = callOf(teams.routes)
const ask = callOf(routes)
let places: Awaited<ReturnType<typeof place>>
let organizer: PersonActor
let wang: PersonActor

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  places = await place()
  organizer = await join('李敏', places.community, 'secretary')
  wang = await join('王秀兰', places.community, 'member')
})

/** A shift on Saturday, from nine, an hundred minutes unless told. */
async function shift(more: Parameters<typeof projectBody>[0] = {}, by = organizer) {
  at('2026-11-23T12:00:00')
  const body = projectBody({ capacity: 50, minutes: 100, ...more })
  const project = await call('projects.create', by, { body })
  const board = await call('events.list', by, { query: { projectId: project.id } })
  const [one] = board.items
  if (!one) throw new Error('no shift')
  return one.id
}
type Mark = [person: PersonActor, from: string, to: string | null]
/** Writes down who came and went (Shanghai times on that Saturday), and lets the day end. */
async function served(id: string, marks: Mark[], by = organizer) {
  at('2026-11-28T23:00:00')
  const of = (person: PersonActor, way: 'in' | 'out', time: string) => ({
    personId: person.id,
    way,
    at: `2026-11-28T${time}+08:00`,
  })
  const items = marks.flatMap(([person, from, to]) => [
    of(person, 'in', from),
    ...(to === null ? [] : [of(person, 'out', to)]),
  ])
  if (items.length === 0) return
  const { items: outcomes } = await call('events.capture', by, { params: { id }, body: { items } })
  expect(outcomes.map(({ outcome }) => outcome)).not.toContain('refused')
  await run('events.doors')
}
type Approval = Partial<Parameters<typeof ask<'hours.approve'>>[2]['body']>
const approve = (id: string, who: PersonActor[], more: Approval = {}, by = organizer) =>
  ask('hours.approve', by, {
    params: { id },
    body: { personIds: who.map((each) => each.id), ...more },
  })
const mine = (actor: PersonActor) => ask('me.hours', actor, {})
const entries = async (actor: PersonActor) =>
  (await ask('me.hourEntries', actor, { query: {} })).items
const points = async (actor: PersonActor) =>
  (await TotalModel.findOne({ personId: actor.id }).lean())?.service ?? 0
const report = (org: OrgRecord, actor: PersonActor, by: 'home' | 'host' = 'home') =>
  ask('hours.report', actor, {
    query: { orgId: org.id, from: '2026-11', to: '2026-11', by },
  })

/** All that stands in the workbook of a report. */
async function workbookText(query: InputOf<'hours.export'>['query'], actor: PersonActor) {
  const found = routes.find(({ endpoint }) => endpoint.name === 'hours.export')
  if (!found) throw new Error('no such route')
  const { bytes } = (await found.handle({ query }, { actor })) as { bytes: Uint8Array }
  const sheets = (readZipDirectory(bytes) ?? []).filter(({ name }) => name.startsWith('xl/'))
  const parts = await Promise.all(sheets.map((entry) => unpackEntry(bytes, entry)))
  return parts.map((part) => new TextDecoder().decode(part ?? undefined)).join('')
}

describe('from presence to hours', () => {
  test('sixty per cent is enough, fifty-nine is not; what counts is the time within the shift', async () => {
    const id = await shift()
    const [li, zhao] = [
      await join('李建国', places.community),
      await join('赵志强', places.community),
    ]
    await served(id, [
      [wang, '08:50:00', '10:00:00'],
      [li, '09:00:00', '09:59:59'],
      [zhao, '09:00:00', null],
    ])
    const due = await ask('hours.due', organizer, { query: {} })
    expect(due.items).toMatchObject([{ id, waiting: 3 }])
    const proposed = await ask('hours.proposals', organizer, { params: { id }, query: {} })
    expect(proposed).toMatchObject({ shiftMinutes: 100, minShare: 60 })
    const byName = new Map(proposed.items.map((each) => [each.name, each]))
    expect(byName.get('王秀兰')).toMatchObject({ minutes: 60, enough: true })
    expect(byName.get('李建国')).toMatchObject({ minutes: 0, enough: false })
    expect(byName.get('赵志强')).toMatchObject({ minutes: 100, enough: true, outWay: 'closed' })
    const { items } = await approve(id, [wang, li, zhao])
    expect(items.map(({ outcome, minutes }) => [outcome, minutes])).toEqual([
      ['approved', 60],
      ['too_short', 0],
      ['approved', 100],
    ])
    expect(await mine(wang)).toMatchObject({ minutes: 60, attendances: 1, added: 0 })
    expect(await mine(li)).toMatchObject({ minutes: 0, attendances: 0 })
    expect((await ask('hours.due', organizer, { query: {} })).items).toEqual([])
  })

  test('confirmed by two at once, and again, it stands once: hours and points', async () => {
    const id = await shift({ minutes: 120 })
    const boss = await join('周正', places.street, 'supervisor')
    const crowd = await Promise.all(
      Array.from({ length: 12 }, (_, n) => join(`志愿者${n}`, places.community)),
    )
    await served(
      id,
      crowd.map((person) => [person, '09:00:00', '11:00:00']),
    )
    const outcomes = await Promise.all([
      approve(id, crowd),
      approve(id, crowd, {}, boss),
      approve(id, crowd),
      approve(id, crowd.toReversed(), {}, boss),
    ])
    const all = outcomes.flatMap(({ items }) => items.map(({ outcome }) => outcome))
    expect(all.filter((outcome) => outcome === 'approved')).toHaveLength(12)
    expect(all.filter((outcome) => outcome === 'known')).toHaveLength(36)
    expect(await HourModel.countDocuments({ eventId: id })).toBe(12)
    for (const person of crowd) {
      expect(await mine(person)).toMatchObject({ minutes: 120, attendances: 1 })
      expect(await points(person)).toBe(4)
    }
  })

  test('points follow time and effect: two hours that were excellent are worth three', async () => {
    const id = await shift({ minutes: 120 })
    await served(id, [[wang, '09:00:00', '11:00:00']])
    await approve(id, [wang], { effect: 'excellent' })
    expect(await points(wang)).toBe(6)
    expect(await mine(wang)).toMatchObject({ minutes: 120 })
  })

  test('nobody confirms their own; it waits for somebody else', async () => {
    const id = await shift()
    await served(id, [[organizer, '09:00:00', '10:40:00']])
    expect((await approve(id, [organizer])).items).toMatchObject([{ outcome: 'own' }])
    await expect(
      ask('hours.add', organizer, {
        params: { id },
        body: { personId: organizer.id, minutes: 10, reason: '早到', proof: '门卫' },
      }),
    ).rejects.toMatchObject({ code: 'hours.own' })
    const boss = await join('周正', places.street, 'supervisor')
    expect((await approve(id, [organizer], {}, boss)).items).toMatchObject([
      { outcome: 'approved', minutes: 100 },
    ])
  })

  test('before it is over nothing is confirmed', async () => {
    const id = await shift()
    at('2026-11-28T10:39:59.999')
    await expect(approve(id, [wang])).rejects.toMatchObject({ code: 'hours.not_over' })
  })

  test('who was at two shifts at a time has each minute once, though both are confirmed at once', async () => {
    const [one, two] = [await shift(), await shift({ startTime: '10:00', place: '图书馆' })]
    await served(one, [[wang, '09:00:00', '10:40:00']])
    await served(two, [[wang, '10:00:00', '11:40:00']])
    await Promise.all([approve(one, [wang]), approve(two, [wang])])
    // 9:00 to 11:40
    expect(await mine(wang)).toMatchObject({ minutes: 160, attendances: 2 })
    expect(await HourModel.countDocuments({ personId: wang.id })).toBe(2)
  })
})

describe('written in, and put right', () => {
  const add = (id: string, minutes: number, more = {}) =>
    ask('hours.add', organizer, {
      params: { id },
      body: { personId: wang.id, minutes, reason: '手机没电', proof: '李敏看到', ...more },
    })

  test('added hours stand apart, never over the length, once, with reason and proof', async () => {
    const id = await shift()
    await served(id, [[wang, '09:00:00', '10:00:00']])
    await approve(id, [wang])
    await expect(add(id, 41)).rejects.toMatchObject({ code: 'hours.too_many' })
    const [first, again] = await Promise.all([add(id, 40), add(id, 40)])
    expect(first.id).toBe(again.id)
    expect(first).toMatchObject({ kind: 'added', recordedBy: '李敏', host: { name: '望江社区' } })
    expect(await mine(wang)).toMatchObject({ minutes: 100, added: 40, attendances: 1 })
    await expect(add(id, 39)).rejects.toMatchObject({ code: 'hours.already_added' })
  })

  test('a correction is an entry: the points follow, and a date that comes to nothing is no attendance', async () => {
    const id = await shift({ minutes: 120 })
    await served(id, [[wang, '09:00:00', '11:00:00']])
    await approve(id, [wang])
    const [entry] = await entries(wang)
    if (!entry) throw new Error('no entry')
    const correct = (minutes: number, corrections: number) =>
      ask('hours.correct', organizer, {
        params: { id: entry.id },
        body: { minutes, reason: '走得早', corrections },
      })
    await expect(correct(1, 0)).rejects.toMatchObject({ code: 'hours.too_many' })
    await expect(correct(-121, 0)).rejects.toMatchObject({ code: 'hours.nothing_left' })
    await Promise.all([correct(-60, 0), correct(-60, 0)])
    expect(await mine(wang)).toMatchObject({ minutes: 60, attendances: 1 })
    expect(await points(wang)).toBe(2)
    await correct(-60, 1)
    expect(await mine(wang)).toMatchObject({ minutes: 0, attendances: 0 })
    expect(await points(wang)).toBe(0)
    expect((await entries(wang)).map(({ minutes, kind }) => [minutes, kind])).toEqual([
      [-60, 'correction'],
      [-60, 'correction'],
      [120, 'credited'],
    ])
    expect(await EntryModel.countDocuments({ personId: wang.id })).toBe(3)
  })

  test('a volunteer asks, somebody answers with minutes or with words, once', async () => {
    const id = await shift()
    await served(id, [[wang, '09:00:00', '10:00:00']])
    await approve(id, [wang])
    const [one, again] = await Promise.all([
      ask('me.askHours', wang, { params: { id }, body: { words: '我到十点四十才走' } }),
      ask('me.askHours', wang, { params: { id }, body: { words: '我到十点四十才走' } }),
    ])
    expect(one.id).toBe(again.id)
    const open = await ask('hourRequests.list', organizer, { query: {} })
    expect(open.items).toMatchObject([{ name: '王秀兰', words: '我到十点四十才走' }])
    const answer = (minutes: number) =>
      ask('hourRequests.answer', organizer, {
        params: { id: one.id },
        body: { minutes, words: '看过监控' },
      })
    await expect(answer(41)).rejects.toMatchObject({ code: 'hours.too_many' })
    const both = await Promise.allSettled([answer(40), answer(40)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await mine(wang)).toMatchObject({ minutes: 100 })
    const [told] = (await ask('me.hourRequests', wang, { query: {} })).items
    expect(told).toMatchObject({ state: 'corrected', answer: '看过监控' })
    // a new one is possible, and may be kept as it is
    const next = await ask('me.askHours', wang, { params: { id }, body: { words: '还少' } })
    const kept = await ask('hourRequests.answer', organizer, {
      params: { id: next.id },
      body: { minutes: 0, words: '核对过了' },
    })
    expect(kept.state).toBe('kept')
  })

  test('who was forgotten altogether is written in on their word', async () => {
    const id = await shift()
    await served(id, [])
    const { id: asked } = await ask('me.askHours', wang, {
      params: { id },
      body: { words: '我来了，没签到' },
    })
    await ask('hourRequests.answer', organizer, {
      params: { id: asked },
      body: { minutes: 100, words: '队长作证' },
    })
    expect((await entries(wang))[0]).toMatchObject({
      kind: 'added',
      minutes: 100,
      proof: '本人说明：我来了，没签到',
    })
  })
})

describe('stars', () => {
  /** Puts minutes into the sums as the ledger would. */
  async function have(minutes: number) {
    await HourMonthModel.create({
      personId: wang.id,
      month: '2026-01',
      side: 'home',
      key: 'x',
      units: [],
      minutes,
      added: 0,
      times: 1,
    })
  }
  test('99 h 59 min is no star, 100 h is one', async () => {
    await have(5_999)
    expect(await mine(wang)).toMatchObject({ stars: 0, toNextStar: 1 })
    await HourMonthModel.updateOne({ personId: wang.id }, { $set: { minutes: 6_000 } })
    expect(await mine(wang)).toMatchObject({ stars: 1, toNextStar: 12_000 })
  })

  test('an organization has its own, the nearest holds, and a star may drop', async () => {
    await have(6_000)
    const boss = await join('周正', places.street, 'supervisor')
    const set = (actor: PersonActor, hours: [number, number, number, number, number]) =>
      ask('starRules.set', actor, { body: { hours, reason: '按区里的办法' } })
    await set(boss, [50, 100, 200, 300, 400])
    expect(await mine(wang)).toMatchObject({ stars: 2 })
    await set(organizer, [101, 200, 300, 400, 500])
    expect(await mine(wang)).toMatchObject({ stars: 0, toNextStar: 60 })
    expect(await ask('starRules.get', boss, { query: {} })).toMatchObject({ owner: '望江街道' })
  })

  test('what is inherited is shown as such, and an organization goes back to it', async () => {
    const boss = await join('周正', places.street, 'supervisor')
    const usual = { hours: [100, 300, 600, 1000, 1500], owner: null }
    const get = (actor: PersonActor) => ask('starRules.get', actor, { query: {} })
    expect(await get(organizer)).toEqual({ ...usual, own: false, reason: null, inherited: usual })
    await ask('starRules.set', boss, { body: { hours: [50, 100, 200, 300, 400], reason: '街道' } })
    const street = { hours: [50, 100, 200, 300, 400], owner: '望江街道' }
    expect(await get(organizer)).toMatchObject({ ...street, own: false, inherited: street })
    expect(await get(boss)).toMatchObject({ ...street, own: true, inherited: usual })
    const own = await ask('starRules.set', organizer, {
      body: { hours: [60, 100, 200, 300, 400], reason: '社区' },
    })
    expect(own).toMatchObject({ owner: '望江社区', own: true, inherited: street })
    await have(3_000)
    expect(await mine(wang)).toMatchObject({ stars: 0 })
    const back = await ask('starRules.set', organizer, { body: { hours: null, reason: '统一' } })
    expect(back).toMatchObject({ ...street, own: false, reason: '街道', inherited: street })
    expect(await mine(wang)).toMatchObject({ stars: 1 })
  })

  test('each star needs more than the one before', async () => {
    const set = (hours: [number, number, number, number, number]) =>
      ask('starRules.set', organizer, { body: { hours, reason: '试试' } })
    await expect(set([100, 100, 200, 300, 400])).rejects.toThrow('一个比一个多')
    await expect(set([0, 1, 2, 3, 4])).rejects.toThrow('一个比一个多')
    expect(await set([1, 2, 3, 4, 5])).toMatchObject({ own: true })
  })
})

describe('two organizations, one deed', () => {
  test('shown in unit and residence, summed once above both; organized where it was', async () => {
    const both = await people.create({
      name: '陈建国',
      phone: null,
      passwordHash: null,
      posts: [
        { role: 'member', org: places.other },
        { role: 'resident', org: places.community },
      ],
    })
    const chen: PersonActor = {
      kind: 'person',
      id: both.id,
      name: both.name,
      posts: both.posts,
      sessionId: 's',
    }
    const guest = await join('宋佳', places.other, 'member')
    const id = await shift({ minutes: 120 })
    await served(id, [
      [chen, '09:00:00', '11:00:00'],
      [wang, '09:00:00', '11:00:00'],
      [guest, '09:00:00', '11:00:00'],
    ])
    await approve(id, [chen, wang, guest])
    const boss = await join('周正', places.district, 'admin')
    const street = await report(places.street, boss)
    expect(street).toMatchObject({ people: 3, attendances: 3, minutes: 360 })
    const units = new Map(street.units.map((unit) => [unit.org.name, unit]))
    expect(units.get('望江社区')).toMatchObject({ people: 2, minutes: 240 })
    expect(units.get('梧桐社区')).toMatchObject({ people: 2, minutes: 240 })
    // N13: the guest's hours are at home, though another branch organized them
    const hosted = await report(places.street, boss, 'host')
    expect(hosted).toMatchObject({ people: 3, attendances: 3, minutes: 360 })
    const hosts = new Map(hosted.units.map((unit) => [unit.org.name, unit]))
    expect(hosts.get('望江社区')).toMatchObject({ people: 3, minutes: 360 })
    expect(hosts.get('梧桐社区')).toMatchObject({ people: 0, minutes: 0 })
    const district = await report(places.district, boss)
    expect(district).toMatchObject({ people: 3, attendances: 3, minutes: 360 })
  })

  test('people are not attendances, and the workbook says the same', async () => {
    const [one, two] = [await shift(), await shift({ startTime: '14:00' })]
    await served(one, [[wang, '09:00:00', '10:40:00']])
    await served(two, [[wang, '14:00:00', '15:40:00']])
    await approve(one, [wang])
    await approve(two, [wang])
    expect(await report(places.community, organizer)).toMatchObject({
      people: 1,
      attendances: 2,
      minutes: 200,
    })
    const xml = await workbookText({ from: '2026-11', to: '2026-11' }, organizer)
    expect(xml).toContain('3.33')
    expect(xml).toContain('王秀兰')
  })

  test('a team is what it organized: the same figures on the page and in the workbook', async () => {
    const team = await teamCall('teams.create', organizer, {
      body: {
        name: '清洁队',
        base: 'area',
        fields: ['stairways'],
        about: '一个月清一次。',
        leaderIds: [organizer.id],
        orgId: places.community.id,
      },
    })
    const [one, two] = [await shift({ teamId: team.id }), await shift({ startTime: '14:00' })]
    await served(one, [[wang, '09:00:00', '10:00:00']])
    await served(two, [[wang, '14:00:00', '15:40:00']])
    await approve(one, [wang])
    await approve(two, [wang])
    const added = await ask('hours.add', organizer, {
      params: { id: one },
      body: { personId: wang.id, minutes: 40, reason: '手机没电', proof: '李敏看到' },
    })
    await ask('hours.correct', organizer, {
      params: { id: added.id },
      body: { minutes: -10, reason: '走得早', corrections: 0 },
    })
    const query = { orgId: places.street.id, from: '2026-11', to: '2026-11', teamId: team.id }
    const boss = await join('周正', places.street, 'supervisor')
    const sums = { people: 1, attendances: 1, minutes: 90, added: 30 }
    for (const by of ['home', 'host'] as const) {
      const figures = await ask('hours.report', boss, { query: { ...query, by } })
      expect(figures).toMatchObject({ ...sums, team: { name: '清洁队' } })
      expect(figures.units.find(({ org }) => org.name === '望江社区')).toMatchObject(sums)
      expect(figures.units.find(({ org }) => org.name === '梧桐社区')).toMatchObject({ people: 0 })
      expect(figures.teams).toMatchObject([{ team: { name: '清洁队' }, minutes: 90 }])
    }
    // Without a team it is everything, and both ways of counting agree on what was added.
    for (const by of ['home', 'host'] as const)
      expect(await report(places.street, boss, by)).toMatchObject({ minutes: 190, added: 30 })
    expect(await workbookText(query, boss)).toContain('望江街道 清洁队 志愿服务')
    await expect(
      ask('hours.report', boss, { query: { ...query, teamId: wang.id } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })

  test('months are in order and at most three years', async () => {
    const months = (from: string, to: string) =>
      ask('hours.report', organizer, { query: { from, to } })
    await expect(months('2026-12', '2026-11')).rejects.toMatchObject({ code: 'hours.bad_months' })
    await expect(months('2023-11', '2026-11')).rejects.toMatchObject({ code: 'hours.bad_months' })
    expect(await months('2023-12', '2026-11')).toMatchObject({ people: 0 })
  })
})

test('whoever goes is forgotten, and the sums still add up', async () => {
  const id = await shift()
  await served(id, [[wang, '09:00:00', '10:40:00']])
  await approve(id, [wang])
  await ask('me.askHours', wang, { params: { id }, body: { words: '少了' } })
  expect(await exportHours(wang.id)).toMatchObject({
    entries: [{ minutes: 100, recordedBy: '李敏' }],
    requests: [{ words: '少了' }],
  })
  await inTransaction((session) => eraseHours(wang.id, session))
  expect((await exportHours(wang.id)).requests).toEqual([])
  expect(await report(places.community, organizer)).toMatchObject({ minutes: 100 })
})

test('another branch neither sees nor confirms', async () => {
  const id = await shift()
  await served(id, [[wang, '09:00:00', '10:40:00']])
  const stranger = await join('马国梁', places.other, 'secretary')
  await expect(approve(id, [wang], {}, stranger)).rejects.toMatchObject({
    code: 'request.not_found',
  })
  expect((await ask('hours.due', stranger, { query: {} })).items).toEqual([])
})
