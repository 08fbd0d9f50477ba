import type { OutputOf } from '@lianxin/shared/contract'
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

/**
 * Counts a second of reading on this device.
 * @param block 0-based
 * @returns seconds by block that this device has counted and the server may not know yet
 */
export function countSecond(lesson: StudyLesson, block: number, nowMs = Date.now()): number[] {
  if (lesson.ticket === null) return []
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
  return dwell
}

async function send(name: string, reading: Reading): Promise<Progress | null> {
  const { lessonId, version, ticket, phone, dwell, block } = reading
  try {
    const progress = await api.call('study.report', {
      params: { id: lessonId },
      body: { version, ticket, phone, dwell, block },
    })
    const now = readings()[name]
    // More may have been counted while it was on its way.
    if (now) keep(name, { ...now, unsent: now.dwell.join() !== dwell.join() })
    return progress
  } catch (error) {
    const refused = error instanceof ApiError && error.status < 500 && error.status !== 401
    // What is refused once is refused for ever: the lesson is gone, or the ticket too old.
    if (refused) {
      const { [name]: _gone, ...rest } = readings()
      writeStored(readingsKey, rest)
    }
    return null
  }
}

/** Sends what one lesson has waiting. @returns null when nothing was, or it did not arrive */
export async function sendReading(id: string, version: number): Promise<Progress | null> {
  const name = nameOf(id, version)
  const reading = readings()[name]
  return reading?.unsent ? send(name, reading) : null
}

/** Sends all that waits from times without a network. */
export async function sendReadings(): Promise<void> {
  const all = Object.entries(readings()).filter(
    ([name, { unsent }]) => unsent && name.startsWith(`${mine()}/`),
  )
  for (const [name, reading] of all) await send(name, reading)
}
