import {
  addDays,
  defaultScheme,
  shanghaiDay,
  type BookScheme,
  type PartyClass,
  type RuleKey,
} from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createOrg, type OrgRecord } from '../orgs'
import type { PersonRecord } from '../people'
import { EntryModel, SchemeModel, TotalModel } from './book.model'
import { recount } from './book.recount'
import { createBook, eraseBook, exportBook } from './index'

const database = testDatabase()
beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

let now = new Date('2026-11-23T12:00:00+08:00')
let org: OrgRecord
let grid: OrgRecord
let made = 0
let members: PersonRecord[] = []
const qualified = new Set<string>()

const { book, routes } = createBook({
  clock: { now: () => now },
  people: {
    get: async (id) => members.find((each) => each.id === id) ?? null,
    getMany: async (ids) =>
      new Map(members.filter(({ id }) => ids.includes(id)).map((each) => [each.id, each])),
    list: async (_roots, { cursor, limit }) => {
      const [from, to] = [Number(cursor ?? 0), Number(cursor ?? 0) + limit]
      return {
        items: members.slice(from, to),
        nextCursor: to < members.length ? String(to) : null,
      }
    },
    setStage: async (id, stage) => {
      members = members.map((each) =>
        each.id === id ? { ...each, developmentStage: stage } : each,
      )
    },
  },
  certifications: { holds: async (personId) => qualified.has(personId) },
})

const idOf = (n: number) => (made * 1000 + n).toString(16).padStart(24, 'b')
function memberOf(n: number, partyClass: PartyClass | null = null): PersonRecord {
  return {
    id: idOf(n),
    name: `同志${n}`,
    posts: [{ role: 'member', orgId: grid.id, orgName: grid.name }],
    partyClass,
    developmentStage: null,
    elderMode: null,
    wechatBound: false,
    consents: [],
  }
}
const actorOf = (person: PersonRecord): PersonActor => ({
  kind: 'person',
  id: person.id,
  name: person.name,
  posts: person.posts,
  sessionId: 's',
})
function secretary(at: OrgRecord = org): PersonActor {
  const posts = [{ role: 'secretary' as const, orgId: at.id, orgName: at.name }]
  return { kind: 'person', id: idOf(999), name: '李书记', posts, sessionId: 's' }
}
async function call<N extends EndpointName>(
  name: N,
  actor: PersonActor,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const query = found.endpoint.query?.parse('query' in input ? input.query : {})
  const body = found.endpoint.body?.parse('body' in input ? input.body : {})
  return (await found.handle({ ...input, query, body }, { actor })) as OutputOf<N>
}
const record = (rule: RuleKey, source: string, person = wang(), quantity = 1) =>
  inTransaction((session) =>
    book.record(
      { rule, source: { type: 'test', id: source }, personId: person.id, at: now, quantity },
      session,
    ),
  )
function wang(): PersonRecord {
  const [first] = members
  if (!first) throw new Error('there is one')
  return first
}
const mine = () => call('me.points', actorOf(wang()), {})
const entries = () => call('points.entries', secretary(), { params: { id: wang().id } })

beforeEach(async () => {
  made += 1
  now = new Date('2026-11-23T12:00:00+08:00')
  org = await createOrg(`石桥社区${made}`, 'community', null, made)
  grid = await createOrg(`石桥第一网格${made}`, 'grid', org, made)
  members = [1, 2].map((n) => memberOf(n))
  await EntryModel.deleteMany({})
  await TotalModel.deleteMany({})
})

