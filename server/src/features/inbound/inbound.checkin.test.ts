import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWorld } from './inbound.fixture'

let world: Awaited<ReturnType<typeof createWorld>>
const speaker = { contactId: 'wxid-chen', name: '老陈' }
beforeAll(async () => {
  world = await createWorld()
  await world.people.create({
    name: '陈建国',
    phone: null,
    passwordHash: null,
    contactId: speaker.contactId,
    posts: [{ role: 'member', org: world.grid }],
  })
})
afterAll(() => world.close())
beforeEach(() => world.clear())

const say = (text: string, more = {}) =>
  world.inbound.take(world.message(text, { sender: speaker, ...more }))

describe('打卡 in the group', () => {
  test('is noted once, with its sentence for the desk to read, and says nothing of the person', async () => {
    await say('打卡 今天学了议事协商')
    expect(await world.all('checkins')).toMatchObject([
      { day: '2026-11-23', via: 'group', thought: '今天学了议事协商', review: 'waiting' },
    ])
    expect(await world.said()).toEqual([
      '打卡成功，今天记上了。\n心得收到了，支部的同志看过就给大家看。',
    ])
    expect(await world.tickets()).toEqual([])
  })

  test('again the same day, or the same message again, makes no second one', async () => {
    const message = world.message('打卡', { sender: speaker })
    await Promise.all([world.inbound.take(message), world.inbound.take(message)])
    await world.inbound.take(message)
    expect(await world.said()).toHaveLength(1)
    await say('打卡')
    expect(await world.all('checkins')).toHaveLength(1)
    expect((await world.said()).at(-1)).toBe('今天已经打过卡了，不用再打。')
  })

  test('two messages at once: one check-in, two answers', async () => {
    await Promise.all([say('打卡'), say('打卡 学了一课')])
    expect(await world.all('checkins')).toMatchObject([{ thought: '学了一课' }])
    expect(await world.said()).toHaveLength(2)
  })

  test.each([
    ['2026-11-22T15:59:59.999Z', '2026-11-22', '打卡成功，记在11月22日。'],
    ['2026-11-22T16:00:00.000Z', '2026-11-23', '打卡成功，今天记上了。'],
  ])('said at %s counts for %s', async (sentAt, day, text) => {
    await say('打卡', { sentAt })
    expect(await world.all('checkins')).toMatchObject([{ day }])
    expect(await world.said()).toEqual([text])
  })

  test('by somebody who is not known is answered kindly, and nothing is kept', async () => {
    await say('打卡 学了一课', { sender: { contactId: 'wxid-nobody', name: '路人' } })
    expect(await world.all('checkins')).toEqual([])
    expect(await world.tickets()).toEqual([])
    expect((await world.said())[0]).toContain('我还对不上您是哪位同志')
  })
})

test('in private the bot says how many days it are', async () => {
  await say('打卡', { sentAt: '2026-11-22T12:00:00+08:00' })
  await world.inbound.take(world.whisper('打卡', speaker.contactId))
  expect((await world.said()).at(-1)).toBe('打卡成功，今天记上了。\n已经连着打了 2 天。')
})
