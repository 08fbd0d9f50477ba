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
    list: async () => ({ items: members, nextCursor: null }),
    setStage: async (id, stage) => {
      members = members.map((each) =>
        each.id === id ? { ...each, developmentStage: stage } : each,
      )
    },
  },
  certifications: { holds: async (personId) => qualified.has(personId) },
})

const idOf = (n: number) => (made * 100 + n).toString(16).padStart(24, 'b')
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
  return { kind: 'person', id: idOf(99), name: '李书记', posts, sessionId: 's' }
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
  })

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
    await expect(set('activist')).rejects.toMatchObject({ code: 'book.too_few_service_points' })
    await expect(set('candidate')).rejects.toMatchObject({ code: 'book.too_few_service_points' })
    await record('service.hours', 'c', wang(), 0.5)
    expect(await set('activist')).toEqual({ stage: 'activist', servicePoints: 30 })

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