describe('a fact', () => {
  test('counts once, however often it is told', async () => {
    await record('lesson.completed', 'a')
    await Promise.all([1, 2, 3].map(() => record('lesson.completed', 'a')))
    await Promise.all([1, 2, 3].map(() => record('lesson.completed', 'b')))
    expect(await mine()).toMatchObject({ base: 4, score: 4 })
    expect(await EntryModel.countDocuments({ personId: wang().id })).toBe(2)
  })

  // Twenty who take turns by running again: on a busy machine that takes a while.
  test('the limit of the day holds for twenty at one moment, and the next day begins anew', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => record('lesson.completed', `x${n}`)))
    expect(await mine()).toMatchObject({ base: 4 })
    const { items } = await entries()
    expect(items.filter(({ cut }) => cut)).toHaveLength(18)
    now = new Date('2026-11-23T23:59:59.999+08:00')
    await record('lesson.completed', 'late')
    expect(await mine()).toMatchObject({ base: 4 })
    now = new Date('2026-11-24T00:00:00+08:00')
    await record('lesson.completed', 'early')
    expect(await mine()).toMatchObject({ base: 6 })
  }, 60_000)

  test('the limit of the year holds to the point, and the next year begins anew', async () => {
    for (let n = 0; n < 31; n += 1) {
      now = new Date(Date.parse('2026-06-01T12:00:00+08:00') + n * 86_400_000)
      await record('checkin.day', `${n}`)
      expect((await mine()).base).toBe(Math.min(30, n + 1))
    }
    now = new Date('2027-01-01T00:00:00+08:00')
    await record('checkin.day', 'new year')
    expect(await mine()).toMatchObject({ year: 2027, base: 1 })
    expect(await call('me.points', actorOf(wang()), { query: { year: 2026 } })).toMatchObject({
      base: 30,
    })
  })
})

