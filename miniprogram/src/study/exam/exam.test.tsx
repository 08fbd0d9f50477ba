import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { device } from '../../../test-stubs/taro'
import { calls, refused, serve, signIn } from '@/desk/test-support/fake-server'
import type { Attempt } from './answers'
import ExamPage from './index'

const attemptId = 'c'.repeat(24)
const [first, second] = ['1'.repeat(24), '2'.repeat(24)]
let attempt: Attempt
/** What the server answers to a save; null = there is no network. */
let onSave: () => { status: number; body: unknown } | null

const saves = () => calls.filter(({ method }) => method === 'PUT')

// What jsdom lacks of a dialog.
HTMLDialogElement.prototype.showModal = function showModal(this: HTMLDialogElement) {
  this.open = true
}
HTMLDialogElement.prototype.close = function close(this: HTMLDialogElement, value = '') {
  this.returnValue = value
  this.open = false
  this.dispatchEvent(new Event('close'))
}

beforeEach(() => {
  device.storage.clear()
  device.params = { attempt: attemptId }
  signIn()
  const truth = [
    { id: 't', text: '对' },
    { id: 'f', text: '错' },
  ]
  const asked = { kind: 'truefalse' as const, options: truth, blanks: 0, response: [], revision: 0 }
  attempt = {
    id: attemptId,
    examId: 'e'.repeat(24),
    title: '资格考试',
    passMark: 85,
    deadlineAt: '2026-11-23T13:00:00Z',
    secondsLeft: 3909,
    questions: [
      { ...asked, id: first, stem: '先听再说' },
      { ...asked, id: second, stem: '先说再听' },
    ],
    result: null,
    judged: [],
    answersFrom: null,
    certification: null,
  }
  onSave = () => ({ status: 200, body: { secondsLeft: 3600 } })
  serve(({ method, path }) => {
    if (path === `/api/me/attempts/${attemptId}` && method === 'GET')
      return { status: 200, body: attempt }
    if (method === 'PUT') {
      const answer = onSave()
      if (!answer) throw new Error('no network')
      return answer
    }
    if (path.endsWith('/submission')) {
      const result = { right: 1, total: 2, score: 50, passed: false, automatic: false }
      attempt = {
        ...attempt,
        result: { ...result, submittedAt: '2026-11-23T12:30:00Z' },
        judged: [
          { questionId: first, right: true, correct: ['对'], explanation: '', keyPoint: 1 },
          { questionId: second, right: false, correct: ['错'], explanation: '', keyPoint: 2 },
        ],
      }
      return { status: 200, body: attempt }
    }
    if (path.endsWith('/attempts')) return { status: 200, body: attempt }
    return undefined
  })
})
afterEach(cleanup)

const choose = async (text: string) =>
  fireEvent.click(await screen.findByRole('radio', { name: text }))

it('counts by the seconds that the server gives', async () => {
  render(<ExamPage />)
  expect((await screen.findByRole('timer')).textContent).toBe('还剩 1:05:09')
})

it('keeps what did not arrive over a closed page, and sends it with its own number', async () => {
  onSave = () => null
  render(<ExamPage />)
  await choose('对')
  await screen.findByText('1 题还没存上', undefined, { timeout: 5000 })
  cleanup()

  onSave = () => ({ status: 200, body: { secondsLeft: 3600 } })
  render(<ExamPage />)
  expect((await screen.findByRole('radio', { name: '对' })).getAttribute('aria-checked')).toBe(
    'true',
  )
  await choose('错')
  await vi.waitFor(
    () => expect(saves().at(-1)?.body).toMatchObject({ response: ['f'], revision: 2 }),
    {
      timeout: 5000,
    },
  )
  await screen.findByText('答案都存好了')
})

it('what the server has of a later change is not put back', async () => {
  onSave = () => null
  render(<ExamPage />)
  await choose('对')
  await screen.findByText('1 题还没存上', undefined, { timeout: 5000 })
  cleanup()
  const [one, ...rest] = attempt.questions
  if (!one) throw new Error('there is one')
  attempt = { ...attempt, questions: [{ ...one, response: ['f'], revision: 4 }, ...rest] }
  render(<ExamPage />)
  expect((await screen.findByRole('radio', { name: '错' })).getAttribute('aria-checked')).toBe(
    'true',
  )
  expect(screen.getByText('答案都存好了')).toBeTruthy()
})

it('says so where another device has taken over, and goes on here when asked to', async () => {
  onSave = () => refused('exam.other_device', 409)
  render(<ExamPage />)
  await choose('对')
  await screen.findByText('换到别的手机上答了', undefined, { timeout: 5000 })
  fireEvent.click(screen.getByRole('button', { name: '在这里接着答' }))
  await screen.findByText('第 1 题，共 2 题', { exact: false })
  expect(calls.find(({ path }) => path.endsWith('/attempts'))?.body).toMatchObject({
    takeOver: true,
  })
})

it('is not handed in while an answer is on this phone alone', async () => {
  onSave = () => null
  render(<ExamPage />)
  await choose('对')
  fireEvent.click(screen.getByRole('button', { name: '现在就交卷' }))
  fireEvent.click(await screen.findByRole('button', { name: '交卷' }))
  await screen.findByText('还有 1 题没存上', { exact: false }, { timeout: 5000 })
  expect(calls.some(({ path }) => path.endsWith('/submission'))).toBe(false)

  onSave = () => ({ status: 200, body: { secondsLeft: 3600 } })
  fireEvent.click(screen.getByRole('button', { name: '现在就交卷' }))
  fireEvent.click(await screen.findByRole('button', { name: '交卷' }))
  expect((await screen.findByText('50 分')).getAttribute('role')).toBe('status')
  expect(screen.getByText('没通过')).toBeTruthy()
  expect(screen.getByText(/^85 分通过 · 答对 1 题，共 2 题/)).toBeTruthy()
  expect(screen.getByText('看看这一课的要点 2')).toBeTruthy()
})

it('while it may be sat again, it says when the right answers are to be seen', async () => {
  const result = { right: 1, total: 2, score: 50, passed: false, automatic: false }
  attempt = {
    ...attempt,
    result: { ...result, submittedAt: '2026-11-23T12:30:00Z' },
    judged: [
      { questionId: first, right: true, correct: [], explanation: '', keyPoint: 1 },
      { questionId: second, right: false, correct: [], explanation: '', keyPoint: 2 },
    ],
    answersFrom: '2026-11-24T04:00:00Z',
  }
  render(<ExamPage />)
  await screen.findByText(/还可以再考，正确答案先不写出来；.*12:00考试结束以后能看到/)
  expect(screen.getByText('看看这一课的要点 2')).toBeTruthy()
  expect(screen.queryByText(/正确答案：/)).toBeNull()
})
