import type { RuleKey } from '@lianxin/shared'
import type { ClientSession } from 'mongoose'
import { isDuplicateKey, runAgain } from '../../platform/database'
import { EntryModel, TotalModel, toId, yearOf, type EntryDocument } from './book.model'
import { addTo, emptySums } from './book.sums'

/** An entry before it has its place. */
export type NewEntry = Omit<EntryDocument, '_id' | 'seq'>

/** Places taken in each person's year so far. */
async function placesOf(personIds: readonly string[], year: number, session: ClientSession) {
  const rows = await TotalModel.find(
    { personId: { $in: personIds.map(toId) }, year },
    { personId: 1, entries: 1 },
  )
    .session(session)
    .lean()
  return new Map(rows.map(({ personId, entries }) => [String(personId), entries]))
}

/** Adds entries to the sums of their year, people in the order given. */
async function addUp(
  rows: readonly NewEntry[],
  year: number,
  session: ClientSession,
): Promise<void> {
  const sums = new Map<string, ReturnType<typeof emptySums>>()
  for (const row of rows) {
    const key = String(row.personId)
    const sum = sums.get(key) ?? emptySums()
    sums.set(key, sum)
    addTo(sum, row)
  }
  const updates = [...sums].map(([personId, $inc]) => ({
    updateOne: { filter: { personId: toId(personId), year }, update: { $inc }, upsert: true },
  }))
  await TotalModel.bulkWrite(updates, { session, ordered: true })
}

/**
 * Writes entries of one year, each in the next place of its person's year, and adds them to the
 * sums, in the caller's transaction. A place is taken once, by its key: of two writers of one
 * person's year the second runs again after the first.
 * @returns what stands, in the order given
 */
export async function append(
  given: readonly NewEntry[],
  session: ClientSession,
): Promise<EntryDocument[]> {
  const [first] = given
  if (!first) return []
  const { year } = first
  if (given.some((row) => row.year !== year)) throw new Error('entries of one year')
  try {
    const people = [...new Set(given.map(({ personId }) => String(personId)))]
    const places = await placesOf(people, year, session)
    const rows = given.map((row) => {
      const seq = (places.get(String(row.personId)) ?? 0) + 1
      places.set(String(row.personId), seq)
      return { ...row, seq }
    })
    const made = await EntryModel.insertMany(rows, { session })
    await addUp(rows, year, session)
    return made.map((row) => row.toObject())
  } catch (error) {
    throw isDuplicateKey(error) ? runAgain(error) : error
  }
}

/**
 * Points that facts of a rule gave people on a day and in its year; corrections are no facts.
 * @returns by person; who has none is left out
 */
export async function givenTo(
  personIds: readonly string[],
  rule: RuleKey,
  day: string,
  session: ClientSession,
): Promise<Map<string, { today: number; thisYear: number }>> {
  const sums = await EntryModel.aggregate<{
    _id: EntryDocument['personId']
    today: number
    thisYear: number
  }>([
    { $match: { personId: { $in: personIds.map(toId) }, year: yearOf(day), rule, corrects: null } },
    {
      $group: {
        _id: '$personId',
        today: { $sum: { $cond: [{ $eq: ['$day', day] }, '$points', 0] } },
        thisYear: { $sum: '$points' },
      },
    },
  ]).session(session)
  return new Map(sums.map(({ _id, today, thisYear }) => [String(_id), { today, thisYear }]))
}
