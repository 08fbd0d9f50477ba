import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { toId } from '../exams/question.model'
import { LessonModel } from '../lessons/lesson.model'
import { ProgressModel } from '../lessons/progress.model'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { PersonModel } from '../people/person.model'
import { createStudyReports } from './index'

const database = testDatabase()
const noon = new Date('2026-11-23T12:00:00+08:00')
let now = noon
const people = createPeopleService(createKeyring('a secret for tests only, 32 characters or more'))
const { routes } = createStudyReports({ clock: { now: () => now }, people })
let made = 0
let town: OrgRecord
let branch: OrgRecord
let lessonId: string

const nextId = () => toId(String((made += 1)).padStart(24, '0'))

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  now = noon
  town = await createOrg(`清河镇${made}`, 'street', null, made)
  branch = await createOrg('第一支部', 'grid', town, 1)
  const _id = nextId()
  lessonId = String(_id)
  await LessonModel.create({
    _id,
    orgId: town.id,
    orgPath: town.path,
    state: 'published',
    revision: 1,
    draft: { title: '课' },
    draftSearch: [],
    version: 1,
    shown: { title: '课', series: null, minutes: 3, keyPointCount: 1, search: [] },
    publishedAt: noon,
    audienceOrgIds: [town.id],
    updatedAt: noon,
  })
})

async function call<N extends EndpointName>(name: N, input: InputOf<N>): Promise<OutputOf<N>> {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const posts = [{ role: 'secretary' as const, orgId: town.id, orgName: town.name }]
  const actor: PersonActor = { kind: 'person', id: lessonId, name: '书记', posts, sessionId: 's' }
  const query = found.endpoint.query?.parse({ query: {}, ...input }.query)
  return (await found.handle({ query }, { actor })) as OutputOf<N>
}
const page = (limit: number, cursor: string | null = null) =>
  call('studyReports.notStarted', { query: { limit, ...(cursor ? { cursor } : {}) } })

interface Member {
  _id: ReturnType<typeof nextId>
  name: string
}
async function join(names: readonly string[], from = new Date(0), to: Date | null = null) {
  const members: Member[] = names.map((name) => ({ _id: nextId(), name }))
  const posts = [{ role: 'member', orgId: branch.id, from, to }]
  await PersonModel.insertMany(members.map((each) => ({ ...each, posts, orgPaths: branch.path })))
  return members
}
const begin = (members: readonly Member[]) =>
  ProgressModel.insertMany(
    members.map(({ _id }) => ({
      personId: _id,
      lessonId,
      version: 1,
      openedAt: now,
      dwell: [1],
      phones: [],
      block: 0,
      percent: 10,
      updatedAt: now,
    })),
  )
/** Every page from this cursor on. */
async function walk(limit: number, from: string | null = null) {
  const pages: { id: string; name: string }[][] = []
  let cursor = from
  do {
    const { items, nextCursor } = await page(limit, cursor)
    pages.push(items)
    cursor = nextCursor
  } while (cursor)
  return pages
}
const ids = (members: readonly Member[]) => members.map(({ _id }) => String(_id))

