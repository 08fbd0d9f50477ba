import { addDays, shanghaiDay } from '@lianxin/shared'
import { ApiError, type Client } from '@lianxin/shared/client'
import { MongoClient, type Db } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedMembers } from '../../scripts/bench/members.mjs'
import { testDatabase, type TestDatabase } from '../support/database'
import { startStack, type Stack } from '../support/stack'

/** Each taps five times, as people do when a page is slow: 500 requests. */
const PEOPLE = 100
const TAPS = 5
const PLACES = 20
const STOCK = 10
const hourMs = 3_600_000

let database: TestDatabase
let mongo: MongoClient
let db: Db
const servers: Stack[] = []
/** The same people, each signed in at another process than the one before. */
let crowd: Client[]
let tokens: string[]
let organizers: Client[]

function nth<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length]
  if (found === undefined) throw new Error('there is none')
  return found
}
/** A person at a process: not always at the same one. */
const at = (person: number, process: number) =>
  nth(servers, person + process).clientWith(nth(tokens, person))

beforeAll(async () => {
  database = testDatabase()
  mongo = await MongoClient.connect(database.uri)
  db = mongo.db(database.dbName)
  const options = {
    store: database,
    env: { LIANXIN_SECRET: 'one secret for all processes of a deployment' },
  }
  // the first fills the empty database
  servers.push(await startStack(options))
  servers.push(...(await Promise.all([startStack(options), startStack(options)])))
  const someone = await nth(servers, 0).signInAs('陈建国')
  const { id } = await someone.call('me.get')
  tokens = await seedMembers(db, nth(servers, 0).baseUrl, id, PEOPLE)
  crowd = tokens.map((_, index) => at(index, 0))
  organizers = await Promise.all([
    nth(servers, 0).signInAs('李敏'),
    nth(servers, 1).signInAs('何志远'),
    nth(servers, 2).signInAs('郭岚'),
  ])
})
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  await mongo?.close()
  await database?.drop()
})

