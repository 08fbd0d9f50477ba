import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { callOf, createWorld, projectBody } from '../events/events.fixture'
import type { OrgRecord } from '../orgs'
import { hoursIn } from './hours.fixture'

const database = testDatabase()
const world = createWorld()
const { call, at, join, place, run, codes } = world
const { routes } = hoursIn(world)
const ask = callOf(routes)
let community: OrgRecord
let organizer: PersonActor
let wang: PersonActor
let chen: PersonActor
let id: string

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
/** A shift on Saturday from nine to eleven, for which two have signed up. */
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  ;({ community } = await place())
  organizer = await join('李敏', community, 'secretary')
  wang = await join('王秀兰', community)
  chen = await join('陈建国', community)
  const project = await call('projects.create', organizer, { body: projectBody() })
  const { items } = await call('events.list', organizer, { query: { projectId: project.id } })
  id = items[0]?.id ?? ''
  for (const person of [wang, chen]) await call('me.signUp', person, { params: { id } })
})

const capture = (who: PersonActor, way: 'in' | 'out', time: string) =>
  call('events.capture', organizer, {
    params: { id },
    body: { items: [{ personId: who.id, way, at: `2026-11-28T${time}+08:00` }] },
  })
const takeBack = (who: PersonActor) =>
  call('events.takeBack', organizer, { params: { id, personId: who.id } })
const takeOff = (who: PersonActor) =>
  call('events.takeOff', organizer, { params: { id, personId: who.id } })
const waiting = async () =>
  (await ask('hours.due', organizer, { query: {} })).items.map((date) => date.waiting)
const lineOf = async (who: PersonActor) => {
  const { items } = await call('events.people', organizer, { params: { id }, query: {} })
  return items.find(({ personId }) => personId === who.id)
}
const told = async (who: PersonActor) => (await call('me.notices', who, {})).items
const approve = (who: PersonActor) =>
  ask('hours.approve', organizer, { params: { id }, body: { personIds: [who.id] } })

describe('来了, ticked off by mistake', () => {
  test('is taken back, again changes nothing, and who really comes is let in', async () => {
    at('2026-11-28T09:05:00')
    await capture(wang, 'in', '09:00:00')
    expect(await lineOf(wang)).toMatchObject({ mayTakeBack: true })
    expect(await takeBack(wang)).toMatchObject({ state: 'in', inAt: null, mayTakeBack: false })
    expect(await takeBack(wang)).toMatchObject({ state: 'in', inAt: null })
    await capture(wang, 'in', '09:05:00')
    expect(await lineOf(wang)).toMatchObject({ inAt: '2026-11-28T01:05:00.000Z' })
  })

  test('leaves no hours to confirm once it was the last of a date that is over', async () => {
    at('2026-11-28T23:00:00')
    await capture(wang, 'in', '09:00:00')
    await capture(chen, 'in', '09:00:00')
    await run('events.doors')
    expect(await waiting()).toEqual([2])
    expect(await lineOf(wang)).toMatchObject({ outWay: 'closed', mayTakeBack: true })
    await takeBack(wang)
    expect(await waiting()).toEqual([1])
    await takeBack(chen)
    expect(await waiting()).toEqual([])
  })

  test('stays when hours stand on it, or when the person showed it themselves', async () => {
    at('2026-11-28T09:00:00')
    await call('me.attend', wang, {
      params: { id },
      body: { way: 'in', by: { how: 'qr', token: codes.current(id).token } },
    })
    expect(await lineOf(wang)).toMatchObject({ mayTakeBack: false })
    await expect(takeBack(wang)).rejects.toMatchObject({ code: 'attendance.own_mark' })

    await capture(chen, 'in', '09:00:00')
    at('2026-11-28T11:00:00')
    await call('me.attend', chen, {
      params: { id },
      body: { way: 'out', by: { how: 'qr', token: codes.current(id).token } },
    })
    await expect(takeBack(chen)).rejects.toMatchObject({ code: 'attendance.own_mark' })
  })

  test('against a confirmation at the same moment: one of the two holds, never hours without a coming', async () => {
    at('2026-11-28T23:00:00')
    await capture(wang, 'in', '09:00:00')
    await run('events.doors')
    const [took, approved] = await Promise.allSettled([takeBack(wang), approve(wang)])
    const { minutes } = await ask('me.hours', wang, {})
    if (took.status === 'fulfilled') {
      expect(minutes).toBe(0)
      expect(approved).toMatchObject({ value: { items: [{ outcome: 'absent' }] } })
      expect(await lineOf(wang)).toMatchObject({ inAt: null })
    } else {
      expect(took.reason).toMatchObject({ code: 'attendance.decided' })
      expect(minutes).toBe(120)
      expect(await lineOf(wang)).toMatchObject({ inWay: 'list', mayTakeBack: false })
    }
  })
})

