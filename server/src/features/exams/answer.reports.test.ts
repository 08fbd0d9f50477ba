import { choiceWords, popularMistake, type QuestionKind, type Role } from '@lianxin/shared'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createOrg, type OrgRecord } from '../orgs'
import { createExams, eraseExams, wrongAnswers } from './index'
import { QuestionModel, type QuestionDocument } from './question.model'

const database = testDatabase()
beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

const now = new Date('2026-11-23T12:00:00+08:00')
const later = new Date(now.getTime() + 1)
let made = 0
let people = 0
let lessonId: string
let org: OrgRecord
let next: OrgRecord

const { bank, quizzes } = createExams({
  clock: { now: () => now },
  people: { getMany: async () => new Map() },
  lessons: { isOut: async () => true, ownerOf: async () => null },
  listeners: { quiz: [], exam: [] },
})
function actor(role: Role, at = org): PersonActor {
  people += 1
  const posts = [{ role, orgId: at.id, orgName: at.name }]
  const id = people.toString(16).padStart(24, 'a')
  return { kind: 'person', id, name: '同志', posts, sessionId: 's' }
}

beforeEach(async () => {
  made += 1
  lessonId = made.toString(16).padStart(24, 'b')
  org = await createOrg(`石桥社区${made}`, 'community', null, made)
  next = await createOrg(`柳巷社区${made}`, 'community', null, made)
})

async function question(
  kind: QuestionKind,
  key: Partial<Pick<QuestionDocument, 'options' | 'correct' | 'accepted'>>,
  owner = org,
): Promise<QuestionDocument> {
  const row = { kind, stem: '谁先说', series: '题库', lessonId, keyPoint: 1, active: true }
  const place = { orgId: owner.id, orgPath: owner.path }
  return (await QuestionModel.create({ ...row, ...place, ...key })).toObject()
}
const letters = (...ids: string[]) => ids.map((id) => ({ id, text: `${id} 项` }))

/** One person answers the lesson's only question; the same again is another submission. */
async function say(response: string[], who = actor('member'), times = 1): Promise<PersonActor> {
  const { questions } = await quizzes.get(who, lessonId, 1)
  const answers = questions.map(({ id }) => ({ questionId: id, response }))
  for (let n = 1; n <= times; n += 1)
    await quizzes.answer(who, lessonId, {
      version: 1,
      submissionId: `submission-${who.id}-${n}`,
      answers,
    })
  return who
}
const told = ({ _id }: QuestionDocument, at = org) =>
  bank.answers(actor('secretary', at), String(_id))
const report = (at = org) => wrongAnswers(at.path, now, later, [lessonId])

test('every choice with how often it was taken, also the one that nobody took', async () => {
  const asked = await question('single', { options: letters('a', 'b', 'c', 'd'), correct: ['b'] })
  for (const id of ['b', 'c', 'c', 'c', 'a']) await say([id])
  const { choices, ...rest } = await told(asked)
  expect(rest).toMatchObject({ asked: 5, wrong: 4, blank: 0 })
  expect(choices.map(({ text, right, count }) => [text, right, count])).toEqual([
    ['a 项', false, 1],
    ['b 项', true, 1],
    ['c 项', false, 3],
    ['d 项', false, 0],
  ])
  expect(popularMistake('single', choices)).toBe('“c 项”（3 次）')
  const [line] = await report()
  expect(line, 'the report and the bank count with one function').toMatchObject({
    choices,
    ...rest,
  })
})

test('of several choices each one counts; one that was rewritten since is not lost', async () => {
  const asked = await question('multiple', { options: letters('a', 'b', 'c'), correct: ['a', 'b'] })
  await say(['a', 'c'])
  await say(['b', 'a'])
  await QuestionModel.updateOne({ _id: asked._id }, { options: letters('a', 'b', 'new') })
  const { choices } = await told(asked)
  expect(choices.map(({ text, count }) => [text, count])).toEqual([
    ['a 项', 2],
    ['b 项', 1],
    ['new 项', 0],
    ['（后来改掉的选项）', 1],
  ])
})

test('an ordering says for each place who got it, and what stood there instead', async () => {
  const options = letters('x', 'y', 'z')
  const asked = await question('ordering', { options, correct: ['x', 'y', 'z'] })
  for (const order of ['xyz', 'xzy', 'xzy', 'yxz']) await say([...order])
  const { choices } = await told(asked)
  expect(choices.map((each) => choiceWords('ordering', each))).toEqual([
    '第 1 位应是“x 项”：放对 3 次，放成“y 项” 1 次',
    '第 2 位应是“y 项”：放对 1 次，放成“z 项” 2 次',
    '第 3 位应是“z 项”：放对 2 次，放成“y 项” 2 次',
  ])
  expect(popularMistake('ordering', choices)).toBe('第 2 位放成“z 项”（2 次）')
})

test('a wrong text is told when three people wrote it, not when two did, however often', async () => {
  const asked = await question('fill', { accepted: [['十一']] })
  for (let n = 0; n < 3; n += 1) await say([n === 1 ? '１２ 月' : '12月'])
  const often = await say(['我住三号楼'], actor('member'), 3)
  await say(['我住三号楼'])
  await say(['十一'])
  const before = await told(asked)
  expect(before).toMatchObject({ asked: 8, wrong: 7 })
  expect(before.choices.map((each) => choiceWords('fill', each))).toEqual(['填成“12月”：3 人'])
  await say(['我住三号楼'])
  const three = (await told(asked)).choices
  expect(three.map(({ text, count }) => [text, count])).toEqual([
    ['12月', 3],
    ['我住三号楼', 3],
  ])
  await inTransaction((session) => eraseExams(often.id, session))
  const after = await told(asked)
  expect(after, 'who left still counts, their words do not').toMatchObject({ asked: 9, wrong: 8 })
  expect(after.choices).toHaveLength(1)
})

test('each blank for itself: a right one is no mistake, an empty one is no text', async () => {
  const asked = await question('fill', { accepted: [['甲'], ['乙']] })
  for (const response of [
    ['甲', '丙'],
    ['甲', '丙'],
    ['', '丙'],
    [' ', ''],
  ])
    await say(response)
  const { blank, choices } = await told(asked)
  expect(blank).toBe(1)
  expect(choices.map((each) => choiceWords('fill', each))).toEqual(['第 2 空填成“丙”：3 人'])
})

test('a question of the month’s lessons that nobody answered stands last, where it is asked', async () => {
  await question('single', { options: letters('a', 'b'), correct: ['a'] })
  await say(['a'])
  const silent = await question('truefalse', { options: letters('a', 'b'), correct: ['a'] })
  const retired = await question('truefalse', { options: letters('a', 'b'), correct: ['a'] })
  await QuestionModel.updateOne({ _id: retired._id }, { active: false })
  await question('truefalse', { options: letters('a', 'b'), correct: ['a'] }, next)
  const rows = await report()
  expect(rows.map(({ asked, wrong }) => [asked, wrong])).toEqual([
    [1, 0],
    [0, 0],
  ])
  expect(rows[1]).toMatchObject({ questionId: String(silent._id), keyPoint: 1 })
  expect(rows[1]?.choices.map(({ count }) => count)).toEqual([0, 0])
})

test('another community’s answers are not counted, and its questions are not there', async () => {
  const asked = await question('single', { options: letters('a', 'b'), correct: ['a'] })
  await say(['b'])
  await expect(told(asked, next)).rejects.toMatchObject({ code: 'request.not_found' })
  expect(await report(next)).toEqual([])
})
