import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import type { OrgRecord } from '../orgs'
import { EventModel } from './event.model'
import { createWorld, projectBody } from './events.fixture'
import { SeatModel } from './seat.model'

const database = testDatabase()
const { call, at, join, place, run } = createWorld()
let community: OrgRecord
let organizer: PersonActor

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  ;({ community } = await place())
  organizer = await join('李敏', community, 'secretary')
})

/** A shift on Saturday from nine to eleven. */
async function shift(more: Parameters<typeof projectBody>[0] = {}) {
  const project = await call('projects.create', organizer, { body: projectBody(more) })
  const board = await call('events.list', organizer, { query: { projectId: project.id } })
  const [one] = board.items
  if (!one) throw new Error('no shift')
  return one
}
const signUp = (actor: PersonActor, id: string, fits = false) =>
  call('me.signUp', actor, { params: { id }, body: { fits } })
const leave = (actor: PersonActor, id: string) => call('me.leaveEvent', actor, { params: { id } })
const accept = (actor: PersonActor, id: string) => call('me.acceptSeat', actor, { params: { id } })
const mine = (actor: PersonActor, id: string) => call('me.event', actor, { params: { id } })
const get = (id: string) => call('events.publicGet', null, { params: { id } })
const crowd = (count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => join(`居民${n}`, community)))

describe('places', () => {
  test('five hundred taps for twenty places: twenty are in, the others stand in one line', async () => {
    const { id } = await shift({ capacity: 20 })
    const people = await crowd(100)
    // Each taps five times, as people do when a page is slow.
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => people.map((person) => signUp(person, id))).flat(),
    )
    expect(answers).toHaveLength(500)
    const seats = await SeatModel.find({ eventId: id }).sort({ line: 1 }).lean()
    expect(seats.map(({ state }) => state)).toEqual([
      ...Array.from({ length: 20 }, () => 'in'),
      ...Array.from({ length: 80 }, () => 'waiting'),
    ])
    expect(new Set(seats.map(({ line }) => line)).size).toBe(100)
    expect(await get(id)).toMatchObject({ taken: 20, waiting: 80 })
    const last = people.find(({ id: person }) => String(seats.at(-1)?.personId) === person)
    if (!last) throw new Error('nobody is last')
    expect((await mine(last, id)).seat).toMatchObject({ state: 'waiting', place: 80 })
  })

  test('the last place goes to one of two', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li] = [await join('王秀兰', community), await join('李建国', community)]
    const states = (await Promise.all([signUp(wang, id), signUp(li, id)])).map(
      ({ seat }) => seat?.state,
    )
    expect(new Set(states)).toEqual(new Set(['in', 'waiting']))
  })

  test('of two shifts at the same time one is taken, though both are tapped at once', async () => {
    const [one, two] = [await shift(), await shift({ startTime: '10:59', minutes: 60 })]
    const wang = await join('王秀兰', community)
    const outcomes = await Promise.allSettled([signUp(wang, one.id), signUp(wang, two.id)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await SeatModel.countDocuments({ personId: wang.id, state: 'in' })).toBe(1)
    const refused = outcomes.find((outcome) => outcome.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'event.clash' })
  })

  test('one that begins when the other ends is no clash, one that ends a minute into it is', async () => {
    const [one, next, early] = [
      await shift(),
      await shift({ startTime: '11:00' }),
      await shift({ startTime: '08:00', minutes: 61 }),
    ]
    const wang = await join('王秀兰', community)
    await signUp(wang, one.id)
    expect((await signUp(wang, next.id)).seat?.state).toBe('in')
    expect((await mine(wang, early.id)).clashesWith?.id).toBe(one.id)
    await expect(signUp(wang, early.id)).rejects.toMatchObject({ code: 'event.clash' })
  })

  test('conditions are said yes to, not asked for', async () => {
    const { id } = await shift({ minAge: 18 })
    const wang = await join('王秀兰', community)
    await expect(signUp(wang, id)).rejects.toMatchObject({ code: 'event.conditions' })
    expect((await signUp(wang, id, true)).seat?.state).toBe('in')
  })

  test('too few people is a risk until there are enough', async () => {
    const { id } = await shift({ capacity: 3, needed: 2 })
    const risky = async () =>
      (await call('events.list', organizer, { query: { risk: 'yes' } })).items.length
    const [wang, li] = [await join('王秀兰', community), await join('李建国', community)]
    expect(await risky()).toBe(1)
    await signUp(wang, id)
    expect(await risky()).toBe(1)
    await signUp(li, id)
    expect(await risky()).toBe(0)
    await leave(li, id)
    expect(await risky()).toBe(1)
  })

  test('an organizer puts somebody in over the number of places', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li] = [await join('王秀兰', community), await join('李建国', community)]
    await signUp(wang, id)
    const put = () =>
      call('events.putPerson', organizer, { params: { id }, body: { personId: li.id } })
    expect(await put()).toMatchObject({ name: '李建国', state: 'in' })
    await put()
    expect(await get(id)).toMatchObject({ taken: 2, waiting: 0 })
  })
})

