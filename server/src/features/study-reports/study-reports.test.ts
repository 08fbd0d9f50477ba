import type { Role } from '@lianxin/shared'
import type { EndpointName, InputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { BinaryAnswer, PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { readWorkbook } from '../../platform/sheets'
import { readZipDirectory, unpackEntry } from '../../platform/zip-directory'
import { CheckinModel } from '../checkins/checkin.model'
import { AnswerModel } from '../exams/answer.model'
import { AttemptModel, ExamModel } from '../exams/exam.model'
import { QuestionModel, toId } from '../exams/question.model'
import { LessonModel, VersionModel } from '../lessons/lesson.model'
import { CompletionModel, ProgressModel } from '../lessons/progress.model'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { PersonModel } from '../people/person.model'
import { createStudyReports } from './index'
import type { Summary } from './report.count'

const database = testDatabase()
const now = new Date('2026-11-23T12:00:00+08:00')
const people = createPeopleService(createKeyring('a secret for tests only, 32 characters or more'))
const { routes } = createStudyReports({ clock: { now: () => now }, people })
let made = 0
let community: OrgRecord
let branch: OrgRecord
let other: OrgRecord
let secretary: PersonActor

const nextId = () => toId(String((made += 1)).padStart(24, '0'))
const time = (text: string) => new Date(`${text}+08:00`)

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  made += 1
  community = await createOrg(`望江社区${made}`, 'community', null, made)
  branch = await createOrg('第一支部', 'grid', community, 1)
  other = await createOrg('第二支部', 'grid', community, 2)
  secretary = await join('书记', 'secretary', branch)
})

async function join(name: string, role: Role = 'member', org = branch): Promise<PersonActor> {
  const person = await people.create({
    name,
    phone: null,
    passwordHash: null,
    posts: [{ role, org }],
  })
  // Posts begin when they are written; the clock of this test stands still.
  await PersonModel.updateOne({ _id: person.id }, { $set: { 'posts.0.from': new Date(0) } })
  return { kind: 'person', id: person.id, name, posts: person.posts, sessionId: 's' }
}
async function call<N extends EndpointName>(name: N, by: PersonActor, input: InputOf<N>) {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const query = found.endpoint.query?.parse({ query: {}, ...input }.query)
  return found.handle({ query }, { actor: by })
}
const summary = async (query = {}, by = secretary) =>
  (await call('studyReports.get', by, { query })) as Summary

async function lesson(publishedAt: string, audience = branch, title = '楼道里的事') {
  const _id = nextId()
  const content = {
    title,
    series: null,
    source: '',
    minutes: 3,
    keyPoints: ['先听再说'],
    blocks: [],
  }
  await LessonModel.create({
    _id,
    orgId: community.id,
    orgPath: community.path,
    state: 'published',
    revision: 1,
    draft: content,
    draftSearch: [],
    version: 1,
    shown: { title, series: null, minutes: 3, keyPointCount: 1, search: [] },
    publishedAt: time(publishedAt),
    audienceOrgIds: [audience.id],
    updatedAt: time(publishedAt),
  })
  await VersionModel.create({
    lessonId: _id,
    version: 1,
    content,
    publishedBy: secretary.id,
    publishedAt: time(publishedAt),
  })
  return String(_id)
}
const begin = (who: PersonActor, lessonId: string) =>
  ProgressModel.create({
    personId: who.id,
    lessonId,
    version: 1,
    openedAt: now,
    dwell: [1],
    phones: [],
    block: 0,
    percent: 10,
    updatedAt: now,
  })
const finish = (who: PersonActor, lessonId: string) =>
  CompletionModel.create({ personId: who.id, lessonId, version: 1, at: now })

async function question(stem: string, lessonId: string | null) {
  const row = await QuestionModel.create({
    orgId: branch.id,
    orgPath: branch.path,
    kind: 'truefalse',
    stem,
    options: [],
    series: '题库',
    lessonId,
    keyPoint: lessonId ? 1 : null,
    active: true,
    creationKey: null,
  })
  return String(row._id)
}
const answer = (questionId: string, right: boolean, at = '2026-11-10T08:00:00', org = branch) =>
  AnswerModel.create({
    personId: nextId(),
    orgPath: org.path,
    questionId,
    source: 'quiz:1',
    right,
    at: time(at),
  })

