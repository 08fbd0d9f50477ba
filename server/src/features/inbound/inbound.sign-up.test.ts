import type { HandlerInputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createWorld } from './inbound.fixture'

let world: Awaited<ReturnType<typeof createWorld>>
const chen = { contactId: 'wxid-chen', name: '老陈' }
const wang = { contactId: 'wxid-wang', name: '王姐' }
/** Numbers of two shifts on Saturday; the second asks for a condition. */
let numbers: number[] = []

const saturday: HandlerInputOf<'projects.create'>['body'] = {
  kind: 'shift',
  orgId: undefined,
  teamId: null,
  title: '周六清洁日',
  about: '',
  place: '公园东门',
  point: null,
  bring: '',
  contact: '李敏',
  minAge: null,
  maxAge: null,
  skill: '',
  capacity: 1,
  needed: 0,
  minShare: 60,
  startTime: '09:00',
  minutes: 120,
  rule: null,
  from: '2026-11-23',
  until: null,
  days: ['2026-11-28'],
}

beforeAll(async () => {
  world = await createWorld()
  for (const [name, { contactId }] of [
    ['陈建国', chen],
    ['王秀兰', wang],
  ] as const)
    await world.people.create({
      name,
      phone: null,
      passwordHash: null,
      contactId,
      posts: [{ role: 'resident', org: world.grid }],
    })
  for (const more of [{}, { startTime: '14:00', minAge: 18 }])
    await world.events.projects.create(world.secretary, { ...saturday, ...more }, null)
  const { items } = await world.events.events.deskList(world.secretary, {
    when: 'coming',
    risk: 'no',
    limit: 10,
  })
  numbers = items.map(({ number }) => number)
})
afterAll(() => world.close())
beforeEach(() => world.clear())

const say = (text: string, sender = chen) => world.inbound.take(world.message(text, { sender }))
const last = async () => (await world.said()).at(-1)

test('报名 and a number takes the place; the next one stands in line, and leaving frees it', async () => {
  const [number] = numbers
  await say(`报名 ${number}`)
  expect(await last()).toBe(
    `报上了：周六清洁日，11月28日 9:00，公园东门。\n来不了请回“取消报名 ${number}”。`,
  )
  await say(`报名${number}`, wang)
  expect(await last()).toContain('报满了，先排上候补')
  // whoever reads the group learns nobody's place or name from the answer
  expect(await last()).not.toMatch(/王|陈|第 \d 位/)
  expect(await world.all('event_seats')).toMatchObject([{ state: 'in' }, { state: 'waiting' }])
  await say(`取消报名 ${number}`)
  expect(await last()).toContain('名额让给后面的人')
  expect(await world.all('event_seats')).toMatchObject([{ state: 'left' }, { state: 'offered' }])
  expect(await world.tickets()).toEqual([])
})

test('the same message again takes no second place', async () => {
  const message = world.message(`报名 ${numbers[0]}`, { sender: wang })
  await Promise.all([world.inbound.take(message), world.inbound.take(message)])
  await world.inbound.take(message)
  expect(await world.said()).toHaveLength(1)
})

test('a number that is none, conditions, and a stranger are answered kindly', async () => {
  await say('报名 99999')
  expect(await last()).toContain('没有找到 99999 号班次')
  await say(`报名 ${numbers[1]}`)
  expect(await last()).toContain('报名条件')
  await say(`报名 ${numbers[0]}`, { contactId: 'wxid-nobody', name: '路人' })
  expect(await last()).toContain('我还对不上您是哪位')
})
