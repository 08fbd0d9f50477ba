/**
 * The ledger of hours at two sizes: a person's page, and the report of a district. Rows are written
 * straight into the store. Run by volunteer.mjs; prints one line of JSON, and how far it is.
 */
import { createHours } from '../../server/src/features/hours'
import {
  HourModel,
  HourMonthModel,
  HourPeopleModel,
  HourTotalModel,
  toId,
} from '../../server/src/features/hours/hour.model'
import { homeUnit, hostUnit } from '../../server/src/features/hours/hour.sums'
import { createOrg, type OrgRecord } from '../../server/src/features/orgs'
import { createPeopleService } from '../../server/src/features/people'
import { createTeams } from '../../server/src/features/teams'
import type { PersonActor } from '../../server/src/http/route'
import { connectDatabase, disconnectDatabase } from '../../server/src/platform/database'
import { createKeyring } from '../../server/src/platform/keyring'

const [uri = '', dbName = '', small = '12000', large = '120000'] = process.argv.slice(2)
const STREETS = 10
const COMMUNITIES = 10
/** Two a month for a year. */
const EACH = 24
const AT_ONCE = 200
const LOOKS = 7
const monthNames = Array.from(
  { length: 12 },
  (_, index) => `2026-${String(index + 1).padStart(2, '0')}`,
)

const clock = { now: () => new Date('2026-12-31T12:00:00+08:00') }
const keyring = createKeyring('a secret for the bench only, 32 characters')
const people = createPeopleService(keyring)
const { routes } = createHours({
  ...{ clock, keyring, people },
  teams: createTeams({ clock, people }).lookup,
  presences: new Proxy({} as never, {}),
  notices: new Proxy({} as never, {}),
  pastDates: new Proxy({} as never, {}),
  book: new Proxy({} as never, {}),
})
const progress = (words: string) => process.stderr.write(`    ${words}\n`)

function rowsOf(personId: ReturnType<typeof toId>, org: OrgRecord) {
  const orgIds = org.path.map((id) => toId(id))
  const homeKey = org.id
  const entries = Array.from({ length: EACH }, (_, index) => {
    const month = `2026-${String(1 + Math.floor(index / 2)).padStart(2, '0')}`
    const day = `${month}-${index % 2 === 0 ? '07' : '21'}`
    const from = new Date(`${day}T09:00:00+08:00`)
    const to = new Date(`${day}T11:00:00+08:00`)
    return {
      ...{
        _id: toId(),
        key: `credited:${day}:${String(personId)}`,
        personId,
        orgIds,
      },
      ...{ homeKey, hostId: orgIds.at(-1), hostPath: orgIds, eventId: toId() },
      ...{ teamId: null, title: '测速', day, month, kind: 'credited', minutes: 120, from, to },
      ...{ effect: 'plain', reason: null, proof: null, by: { id: 'b', name: '测速' }, at: to },
      corrects: null,
    }
  })
  const sides = [
    { side: 'home', key: org.id, units: org.path.map(homeUnit) },
    { side: 'host', key: `${org.id}/`, units: org.path.map((id) => hostUnit(id)) },
  ]
  const months = monthNames.flatMap((month) =>
    sides.map((side) => ({
      ...{ _id: toId(), personId, month, ...side },
      ...{ minutes: 240, added: 0, times: 2 },
    })),
  )
  return { entries, months }
}

/** The sums of all that is written: everybody served twice in every month. */
async function writeSums(orgs: readonly OrgRecord[], people: number): Promise<void> {
  const heads = new Map<string, number>()
  for (let index = 0; index < people; index += 1)
    for (const id of orgs[index % orgs.length]?.path ?? [])
      for (const unit of [homeUnit(id), hostUnit(id)]) heads.set(unit, (heads.get(unit) ?? 0) + 1)
  const all = [...heads].flatMap(([unit, count]) =>
    monthNames.map((month, index) => ({ unit, month, index, count })),
  )
  await HourTotalModel.collection.deleteMany({})
  await HourPeopleModel.collection.deleteMany({})
  await HourTotalModel.collection.insertMany(
    all.map(({ unit, month, count }) => ({
      ...{ _id: toId(), unit, month },
      ...{ minutes: count * 240, added: 0, times: count * 2 },
    })),
  )
  await HourPeopleModel.collection.insertMany(
    all.map(({ unit, month, index, count }) => ({
      ...{ _id: toId(), unit, month },
      ...{ before: monthNames[index - 1] ?? '', people: count },
    })),
  )
}

async function write(orgs: readonly OrgRecord[], from: number, to: number): Promise<void> {
  for (let done = from; done < to; done += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, to - done) }, (_, index) => {
      const org = orgs[(done + index) % orgs.length]
      if (!org) throw new Error('no organization')
      return rowsOf(toId(), org)
    })
    await HourModel.collection.insertMany(rows.flatMap(({ entries }) => entries) as never)
    await HourMonthModel.collection.insertMany(rows.flatMap(({ months }) => months) as never)
    if (done % (AT_ONCE * 25) === 0) progress(`${(done + AT_ONCE) * EACH} entries written`)
  }
  await writeSums(orgs, to)
}

/** Calls a route as HTTP would, and gives the median time of several calls. */
async function timed(name: string, actor: PersonActor, query: object): Promise<number> {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const times: number[] = []
  for (let look = 0; look < LOOKS; look += 1) {
    const began = performance.now()
    const given = { params: {}, body: undefined, query: found.endpoint.query?.parse(query) }
    await found.handle(given, { actor, idempotencyKey: null })
    times.push(performance.now() - began)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)] ?? NaN
}

await connectDatabase(uri, dbName)
// An index that is still being built would be measured as a missing one.
await Promise.all(
  [HourModel, HourMonthModel, HourPeopleModel, HourTotalModel].map((model) => model.init()),
)
try {
  const district = await createOrg('测速区', 'district', null, 0)
  const orgs: OrgRecord[] = []
  for (let s = 0; s < STREETS; s += 1) {
    const street = await createOrg(`测速街道${s}`, 'street', district, s)
    for (let c = 0; c < COMMUNITIES; c += 1)
      orgs.push(await createOrg(`测速社区${s}-${c}`, 'community', street, c))
  }
  const post = { role: 'secretary', orgId: district.id, orgName: '测速区' }
  const sizes: { entries: number; pageMs: number; homeMs: number; hostMs: number }[] = []
  let written = 0
  for (const entries of [Number(small), Number(large)]) {
    await write(orgs, written, entries / EACH)
    written = entries / EACH
    const someone = await HourModel.findOne().lean()
    const id = String(someone?.personId)
    const actor = { kind: 'person', id, name: '测速', posts: [post], sessionId: 's' } as PersonActor
    const pageMs = (await timed('me.hours', actor, {})) + (await timed('me.hourEntries', actor, {}))
    const homeMs = await timed('hours.report', actor, { orgId: district.id })
    const hostMs = await timed('hours.report', actor, { orgId: district.id, by: 'host' })
    sizes.push({ entries, pageMs, homeMs, hostMs })
    progress(`measured at ${entries} entries`)
  }
  console.log(JSON.stringify({ sizes }))
} finally {
  await HourModel.db.dropDatabase()
  await disconnectDatabase()
}
