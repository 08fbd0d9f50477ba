import type { OutputOf } from '@lianxin/shared/contract'
import { ApiError } from '@lianxin/shared/client'
import { api } from '@/api/client'
import { newIdempotencyKey } from '@/api/idempotency'
import { isRecord, readStored, writeStored } from '@/lib/storage'

export type Attempt = OutputOf<'attempts.get'>

/** An answer as this device has it. */
interface KeptAnswer {
  /** Counts up with every change, so that an answer that was long on its way changes nothing. */
  revision: number
  response: string[]
  /** Has the server acknowledged it? */
  sent: boolean
}
/** By question id. */
export type KeptAnswers = Record<string, KeptAnswer>

const answersKey = 'lx.exam-answers'
const deviceStorageKey = 'lx.exam-device'
/** Attempts whose answers are kept on a device; older ones are over. */
const mostAttempts = 5

const isAnswers = (value: unknown): value is Record<string, KeptAnswers> =>
  isRecord(value) &&
  Object.values(value).every(
    (each) =>
      isRecord(each) &&
      Object.values(each).every((answer) => isRecord(answer) && Array.isArray(answer.response)),
  )

const shelf = () => readStored(answersKey, isAnswers) ?? {}

function put(attemptId: string, answers: KeptAnswers): void {
  const { [attemptId]: _old, ...others } = shelf()
  const rest = Object.entries(others).slice(0, mostAttempts - 1)
  writeStored(answersKey, Object.fromEntries([[attemptId, answers], ...rest]))
}

/** What names this device to the server: an attempt is written by one device at a time. */
export function deviceKey(): string {
  const known = readStored(deviceStorageKey, (value): value is string => typeof value === 'string')
  if (known) return known
  const made = newIdempotencyKey()
  writeStored(deviceStorageKey, made)
  return made
}

/** The answers of an attempt: the server's, and over them what this device could not send yet. */
export function openAnswers({ id, questions }: Attempt): KeptAnswers {
  const here = shelf()[id] ?? {}
  const answers = Object.fromEntries(
    questions.map((question) => {
      const own = here[question.id]
      const waits = own !== undefined && !own.sent && own.revision > question.revision
      const { revision, response } = question
      return [question.id, waits ? own : { revision, response, sent: true }]
    }),
  )
  put(id, answers)
  return answers
}

/** Keeps an answer on this device, to be sent. @returns all of the attempt's */
export function keepAnswer(attemptId: string, questionId: string, response: string[]): KeptAnswers {
  const before = shelf()[attemptId] ?? {}
  const revision = (before[questionId]?.revision ?? 0) + 1
  const answers = { ...before, [questionId]: { revision, response, sent: false } }
  put(attemptId, answers)
  return answers
}

/** Forgets the answers of an attempt that is over. */
export function forgetAnswers(attemptId: string): void {
  const { [attemptId]: _gone, ...rest } = shelf()
  writeStored(answersKey, rest)
}

/** How sending went. */
interface Sent {
  answers: KeptAnswers
  /** By the clock of the server; null = nothing was acknowledged. */
  secondsLeft: number | null
  /** Did the server answer to all of it? */
  arrived: boolean
  /** other_device: another one has taken over. over: it was handed in, or the time is up. */
  refused: 'other_device' | 'over' | null
}

/** Sends what the server does not have yet, one answer after the other, until one does not go. */
export async function sendAnswers(attemptId: string): Promise<Sent> {
  let secondsLeft: number | null = null
  const waiting = Object.entries(shelf()[attemptId] ?? {}).filter(([, { sent }]) => !sent)
  for (const [questionId, { revision, response }] of waiting) {
    try {
      const body = { device: deviceKey(), revision, response }
      const params = { id: attemptId, questionId }
      const saved = await api.call('attempts.save', { params, body })
      secondsLeft = saved.secondsLeft
    } catch (error) {
      const code = error instanceof ApiError && error.status < 500 ? error.code : null
      const answers = shelf()[attemptId] ?? {}
      if (code === 'exam.other_device')
        return { answers, secondsLeft, arrived: true, refused: 'other_device' }
      if (code === 'exam.too_late' || code === 'exam.submitted')
        return { answers, secondsLeft, arrived: true, refused: 'over' }
      return { answers, secondsLeft, arrived: false, refused: null }
    }
    const now = shelf()[attemptId] ?? {}
    // It may have been changed again while it was on its way.
    if (now[questionId]?.revision === revision)
      put(attemptId, { ...now, [questionId]: { revision, response, sent: true } })
  }
  return { answers: shelf()[attemptId] ?? {}, secondsLeft, arrived: true, refused: null }
}