describe('a place given back by the desk', () => {
  test('goes to the first in line, again changes nothing', async () => {
    const liu = await join('刘桂芳', community)
    await call('me.signUp', liu, { params: { id } })
    expect(await takeOff(wang)).toMatchObject({ state: 'left' })
    expect(await takeOff(wang)).toMatchObject({ state: 'left' })
    expect(await lineOf(liu)).toMatchObject({ state: 'offered' })
    expect(await lineOf(chen)).toMatchObject({ state: 'in' })
  })

  test('is not given back by who is there already, nor once it began', async () => {
    at('2026-11-28T08:59:59')
    await capture(wang, 'in', '08:59:00')
    await expect(takeOff(wang)).rejects.toMatchObject({ code: 'event.came' })
    await expect(call('me.leaveEvent', wang, { params: { id } })).rejects.toMatchObject({
      code: 'event.came',
    })
    expect(await takeOff(chen)).toMatchObject({ state: 'left' })
    at('2026-11-28T09:00:00')
    await expect(takeOff(chen)).rejects.toMatchObject({ code: 'event.over' })
  })
})

describe('who had a place and was not seen', () => {
  const greet = (text = '一切都好吗？') =>
    call('events.message', organizer, { params: { id }, body: { text, to: 'absent' } }, 'k1')

  test('is asked how they are, nobody else is, and nothing else comes of it', async () => {
    at('2026-11-28T10:59:59')
    await expect(greet()).rejects.toMatchObject({ code: 'event.not_over' })
    at('2026-11-28T11:00:00')
    await capture(wang, 'in', '09:00:00')
    expect(await greet()).toMatchObject({ to: 'absent' })
    await run('events.news')
    expect(await told(chen)).toMatchObject([{ kind: 'event.message', text: '一切都好吗？' }])
    expect(await told(wang)).toEqual([])
    expect((await call('me.event', chen, { params: { id } })).seat).toMatchObject({ state: 'in' })
  })

  test('when everybody came there is nobody to ask', async () => {
    at('2026-11-28T11:00:00')
    for (const person of [wang, chen]) await capture(person, 'in', '09:00:00')
    await expect(greet()).rejects.toMatchObject({ code: 'event.nobody_absent' })
  })
})

describe('a presence that gives no hours', () => {
  const decline = (who: PersonActor[], reason: string) =>
    ask('hours.decline', organizer, {
      params: { id },
      body: { personIds: who.map((each) => each.id), reason },
    })

  test('is told to the person with the reason; an answer to their request gives them after all', async () => {
    const stranger = await join('没来的人', community)
    at('2026-11-28T23:00:00')
    for (const person of [wang, chen]) await capture(person, 'in', '09:00:00')
    await run('events.doors')
    const { items } = await decline([wang, organizer, stranger], '签到后就走了')
    expect(items.map(({ outcome }) => outcome)).toEqual(['declined', 'own', 'absent'])
    expect((await decline([wang], '又一次')).items).toMatchObject([{ outcome: 'known' }])
    expect((await approve(wang)).items).toMatchObject([{ outcome: 'known' }])
    expect(await waiting()).toEqual([1])
    expect(await ask('me.hours', wang, {})).toMatchObject({ minutes: 0, attendances: 0 })
    expect(await told(wang)).toMatchObject([
      { kind: 'hours.declined', title: '没有记时长：社区清洁日', eventId: id },
    ])
    expect(await told(chen)).toEqual([])
    const standing = () => call('me.event', wang, { params: { id } })
    expect((await standing()).attendance).toMatchObject({ declined: '签到后就走了' })

    await ask('me.askHours', wang, { params: { id }, body: { words: '我一直在后院' } })
    const [asked] = (await ask('hourRequests.list', organizer, { query: {} })).items
    await ask('hourRequests.answer', organizer, {
      params: { id: asked?.id ?? '' },
      body: { minutes: 120, words: '看了照片，您在' },
    })
    expect(await ask('me.hours', wang, {})).toMatchObject({ minutes: 120, added: 120 })
    expect((await standing()).attendance).toMatchObject({ declined: null })
    await approve(chen)
    expect(await waiting()).toEqual([])
  })

  test('is not decided before it is over', async () => {
    at('2026-11-28T10:59:59')
    await capture(wang, 'in', '09:00:00')
    await expect(decline([wang], '没来')).rejects.toMatchObject({ code: 'hours.not_over' })
  })
})