describe('a correction', () => {
  test('is another entry; the same again is one, another one beside it a conflict', async () => {
    await record('exam.passed', 'e')
    const [entry] = (await entries()).items
    const id = entry?.id ?? ''
    const correct = (points: number, corrections: number) =>
      call('points.correct', secretary(), {
        params: { id },
        body: { points, reason: '同一场考试记了两次', corrections },
      })
    const both = await Promise.all([correct(-4, 0), correct(-4, 0)])
    expect(both[0]?.id).toBe(both[1]?.id)
    await expect(correct(-3, 0)).rejects.toMatchObject({ code: 'request.conflict' })
    await expect(correct(-7, 1)).rejects.toMatchObject({ code: 'book.nothing_left' })
    await correct(-6, 1)
    expect(await mine()).toMatchObject({ base: 0, score: 0 })
    const { items } = await entries()
    expect(items.map(({ points, approvedBy }) => [points, approvedBy])).toEqual([
      [-6, '李书记'],
      [-4, '李书记'],
      [10, null],
    ])
    expect(items.at(-1)).toMatchObject({ id, corrections: 2 })
  })

  test('nobody corrects their own, nor what is another branch’s', async () => {
    await record('exam.passed', 'e')
    const [entry] = (await entries()).items
    const params = { id: entry?.id ?? '' }
    const body = { points: 5, reason: '多给点', corrections: 0 }
    const self = { ...secretary(), id: wang().id }
    await expect(call('points.correct', self, { params, body })).rejects.toMatchObject({
      code: 'book.own_entry',
    })
    const away = await createOrg(`别处${made}`, 'community', null, 900 + made)
    await expect(call('points.correct', secretary(away), { params, body })).rejects.toMatchObject({
      code: 'request.not_found',
    })
    await expect(
      call('points.entries', secretary(away), { params: { id: wang().id } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })
})

describe('rules', () => {
  const scheme: BookScheme = {
    ...defaultScheme,
    rules: {
      ...defaultScheme.rules,
      'exam.passed': { part: 'base', points: 30, mostADay: null, mostAYear: null },
    },
    baseMost: { ...defaultScheme.baseMost, retired: 20 },
  }
  const activate = (from: string, newest = 0, at: OrgRecord = org) =>
    call('rules.activate', secretary(at), {
      body: { scheme, from, reason: '党员大会通过', newest },
    })

  test('hold from their day on; what was counted stays', async () => {
    await record('exam.passed', 'before')
    const today = shanghaiDay(now)
    await expect(activate(today)).rejects.toMatchObject({ code: 'book.not_yet' })
    const tomorrow = addDays(today, 1)
    await Promise.all([activate(tomorrow), activate(tomorrow)])
    expect(await SchemeModel.countDocuments({ orgId: org.id })).toBe(1)
    await expect(activate(addDays(today, 2))).rejects.toMatchObject({ code: 'request.conflict' })
    await record('exam.passed', 'still today')
    expect(await mine()).toMatchObject({ base: 20, rules: { version: 0 } })
    now = new Date(now.getTime() + 86_400_000)
    await record('exam.passed', 'tomorrow')
    expect(await mine()).toMatchObject({ base: 50, rules: { version: 1, by: '李书记' } })
    expect((await entries()).items.map(({ points, version }) => [points, version])).toEqual([
      [30, 1],
      [10, 0],
      [10, 0],
    ])
    const shown = await call('rules.get', secretary(), {})
    expect(shown).toMatchObject({ newest: 1, inForce: { version: 1 }, coming: null })
  })

  test('the nearest organization’s hold', async () => {
    await activate(addDays(shanghaiDay(now), 1))
    const own = { ...scheme.rules, 'exam.passed': { ...scheme.rules['exam.passed'], points: 7 } }
    await call('rules.activate', secretary(grid), {
      body: {
        scheme: { ...scheme, rules: own },
        from: addDays(shanghaiDay(now), 1),
        reason: '网格自己的',
        newest: 0,
      },
    })
    now = new Date(now.getTime() + 86_400_000)
    await record('exam.passed', 'e')
    expect(await mine()).toMatchObject({ base: 7 })
  })

  test('are tried before they hold: what changes for whom', async () => {
    members = [memberOf(1, 'retired'), memberOf(2)]
    await record('exam.passed', 'e')
    await record('service.hours', 's', wang(), 5)
    const other = members[1]
    if (other) await record('exam.passed', 'e', other)
    const { items } = await call('rules.preview', secretary(), { body: { scheme } })
    expect(items.map(({ before, after }) => [before, after])).toEqual([
      [20, 30],
      [10, 30],
    ])
    expect(await mine()).toMatchObject({ score: 20 })
  })

  test('the preview adds up everybody with its first page; five hundred are the most', async () => {
    members = Array.from({ length: 500 }, (_, n) => memberOf(n + 1, n < 2 ? 'retired' : null))
    for (const person of members.slice(0, 3)) await record('exam.passed', 'e', person)
    await record('service.hours', 's', wang(), 5)
    await record('lesson.completed', 'l', members[3])
    // 30 instead of 10 for an exam; who is retired can fill 20 with it, and the rest by service.
    const less: BookScheme = {
      ...scheme,
      rules: {
        ...scheme.rules,
        'lesson.completed': { ...scheme.rules['lesson.completed'], points: 1 },
      },
    }
    const body = { scheme: less, limit: 2 }
    const first = await call('rules.preview', secretary(), { body })
    expect(first.totals).toEqual({ members: 500, more: 3, less: 1, same: 496 })
    expect(first.items.map(({ before, after }) => [before, after])).toEqual([
      [20, 30],
      [10, 20],
    ])
    const cursor = first.nextCursor ?? ''
    const second = await call('rules.preview', secretary(), { body: { ...body, cursor } })
    expect(second.totals).toBeNull()
    expect(second.items.map(({ before, after }) => [before, after])).toEqual([
      [10, 30],
      [2, 1],
    ])
    members = [...members, memberOf(501)]
    expect((await call('rules.preview', secretary(), { body })).totals).toBeNull()
  })

  test('a year that is over keeps the hundred of its end', async () => {
    members = [memberOf(1, 'retired')]
    for (const id of ['a', 'b', 'c']) await record('exam.passed', id)
    await record('checkin.day', 'd')
    expect(await mine()).toMatchObject({ base: 21, score: 21 })
    await activate('2027-01-01')
    now = new Date('2027-01-01T00:00:00+08:00')
    await record('exam.passed', 'new year')
    expect(await mine()).toMatchObject({ year: 2027, base: 30, score: 20, baseMost: 20 })
    const query = { year: 2026 }
    expect(await call('me.points', actorOf(wang()), { query })).toMatchObject({
      score: 21,
      baseMost: 60,
      rules: { version: 0 },
    })
    const { items } = await call('points.list', secretary(), { query })
    expect(items).toMatchObject([{ score: 21, baseMost: 60 }])
  })

  test('counted anew from what was reported, the sums are the same; a wrong one is mended', async () => {
    for (let n = 0; n < 6; n += 1) await record('lesson.completed', `a${n}`)
    await activate(addDays(shanghaiDay(now), 1))
    now = new Date(now.getTime() + 86_400_000)
    await record('exam.passed', 'e')
    await record('service.hours', 's', wang(), 3.5)
    const [entry] = (await entries()).items
    await call('points.correct', secretary(), {
      params: { id: entry?.id ?? '' },
      body: { points: -2, reason: '多记了一小时', corrections: 0 },
    })
    const before = await mine()
    expect(before).toMatchObject({ base: 34, contribution: 5, servicePoints: 5 })
    const told: number[] = []
    expect(await recount((so) => told.push(so.entries))).toEqual({
      entries: 9,
      years: 1,
      mended: 0,
    })
    expect(told).toEqual([9])
    await TotalModel.updateOne({ personId: wang().id }, { $set: { base: 999, service: 0 } })
    expect(await recount(() => undefined)).toMatchObject({ mended: 1 })
    expect(await mine()).toEqual(before)
    expect(await recount(() => undefined, AbortSignal.abort())).toMatchObject({ entries: 0 })
    await TotalModel.deleteMany({ personId: wang().id })
    expect(await recount(() => undefined)).toMatchObject({ mended: 1 })
    expect(await mine()).toEqual(before)
    await record('checkin.day', 'the next place is free')
    expect(await mine()).toMatchObject({ base: before.base + 1 })
  })

  test('what is written while it is counted anew is not lost', async () => {
    await record('checkin.day', 'first')
    const [entry] = await EntryModel.find({ personId: wang().id }).lean()
    if (!entry) throw new Error('there is one')
    const { _id, ...like } = entry
    const more = Array.from({ length: 999 }, (_, n) => ({
      ...like,
      points: 0,
      seq: n + 2,
      source: { type: 'test', id: `more ${n}` },
    }))
    await EntryModel.insertMany(more)
    await TotalModel.updateOne({ personId: wang().id }, { $set: { entries: 1000 } })
    // Told at the thousandth entry, when the year has been read and not yet compared.
    let isWritten = false
    const counted = await recount(async () => {
      if (!isWritten) await record('exam.passed', 'meanwhile')
      isWritten = true
    })
    expect(counted.entries).toBeGreaterThanOrEqual(1000)
    expect(await mine()).toMatchObject({ base: 11 })
    expect(await recount(() => undefined)).toMatchObject({ entries: 1001, mended: 0 })
  })
})

describe('what thirty service points open', () => {
  const set = (stage: 'activist' | 'candidate' | 'full' | null) =>
    call('stages.set', secretary(), { params: { id: wang().id }, body: { stage } })

  test('29 is too few, 30 is enough; only who is qualified may note it', async () => {
    // two points an hour, sixteen a day at most
    await record('service.hours', 'a', wang(), 8)
    now = new Date(now.getTime() + 86_400_000)
    await record('service.hours', 'b', wang(), 6.5)
    await expect(set('activist')).rejects.toMatchObject({ code: 'certification.needed' })
    qualified.add(secretary().id)
    expect((await mine()).servicePoints).toBe(29)
    await record('exam.passed', 'points of another kind')
    await expect(set('activist')).rejects.toMatchObject({
      code: 'book.too_few_service_points',
      message: '志愿服务积分现在 29 分，还差 1 分，到了 30 分再确定。',
    })
    await expect(set('candidate')).rejects.toMatchObject({ code: 'book.too_few_service_points' })
    await record('service.hours', 'c', wang(), 0.5)
    expect(await set('activist')).toEqual({ stage: 'activist', servicePoints: 30 })

    const earned = await call('points.entries', secretary(), {
      params: { id: wang().id },
      query: { rule: 'service.hours' },
    })
    expect(earned).toMatchObject({ stage: 'activist', servicePoints: 30, stageInDoubt: false })
    expect(earned.items.map(({ points, source }) => [points, source.id])).toEqual([
      [1, 'c'],
      [13, 'b'],
      [16, 'a'],
    ])
    const [entry] = (await entries()).items
    await call('points.correct', secretary(), {
      params: { id: entry?.id ?? '' },
      body: { points: -1, reason: '那天没来', corrections: 0 },
    })
    const shown = async () =>
      (await call('points.list', secretary(), {})).items.find(
        ({ personId }) => personId === wang().id,
      )
    expect(await shown()).toMatchObject({ servicePoints: 29, stageInDoubt: true })
    expect(await set(null)).toEqual({ stage: null, servicePoints: 29 })
    expect(await shown()).toMatchObject({ stageInDoubt: false })
  })
})

describe('the board of a branch', () => {
  const see = (person: PersonRecord) => call('me.board', actorOf(person), {})
  const set = (person: PersonRecord, on: boolean) =>
    call('me.setBoard', actorOf(person), { body: { on } })
  const others = () => {
    const [, second] = members
    if (!second) throw new Error('there is a second one')
    return second
  }

  test('shows nobody who has not asked, and nothing to whoever has not', async () => {
    await record('exam.passed', 'e', others())
    expect(await see(wang())).toEqual({ on: false, branch: grid.name, members: [] })
    const both = await Promise.all([set(others(), true), set(others(), true)])
    expect(both.map(({ on }) => on)).toEqual([true, true])
    expect(await see(wang())).toMatchObject({ on: false, members: [] })
    expect(await set(wang(), true)).toEqual({
      on: true,
      branch: grid.name,
      members: [
        { name: '同志2', score: 10, isMe: false },
        { name: '同志1', score: 0, isMe: true },
      ],
    })
    expect(await set(others(), false)).toMatchObject({ on: false, members: [] })
    expect((await see(wang())).members.map(({ name }) => name)).toEqual(['同志1'])
  })

  test('ends at the branch: who moves is on neither until they ask again', async () => {
    await set(wang(), true)
    await set(others(), true)
    const away = await createOrg(`别的支部${made}`, 'grid', org, 1)
    const post = { role: 'member' as const, orgId: away.id, orgName: away.name }
    members = members.map((each) => (each.id === wang().id ? { ...each, posts: [post] } : each))
    expect(await see(wang())).toEqual({ on: false, branch: away.name, members: [] })
    expect((await see(others())).members.map(({ name }) => name)).toEqual(['同志2'])
    expect((await set(wang(), true)).members.map(({ name }) => name)).toEqual(['同志1'])
    expect((await see(others())).members).toHaveLength(1)
  })

  test('is for members of a branch', async () => {
    const post = { role: 'resident' as const, orgId: grid.id, orgName: grid.name }
    members = members.map((each) => ({ ...each, posts: [post] }))
    await expect(set(wang(), true)).rejects.toMatchObject({ code: 'book.no_branch' })
    expect(await see(wang())).toEqual({ on: false, branch: null, members: [] })
  })

  test('loses who closes their account, and stands in the export', async () => {
    await set(wang(), true)
    expect(await exportBook(wang().id)).toMatchObject({ onBoardSince: now.toISOString() })
    await inTransaction((session) => eraseBook(wang().id, session))
    expect(await see(wang())).toMatchObject({ on: false })
    expect(await exportBook(wang().id)).toMatchObject({ onBoardSince: null })
  })
})

test('a month’s entries by its Shanghai days, page by page', async () => {
  for (const at of ['2026-10-31T23:59:59.999+08:00', '2026-11-01T00:00:00+08:00'])
    await inTransaction((session) =>
      book.record(
        {
          rule: 'checkin.day',
          source: { type: 'test', id: at },
          personId: wang().id,
          at: new Date(at),
        },
        session,
      ),
    )
  await record('exam.passed', 'e')
  const page = (cursor?: string) =>
    call('me.pointEntries', actorOf(wang()), {
      query: { limit: 1, ...(cursor ? { cursor } : {}) },
    })
  const first = await page()
  const second = await page(first.nextCursor ?? undefined)
  expect([first, second].map(({ items }) => items[0]?.rule)).toEqual(['exam.passed', 'checkin.day'])
  expect(second.nextCursor).toBeNull()
  const before = await call('me.pointEntries', actorOf(wang()), { query: { month: '2026-10' } })
  expect(before.items).toHaveLength(1)
})

test('who leaves has it in the export; figures stay, what was written about them goes', async () => {
  await record('exam.passed', 'e')
  const [entry] = (await entries()).items
  await call('points.correct', secretary(), {
    params: { id: entry?.id ?? '' },
    body: { points: -1, reason: '他迟到了', corrections: 0 },
  })
  expect(await exportBook(wang().id)).toMatchObject({
    entries: [{ points: 10 }, { points: -1, reason: '他迟到了', approvedBy: '李书记' }],
    years: [{ year: 2026, base: 9 }],
  })
  await inTransaction((session) => eraseBook(wang().id, session))
  expect(JSON.stringify(await exportBook(wang().id))).not.toContain('他迟到了')
  expect(await mine()).toMatchObject({ base: 9 })
})
