import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { InputOf } from '@lianxin/shared/contract'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import type { OrgRecord } from '../orgs'
import { createWorld, projectBody } from './events.fixture'

const database = testDatabase()
const { call, at, join, place } = createWorld()
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

const plan = (more: Parameters<typeof projectBody>[0]) =>
  call('projects.create', organizer, { body: projectBody(more) })
async function titles(query: InputOf<'events.publicList'>['query'] = {}) {
  const { items } = await call('events.publicList', null, {
    query: { orgId: community.id, ...query },
  })
  return items.map(({ title }) => title)
}

test('by age: whoever is exactly as old as asked may come', async () => {
  await plan({ title: '谁都行' })
  await plan({ title: '成年人', minAge: 18 })
  await plan({ title: '孩子', maxAge: 17 })
  await plan({ title: '六十到七十', minAge: 60, maxAge: 70 })
  const of = async (age: number) => (await titles({ age })).toSorted((a, b) => (a < b ? -1 : 1))
  expect(await of(17)).toEqual(['孩子', '谁都行'])
  expect(await of(18)).toEqual(['成年人', '谁都行'])
  expect(await of(59)).toEqual(['成年人', '谁都行'])
  expect(await of(60)).toEqual(['六十到七十', '成年人', '谁都行'])
  expect(await of(70)).toEqual(['六十到七十', '成年人', '谁都行'])
  expect(await of(71)).toEqual(['成年人', '谁都行'])
})

test('by days, whole ones, both ends with them', async () => {
  await plan({ title: '周五晚', days: ['2026-11-27'], startTime: '22:00' })
  await plan({ title: '周六早', days: ['2026-11-28'], startTime: '00:30' })
  await plan({ title: '周日晚', days: ['2026-11-29'], startTime: '23:30', minutes: 20 })
  await plan({ title: '周一早', days: ['2026-11-30'], startTime: '00:10' })
  expect(await titles({ from: '2026-11-28', to: '2026-11-29' })).toEqual(['周六早', '周日晚'])
})

test('by a word of the title or the place, taken as it is typed', async () => {
  await plan({ title: '清洁日', place: '望江公园' })
  await plan({ title: '理发', place: '社区（一楼）' })
  expect(await titles({ q: '公园' })).toEqual(['清洁日'])
  expect(await titles({ q: '（一' })).toEqual(['理发'])
  expect(await titles({ q: '.*' })).toEqual([])
})

test('with places left only', async () => {
  const { id: projectId } = await plan({ title: '满了', capacity: 1 })
  await plan({ title: '没满' })
  const { items } = await call('events.list', organizer, { query: { projectId } })
  await call('me.signUp', organizer, { params: { id: items[0]?.id ?? '' }, body: {} })
  expect(await titles({ free: 'yes' })).toEqual(['没满'])
})
