import type { Client } from '@lianxin/shared/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startStack, type Stack } from '../support/stack'

const series = '一百道填空'
const device = 'device-of-the-first-phone'
const counts = { single: 0, multiple: 0, truefalse: 0, ordering: 0, fill: 100 }

let stack: Stack
let examId: string

beforeAll(async () => {
  stack = await startStack()
  const secretary = await stack.signInAs('李敏')
  const orgId = (await secretary.call('me.get')).orgId ?? ''
  for (let n = 0; n < 100; n += 1)
    await secretary.call('questions.create', {
      body: { kind: 'fill', stem: `第 ${n} 个`, accepted: [[`谜底${n}`]], series },
    })
  const exam = await secretary.call('exams.create', {
    body: {
      audienceOrgId: orgId,
      title: '一百道',
      series: [series],
      counts,
      minutes: 60,
      opensAt: '2020-01-01T00:00:00Z',
      closesAt: '2099-01-01T00:00:00Z',
      certification: { kind: 'party-development', months: 12 },
    },
  })
  expect(exam.passMark, 'the mark of the source when nobody says another').toBe(85)
  examId = exam.id
})
afterAll(() => stack?.stop())

const start = (who: Client) =>
  who.call('attempts.start', { params: { id: examId }, body: { device } })

const save = (who: Client, id: string, questionId: string, text: string) =>
  who.call('attempts.save', {
    params: { id, questionId },
    body: { device, revision: 1, response: [text] },
  })

/** Sits it whole with so many right answers. */
async function sit(name: string, right: number) {
  const who = await stack.signInAs(name)
  const attempt = await start(who)
  expect(JSON.stringify(attempt), 'no answer is told before').not.toContain('谜底')
  for (const [at, { id, stem }] of attempt.questions.entries()) {
    const answer = `谜底${stem.replace(/\D/g, '')}`
    await save(who, attempt.id, id, at < right ? answer : '不知道')
  }
  return who.call('attempts.submit', { params: { id: attempt.id }, body: { device } })
}

describe('the 85 rule', () => {
  it.each([
    ['王秀兰', 85, true],
    ['刘桂芳', 84, false],
  ])('%s with %i of 100', async (name, score, passed) => {
    const sat = await sit(name, score)
    expect(sat.result).toMatchObject({ right: score, total: 100, score, passed })
    expect(sat.certification === null).toBe(!passed)
    expect(sat.judged.filter(({ right }) => !right)).toHaveLength(100 - score)
  })

  it('is in the desk’s numbers, each with what it is out of', async () => {
    const secretary = await stack.signInAs('李敏')
    const params = { id: examId }
    expect(await secretary.call('exams.progress', { params })).toMatchObject({
      started: 2,
      submitted: { count: 2, of: 2 },
      passed: { count: 1, of: 2 },
    })
    const { items } = await secretary.call('exams.results', { params, query: {} })
    expect(new Set(items.map(({ score }) => score))).toEqual(new Set([84, 85]))
  })
})

describe('a paper is one person’s', () => {
  it('nobody else reads, writes or hands it in; another branch does not find the exam', async () => {
    const { items } = await (await stack.signInAs('王秀兰')).call('me.exams')
    const attemptId = items.find(({ exam }) => exam.id === examId)?.lastAttemptId ?? ''
    const foreign = await stack.signInAs('朱红梅')
    const notFound = { code: 'request.not_found', status: 404 }
    for (const other of [foreign, await stack.signInAs('刘桂芳'), await stack.signInAs('李敏')]) {
      const params = { id: attemptId }
      await expect(other.call('attempts.get', { params })).rejects.toMatchObject(notFound)
      await expect(save(other, attemptId, '0'.repeat(24), 'x')).rejects.toMatchObject(notFound)
      await expect(
        other.call('attempts.submit', { params, body: { device } }),
      ).rejects.toMatchObject(notFound)
    }
    await expect(start(foreign)).rejects.toMatchObject(notFound)
  })

  it('what is no answer is refused with a word on it, and breaks nothing', async () => {
    const who = await stack.signInAs('王秀兰')
    const bad = [
      { device: 'short', revision: 1, response: ['x'] },
      { device, revision: 0, response: ['x'] },
      { device, revision: 1, response: ['x'.repeat(201)] },
      { device, revision: 1, response: Array.from({ length: 13 }, () => 'x') },
    ]
    const params = { id: '0'.repeat(24), questionId: '0'.repeat(24) }
    for (const body of bad)
      await expect(who.call('attempts.save', { params, body })).rejects.toMatchObject({
        code: 'request.invalid',
      })
  })
})