describe('a page at a time', () => {
  test.each([
    [1, [1, 1, 1, 1, 1]],
    [2, [2, 2, 1]],
    [4, [4, 1]],
    [5, [5]],
    [6, [5]],
  ])('five of the same name, %i on a page', async (limit, sizes) => {
    const members = await join(Array.from({ length: 5 }, () => '王芳'))
    const pages = await walk(limit)
    expect(pages.map(({ length }) => length)).toEqual(sizes)
    expect(pages.flat().map(({ id }) => id)).toEqual(ids(members))
  })

  test('over more members than are looked at in one go, by name', async () => {
    const members = await join(Array.from({ length: 450 }, (_, n) => `同志${(n * 7) % 90}`))
    await begin(members.filter((_, n) => n % 3 > 0))
    const rest = members.filter((_, n) => n % 3 === 0)
    const order = rest.toSorted((a, b) =>
      a.name === b.name ? (String(a._id) < String(b._id) ? -1 : 1) : a.name < b.name ? -1 : 1,
    )
    const pages = await walk(40)
    expect(pages.flat().map(({ id }) => id)).toEqual(ids(order))
    expect(pages.slice(0, -1).every(({ length }) => length === 40)).toBe(true)
  })

  test('where nearly all have begun, a page may be empty, and the next one goes on', async () => {
    await begin(await join(Array.from({ length: 2000 }, (_, n) => `甲${n}`)))
    const [last] = await join(['赵'])
    const first = await page(20)
    expect(first.items).toEqual([])
    expect(first.nextCursor).not.toBeNull()
    expect(await page(20, first.nextCursor)).toEqual({
      nextCursor: null,
      items: [{ id: String(last?._id), name: '赵', orgName: '第一支部' }],
    })
  }, 60_000)

  test('who begins between two pages is not shown again, and nobody else is lost', async () => {
    const members = await join(['甲', '乙', '丙', '丁', '戊', '己', '庚'])
    const first = await page(3)
    const shown = members.filter(({ _id }) => first.items.some(({ id }) => id === String(_id)))
    const rest = members.filter((each) => !shown.includes(each))
    const later = await page(2, first.nextCursor)
    // One of the first page, the one that the cursor names, and one that would come next.
    const next = rest.filter(({ _id }) => later.items.some(({ id }) => id === String(_id)))
    await begin([...shown.slice(0, 1), ...shown.slice(-1), ...next.slice(0, 1)])
    const seen = (await walk(3, first.nextCursor)).flat().map(({ id }) => id)
    expect(seen.toSorted()).toEqual(ids(rest.filter((each) => each !== next[0])).toSorted())
  })

  test('who is a member at this very moment', async () => {
    const [today] = await join(['今天来的'], noon)
    await join(['刚刚走的'], new Date(0), noon)
    const [still] = await join(['还没走的'], new Date(0), new Date(noon.getTime() + 1))
    await join(['明天来的'], new Date(noon.getTime() + 1))
    const { items } = await page(20)
    expect(items.map(({ id }) => id).toSorted()).toEqual(
      [String(today?._id), String(still?._id)].toSorted(),
    )
  })

  test('without a lesson in the month nobody is waited for', async () => {
    await join(['王芳'])
    await LessonModel.updateOne({ _id: lessonId }, { state: 'withdrawn' })
    expect(await page(20)).toEqual({ items: [], nextCursor: null })
  })

  test('somebody else’s cursor words are refused', async () => {
    await expect(page(20, 'nonsense')).rejects.toMatchObject({ code: 'request.invalid' })
  })
})

describe('figures', () => {
  const figures = () => call('studyReports.get', { query: {} })

  test('stand for a minute, say from when they are, and the list is always of now', async () => {
    const members = await join(['王芳', '李敏'])
    expect(await figures()).toMatchObject({
      asOf: noon.toISOString(),
      started: { count: 0, of: 2 },
    })
    await begin(members.slice(0, 1))
    now = new Date(noon.getTime() + 59_999)
    expect(await figures()).toMatchObject({
      asOf: noon.toISOString(),
      started: { count: 0, of: 2 },
    })
    expect((await page(20)).items).toHaveLength(1)
    now = new Date(noon.getTime() + 60_000)
    expect(await figures()).toMatchObject({ asOf: now.toISOString(), started: { count: 1, of: 2 } })
  })

  test('by unit: in their order, with all that lies below; who is in none counts with itself', async () => {
    const second = await createOrg('第二支部', 'grid', town, 2)
    const cell = await createOrg('第一小组', 'grid', second, 1)
    await createOrg('没有党员的支部', 'grid', town, 3)
    const [wang] = await join(['王芳', '李敏'])
    const place = [cell, town].map(({ id, path }, n) => ({
      name: `同志${n}`,
      posts: [{ role: 'member', orgId: id, from: new Date(0), to: null }],
      orgPaths: path,
    }))
    await PersonModel.insertMany(place)
    if (wang) await begin([wang])
    const { units } = await figures()
    expect(units.map(({ name, started }) => [name, started.count, started.of])).toEqual([
      [town.name, 0, 1],
      ['第一支部', 1, 2],
      ['第二支部', 0, 1],
    ])
  })

  test('everybody counts, also where lessons are read whole', async () => {
    const members = await join(Array.from({ length: 3001 }, (_, n) => `同志${n}`))
    await begin(members.slice(0, 700))
    expect((await figures()).started).toEqual({ count: 700, of: 3001 })
  }, 60_000)
})
