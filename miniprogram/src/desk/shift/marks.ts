import { api } from '@/api/client'
import { failureOf } from '@/api/failure'
import { serverNow } from '@/api/server-time'
import { currentSession } from '@/api/session'
import { isRecord, readStored, writeStored } from '@/lib/storage'

/** Coming or going of somebody, as the organizer noted it on this device. */
export interface Mark {
  eventId: string
  personId: string
  way: 'in' | 'out'
  /** When it was, by the server's clock as far as it is known; ISO 8601. */
  at: string
  /** When it was noted on this device, by its own clock, in ms. */
  notedMs: number
  /** Why the server does not take it; null: not sent yet. */
  why: string | null
}
/** What is noted: who, where, which way. */
type Noted = Pick<Mark, 'eventId' | 'personId' | 'way'>

const storageKey = 'lx.desk.marks'
/** The server takes this many at a time. */
const AT_ONCE = 200
/** A list that was never sent must not lie on a shared phone for ever. */
const LIVES_MS = 7 * 24 * 60 * 60 * 1000

const isMark = (value: unknown): value is Mark =>
  isRecord(value) &&
  typeof value.eventId === 'string' &&
  typeof value.personId === 'string' &&
  (value.way === 'in' || value.way === 'out') &&
  typeof value.at === 'string' &&
  typeof value.notedMs === 'number' &&
  (value.why === null || typeof value.why === 'string')
/** By organizer: one never sends what another wrote on the same phone. */
const isShelf = (value: unknown): value is Record<string, Mark[]> =>
  isRecord(value) &&
  Object.values(value).every((marks) => Array.isArray(marks) && marks.every(isMark))

const mine = () => currentSession()?.me.id ?? ''

function shelf(nowMs: number): Record<string, Mark[]> {
  const all = Object.entries(readStored(storageKey, isShelf) ?? {})
  const fresh = all.map(
    ([who, marks]) => [who, marks.filter(({ notedMs }) => nowMs - notedMs <= LIVES_MS)] as const,
  )
  return Object.fromEntries(fresh)
}

/** What this organizer noted and the server has not taken, in the order in which it was noted. */
export function marksHere(nowMs = Date.now()): Mark[] {
  return shelf(nowMs)[mine()] ?? []
}

function keep(marks: readonly Mark[]): boolean {
  return writeStored(storageKey, { ...shelf(Date.now()), [mine()]: marks })
}

const isSame = (a: Mark, b: Mark) =>
  a.eventId === b.eventId && a.personId === b.personId && a.way === b.way && a.at === b.at
const isOf = ({ eventId, personId, way }: Noted) => {
  return (mark: Mark) => mark.eventId === eventId && mark.personId === personId && mark.way === way
}

/**
 * Notes a coming or going on this device. A second tap on what waits to be sent changes nothing;
 * what the server did not take is tried anew.
 * @param at left out: now
 * @returns false when the device has no room
 */
export function noteMark(mark: Noted, at?: string, nowMs = Date.now()): boolean {
  const marks = marksHere(nowMs)
  const isThis = isOf(mark)
  if (marks.some((each) => isThis(each) && each.why === null)) return true
  const fresh = {
    ...mark,
    at: at ?? new Date(serverNow(nowMs)).toISOString(),
    notedMs: nowMs,
    why: null,
  }
  return keep([...marks.filter((each) => !isThis(each)), fresh])
}

/** Puts away what the server did not take and the organizer has read. */
export function dropMark(mark: Mark): void {
  keep(marksHere().filter((each) => !isSame(each, mark)))
}

/** Takes out what the server has; keeps why it refused the others. What came meanwhile stays. */
function settle(sent: readonly Mark[], whyOf: (index: number) => string | null): void {
  const left = marksHere().flatMap((mark) => {
    const index = sent.findIndex((each) => isSame(each, mark))
    if (index < 0) return [mark]
    const why = whyOf(index)
    return why === null ? [] : [{ ...mark, why }]
  })
  keep(left)
}

/** @returns whether the server answered */
async function sendSome(eventId: string, some: readonly Mark[]): Promise<boolean> {
  // A clock that runs ahead must not put anything into the future: that is refused.
  const latest = new Date(serverNow()).toISOString()
  const items = some.map(({ personId, way, at }) => ({
    personId,
    way,
    at: at > latest ? latest : at,
  }))
  try {
    const answer = await api.call('events.capture', { params: { id: eventId }, body: { items } })
    settle(some, (index) => {
      const { outcome, why } = answer.items[index] ?? { outcome: 'refused', why: null }
      return outcome === 'refused' ? (why ?? '没有记上，请再点一次。') : null
    })
    return true
  } catch (error) {
    const { retriable, code, message } = failureOf(error)
    // Signed out meanwhile: it waits until this organizer is back.
    if (retriable || code === null || code.startsWith('auth.')) return false
    settle(some, () => message)
    return true
  }
}

let sending: Promise<boolean> | null = null

async function sendAll(): Promise<boolean> {
  for (;;) {
    const waiting = marksHere().filter(({ why }) => why === null)
    const [first] = waiting
    if (!first) return true
    const some = waiting.filter(({ eventId }) => eventId === first.eventId).slice(0, AT_ONCE)
    if (!(await sendSome(first.eventId, some))) return false
  }
}

/**
 * Sends what waits, one call at a time however often it is asked for. The server knows what it has
 * already, so nothing is counted twice even when an answer is lost.
 * @returns false when something still waits because there was no answer
 */
export function sendMarks(): Promise<boolean> {
  sending ??= sendAll().finally(() => {
    sending = null
  })
  return sending
}
