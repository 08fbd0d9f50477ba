import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import type { OrgRecord } from '../orgs'
import { createWorld, projectBody } from './events.fixture'

const database = testDatabase()
const { events, call, at, join, place, run } = createWorld()
let community: OrgRecord
let organizer: PersonActor
let wang: PersonActor

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  ;({ community } = await place())
  organizer = await join('李敏', community, 'secretary')
  wang = await join('王秀兰', community)
})

/** A shift on Saturday from nine to eleven. */
async function shift(more: Parameters<typeof projectBody>[0] = {}) {
  const project = await call('projects.create', organizer, { body: projectBody(more) })
  const board = await call('events.list', organizer, { query: { projectId: project.id } })
  const [one] = board.items
  if (!one) throw new Error('no shift')
  return { ...one, project }
}
const signUp = (actor: PersonActor, id: string) => call('me.signUp', actor, { params: { id } })
const leave = (actor: PersonActor, id: string) => call('me.leaveEvent', actor, { params: { id } })
const told = async (actor: PersonActor) => (await call('me.notices', actor, {})).items
const titles = async (actor: PersonActor) => (await told(actor)).map(({ title }) => title)

describe('a place that came free', () => {
  test('is told to the first in line and to nobody else, with its deadline', async () => {
    const { id } = await shift({ capacity: 1 })
    const [chen, yang] = [await join('陈建国', community), await join('杨春梅', community)]
    for (const person of [wang, chen, yang]) await signUp(person, id)
    await leave(wang, id)
    expect(await told(chen)).toMatchObject([
      {
        kind: 'event.offered',
        label: '有空位',
        title: '有空位了：社区清洁日',
        text: '11月28日 09:00–11:00，望江公园东门。请在 11月24日 00:00 前点开确认，过时就让给下一位。',
        eventId: id,
        seen: false,
      },
    ])
    expect(await told(wang)).toEqual([])
    expect(await told(yang)).toEqual([])
  })

  test('of somebody whose account is erased goes down the line like any other', async () => {
    const { id } = await shift({ capacity: 1 })
    const chen = await join('陈建国', community)
    for (const person of [wang, chen]) await signUp(person, id)
    await inTransaction((session) => events.erase(wang.id, session))
    expect(await titles(chen)).toEqual(['有空位了：社区清洁日'])
    expect(await call('events.publicGet', null, { params: { id } })).toMatchObject({
      taken: 1,
      waiting: 0,
    })
  })
})

describe('the evening before', () => {
  test('everybody with a place is told once, from six on and before ten', async () => {
    const { id } = await shift({ capacity: 1, bring: '手套' })
    const chen = await join('陈建国', community)
    await signUp(wang, id)
    await signUp(chen, id)
    const look = async (moment: string) => {
      at(moment)
      await run('events.eves')
      await run('events.news')
      return (await told(wang)).length
    }
    expect(await look('2026-11-26T18:00:00')).toBe(0)
    expect(await look('2026-11-27T17:59:59')).toBe(0)
    expect(await look('2026-11-27T22:00:00')).toBe(0)
    expect(await look('2026-11-27T18:00:00')).toBe(1)
    expect(await look('2026-11-27T21:59:59')).toBe(1)
    expect(await look('2026-11-28T18:00:00')).toBe(1)
    expect(await told(wang)).toMatchObject([
      {
        title: '明天见：社区清洁日',
        text: '11月28日 09:00–11:00，望江公园东门。带上：手套。来不了请早些取消，把位子让给别人。',
      },
    ])
    expect(await told(chen)).toEqual([])
  })

  test('nobody is told of what was called off', async () => {
    const { id } = await shift()
    await signUp(wang, id)
    await call('events.cancel', organizer, { params: { id }, body: { reason: '下雨' } })
    at('2026-11-27T18:00:00')
    await run('events.eves')
    await run('events.news')
    expect(await told(wang)).toMatchObject([
      {
        kind: 'event.cancelled',
        text: '原定 11月28日 09:00–11:00，望江公园东门。原因：下雨',
      },
    ])
  })

  test('more dates than one look takes in are all told, also those of one hour', async () => {
    const body = projectBody({ capacity: 5 })
    const people = await Promise.all(
      Array.from({ length: 130 }, async (_, n) => {
        const { id } = await shift({ ...body, title: `班次${n}` })
        const person = await join(`居民${n}`, community)
        await signUp(person, id)
        return person
      }),
    )
    at('2026-11-27T18:00:00')
    await run('events.eves')
    await run('events.news')
    await run('events.news')
    const counts = await Promise.all(people.map(async (person) => (await told(person)).length))
    expect(new Set(counts)).toEqual(new Set([1]))
  })
})