describe('lessons of a month', () => {
  test.each([
    ['2026-10-31T23:59:59.999', 0],
    ['2026-11-01T00:00:00.000', 1],
    ['2026-11-30T23:59:59.999', 1],
    ['2026-12-01T00:00:00.000', 0],
  ])('published at %s in Shanghai: November has %i', async (at, count) => {
    await lesson(at)
    expect((await summary({ month: '2026-11' })).lessons).toHaveLength(count)
  })

  test('started is one lesson begun, finished is all of them; who is asked is who it is for', async () => {
    const [wang, li, zhao] = [await join('王'), await join('李'), await join('赵')]
    await join('陈', 'member', other)
    const first = await lesson('2026-11-02T08:00:00')
    const second = await lesson('2026-11-03T08:00:00', community)
    await begin(wang, first)
    await finish(li, first)
    await finish(li, second)
    const all = await summary({ orgId: branch.id })
    expect(all.started).toEqual({ count: 2, of: 3 })
    expect(all.finished).toEqual({ count: 1, of: 3 })
    expect(all.lessons.map((each) => each.started)).toEqual([
      { count: 2, of: 3 },
      { count: 1, of: 3 },
    ])
    const waiting = await call('studyReports.notStarted', secretary, { query: {} })
    expect(waiting).toEqual({
      nextCursor: null,
      items: [{ id: zhao.id, name: '赵', orgName: '第一支部' }],
    })
  })
})

test('check-ins by day, within the month and the subtree', async () => {
  const wang = await join('王')
  const days = ['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01']
  for (const day of days)
    await CheckinModel.create({
      personId: wang.id,
      orgId: branch.id,
      orgPath: branch.path,
      day,
      at: now,
      via: 'page',
    })
  await CheckinModel.create({
    personId: nextId(),
    orgId: other.id,
    orgPath: other.path,
    day: '2026-11-01',
    at: now,
    via: 'page',
  })
  const { checkins, checkedIn } = await summary()
  expect(checkins).toHaveLength(30)
  expect(checkins.filter(({ count }) => count > 0)).toEqual([
    { day: '2026-11-01', count: 1 },
    { day: '2026-11-30', count: 1 },
  ])
  expect(checkedIn).toEqual({ count: 1, of: 1 })
})

test('check-ins of a town of many branches: each counted, who moved is one person', async () => {
  const wang = await join('王')
  for (let number = 3; number < 43; number += 1) {
    const each = await createOrg(`第 ${number} 支部`, 'grid', community, number)
    const row = { orgId: each.id, orgPath: each.path, at: now, via: 'page' as const }
    await CheckinModel.create({ ...row, personId: nextId(), day: '2026-11-01' })
    const day = { 3: '2026-11-29', 42: '2026-11-30' }[number]
    if (day) await CheckinModel.create({ ...row, personId: wang.id, day })
  }
  const { checkins, checkedIn } = await summary({}, await join('书记', 'secretary', community))
  expect(checkins.filter(({ count }) => count > 0)).toEqual([
    { day: '2026-11-01', count: 40 },
    { day: '2026-11-29', count: 1 },
    { day: '2026-11-30', count: 1 },
  ])
  expect(checkedIn).toEqual({ count: 1, of: 1 })
})

test('wrong answers: the worst share first, with lesson and key point, within the month', async () => {
  const lessonId = await lesson('2026-11-02T08:00:00')
  const often = await question('常错', null)
  const worst = await question('最错', lessonId)
  for (const right of [true, true, false, false]) await answer(often, right)
  await answer(worst, false)
  await answer(worst, false, '2026-11-01T00:00:00.000')
  await answer(worst, true, '2026-10-31T23:59:59.999')
  await answer(worst, true, '2026-12-01T00:00:00.000')
  await answer(worst, true, '2026-11-10T08:00:00', other)
  expect((await summary()).wrong).toMatchObject([
    { stem: '最错', lesson: '楼道里的事', keyPoint: '先听再说', asked: 2, wrong: 2 },
    { stem: '常错', lesson: null, keyPoint: null, asked: 4, wrong: 2 },
  ])
})

