import type { ClientSession } from 'mongoose'
import { isDuplicateKey, runAgain } from '../../platform/database'
import {
  HourMonthModel,
  HourPeopleModel,
  HourTotalModel,
  type HourDocument,
  type HourMonthDocument,
  type HourSide,
} from './hour.model'

/** Units that are asked for at a time; the embedded engine takes this many bounds of an index. */
const UNITS_AT_ONCE = 300

export interface Months {
  from: string
  to: string
}
/** People, attendances and minutes of a unit: none stands for another. */
export interface Sums {
  people: number
  attendances: number
  minutes: number
  added: number
}
export const noSums: Sums = { people: 0, attendances: 0, minutes: 0, added: 0 }

/** What is summed by itself: the people of an organization and all below it. */
export const homeUnit = (orgId: string) => `home:${orgId}`
/** What an organization and all below it organized; with a team, that team's part of it. */
export const hostUnit = (orgId: string, teamId?: string) =>
  teamId === undefined ? `host:${orgId}` : `host:${orgId}/${teamId}`

type Row = Pick<
  HourDocument,
  'personId' | 'month' | 'homeKey' | 'orgIds' | 'hostId' | 'hostPath' | 'teamId' | 'minutes'
>
/** Whose sums an entry is in, by both of its sides. */
const sides: Record<HourSide, (row: Row) => Pick<HourMonthDocument, 'key' | 'units'>> = {
  home: ({ homeKey, orgIds }) => ({
    key: homeKey,
    units: orgIds.map((orgId) => homeUnit(String(orgId))),
  }),
  host: ({ hostId, hostPath, teamId }) => ({
    key: [hostId, teamId ?? ''].join('/'),
    units: hostPath.map(String).flatMap((orgId) => {
      const own = hostUnit(orgId)
      return teamId === null ? [own] : [own, hostUnit(orgId, String(teamId))]
    }),
  }),
}

/** A change of one person's month, on one side. */
interface Change extends Omit<HourMonthDocument, '_id'> {}

/** Collects what is to be added to counters, so that each is written once. */
class Increments<F extends string> {
  private readonly byKey = new Map<
    string,
    { filter: Record<string, string>; add: Map<F, number> }
  >()

  add(filter: Record<string, string>, fields: Record<F, number>): void {
    const key = Object.values(filter).join(' ')
    const known = this.byKey.get(key) ?? { filter, add: new Map<F, number>() }
    for (const [field, value] of Object.entries<number>(fields))
      known.add.set(field as F, (known.add.get(field as F) ?? 0) + value)
    this.byKey.set(key, known)
  }

  /** In one order for all writers, so that none waits for another in a ring. */
  updates() {
    return [...this.byKey.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { filter, add }]) => ({ filter, add: [...add].filter(([, value]) => value !== 0) }))
      .filter(({ add }) => add.length > 0)
      .map(({ filter, add }) => ({
        updateOne: { filter, update: { $inc: Object.fromEntries(add) }, upsert: true },
      }))
  }
}

/** Months in which somebody has time in a unit, with how much. */
function monthsIn(unit: string, rows: readonly HourMonthDocument[]): Map<string, number> {
  const months = new Map<string, number>()
  for (const { units, month, minutes } of rows)
    if (units.includes(unit)) months.set(month, (months.get(month) ?? 0) + minutes)
  return months
}

/**
 * Counts a person among those of a month by their last month before it, and puts the next month
 * right. So the people of any months together are found without looking at a single one of them:
 * each is counted in the first of these months, the one whose last month before lies outside.
 */
function count(
  people: Increments<'people'>,
  { unit, month, sign }: { unit: string; month: string; sign: 1 | -1 },
  others: readonly string[],
): void {
  const before =
    others
      .filter((other) => other < month)
      .toSorted()
      .at(-1) ?? ''
  const next = others.filter((other) => other > month).toSorted()[0]
  people.add({ unit, month, before }, { people: sign })
  if (next === undefined) return
  people.add({ unit, month: next, before }, { people: -sign })
  people.add({ unit, month: next, before: month }, { people: sign })
}

