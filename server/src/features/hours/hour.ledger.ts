import { effects } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { isDuplicateKey, runAgain } from '../../platform/database'
import type { ServedEvent } from '../events'
import { getOrgs } from '../orgs'
import type { PersonRecord } from '../people'
import { HourModel, toId, type HourDocument } from './hour.model'
import { addToSums } from './hour.sums'

/** What is to be written for one person. */
export interface NewHours extends Pick<
  HourDocument,
  'kind' | 'minutes' | 'effect' | 'from' | 'to' | 'reason' | 'proof' | 'by'
> {
  person: Pick<PersonRecord, 'id' | 'posts'>
}

/** Hours as the book of points counts them: time and effect (mechanism E18). */
export function quantityOf({ minutes, effect }: Pick<HourDocument, 'minutes' | 'effect'>): number {
  return (minutes / 60) * (effects[effect] / 100)
}

/** Where somebody's hours count: the organizations of all their posts, and everything above. */
async function homesOf(people: readonly Pick<PersonRecord, 'id' | 'posts'>[]) {
  const orgs = await getOrgs(people.flatMap(({ posts }) => posts.map(({ orgId }) => orgId)))
  return new Map(
    people.map(({ id, posts }) => {
      const own = [...new Set(posts.map(({ orgId }) => orgId))].toSorted()
      const all = new Set(own.flatMap((orgId) => orgs.get(orgId)?.path ?? []))
      return [id, { homeKey: own.join(' '), orgIds: [...all].map(toId) }]
    }),
  )
}

/** Minutes that stand for people at a date, by person. */
export async function standingAt(
  eventId: string,
  personIds: readonly string[],
  session: ClientSession,
): Promise<Map<string, number>> {
  const rows = await HourModel.aggregate<{ _id: unknown; minutes: number }>([
    { $match: { eventId: toId(eventId), personId: { $in: personIds.map(toId) } } },
    { $group: { _id: '$personId', minutes: { $sum: '$minutes' } } },
  ]).session(session)
  return new Map(rows.map(({ _id, minutes }) => [String(_id), minutes]))
}

/**
 * Writes hours of one date, each of another person, and adds them to the sums, in the caller's
 * transaction, which holds these people ({@link Presences.hold}).
 */
export async function writeHours(
  event: ServedEvent,
  given: readonly NewHours[],
  at: Date,
  session: ClientSession,
): Promise<HourDocument[]> {
  if (given.length === 0) return []
  const homes = await homesOf(given.map(({ person }) => person))
  const ids = given.map(({ person }) => person.id)
  const before = await standingAt(event.id, ids, session)
  const rows = given.map(({ person, ...hours }): HourDocument => {
    const home = homes.get(person.id)
    return {
      ...hours,
      _id: toId(),
      key: `${hours.kind}:${event.id}:${person.id}`,
      personId: toId(person.id),
      homeKey: home?.homeKey ?? '',
      orgIds: home?.orgIds ?? [],
      hostId: toId(event.orgId),
      hostPath: event.orgPath.map(toId),
      eventId: toId(event.id),
      teamId: event.teamId === null ? null : toId(event.teamId),
      title: event.title,
      day: event.day,
      month: event.day.slice(0, 7),
      corrects: null,
      at,
    }
  })
  await insert(rows, session)
  await addToSums(rows, before, ({ kind }) => kind === 'added', session)
  return rows
}

/** Writes a correction of an entry, which counts where and when the entry does. */
export async function writeCorrection(
  entry: HourDocument,
  given: Pick<HourDocument, 'minutes' | 'reason' | 'by' | 'at'> & { corrections: number },
  session: ClientSession,
): Promise<HourDocument> {
  const { corrections, ...kept } = given
  const before = await standingAt(String(entry.eventId), [String(entry.personId)], session)
  const row: HourDocument = {
    ...entry,
    ...kept,
    _id: toId(),
    key: `correction:${String(entry._id)}:${corrections}`,
    kind: 'correction',
    from: null,
    to: null,
    proof: null,
    corrects: entry._id,
  }
  await insert([row], session)
  await addToSums([row], before, () => entry.kind === 'added', session)
  return row
}

async function insert(rows: readonly HourDocument[], session: ClientSession): Promise<void> {
  try {
    await HourModel.insertMany(rows, { session })
  } catch (error) {
    throw isDuplicateKey(error) ? runAgain(error) : error
  }
}
