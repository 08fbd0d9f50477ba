import type { Role } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createOrg, type OrgRecord } from '../orgs'
import { createExams, eraseExams, exportExams } from './index'
import { AttemptModel, CertificationModel } from './exam.model'
import { AnswerModel, ReviewModel } from './answer.model'
import { QuestionModel } from './question.model'

const database = testDatabase()
beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

const noon = new Date('2026-11-23T12:00:00+08:00')
const minute = 60_000
const day = 24 * 60 * minute
const device = 'device-of-the-first-phone'
const other = 'device-of-the-second-phone'
const lessonId = 'b'.repeat(24)
let now = noon
let org: OrgRecord
/** Who wrote the lesson. */
let lessonOwner: string | null = null
let told: { what: string; id: string }[] = []
let made = 0

const { routes, jobs, quizzes, attempts } = createExams({
  clock: { now: () => now },
  people: { getMany: async () => new Map() },
  lessons: { isOut: async (_id, version) => version < 9, ownerOf: async () => lessonOwner },
  listeners: {
    quiz: [async (pass) => void told.push({ what: 'quiz', id: pass.personId })],
    exam: [async (pass) => void told.push({ what: 'exam', id: pass.personId })],
  },
})

function actorOf(n: number, role: Role, at: OrgRecord = org): PersonActor {
  const posts = [{ role, orgId: at.id, orgName: at.name }]
  const id = n.toString(16).padStart(24, 'a')
  return { kind: 'person', id, name: `同志${n}`, posts, sessionId: 's' }
}
async function call<N extends EndpointName>(
  name: N,
  actor: PersonActor,
  input: InputOf<N>,
  idempotencyKey: string | null = null,
): Promise<OutputOf<N>> {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const query = found.endpoint.query?.parse('query' in input ? input.query : {})
  const body = found.endpoint.body?.parse('body' in input ? input.body : {})
  return (await found.handle({ ...input, query, body }, { actor, idempotencyKey })) as OutputOf<N>
}
const secretary = () => actorOf(1, 'secretary')
const member = () => actorOf(2, 'member')

beforeEach(async () => {
  made += 1
  now = noon
  told = []
  lessonOwner = null
  org = await createOrg(`石桥社区${made}`, 'community', null, made)
  await QuestionModel.deleteMany({})
  await AnswerModel.deleteMany({})
  await ReviewModel.deleteMany({})
})

/** Fill-ins whose answer is their number. */
async function bank(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await QuestionModel.create({
      orgId: org.id,
      orgPath: org.path,
      kind: 'fill',
      stem: `${n}`,
      accepted: [[`${n}`]],
      series: '党务',
      active: true,
    })
}
const none = { single: 0, multiple: 0, truefalse: 0, ordering: 0, fill: 0 }
async function examOf(fill: number, change: object = {}) {
  return call('exams.create', secretary(), {
    body: {
      audienceOrgId: org.id,
      title: '资格考试',
      series: ['党务'],
      counts: { ...none, fill },
      minutes: 60,
      opensAt: noon.toISOString(),
      closesAt: new Date(noon.getTime() + day).toISOString(),
      certification: { kind: 'party-development', months: 12 },
      ...change,
    },
  })
}
const start = (examId: string, actor = member(), body: object = {}) =>
  call('attempts.start', actor, { params: { id: examId }, body: { device, ...body } })
const save = (id: string, questionId: string, text: string, revision = 1, from = device) =>
  call('attempts.save', member(), {
    params: { id, questionId },
    body: { device: from, revision, response: [text] },
  })
const submit = (id: string, actor = member()) =>
  call('attempts.submit', actor, { params: { id }, body: { device } })