async function addSide(side: HourSide, changes: readonly Change[], session: ClientSession) {
  await HourMonthModel.bulkWrite(
    changes.map(({ personId, month, key, units, minutes, added, times }) => ({
      updateOne: {
        filter: { personId, side, month, key },
        update: { $inc: { minutes, added, times }, $setOnInsert: { units } },
        upsert: true,
      },
    })),
    { session, ordered: true },
  )
  const ids = changes.map(({ personId }) => personId)
  const kept = await HourMonthModel.find({ side, personId: { $in: ids } })
    .session(session)
    .lean()
  const ofPerson = new Map<string, HourMonthDocument[]>()
  for (const row of kept) {
    const id = String(row.personId)
    ofPerson.set(id, [...(ofPerson.get(id) ?? []), row])
  }
  const totals = new Increments<'minutes' | 'added' | 'times'>()
  const people = new Increments<'people'>()
  for (const { personId, month, units, minutes, added, times } of changes)
    for (const unit of units) {
      totals.add({ unit, month }, { minutes, added, times })
      const months = monthsIn(unit, ofPerson.get(String(personId)) ?? [])
      const now = months.get(month) ?? 0
      const isIn = now > 0
      const wasIn = now - minutes > 0
      if (isIn === wasIn) continue
      const others = [...months].flatMap(([other, has]) =>
        other !== month && has > 0 ? [other] : [],
      )
      count(people, { unit, month, sign: isIn ? 1 : -1 }, others)
    }
  return { totals: totals.updates(), people: people.updates() }
}

/**
 * Adds entries to all sums that follow from them, in the transaction that writes them and that holds
 * these people: a person's months, and the totals and heads of every unit they count in.
 * @param rows each of another person
 * @param had minutes that stood for a person at that date before
 * @param isAdded whether an entry counts among the hours written in
 */
export async function addToSums(
  rows: readonly HourDocument[],
  had: ReadonlyMap<string, number>,
  isAdded: (row: HourDocument) => boolean,
  session: ClientSession,
): Promise<void> {
  const totals = []
  const people = []
  for (const side of ['home', 'host'] as const) {
    const changes = rows.map((row): Change => {
      const { personId, month, minutes } = row
      const before = had.get(String(personId)) ?? 0
      const times = Number(before + minutes > 0) - Number(before > 0)
      return {
        ...{ personId, side, month, ...sides[side](row) },
        ...{ minutes, added: isAdded(row) ? minutes : 0, times },
      }
    })
    const writes = await addSide(side, changes, session)
    totals.push(...writes.totals)
    people.push(...writes.people)
  }
  // Last, because the totals of a district are written by everybody below it.
  try {
    if (people.length > 0) await HourPeopleModel.bulkWrite(people, { session, ordered: true })
    if (totals.length > 0) await HourTotalModel.bulkWrite(totals, { session, ordered: true })
  } catch (error) {
    throw isDuplicateKey(error) ? runAgain(error) : error
  }
}

/** Heads of some units in some months; each person is one, however many months they stand in. */
async function headsOf(units: readonly string[], { from, to }: Months) {
  const rows = await HourPeopleModel.aggregate<{ _id: string; people: number }>([
    {
      $match: { unit: { $in: units }, month: { $gte: from, $lte: to }, before: { $lt: from } },
    },
    { $group: { _id: '$unit', people: { $sum: '$people' } } },
  ])
  return new Map(rows.map(({ _id, people }) => [_id, people]))
}

const summed = {
  minutes: { $sum: '$minutes' },
  added: { $sum: '$added' },
  attendances: { $sum: '$times' },
}

/** Figures of units in some months, by unit; a unit without any is left out. */
export async function sumsOf(units: readonly string[], months: Months): Promise<Map<string, Sums>> {
  const sums = new Map<string, Sums>()
  for (let start = 0; start < units.length; start += UNITS_AT_ONCE) {
    const some = units.slice(start, start + UNITS_AT_ONCE)
    const [rows, heads] = await Promise.all([
      HourTotalModel.aggregate<Omit<Sums, 'people'> & { _id: string }>([
        { $match: { unit: { $in: some }, month: { $gte: months.from, $lte: months.to } } },
        { $group: { _id: '$unit', ...summed } },
      ]),
      headsOf(some, months),
    ])
    for (const { _id, ...row } of rows) sums.set(_id, { people: heads.get(_id) ?? 0, ...row })
  }
  return sums
}

/**
 * Teams whose projects gave hours in an organization, most first.
 * @param most at most this many, up to 300
 */
export async function sumsOfTeams(orgId: string, months: Months, most: number) {
  const prefix = hostUnit(orgId, '')
  const rows = await HourTotalModel.aggregate<{
    _id: string
    minutes: number
    attendances: number
  }>([
    {
      // '0' is the character after the '/' that the prefix ends with.
      $match: {
        unit: { $gt: prefix, $lt: `${hostUnit(orgId)}0` },
        month: { $gte: months.from, $lte: months.to },
      },
    },
    { $group: { _id: '$unit', minutes: summed.minutes, attendances: summed.attendances } },
    { $sort: { minutes: -1, _id: 1 } },
    { $limit: most },
  ])
  const heads =
    rows.length > 0
      ? await headsOf(
          rows.map(({ _id }) => _id),
          months,
        )
      : new Map<string, number>()
  return rows.map(({ _id, ...row }) => ({
    teamId: _id.slice(prefix.length),
    people: heads.get(_id) ?? 0,
    ...row,
  }))
}
