import { addDays, MOST_THOUGHT, runDown, shanghaiDay } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import type { Post } from '../../http/route'
import { ensure } from '../../platform/app-error'
import { createBatcher } from '../../platform/batching'
import { inTransaction, isDuplicateKey, runAgain } from '../../platform/database'
import { getOrg } from '../orgs'
import type { CheckinDeps } from './checkin.deps'
import { CheckinModel, type CheckinDocument } from './checkin.model'

/** Days read at a time for a streak: most people's is one page. */
const STREAK_PAGE = 62
/** Check-ins that are written at once while many come in: the evening, or a hall full of phones. */
const MOST_AT_ONCE = 100

/** Who checks in. */
export interface Comrade {
  id: string
  posts: readonly Pick<Post, 'orgId' | 'role'>[]
}
export interface Standing {
  today: string
  doneToday: boolean
  /** Days in a row until today; until yesterday while today is open. */
  streak: number
}
interface CheckedIn extends Standing {
  /** False when the day had one already. */
  isNew: boolean
}
/** What came of a check-in that was said in a chat. */
export interface SaidIn {
  day: string
  isNew: boolean
  /** Its sentence was kept now. */
  keptThought: boolean
  streak: number
}

/** The branch in which a person's check-ins count: where they are a member, else their first post. */
export function branchOf({ posts }: Pick<Comrade, 'posts'>): string | null {
  return (posts.find(({ role }) => role === 'member') ?? posts[0])?.orgId ?? null
}

/**
 * Check-ins: one row a day. A streak is counted when it is asked for, over the same index that
 * keeps a day single: so the write stays one insert, and a made-up day mends the streak by itself.
 */
