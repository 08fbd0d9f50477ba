import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import { seededRandom } from '../../../../tests/support/random'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { callOf, createWorld } from '../events/events.fixture'
import type { OrgRecord } from '../orgs'
import { writeCorrection, writeHours } from './hour.ledger'
import { HourModel, toId, type HourDocument } from './hour.model'
import { hoursIn } from './hours.fixture'

/** HOURS_SEED repeats a run. */
const seed = Number(process.env.HOURS_SEED ?? Date.now() % 1_000_000_000)
const STEPS = 120
const monthNames = Array.from({ length: 8 }, (_, index) => `2026-0${index + 1}`)

const database = testDatabase()
const world = createWorld()
const { clock, people } = world
const { routes, teams } = hoursIn(world)
const ask = callOf(routes)
const teamCall = callOf(teams.routes)

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})

interface Unit {
  orgId: string
  by: 'home' | 'host'
  teamId: string | null
}

/** The long way round: every entry, by person and date. */
function reckoned(entries: readonly HourDocument[], unit: Unit, from: string, to: string) {
  const kindOf = new Map(entries.map(({ _id, kind }) => [String(_id), kind]))
  const own = entries.filter((entry) => {
    const path = unit.by === 'home' ? entry.orgIds : entry.hostPath
    return (
      path.some((id) => String(id) === unit.orgId) &&
      (unit.teamId === null || String(entry.teamId) === unit.teamId) &&
      entry.month >= from &&
      entry.month <= to
    )
  })
  const sumBy = (keyOf: (entry: HourDocument) => string) => {
    const sums = new Map<string, number>()
    for (const entry of own) sums.set(keyOf(entry), (sums.get(keyOf(entry)) ?? 0) + entry.minutes)
    return [...sums.values()].filter((minutes) => minutes > 0).length
  }
  const minutesOf = (some: readonly HourDocument[]) =>
    some.reduce((sum, { minutes }) => sum + minutes, 0)
  return {
    people: sumBy(({ personId }) => String(personId)),
    attendances: sumBy(({ personId, eventId }) => `${String(personId)} ${String(eventId)}`),
    minutes: minutesOf(own),
    added: minutesOf(
      own.filter(({ _id, corrects }) => kindOf.get(String(corrects ?? _id)) === 'added'),
    ),
  }
}

test(`sums that are kept are what the ledger adds up to, whatever was written in whatever order (HOURS_SEED=${seed})`, async () => {
  const chance = seededRandom(seed)
  const pick = <T>(items: readonly T[]): T => {
    const item = items[chance.whole(0, items.length - 1)]
    if (item === undefined) throw new Error('nothing to pick')
    return item
  }
  const places = await world.place()
  const hosts = [places.community, places.other]
  const boss = await world.join('周正', places.district, 'admin')
  const organizer = await world.join('李敏', places.community, 'secretary')
  const team = async (name: string) => {
    const made = await teamCall('teams.create', organizer, {
      body: {
        ...{ name, base: 'area', fields: ['stairways'], about: '一个月一次。' },
        ...{ orgId: places.community.id, leaderIds: [organizer.id] },
      },
    })
    return made.id
  }
  const teamIds = [await team('清洁队'), await team('巡逻队')]
  const post = (org: OrgRecord) => ({ role: 'resident' as const, org })
  const volunteers = await Promise.all(
    [[places.community], [places.other], hosts, [places.street], [places.community]].map(
      (at, index) =>
        people.create({
          ...{ name: `志愿者${index}`, phone: null, passwordHash: null },
          posts: at.map(post),
        }),
    ),
  )
  const by = { id: organizer.id, name: organizer.name }

  async function serve(): Promise<void> {
    const host = pick(hosts)
    const month = pick(monthNames)
    const startsAt = new Date(`${month}-07T09:00:00+08:00`)
    const event = {
      ...{ id: String(toId()), projectId: String(toId()), title: '试', day: `${month}-07` },
      ...{ startsAt, endsAt: startsAt, minShare: 60, givesHours: true },
      ...{ orgId: host.id, orgPath: host.path, teamId: pick([null, ...teamIds]) },
    }
    const who = volunteers.filter(() => chance.whole(0, 1) === 1)
    const given = (kind: 'credited' | 'added', minutes: number) => ({
      ...{ kind, minutes, effect: 'plain' as const, by },
      ...{ from: null, to: null, reason: null, proof: null },
    })
    await inTransaction(async (session) => {
      const credited = who.map((person) => ({ person, ...given('credited', 60) }))
      await writeHours(event, credited, clock.now(), session)
      const added = who.slice(0, 1).map((person) => ({ person, ...given('added', 30) }))
      if (chance.whole(0, 2) === 0) await writeHours(event, added, clock.now(), session)
    })
  }

  /** Takes everything of an entry away, or gives it back. */
  async function correct(): Promise<void> {
    const roots = await HourModel.find({ corrects: null }).sort({ _id: 1 }).lean()
    if (roots.length === 0) return
    const entry = pick(roots)
    const before = await HourModel.find({ corrects: entry._id }).lean()
    const stands = before.reduce((sum, { minutes }) => sum + minutes, entry.minutes)
    const minutes = stands === 0 ? 45 : -stands
    const given = { minutes, reason: '改', by, at: clock.now(), corrections: before.length }
    await inTransaction(async (session) => writeCorrection(entry, given, session))
  }

  for (let step = 0; step < STEPS; step += 1) await (chance.whole(0, 2) === 0 ? serve() : correct())
  const entries = await HourModel.find().lean()
  const figures = async (actor: PersonActor, unit: Unit, from: string, to: string) => {
    const { orgId, by: side, teamId } = unit
    const query = { orgId, by: side, from, to, ...(teamId === null ? {} : { teamId }) }
    return ask('hours.report', actor, { query })
  }
  for (const org of [places.district, places.street, ...hosts])
    for (const side of ['home', 'host'] as const)
      for (const teamId of [null, ...teamIds])
        for (let look = 0; look < 6; look += 1) {
          const [from = '', to = ''] = [pick(monthNames), pick(monthNames)].toSorted((a, b) =>
            a < b ? -1 : 1,
          )
          const unit = { orgId: org.id, by: side, teamId }
          const found = await figures(boss, unit, from, to)
          expect(found).toMatchObject(reckoned(entries, unit, from, to))
          for (const below of found.units)
            expect(below).toMatchObject(
              reckoned(entries, { ...unit, orgId: below.org.id }, from, to),
            )
          for (const each of found.teams) {
            const {
              people: heads,
              attendances,
              minutes,
            } = reckoned(entries, { orgId: org.id, by: 'host', teamId: each.team.id }, from, to)
            expect(each).toMatchObject({ people: heads, attendances, minutes })
          }
        }
})
