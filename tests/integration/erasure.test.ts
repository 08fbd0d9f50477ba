import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStack, type Stack } from '../support/stack'

const password = 'lianxin-demo'
let stack: Stack
let mongo: MongoClient

beforeAll(async () => {
  stack = await startStack()
  mongo = new MongoClient(stack.database?.uri ?? '')
})
afterAll(async () => {
  await mongo?.close()
  await stack?.stop()
})

async function phoneOf(name: string): Promise<string> {
  const { accounts } = await stack.client.call('meta.demoAccounts')
  return accounts.find((account) => account.name === name)?.phone ?? ''
}

/** Everything that the database holds, as text, by collection. */
async function everything(): Promise<Record<string, string>> {
  const db = mongo.db(stack.database?.dbName)
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
  const entries = names.map(async (name) => {
    const documents = await db.collection(name).find().toArray()
    return [name, JSON.stringify(documents)] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

it('a resident who leaves is named nowhere, and what they raised goes on', async () => {
  const phone = await phoneOf('高晓东')
  const resident = await stack.signIn(phone, password)
  const me = await resident.call('me.get')
  const { id } = await resident.call('tickets.create', { body: { text: '二单元楼道的灯不亮。' } })
  const secretary = await stack.signInAs('李敏')
  const before = await secretary.call('tickets.get', { params: { id: id ?? '' } })
  expect(before.reporter).toBe('高**')
  expect((await everything())['people']).toContain('高晓东')

  await expect(
    resident.call('me.erase', { body: { password: 'not-the-password' } }),
  ).rejects.toMatchObject({ code: 'auth.wrong_credentials' })
  await resident.call('me.erase', { body: { password } })

  await expect(resident.call('me.get')).rejects.toMatchObject({ code: 'auth.expired' })
  await expect(stack.signIn(phone, password)).rejects.toMatchObject({
    code: 'auth.wrong_credentials',
  })
  const after = await secretary.call('tickets.get', { params: { id: id ?? '' } })
  expect(after).toMatchObject({
    reporter: '不留名',
    number: before.number,
    text: before.text,
    state: before.state,
  })
  const left = await everything()
  for (const [name, text] of Object.entries(left)) {
    expect(text, name).not.toContain('高晓东')
    expect(text, name).not.toContain('高**')
  }
  expect(left['tickets']).not.toContain(me.id)
  expect(left['people'], 'a tombstone, so that counts still add up').toContain(me.id)
  const found = await secretary.call('people.list', { query: { limit: 100 } })
  expect(found.items.map((person) => person.id)).not.toContain(me.id)
})

it('a Party member loses the account; the roster is the branch’s', async () => {
  const phone = await phoneOf('王秀兰')
  const member = await stack.signIn(phone, password)
  const { id } = await member.call('me.get')
  await member.call('me.erase', { body: { password } })
  await expect(stack.signIn(phone, password)).rejects.toMatchObject({
    code: 'auth.wrong_credentials',
  })
  const db = mongo.db(stack.database?.dbName)
  const people = await db.collection('people').find({ name: '王秀兰' }).toArray()
  expect(people).toHaveLength(1)
  expect(people[0]).toMatchObject({ phoneSealed: null, passwordHash: null, contactIndex: null })
  expect(String(people[0]?._id)).toBe(id)
  expect((await everything())['tickets']).not.toContain(id)
})

it('what a member answered is in the export; afterwards it is nobody’s, and still counts', async () => {
  const phone = await phoneOf('刘桂芳')
  const member = await stack.signIn(phone, password)
  const { id } = await member.call('me.get')
  const device = 'device-of-one-who-leaves'
  const exam = (await member.call('me.exams')).items[0]?.exam
  const params = { id: exam?.id ?? '' }
  const { id: attempt, questions } = await member.call('attempts.start', {
    params,
    body: { device },
  })
  const questionId = questions.find(({ kind }) => kind === 'fill')?.id ?? ''
  await member.call('attempts.save', {
    params: { id: attempt, questionId },
    body: { device, revision: 1, response: ['我自己填的'] },
  })
  await member.call('attempts.submit', { params: { id: attempt }, body: { device } })
  const exported = JSON.stringify((await member.call('me.export'))['exams'])
  expect(exported).toContain('我自己填的')
  expect(exported).toContain('"passed":false')
  expect(exported, 'each wrong answer, with the day it comes back').toContain(
    `"questionId":"${questionId}","dueDay"`,
  )

  const secretary = await stack.signInAs('李敏')
  const counted = async () => ({
    answers: await secretary.call('questions.answers', { params: { id: questionId } }),
    progress: await secretary.call('exams.progress', { params }),
  })
  const before = await counted()
  expect(before.answers.asked).toBeGreaterThan(0)
  await member.call('me.erase', { body: { password } })
  expect(await counted()).toEqual(before)
  const left = await everything()
  for (const name of ['question_answers', 'question_reviews', 'quiz_passes'])
    expect(left[name], name).not.toContain(id)
  expect(left['exam_attempts']).not.toMatch(/我自己填的|device-of-one-who-leaves/)
})

it('who still has duties hands them over first', async () => {
  const secretary = await stack.signInAs('何志远')
  await expect(secretary.call('me.erase', { body: { password } })).rejects.toMatchObject({
    code: 'me.has_duties',
  })
  expect((await secretary.call('me.get')).name).toBe('何志远')
})