export function createCheckinService({
  clock,
  listeners,
}: Pick<CheckinDeps, 'clock' | 'listeners'>) {
  async function daysDown(personId: string, from: string, session?: ClientSession) {
    const rows = await CheckinModel.find({ personId, day: { $lte: from } }, { day: 1, _id: 0 })
      .sort({ day: -1 })
      .limit(STREAK_PAGE)
      .session(session ?? null)
      .lean()
    return rows.map(({ day }) => day)
  }

  /** How a person stands on a day. */
  async function standing(
    personId: string,
    today = shanghaiDay(clock.now()),
    session?: ClientSession,
  ): Promise<Standing> {
    let page = await daysDown(personId, today, session)
    const doneToday = page[0] === today
    let next = doneToday ? today : addDays(today, -1)
    let streak = runDown(next, page)
    while (page.length === STREAK_PAGE && runDown(next, page) === STREAK_PAGE) {
      next = addDays(next, -STREAK_PAGE)
      page = await daysDown(personId, next, session)
      streak += runDown(next, page)
    }
    return { today, doneToday, streak }
  }

  async function rowFor(
    comrade: Comrade,
    given: Pick<CheckinDocument, 'at' | 'day' | 'via' | 'thought' | 'card'>,
  ) {
    const orgId = branchOf(comrade)
    const org = orgId === null ? null : await getOrg(orgId)
    ensure(org, 'auth.forbidden')
    return {
      ...given,
      personId: comrade.id,
      orgId: org.id,
      orgPath: org.path,
      review: given.thought === null ? null : ('waiting' as const),
    }
  }

  type NewRow = Awaited<ReturnType<typeof rowFor>>

  /** @throws E11000 when there is one for that day */
  async function write(rows: readonly NewRow[], session: ClientSession) {
    const made = await CheckinModel.insertMany(rows, { session })
    const facts = rows.flatMap(({ personId, at, card }, index) =>
      card === null ? [{ personId, at, checkinId: String(made[index]?._id) }] : [],
    )
    if (facts.length === 0) return
    for (const tell of listeners) await tell(facts, session)
  }

  /** A sentence that comes after the check-in; the first one stands. @returns whether it was kept */
  async function addThought(
    personId: string,
    day: string,
    thought: string,
    session?: ClientSession,
  ): Promise<boolean> {
    const added = await CheckinModel.updateOne(
      { personId, day, thought: null, card: null },
      { $set: { thought, review: 'waiting' } },
      session ? { session } : {},
    )
    return added.modifiedCount === 1
  }

  /** The newest days of some people until a day, newest first, as far back as a streak's page. */
  async function recentDays(
    personIds: readonly string[],
    until: string,
  ): Promise<Map<string, string[]>> {
    const rows = await CheckinModel.find(
      {
        personId: { $in: [...personIds] },
        day: { $gt: addDays(until, -STREAK_PAGE), $lte: until },
      },
      { personId: 1, day: 1, _id: 0 },
    )
      .sort({ personId: 1, day: -1 })
      .lean()
    const days = new Map<string, string[]>()
    for (const { personId, day } of rows) {
      const key = String(personId)
      const known = days.get(key)
      if (known) known.push(day)
      else days.set(key, [day])
    }
    return days
  }

  /** Check-ins of one day: what is there stays, of one person's two the first is written. */
  async function writeNew(rows: readonly NewRow[]): Promise<CheckedIn[]> {
    const day = rows[0]?.day ?? ''
    const people = rows.map(({ personId }) => personId)
    const before = await recentDays(people, day)
    const fresh = new Map<string, NewRow>()
    for (const row of rows)
      if (before.get(row.personId)?.[0] !== day && !fresh.has(row.personId))
        fresh.set(row.personId, row)
    if (fresh.size > 0) {
      // One order of people for all writers: none waits for another in a ring.
      const inOrder = [...fresh.values()].sort((a, b) => (a.personId < b.personId ? -1 : 1))
      await inTransaction((session) => write(inOrder, session))
    }
    return Promise.all(
      rows.map(async (row) => {
        const known = before.get(row.personId) ?? []
        const run = runDown(day, known[0] === day ? known : [day, ...known])
        const streak = run < STREAK_PAGE ? run : (await standing(row.personId, day)).streak
        const isNew = fresh.get(row.personId) === row
        return { today: day, doneToday: true, streak, isNew }
      }),
    )
  }

  const batches = createBatcher(writeNew, {
    most: MOST_AT_ONCE,
    // Around midnight those of two days meet.
    keyOf: ({ day }) => day,
  })

  /**
   * Checks in for the Shanghai day that it is now. Two taps, two devices and retries meet in the
   * unique key; who comes second changes nothing, but may bring the day's sentence.
   */
  async function checkIn(comrade: Comrade, thought: string | null): Promise<CheckedIn> {
    const at = clock.now()
    const day = shanghaiDay(at)
    const row = await rowFor(comrade, { at, day, via: 'page', thought, card: null })
    const done = await batches.add(row).catch((error: unknown) => {
      // Said in a chat, or to another process, meanwhile: now it is there to be seen.
      if (isDuplicateKey(error)) return batches.add(row)
      throw error
    })
    if (!done.isNew && thought !== null) await addThought(comrade.id, day, thought)
    return done
  }

  /**
   * The same said in a chat, in the caller's transaction. It counts for the day on which it was
   * said, however late it arrives; a clock that runs ahead of ours gains nothing.
   * @param said.thought longer ones are cut at {@link MOST_THOUGHT}
   */
  async function sayIn(
    comrade: Comrade,
    said: { at: Date; via: 'group' | 'direct'; thought: string | null },
    session: ClientSession,
  ): Promise<SaidIn> {
    const now = clock.now()
    const at = said.at > now ? now : said.at
    const day = shanghaiDay(at)
    const thought = said.thought?.slice(0, MOST_THOUGHT) ?? null
    const isNew = !(await CheckinModel.exists({ personId: comrade.id, day }).session(session))
    if (isNew) {
      try {
        const row = await rowFor(comrade, { at, day, via: said.via, thought, card: null })
        await write([row], session)
      } catch (error) {
        throw isDuplicateKey(error) ? runAgain(error) : error
      }
    }
    const keptThought =
      thought !== null && (isNew || (await addThought(comrade.id, day, thought, session)))
    const { streak } = await standing(comrade.id, day, session)
    return { day, isNew, keptThought, streak }
  }

  return { standing, rowFor, write, checkIn, sayIn }
}

export type CheckinService = ReturnType<typeof createCheckinService>