describe('a change', () => {
  const change = async ({ id }: { id: string }, more: object) => {
    const one = await call('events.get', organizer, { params: { id } })
    const { title, about, place: where, point, bring, contact, capacity, needed } = one
    return call('events.update', organizer, {
      params: { id: one.id },
      body: {
        ...{ title, about, place: where, point, bring, contact, capacity, needed },
        startsAt: one.startsAt,
        endsAt: one.endsAt,
        revision: one.revision,
        ...more,
      },
    })
  }

  test('of time or place is told to who has a place and who waits; other changes are not news', async () => {
    const one = await shift({ capacity: 1 })
    const chen = await join('陈建国', community)
    await signUp(wang, one.id)
    await signUp(chen, one.id)
    await change(one, { bring: '雨衣' })
    await run('events.news')
    expect(await told(wang)).toEqual([])
    await change(one, { place: '望江公园西门', startsAt: '2026-11-28T08:30:00+08:00' })
    await run('events.news')
    await run('events.news')
    for (const person of [wang, chen])
      expect(await told(person)).toMatchObject([
        {
          title: '有改动：社区清洁日',
          text: '时间改到 11月28日 08:30–11:00（原来 11月28日 09:00–11:00）；地点改到 望江公园西门（原来 望江公园东门）。来不了的话，点开取消就行。',
        },
      ])
  })

  test('of the project is told for each date to come', async () => {
    const one = await shift()
    await signUp(wang, one.id)
    await call('projects.update', organizer, {
      params: { id: one.project.id },
      body: { ...projectBody(), place: '社区服务站', following: '2026-11-23', revision: 1 },
    })
    await run('events.news')
    expect(await titles(wang)).toEqual(['有改动：社区清洁日'])
  })
})

describe('a message of the organizer', () => {
  const write = (id: string, body: { text: string; to?: 'in' | 'all' }, key = 'one') =>
    call('events.message', organizer, { params: { id }, body }, key)

  test('reaches who has a place, or also who waits; the same again sends nothing more', async () => {
    const { id } = await shift({ capacity: 1 })
    const chen = await join('陈建国', community)
    await signUp(wang, id)
    await signUp(chen, id)
    await write(id, { text: '请从西门进' })
    await write(id, { text: '请从西门进' })
    await run('events.news')
    expect(await told(wang)).toMatchObject([
      { title: '社区清洁日：组织者说', text: '请从西门进', label: '有话说' },
    ])
    expect(await told(chen)).toEqual([])
    await write(id, { text: '名额会多开几个', to: 'all' }, 'two')
    await run('events.news')
    expect(await titles(chen)).toHaveLength(1)
    const { items } = await call('events.messages', organizer, { params: { id } })
    expect(items).toMatchObject([
      { text: '名额会多开几个', by: '李敏', to: 'all', told: 2, done: true },
      { text: '请从西门进', by: '李敏', to: 'in', told: 1, done: true },
    ])
    await expect(write(id, { text: '别的话' })).rejects.toMatchObject({
      code: 'request.key_reused',
    })
  })

  test('needs somebody to read it', async () => {
    const { id } = await shift()
    await expect(write(id, { text: '有人吗' })).rejects.toMatchObject({ code: 'event.nobody' })
  })

  test('reaches each of more people than one piece holds, once, though two processes tell it', async () => {
    const { id } = await shift({ capacity: 250 })
    const crowd = await Promise.all(
      Array.from({ length: 201 }, (_, n) => join(`居民${n}`, community)),
    )
    await Promise.all(crowd.map((person) => signUp(person, id)))
    await write(id, { text: '明早见' })
    await Promise.all([run('events.news'), run('events.news')])
    const { items } = await call('events.messages', organizer, { params: { id } })
    expect(items).toMatchObject([{ told: 201, done: true }])
    expect(await titles(crowd[200] ?? wang)).toHaveLength(1)
  })
})

describe('what I was told', () => {
  test('pages, counts what I have not seen, and is marked as seen by me alone', async () => {
    const { id } = await shift()
    await signUp(wang, id)
    for (const text of ['一', '二', '三']) {
      await call('events.message', organizer, { params: { id }, body: { text } }, text)
      await run('events.news')
    }
    const first = await call('me.notices', wang, { query: { limit: 2 } })
    expect(first).toMatchObject({ unseen: 3, items: [{ text: '三' }, { text: '二' }] })
    const second = await call('me.notices', wang, {
      query: { limit: 2, ...(first.nextCursor ? { cursor: first.nextCursor } : {}) },
    })
    expect(second).toMatchObject({ nextCursor: null, items: [{ text: '一' }] })
    const ids = first.items.map((item) => item.id)
    const see = (actor: PersonActor) => call('me.seeNotices', actor, { body: { ids } })
    expect(await see(organizer)).toEqual({ unseen: 0 })
    expect(await see(wang)).toEqual({ unseen: 1 })
    expect(await see(wang)).toEqual({ unseen: 1 })
    expect((await told(wang)).map(({ seen }) => seen)).toEqual([true, true, false])
  })
})
