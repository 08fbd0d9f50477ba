import type { OutputOf } from '@lianxin/shared/contract'
import { readPercent } from '@lianxin/shared'
import { ApiError } from '@lianxin/shared/client'
import { api } from '@/api/client'
import { newIdempotencyKey } from '@/api/idempotency'
import { currentSession } from '@/api/session'
import { isRecord, readStored, writeStored } from '@/lib/storage'

export type StudyLesson = OutputOf<'study.get'>
export type Progress = OutputOf<'study.report'>

/** What this device has counted of one lesson: whole counts, so that sending twice adds nothing. */
interface Reading {
  lessonId: string
  version: number
  ticket: string
  /** Random for each count: a device that forgets its counts begins as another one. */
  phone: string
  dwell: number[]
  block: number
  /** Is there something that the server has not acknowledged? */
  unsent: boolean
  atMs: number
}

const readingsKey = 'lx.lesson-readings'
const lessonsKey = 'lx.lessons'
/** Lessons are some KB each; WeChat gives a miniprogram 10 MB. */
const mostLessons = 10
const mostReadings = 50

const isReadings = (value: unknown): value is Record<string, Reading> =>
  isRecord(value) &&
  Object.values(value).every(
    (each) => isRecord(each) && Array.isArray(each.dwell) && typeof each.ticket === 'string',
  )
const isLessons = (value: unknown): value is Record<string, StudyLesson> =>
  isRecord(value) &&
  Object.values(value).every((each) => isRecord(each) && Array.isArray(each.blocks))

const mine = () => currentSession()?.me.id ?? ''
const nameOf = (id: string, version: number) => `${mine()}/${id}/${version}`

function readings(): Record<string, Reading> {
  return readStored(readingsKey, isReadings) ?? {}
}

function keep(name: string, reading: Reading): void {
  const { [name]: _old, ...others } = readings()
  // What is not sent is kept longest.
  const rest = Object.entries(others)
    .sort(([, a], [, b]) => Number(b.unsent) - Number(a.unsent) || b.atMs - a.atMs)
    .slice(0, mostReadings - 1)
  writeStored(readingsKey, Object.fromEntries([[name, reading], ...rest]))
}

/** Keeps a lesson for reading it without a network; the ten last read are kept. */
export function keepLesson(lesson: StudyLesson): void {
  const { [`${mine()}/${lesson.id}`]: _old, ...others } = readStored(lessonsKey, isLessons) ?? {}
  const rest = Object.entries(others).slice(0, mostLessons - 1)
  writeStored(lessonsKey, Object.fromEntries([[`${mine()}/${lesson.id}`, lesson], ...rest]))
}

/** The lesson as this device last had it, or null. */
export function keptLesson(id: string): StudyLesson | null {
  return readStored(lessonsKey, isLessons)?.[`${mine()}/${id}`] ?? null
}

/** The lessons of this person that this device keeps, the one read last first. */
export function keptLessons(): StudyLesson[] {
  return Object.entries(readStored(lessonsKey, isLessons) ?? {}).flatMap(([name, lesson]) =>
    name.startsWith(`${mine()}/`) ? [lesson] : [],
  )
}

/**
 * Counts a second of reading on this device.
 * @param block 0-based
 */
export function countSecond(lesson: StudyLesson, block: number, nowMs = Date.now()): void {
  if (lesson.ticket === null) return
  const name = nameOf(lesson.id, lesson.version)
  const before = readings()[name]
  const dwell = lesson.blocks.map((_, index) => before?.dwell[index] ?? 0)
  dwell[block] = (dwell[block] ?? 0) + 1
  keep(name, {
    lessonId: lesson.id,
    version: lesson.version,
    ticket: before?.ticket ?? lesson.ticket,
    phone: before?.phone ?? newIdempotencyKey(),
    dwell,
    block,
    unsent: true,
    atMs: nowMs,
  })
}

/** What became of sending what one lesson had waiting. */
export type Sent =
  | { state: 'told'; progress: Progress }
  /** There was nothing to send, or it was refused for ever. */
  | { state: 'nothing' }
  /** No network, or a server that is busy: it is sent another time. */
  | { state: 'waits' }

/** The lesson is gone, or the ticket too old: another time would be answered the same. */
const isFinal = (error: unknown) =>
  error instanceof ApiError && [400, 404, 422].includes(error.status)

async function sendNow(name: string): Promise<Sent> {
  const reading = readings()[name]
  if (!reading?.unsent) return { state: 'nothing' }
  const { lessonId, version, ticket, phone, dwell, block } = reading
  try {
    const progress = await api.call('study.report', {
      params: { id: lessonId },
      body: { version, ticket, phone, dwell, block },
    })
    const now = readings()[name]
    // More may have been counted while it was on its way.
    if (now) keep(name, { ...now, unsent: now.dwell.join() !== dwell.join() })
    return { state: 'told', progress }
  } catch (error) {
    if (!isFinal(error)) return { state: 'waits' }
    const { [name]: _gone, ...rest } = readings()
    writeStored(readingsKey, rest)
    return { state: 'nothing' }
  }
}

/** One report of a lesson at a time: who comes second has nothing left to send. */
const underWay = new Map<string, Promise<Sent>>()

function send(name: string): Promise<Sent> {
  const before = underWay.get(name) ?? Promise.resolve()
  const mine = before.then(() => sendNow(name))
  underWay.set(name, mine)
  return mine.finally(() => {
    if (underWay.get(name) === mine) underWay.delete(name)
  })
}

/** Sends what one version of a lesson has waiting. */
export function sendReading(id: string, version: number): Promise<Sent> {
  return send(nameOf(id, version))
}

/**
 * Sends all that waits from times without a network; stops at the first that does not arrive.
 * @param lessonId of this lesson alone
 */
export async function sendReadings(lessonId?: string): Promise<Sent['state']> {
  const names = Object.entries(readings())
    .filter(([name, { unsent }]) => unsent && name.startsWith(`${mine()}/${lessonId ?? ''}`))
    .map(([name]) => name)
  for (const name of names) if ((await send(name)).state === 'waits') return 'waits'
  return 'nothing'
}

/**
 * How far somebody is at least: what the server last said, and what this device has counted since.
 * Only a server can say that a lesson is completed.
 */
export function progressHere(lesson: StudyLesson, told: Progress): Progress {
  const here = readings()[nameOf(lesson.id, lesson.version)]
  if (!here) return told
  const dwell = lesson.blocks.map((_, index) =>
    Math.max(told.dwell[index] ?? 0, here.dwell[index] ?? 0),
  )
  const needed = lesson.blocks.map(({ neededSeconds }) => neededSeconds)
  return { ...told, dwell, percent: readPercent(needed, dwell), block: here.block }
}