test('exams count people, not attempts, by when they were handed in', async () => {
  const exam = await ExamModel.create({
    orgId: branch.id,
    orgPath: branch.path,
    audienceOrgId: branch.id,
    title: '季度考试',
    series: ['题库'],
    counts: {},
    minutes: 30,
    opensAt: time('2026-10-31T20:00:00'),
    closesAt: time('2026-11-20T20:00:00'),
    attempts: 2,
    passMark: 85,
  })
  const hand = (personId: ReturnType<typeof nextId>, number: number, passed: boolean, at: string) =>
    AttemptModel.create({
      examId: exam._id,
      personId,
      orgPath: branch.path,
      number,
      seed: 's',
      device: 'd',
      startedAt: time(at),
      deadlineAt: time(at),
      paper: [],
      saved: {},
      result: { right: 1, total: 1, score: 85, passed, automatic: false, submittedAt: time(at) },
    })
  const wang = nextId()
  await hand(wang, 1, false, '2026-11-01T00:00:00.000')
  await hand(wang, 2, true, '2026-11-02T08:00:00')
  await hand(nextId(), 1, false, '2026-11-02T08:00:00')
  await hand(nextId(), 1, true, '2026-10-31T23:59:59.999')
  expect((await summary()).exams).toEqual([
    { id: String(exam._id), title: '季度考试', submitted: 2, passed: { count: 1, of: 2 } },
  ])
})

test('another branch is refused, above it is seen', async () => {
  const above = await join('上级', 'secretary', community)
  expect((await summary({ orgId: other.id }, above)).org.id).toBe(other.id)
  for (const name of ['get', 'notStarted', 'export', 'sheet'] as const)
    await expect(
      call(`studyReports.${name}`, secretary, { query: { orgId: other.id } }),
    ).rejects.toMatchObject({ code: 'auth.forbidden' })
})

describe('on paper and in Excel', () => {
  test('the workbook says what the page says, and a name is never a formula', async () => {
    await join('=1+1')
    const li = await join('李')
    await finish(li, await lesson('2026-11-02T08:00:00', branch, '=HYPERLINK("x")'))
    const { started, finished } = await summary()
    const file = (await call('studyReports.export', secretary, { query: {} })) as BinaryAnswer
    const limits = { rows: 100, columns: 20, unpackedBytes: 10_000_000 }
    const sheets = (readZipDirectory(file.bytes) ?? []).filter(({ name }) => name.startsWith('xl/'))
    const texts = await Promise.all(sheets.map((entry) => unpackEntry(file.bytes, entry)))
    const xml = texts.map((text) => new TextDecoder().decode(text ?? undefined)).join('')
    expect(xml).toContain('=1+1')
    expect(xml).toContain('=HYPERLINK')
    expect(xml).not.toMatch(/<f[ >]/)
    const read = await readWorkbook(file.bytes, limits)
    expect(read).toEqual({
      rows: [
        ['项目', '人数', '应有人数'],
        ['开始学的', String(started.count), String(started.of)],
        ['学完的', String(finished.count), String(finished.of)],
        ['打过卡的', '0', '2'],
        ['截至 2026-11-23 12:00', '', ''],
      ],
    })
    expect([started, finished]).toEqual([
      { count: 1, of: 2 },
      { count: 1, of: 2 },
    ])
  })

  test('the sign-off sheet has a row for everybody, and markup in a name is text', async () => {
    await join('<b>王</b>')
    await join('李')
    await lesson('2026-11-02T08:00:00')
    const file = (await call('studyReports.sheet', secretary, { query: {} })) as BinaryAnswer
    const html = new TextDecoder().decode(file.bytes)
    expect(html.match(/<tr><td>/g)).toHaveLength(2)
    expect(html).toContain('&lt;b&gt;王&lt;/b&gt;')
    expect(html).not.toContain('<b>王')
  })
})