describe('the pass mark', () => {
  test.each([
    [85, 85, true],
    [84, 84, false],
  ])('%i of 100 right', async (right, score, passed) => {
    await bank(100)
    const attempt = await start((await examOf(100)).id)
    for (const { id, stem } of attempt.questions.slice(0, right)) await save(attempt.id, id, stem)
    const { result } = await submit(attempt.id)
    expect(result).toMatchObject({ right, total: 100, score, passed, automatic: false })
    const holds = (at: string) => attempts.holds(member().id, 'party-development', new Date(at))
    expect(await holds('2027-11-23T23:59:59+08:00')).toBe(passed)
    expect(await holds('2027-11-24T00:00:00+08:00')).toBe(false)
    expect(told).toEqual(passed ? [{ what: 'exam', id: member().id }] : [])
    await CertificationModel.deleteMany({})
  })
})

describe('what is right', () => {
  const shown = async (id: string) => {
    const { judged, answersFrom } = await call('attempts.get', member(), { params: { id } })
    return { correct: judged.map(({ correct }) => correct), answersFrom }
  }
  const sit = async (examId: string, text: string) => {
    const { id, questions } = await start(examId)
    await save(id, questions[0]?.id ?? '', text)
    await submit(id)
    return id
  }

  test('is left out while the exam may be sat again, and there after the last attempt', async () => {
    await bank(1)
    const exam = await examOf(1, { attempts: 2 })
    const first = await sit(exam.id, 'wrong')
    const hidden = { correct: [[]], answersFrom: exam.closesAt }
    expect(await shown(first)).toEqual(hidden)
    const { id } = await start(exam.id)
    expect(await shown(first), 'the last attempt is under way').toEqual(hidden)
    await submit(id)
    expect(await shown(first)).toEqual({ correct: [['0']], answersFrom: null })
    expect(await shown(id)).toEqual({ correct: [['0']], answersFrom: null })
  })

  test('is there for who has passed', async () => {
    await bank(1)
    const exam = await examOf(1, { attempts: 2 })
    expect(await shown(await sit(exam.id, '0'))).toEqual({ correct: [['0']], answersFrom: null })
  })

  test('is there when the exam is over, to the millisecond', async () => {
    await bank(1)
    const exam = await examOf(1, { attempts: 2 })
    const id = await sit(exam.id, 'wrong')
    const over = new Date(exam.closesAt).getTime()
    now = new Date(over - 1)
    expect((await shown(id)).correct).toEqual([[]])
    now = new Date(over)
    expect((await shown(id)).correct).toEqual([['0']])
  })
})