describe('the line', () => {
  test('a place given back is offered to the first in line, who has twelve hours', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li, zhao] = await crowd(3)
    if (!wang || !li || !zhao) throw new Error('three people')
    for (const person of [wang, li, zhao]) await signUp(person, id)
    expect((await leave(wang, id)).seat?.state).toBe('left')
    expect((await mine(li, id)).seat).toMatchObject({
      state: 'offered',
      offeredUntil: '2026-11-23T16:00:00.000Z',
    })
    expect(await get(id)).toMatchObject({ taken: 1, waiting: 1 })
    expect((await accept(li, id)).seat?.state).toBe('in')
    expect((await accept(li, id)).seat?.state).toBe('in')
    await expect(accept(zhao, id)).rejects.toMatchObject({ code: 'event.no_offer' })
  })

  test('what is not taken in time goes on to the next, to the millisecond', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li, zhao] = await crowd(3)
    if (!wang || !li || !zhao) throw new Error('three people')
    for (const person of [wang, li, zhao]) await signUp(person, id)
    await leave(wang, id)
    at('2026-11-23T23:59:59.999')
    await run('events.offers')
    expect((await mine(li, id)).seat?.state).toBe('offered')
    at('2026-11-24T00:00:00.000')
    await expect(accept(li, id)).rejects.toMatchObject({ code: 'event.no_offer' })
    await Promise.all([run('events.offers'), run('events.offers')])
    expect((await mine(li, id)).seat?.state).toBe('lapsed')
    expect((await mine(zhao, id)).seat?.state).toBe('offered')
    expect(await get(id)).toMatchObject({ taken: 1, waiting: 0 })
  })

  test('whoever comes while others wait stands behind them', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li, zhao] = await crowd(3)
    if (!wang || !li || !zhao) throw new Error('three people')
    await signUp(wang, id)
    await signUp(li, id)
    await leave(wang, id)
    expect((await signUp(zhao, id)).seat).toMatchObject({ state: 'waiting', place: 1 })
    // who gave a place back goes to the end
    expect((await signUp(wang, id)).seat).toMatchObject({ state: 'waiting', place: 2 })
  })

  test('with less than half an hour to answer nobody is asked, and who taps first has it', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li, zhao] = await crowd(3)
    if (!wang || !li || !zhao) throw new Error('three people')
    await signUp(wang, id)
    await signUp(li, id)
    at('2026-11-28T07:30:00.001')
    await leave(wang, id)
    expect((await mine(li, id)).seat?.state).toBe('waiting')
    expect((await signUp(zhao, id)).seat?.state).toBe('in')
    expect(await get(id)).toMatchObject({ taken: 1, waiting: 1 })
  })

  test('somebody in line who taps again when a place is free has it', async () => {
    const { id } = await shift({ capacity: 1 })
    const [wang, li] = await crowd(2)
    if (!wang || !li) throw new Error('two people')
    await signUp(wang, id)
    await signUp(li, id)
    at('2026-11-28T07:30:00.001')
    await leave(wang, id)
    expect((await signUp(li, id)).seat?.state).toBe('in')
    expect(await get(id)).toMatchObject({ taken: 1, waiting: 0 })
  })

  test('more places go down the line', async () => {
    const before = await shift({ capacity: 1 })
    const people = await crowd(4)
    for (const person of people) await signUp(person, before.id)
    const { revision } = await call('events.get', organizer, { params: { id: before.id } })
    const { title, contact, startsAt, endsAt } = before
    await call('events.update', organizer, {
      params: { id: before.id },
      body: { title, place: '西门', contact, capacity: 3, startsAt, endsAt, revision },
    })
    const states = await Promise.all(
      people.map(async (person) => (await mine(person, before.id)).seat?.state),
    )
    expect(states).toEqual(['in', 'offered', 'offered', 'waiting'])
    expect(await get(before.id)).toMatchObject({ place: '西门', taken: 3, waiting: 1 })
  })

  test('people leaving and coming at once never make more places than there are', async () => {
    const { id } = await shift({ capacity: 5 })
    const people = await crowd(30)
    await Promise.all(people.map((person) => signUp(person, id)))
    await Promise.all(people.map((person, n) => (n % 2 ? leave(person, id) : signUp(person, id))))
    const states = await SeatModel.aggregate<{ _id: string; count: number }>([
      { $match: { eventId: (await EventModel.findById(id).lean())?._id } },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ])
    const count = new Map(states.map(({ _id, count: each }) => [_id, each]))
    const holding = (count.get('in') ?? 0) + (count.get('offered') ?? 0)
    expect(holding).toBe(5)
    expect(await get(id)).toMatchObject({ taken: 5, waiting: count.get('waiting') ?? 0 })
    expect(count.get('left')).toBe(15)
  })
})

test('what has begun takes nobody back out, what is over or called off takes nobody in', async () => {
  const { id } = await shift()
  const [wang, li] = [await join('王秀兰', community), await join('李建国', community)]
  await signUp(wang, id)
  at('2026-11-28T09:00:00')
  await expect(leave(wang, id)).rejects.toMatchObject({ code: 'event.over' })
  expect((await signUp(li, id)).seat?.state).toBe('in')
  at('2026-11-28T11:00:00')
  await expect(signUp(await join('赵志强', community), id)).rejects.toMatchObject({
    code: 'event.over',
  })
})