let days = 0
/** Each on a day of its own: nobody is at two at once. */
async function shift(title: string, capacity: number): Promise<string> {
  const organizer = nth(organizers, 0)
  days += 1
  const day = addDays(shanghaiDay(new Date()), 14 + days)
  const { id: projectId } = await organizer.call('projects.create', {
    body: {
      ...{ kind: 'shift', title, place: '社区广场', contact: '李敏', capacity, needed: 0 },
      ...{ startTime: '09:00', minutes: 120, from: day, days: [day] },
    },
  })
  const { items } = await organizer.call('events.list', { query: { projectId } })
  return items[0]?.id ?? ''
}
/** Who is at a date or in line for it, in the order of their places. */
async function people(id: string) {
  const { items } = await nth(organizers, 0).call('events.people', {
    params: { id },
    query: { limit: 500 },
  })
  return items
}
const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : String(error))
/** What became of each: `ok`, or the code of its refusal. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<string[]> {
  const ends = await Promise.allSettled(calls)
  return ends.map((end) => (end.status === 'fulfilled' ? 'ok' : codeOf(end.reason)))
}

test('500 taps at three processes for twenty places: twenty are in, eighty stand in one line', async () => {
  const id = await shift('抢名额', PLACES)
  const taps = Array.from({ length: TAPS }, (_, tap) =>
    tokens.map((_token, person) => at(person, tap).call('me.signUp', { params: { id }, body: {} })),
  ).flat()
  expect(taps).toHaveLength(500)
  expect(new Set(await outcomes(taps))).toEqual(new Set(['ok']))
  const rows = await people(id)
  const states = rows.map(({ state }) => state)
  expect(states.filter((state) => state === 'in')).toHaveLength(PLACES)
  expect(states.filter((state) => state === 'waiting')).toHaveLength(PEOPLE - PLACES)
  const places = rows.flatMap(({ state, place }) => (state === 'waiting' ? [place] : []))
  expect(places).toEqual(Array.from({ length: PEOPLE - PLACES }, (_, index) => index + 1))
  const shown = await nth(crowd, 0).call('events.publicGet', { params: { id } })
  expect(shown).toMatchObject({ taken: PLACES, waiting: PEOPLE - PLACES })
})

test('places that come free at three processes go down the line, none twice, none lost', async () => {
  const id = await shift('候补', PLACES)
  const params = { id }
  for (const client of crowd.slice(0, 60)) await client.call('me.signUp', { params, body: {} })
  // Ten with a place leave, and ten others come, all at once.
  const leaving = crowd.slice(0, 10).map((client) => client.call('me.leaveEvent', { params }))
  const coming = crowd.slice(60, 70).map((client) => client.call('me.signUp', { params, body: {} }))
  expect(new Set(await outcomes([...leaving, ...coming]))).toEqual(new Set(['ok']))
  const states = await Promise.all(
    crowd.slice(0, 70).map(async (client) => {
      const { seat } = await client.call('me.event', { params })
      return seat?.state ?? 'none'
    }),
  )
  expect(new Set(states.slice(0, 10))).toEqual(new Set(['left']))
  expect(new Set(states.slice(10, 20))).toEqual(new Set(['in']))
  expect(new Set(states.slice(20, 30))).toEqual(new Set(['offered']))
  expect(new Set(states.slice(30))).toEqual(new Set(['waiting']))
  // Everybody who was asked says yes, twice, at two processes.
  const yes = [0, 1].flatMap((process) =>
    Array.from({ length: 10 }, (_, index) => at(20 + index, process)),
  )
  const said = await outcomes(yes.map((client) => client.call('me.acceptSeat', { params })))
  expect(new Set(said)).toEqual(new Set(['ok']))
  expect(await nth(crowd, 0).call('events.publicGet', { params })).toMatchObject({
    taken: PLACES,
    waiting: 40,
  })
  const told = await nth(crowd, 20).call('me.notices', {})
  expect(told.items.filter(({ eventId }) => eventId === id)).toHaveLength(1)
})

test('three organizers confirm the same people at once: hours and points count once', async () => {
  const id = await shift('双重确认', PEOPLE)
  const params = { id }
  const helpers = 30
  for (const client of crowd.slice(70, 100)) await client.call('me.signUp', { params, body: {} })
  const { revision, ...event } = await nth(organizers, 0).call('events.get', { params })
  const { title, about, place, point, bring, contact, minAge, maxAge, skill } = event
  const { capacity, needed, minShare } = event
  const [startsAt, endsAt] = [Date.now() - 3 * hourMs, Date.now() - hourMs].map((ms) =>
    new Date(ms).toISOString(),
  )
  if (!startsAt || !endsAt) throw new Error('two times')
  await nth(organizers, 0).call('events.update', {
    params,
    body: {
      ...{ title, about, place, point, bring, contact, minAge, maxAge, skill },
      ...{ capacity, needed, minShare, revision, startsAt, endsAt },
    },
  })
  const ids = (await people(id)).map(({ personId }) => personId)
  expect(ids).toHaveLength(helpers)
  await nth(organizers, 0).call('events.capture', {
    params,
    body: {
      items: ids.flatMap((personId) => [
        { personId, way: 'in' as const, at: startsAt },
        { personId, way: 'out' as const, at: endsAt },
      ]),
    },
  })
  const approvals = Array.from({ length: 6 }, (_, index) =>
    nth(organizers, index).call('hours.approve', { params, body: { personIds: ids } }),
  )
  const answers = await Promise.all(approvals)
  const approved = answers.flatMap(({ items }) =>
    items.filter(({ outcome }) => outcome === 'approved'),
  )
  expect(approved).toHaveLength(helpers)
  expect(new Set(approved.map(({ personId }) => personId)).size).toBe(helpers)
  const sums = await Promise.all(
    crowd.slice(70, 100).map(async (client) => ({
      hours: (await client.call('me.hours', {})).minutes,
      points: await client.call('me.rewardPoints', {}),
    })),
  )
  const [first] = sums
  expect(first?.points.earned).toBeGreaterThan(0)
  for (const sum of sums) expect(sum).toEqual({ hours: 120, points: first?.points })
})

test('thirty people order ten pieces at three processes: ten have one, nothing is spent twice', async () => {
  const { earned } = await nth(crowd, 70).call('me.rewardPoints', {})
  const reward = await nth(organizers, 0).call('rewards.create', {
    body: {
      ...{ title: '保温杯', about: '一个', pickup: '社区服务站' },
      ...{ cost: earned, mostEach: null, stock: STOCK },
    },
  })
  // Each orders at two processes at once, with points for one.
  const orders = [0, 1].flatMap((process) =>
    Array.from({ length: 30 }, (_, index) =>
      at(70 + index, process).call(
        'me.order',
        { params: { id: reward.id }, body: { cost: earned } },
        { idempotencyKey: `races-${process}-${index}` },
      ),
    ),
  )
  const ends = await outcomes(orders)
  expect(ends.filter((end) => end === 'ok')).toHaveLength(STOCK)
  const refused = ends.filter((end) => end !== 'ok')
  for (const end of refused) expect(['reward.sold_out', 'reward.too_few_points']).toContain(end)
  const left = await Promise.all(
    crowd.slice(70, 100).map(async (client) => client.call('me.rewardPoints', {})),
  )
  expect(left.filter((points) => points.left === 0)).toHaveLength(STOCK)
  expect(left.filter((points) => points.left === earned)).toHaveLength(30 - STOCK)
  const { items } = await nth(organizers, 1).call('rewards.list', { query: {} })
  expect(items.find(({ id }) => id === reward.id)).toMatchObject({ stock: 0, waiting: STOCK })

  // Whoever still has points for one, and orders three at three processes, has one.
  const rich = left.findIndex((points) => points.left === earned)
  const other = await nth(organizers, 0).call('rewards.create', {
    body: {
      ...{ title: '雨伞', about: '一把', pickup: '社区服务站' },
      ...{ cost: earned, mostEach: null, stock: 3 },
    },
  })
  const thrice = [0, 1, 2].map((process) =>
    at(70 + rich, process).call(
      'me.order',
      { params: { id: other.id }, body: { cost: earned } },
      { idempotencyKey: `thrice-at-${process}` },
    ),
  )
  expect((await outcomes(thrice)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'ok',
    'reward.too_few_points',
    'reward.too_few_points',
  ])
})