describe('sitting an exam', () => {
  test('nothing that is sent before the submission tells an answer', async () => {
    await bank(2)
    await QuestionModel.updateMany({}, { explanation: '因为如此', accepted: [['谜底']] })
    const exam = await examOf(2)
    const attempt = await start(exam.id)
    const again = await call('attempts.get', member(), { params: { id: attempt.id } })
    for (const sent of [attempt, again])
      expect(JSON.stringify(sent)).not.toMatch(/谜底|因为如此|correct"|accepted/)
    expect(JSON.stringify(await submit(attempt.id))).toMatch(/谜底.*因为如此/)
  })

  test('a reload goes on with what was saved, and a late retry does not undo a newer answer', async () => {
    await bank(1)
    const exam = await examOf(1)
    const { id, questions } = await start(exam.id)
    const questionId = questions[0]?.id ?? ''
    await save(id, questionId, '新', 2)
    await save(id, questionId, '旧', 1)
    await save(id, questionId, '新', 2)
    const again = await start(exam.id)
    expect(again.id).toBe(id)
    expect(again.questions[0]?.response).toEqual(['新'])
    expect(await AttemptModel.countDocuments({ examId: exam.id })).toBe(1)
  })

  test('another phone must take it over, and then the first may not write', async () => {
    await bank(1)
    const exam = await examOf(1)
    const { id, questions } = await start(exam.id)
    const questionId = questions[0]?.id ?? ''
    await expect(start(exam.id, member(), { device: other })).rejects.toMatchObject({
      code: 'exam.other_device',
    })
    await start(exam.id, member(), { device: other, takeOver: true })
    await expect(save(id, questionId, '0')).rejects.toMatchObject({ code: 'exam.other_device' })
    await expect(submit(id)).rejects.toMatchObject({ code: 'exam.other_device' })
    await save(id, questionId, '0', 1, other)
  })

  test('until the deadline answers are taken, at it they are not, and what was saved counts', async () => {
    await bank(2)
    const exam = await examOf(2)
    const { id, questions } = await start(exam.id)
    const [first, second] = questions
    now = new Date(noon.getTime() + 60 * minute - 1)
    await save(id, first?.id ?? '', first?.stem ?? '')
    now = new Date(noon.getTime() + 60 * minute)
    await expect(save(id, second?.id ?? '', second?.stem ?? '')).rejects.toMatchObject({
      code: 'exam.too_late',
    })
    await jobs[0]?.run(new AbortController().signal)
    const { result } = await submit(id)
    expect(result).toMatchObject({ right: 1, total: 2, score: 50, automatic: true })
    expect(result?.submittedAt).toBe(now.toISOString())
  })

  test('the window ends it though minutes are left', async () => {
    await bank(1)
    const closesAt = new Date(noon.getTime() + 10 * minute).toISOString()
    const exam = await examOf(1, { closesAt })
    now = new Date(noon.getTime() - 1)
    await expect(start(exam.id)).rejects.toMatchObject({ code: 'exam.not_open' })
    now = noon
    expect((await start(exam.id)).deadlineAt).toBe(closesAt)
    now = new Date(closesAt)
    await expect(start(exam.id)).rejects.toMatchObject({ code: 'exam.not_open' })
  })

  test('submitted twice at once it counts once, and no attempt is left', async () => {
    await bank(1)
    const exam = await examOf(1)
    const { id, questions } = await start(exam.id)
    await save(id, questions[0]?.id ?? '', '0')
    const both = await Promise.all([submit(id), submit(id), submit(id)])
    for (const each of both) expect(each.result).toEqual(both[0]?.result)
    expect(await AnswerModel.countDocuments({ source: `exam:${id}` })).toBe(1)
    expect(await CertificationModel.countDocuments({ examId: exam.id })).toBe(1)
    await expect(save(id, questions[0]?.id ?? '', '1', 2)).rejects.toMatchObject({
      code: 'exam.submitted',
    })
    await expect(start(exam.id)).rejects.toMatchObject({ code: 'exam.no_attempts' })
    expect(await call('exams.progress', secretary(), { params: { id: exam.id } })).toMatchObject({
      started: 1,
      submitted: { count: 1, of: 1 },
      passed: { count: 1, of: 1 },
    })
  })

  test('forty people who start at one moment, each twice, have forty papers', async () => {
    await bank(3)
    const exam = await examOf(2)
    const people = Array.from({ length: 40 }, (_, n) => actorOf(100 + n, 'member'))
    const started = await Promise.all(
      people.flatMap((actor) => [start(exam.id, actor), start(exam.id, actor)]),
    )
    expect(new Set(started.map(({ id }) => id)).size).toBe(40)
    expect(await AttemptModel.countDocuments({ examId: exam.id })).toBe(40)
  })

  test('another branch does not find it', async () => {
    await bank(1)
    const exam = await examOf(1)
    const away = await createOrg(`别处${made}`, 'community', null, 900 + made)
    await expect(start(exam.id, actorOf(3, 'member', away))).rejects.toMatchObject({
      code: 'request.not_found',
    })
    await expect(
      call('exams.progress', actorOf(4, 'secretary', away), { params: { id: exam.id } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })
})

describe('the quiz of a lesson', () => {
  const submissionId = 'submission-number-one'
  async function question() {
    return call('questions.create', secretary(), {
      body: {
        kind: 'single',
        stem: '先听谁的',
        options: ['最不方便的那一家', '嗓门最大的'],
        correct: [0],
        series: '身边的微党课',
        lessonId,
        keyPoint: 1,
        explanation: '看要点一',
      },
    })
  }
  const answer = (questionId: string, response: string, key = submissionId) =>
    call('quizzes.answer', member(), {
      params: { id: lessonId },
      body: { submissionId: key, version: 1, answers: [{ questionId, response: [response] }] },
    })

  test('wrong, it points to the key point; right, it is passed and told', async () => {
    const { id, correct, options } = await question()
    const wrong = options.find((each) => each.id !== correct[0])?.id ?? ''
    const quiz = await call('quizzes.get', member(), {
      params: { id: lessonId },
      query: { version: 1 },
    })
    expect(quiz.passed).toBe(false)
    expect(JSON.stringify(quiz)).not.toMatch(/看要点一|correct"/)
    expect(await answer(id, wrong)).toMatchObject({
      passed: false,
      judged: [
        { right: false, correct: ['最不方便的那一家'], explanation: '看要点一', keyPoint: 1 },
      ],
    })
    await answer(id, wrong)
    expect(await quizzes.passedOf(member().id, lessonId, 1)).toBe(false)
    const right = correct[0] ?? ''
    await Promise.all([
      answer(id, right, 'submission-number-two'),
      answer(id, right, 'submission-number-3-'),
    ])
    expect(await quizzes.passedOf(member().id, lessonId, 1)).toBe(true)
    expect(await quizzes.passedOf(member().id, lessonId, 2)).toBe(false)
    expect(told).toContainEqual({ what: 'quiz', id: member().id })
    expect(await call('questions.answers', secretary(), { params: { id } })).toMatchObject({
      questionId: id,
      asked: 3,
      wrong: 1,
    })
  })

  test('the lesson’s own questions are asked of whoever reads it, another branch’s are not', async () => {
    const { id } = await question()
    const elsewhere = await createOrg(`梧桐社区${made}`, 'community', null, made)
    const reader = actorOf(3, 'member', elsewhere)
    expect(await quizzes.countFor(reader, lessonId)).toBe(0)
    lessonOwner = org.id
    expect(await quizzes.countFor(reader, lessonId)).toBe(1)
    const quiz = await call('quizzes.get', reader, {
      params: { id: lessonId },
      query: { version: 1 },
    })
    expect(quiz.questions.map((each) => each.id)).toEqual([id])
    lessonOwner = elsewhere.id
    expect(await quizzes.countFor(reader, lessonId)).toBe(0)
    expect(await quizzes.countFor(member(), lessonId)).toBe(1)
  })

  test('a version that is not out is neither asked nor judged', async () => {
    const { id, correct } = await question()
    const params = { id: lessonId }
    await expect(
      call('quizzes.get', member(), { params, query: { version: 9 } }),
    ).rejects.toMatchObject({ code: 'request.not_found' })
    const answers = [{ questionId: id, response: correct }]
    const body = { submissionId, version: 9, answers }
    await expect(call('quizzes.answer', member(), { params, body })).rejects.toMatchObject({
      code: 'request.not_found',
    })
  })

  test('what was wrong comes back after 1, 3, 7 and 15 days, then no more', async () => {
    const { id, correct, options } = await question()
    await answer(id, options.find((each) => each.id !== correct[0])?.id ?? '')
    const due = async () => (await call('reviews.due', member(), {})).questions.length
    const review = () =>
      call('reviews.answer', member(), { params: { id }, body: { response: correct } })
    expect(await due()).toBe(0)
    const seen: (string | null)[] = []
    for (const days of [1, 3, 7, 15]) {
      now = new Date(now.getTime() + days * day - day)
      expect(await due()).toBe(0)
      now = new Date(now.getTime() + day)
      expect(await due()).toBe(1)
      seen.push((await review()).nextDay)
      // A repeat moves nothing.
      expect((await review()).nextDay).toBe(seen.at(-1))
    }
    expect(seen).toEqual(['2026-11-27', '2026-12-04', '2026-12-19', null])
    now = new Date(now.getTime() + 100 * day)
    expect(await due()).toBe(0)
  })
})

test('the series to draw from are the organization’s own and those from above, still in use', async () => {
  await bank(2)
  const below = await createOrg('一组', 'grid', org, made)
  const writer = actorOf(3, 'secretary', below)
  const own = { kind: 'truefalse' as const, stem: '对', correct: [0], series: '自己的' }
  const { id } = await call('questions.create', writer, { body: own })
  const held = async (actor: PersonActor) => (await call('questions.series', actor, {})).items
  const above = { series: '党务', counts: { ...none, fill: 2 } }
  const mine = { series: '自己的', counts: { ...none, truefalse: 1 } }
  expect(new Set(await held(writer))).toEqual(new Set([above, mine]))
  expect(await held(secretary())).toEqual([above])
  await call('questions.update', writer, { params: { id }, body: { ...own, active: false } })
  expect(await held(writer)).toEqual([above])
})

test('retired questions take no place of those that come back', async () => {
  await bank(11)
  const all = await QuestionModel.find().sort({ _id: 1 }).lean()
  const last = String(all.at(-1)?._id)
  for (const [at, { _id: questionId }] of all.entries())
    await ReviewModel.create({
      personId: member().id,
      questionId,
      step: 0,
      dueDay: at < 10 ? '2026-11-20' : '2026-11-23',
      answeredDay: null,
    })
  const due = async () => (await call('reviews.due', member(), {})).questions.map(({ id }) => id)
  expect(await due()).toEqual(all.slice(0, 10).map(({ _id }) => String(_id)))
  await QuestionModel.updateMany({ _id: { $ne: last } }, { $set: { active: false } })
  expect(await due()).toEqual([last])
})

test('a request that is sent again makes no second question and no second exam', async () => {
  await bank(1)
  const body = { kind: 'fill' as const, stem: '几', accepted: [['1']], series: '党务' }
  const make = () => call('questions.create', secretary(), { body }, 'key-of-a-question')
  const [first, again] = await Promise.all([make(), make()])
  expect(again).toEqual(first)
  const exam = {
    audienceOrgId: org.id,
    title: '资格考试',
    series: ['党务'],
    counts: { ...none, fill: 1 },
    minutes: 60,
    opensAt: noon.toISOString(),
    closesAt: new Date(noon.getTime() + day).toISOString(),
  }
  const setUp = () => call('exams.create', secretary(), { body: exam }, 'key-of-an-exam')
  const both = await Promise.all([setUp(), setUp()])
  expect(both[1]).toEqual(both[0])
})

test('who leaves has all of it in the export, and nothing that they answered stays theirs', async () => {
  await bank(1)
  const exam = await examOf(1, { attempts: 2 })
  const leaver = actorOf(77, 'member')
  const first = await start(exam.id, leaver)
  const questionId = first.questions[0]?.id ?? ''
  await call('attempts.save', leaver, {
    params: { id: first.id, questionId },
    body: { device, revision: 1, response: ['自己写的话'] },
  })
  await submit(first.id, leaver)
  await start(exam.id, leaver)
  const exported = await exportExams(leaver.id)
  expect(exported.attempts).toMatchObject([
    { answers: [{ stem: '0', response: ['自己写的话'] }], result: { passed: false } },
    { result: null },
  ])
  expect(exported.answers).toMatchObject([{ questionId, right: false, response: ['自己写的话'] }])
  expect(exported.comingBack).toHaveLength(1)

  const answers = () => call('questions.answers', secretary(), { params: { id: questionId } })
  const before = await answers()
  expect(before).toMatchObject({ asked: 1, wrong: 1 })
  await inTransaction((session) => eraseExams(leaver.id, session))
  expect(await answers()).toEqual(before)
  expect(JSON.stringify(await AnswerModel.find().lean())).not.toContain('自己写的话')
  expect(await exportExams(leaver.id)).toMatchObject({
    answers: [],
    comingBack: [],
    quizzesPassed: [],
    attempts: [{ answers: [], result: { passed: false } }],
  })
  const kept = await AttemptModel.find({ personId: leaver.id }).lean()
  expect(JSON.stringify(kept)).not.toMatch(/自己写的话|device-of/)
  expect(await call('exams.progress', secretary(), { params: { id: exam.id } })).toMatchObject({
    started: 1,
    submitted: { count: 1, of: 1 },
  })
})
