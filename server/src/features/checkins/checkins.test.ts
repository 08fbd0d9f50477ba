import { addDays, shanghaiDay, type Role } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { keepWhatExpired } from '../../platform/test-support/no-expiry'
import { createDeliveries } from '../deliveries'
import { DeliveryModel } from '../deliveries/delivery.model'
import { steadySenders } from '../deliveries/test-support/world'
import { bindGroup } from '../groups'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { CheckinModel } from './checkin.model'
import { createCheckins, eraseCheckins, exportCheckins } from './index'

const database = testDatabase()
const start = new Date('2026-11-23T12:00:00+08:00')
let now = start
let made = 0
let org: OrgRecord
/** Somebody whose check-ins the listener does not take. */
let refused = ''
let told: { personId: string; checkinId: string; at: Date }[] = []

const clock = { now: () => now }
const keyring = createKeyring('a secret for tests only, 32 characters or more')
const people = createPeopleService(keyring)
const deliveries = createDeliveries({ clock, keyring, senders: steadySenders(), random: () => 0 })
const { routes, jobs, checkins } = createCheckins({
  clock,
  people,
  outbox: deliveries.outbox,
  listeners: [
    async (facts) => {
      if (facts.some(({ personId }) => personId === refused)) throw new Error('the book is away')
      told.push(...facts)
    },
  ],
  botName: '小桥',
  publicUrl: 'https://lianxin.example',
})

beforeAll(async () => {
  await connectDatabase(database.uri, database.dbName)
  await keepWhatExpired()
})
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  made += 1
  now = start
  told = []
  refused = ''
  org = await createOrg(`望江支部${made}`, 'grid', null, made)
  await CheckinModel.deleteMany({})
  await DeliveryModel.deleteMany({})
})

async function join(name: string, role: Role = 'member', at = org): Promise<PersonActor> {
  const person = await people.create({
    name,
    phone: null,
    passwordHash: null,
    posts: [{ role, org: at }],
  })
  return { kind: 'person', id: person.id, name, posts: person.posts, sessionId: 's' }
}
async function call<N extends EndpointName>(
  name: N,
  actor: PersonActor,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const given = { query: {}, body: {}, ...input }
  const query = found.endpoint.query?.parse(given.query)
  const body = found.endpoint.body?.parse(given.body)
  return (await found.handle({ ...input, query, body }, { actor })) as OutputOf<N>
}
const at = (time: string) => void (now = new Date(`${time}+08:00`))
const checkIn = (actor: PersonActor, thought?: string) =>
  call('me.checkIn', actor, { body: { thought: thought ?? null } })
const makeUp = (actor: PersonActor, day: string) => call('me.makeUp', actor, { body: { day } })
const own = (actor: PersonActor, month?: string) =>
  call('me.checkins', actor, { query: month === undefined ? {} : { month } })
const rows = () => CheckinModel.find().sort({ day: 1 }).lean()
const agree = (actor: PersonActor, granted = true) =>
  people.addConsent(actor.id, { purpose: 'checkin-name', version: '1', granted, at: now })

describe('once a day', () => {
  test('taps, devices and retries at once are one check-in and one fact for the book', async () => {
    const wang = await join('王秀兰')
    const answers = await Promise.all(Array.from({ length: 8 }, () => checkIn(wang)))
    expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(answers.every(({ streak, doneToday }) => streak === 1 && doneToday)).toBe(true)
    const [row, ...more] = await rows()
    expect(more).toEqual([])
    expect(new Set(told.map(({ checkinId }) => checkinId))).toEqual(new Set([String(row?._id)]))
  })

  test('a hall full of phones at once: each one is counted, over midnight too', async () => {
    const hall = await Promise.all(Array.from({ length: 30 }, (_, n) => join(`党员${n}`)))
    at('2026-11-23T23:59:59.999')
    const evening = hall.map((member) => checkIn(member))
    const again = hall.slice(0, 5).map((member) => checkIn(member))
    at('2026-11-24T00:00:00.000')
    const morning = hall.map((member) => checkIn(member))
    const isEach = (answers: { isNew: boolean }[]) => answers.filter(({ isNew }) => isNew).length
    expect(isEach([...(await Promise.all(evening)), ...(await Promise.all(again))])).toBe(30)
    const answers = await Promise.all(morning)
    expect(answers.every(({ today, isNew }) => isNew && today === '2026-11-24')).toBe(true)
    expect(answers.every(({ streak }) => streak === 2)).toBe(true)
    expect(await CheckinModel.countDocuments({ day: '2026-11-23' })).toBe(30)
    expect(await CheckinModel.countDocuments({ day: '2026-11-24' })).toBe(30)
    const perPerson = hall.map(({ id }) => told.filter(({ personId }) => personId === id).length)
    expect(new Set(perPerson)).toEqual(new Set([2]))
  })

  test('of those who come together one that fails takes nobody along, and leaves nothing', async () => {
    const [wang, li, zhao] = [await join('王秀兰'), await join('李建国'), await join('赵志强')]
    refused = li.id
    const answers = await Promise.allSettled([checkIn(zhao), checkIn(wang), checkIn(li)])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    expect(new Set((await rows()).map(({ personId }) => String(personId)))).toEqual(
      new Set([wang.id, zhao.id]),
    )
    refused = ''
    expect(await checkIn(li)).toMatchObject({ isNew: true, streak: 1 })
  })

  test.each([61, 62, 63, 130])('%i days in a row and today are one more', async (days) => {
    const wang = await join('王秀兰')
    const [orgId, orgPath] = [org.id, org.path]
    await CheckinModel.insertMany(
      Array.from({ length: days }, (_, n) => {
        const day = addDays(shanghaiDay(now), -1 - n)
        return { personId: wang.id, orgId, orgPath, day, at: now, via: 'page' }
      }),
    )
    expect(await checkIn(wang)).toMatchObject({ isNew: true, streak: days + 1 })
    expect(await checkIn(wang)).toMatchObject({ isNew: false, streak: days + 1 })
  })

  test('the miniprogram and the group at once are one as well', async () => {
    const wang = await join('王秀兰')
    const said = { at: now, via: 'group' as const, thought: null }
    await Promise.all([
      checkIn(wang),
      inTransaction((session) => checkins.sayIn(wang, said, session)),
      checkIn(wang),
    ])
    expect(await rows()).toHaveLength(1)
  })

  test.each([
    ['2026-11-23T23:59:59.999', '2026-11-23'],
    ['2026-11-24T00:00:00.000', '2026-11-24'],
  ])('%s in Shanghai is %s', async (time, day) => {
    const wang = await join('王秀兰')
    at(time)
    await checkIn(wang)
    expect((await rows()).map((row) => row.day)).toEqual([day])
  })

  test('a millisecond apart over midnight are two days in a row', async () => {
    const wang = await join('王秀兰')
    at('2026-11-23T23:59:59.999')
    await checkIn(wang)
    at('2026-11-24T00:00:00.000')
    expect(await checkIn(wang)).toMatchObject({ isNew: true, streak: 2, today: '2026-11-24' })
  })

  test('a bot whose clock runs ahead gains no day', async () => {
    const wang = await join('王秀兰')
    const said = { at: new Date('2026-11-24T12:00:00+08:00'), via: 'group' as const, thought: null }
    await inTransaction((session) => checkins.sayIn(wang, said, session))
    expect((await rows()).map(({ day }) => day)).toEqual(['2026-11-23'])
  })

  test('a failing listener leaves no check-in behind', async () => {
    const wang = await join('王秀兰')
    const broken = createCheckins({
      clock,
      people,
      outbox: deliveries.outbox,
      listeners: [() => Promise.reject(new Error('the book is shut'))],
      botName: '小桥',
      publicUrl: '',
    })
    await expect(broken.checkins.checkIn(wang, null)).rejects.toThrow('the book is shut')
    expect(await rows()).toEqual([])
  })
})

describe('the streak', () => {
  test('stays while today is open, and is over when a day was missed', async () => {
    const wang = await join('王秀兰')
    await checkIn(wang)
    at('2026-11-24T23:59:59.999')
    expect(await own(wang)).toMatchObject({ streak: 1, doneToday: false })
    at('2026-11-25T00:00:00.000')
    expect(await own(wang)).toMatchObject({
      streak: 0,
      missed: expect.arrayContaining(['2026-11-24']),
    })
  })

  test.each([61, 62, 63, 124, 125])('of %i days is counted whole', async (length) => {
    const wang = await join('王秀兰')
    await CheckinModel.insertMany(
      Array.from({ length }, (_, index) => ({
        personId: wang.id,
        orgId: org.id,
        orgPath: org.path,
        day: addDays('2026-11-23', -index),
        at: now,
        via: 'page',
      })),
    )
    expect((await own(wang)).streak).toBe(length)
  })
})

describe('make-up cards', () => {
  test('are exactly two a month, mend the streak and are no fact for the book', async () => {
    const wang = await join('王秀兰')
    await checkIn(wang)
    told = []
    expect(await makeUp(wang, '2026-11-22')).toMatchObject({ streak: 2, cardsLeft: 1 })
    expect(await makeUp(wang, '2026-11-21')).toMatchObject({ streak: 3, cardsLeft: 0 })
    await expect(makeUp(wang, '2026-11-20')).rejects.toMatchObject({ code: 'checkin.no_cards' })
    expect(told).toEqual([])
    at('2026-12-01T00:00:00.000')
    expect((await own(wang)).cards).toEqual({ left: 2, of: 2 })
    expect(await makeUp(wang, '2026-11-30')).toMatchObject({ cardsLeft: 1 })
  })

  test('five days at once take two cards; a retry takes none', async () => {
    const wang = await join('王秀兰')
    const days = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22']
    const results = await Promise.allSettled(days.map((day) => makeUp(wang, day)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const [first] = await rows()
    expect(await makeUp(wang, first?.day ?? '')).toMatchObject({ cardsLeft: 0 })
    expect(await rows()).toHaveLength(2)
  })

  test('the same day twice at once takes one card', async () => {
    const wang = await join('王秀兰')
    await Promise.all([makeUp(wang, '2026-11-22'), makeUp(wang, '2026-11-22')])
    expect((await own(wang)).cards.left).toBe(1)
  })

  test.each([
    ['2026-11-23', 'today'],
    ['2026-11-24', 'tomorrow'],
    ['2026-10-31', 'a day of last month, 23 days ago'],
  ])('%s (%s) cannot be made up', async (day) => {
    const wang = await join('王秀兰')
    await expect(makeUp(wang, day)).rejects.toMatchObject({ code: 'checkin.not_missed' })
  })

  test('a day with a check-in cannot be made up', async () => {
    const wang = await join('王秀兰')
    await checkIn(wang)
    at('2026-11-24T08:00:00.000')
    await expect(makeUp(wang, '2026-11-23')).rejects.toMatchObject({ code: 'checkin.not_missed' })
  })
})

test('the month shows what was done, what was made up, and what may be', async () => {
  const wang = await join('王秀兰')
  await checkIn(wang, '今天学了议事协商')
  await makeUp(wang, '2026-11-21')
  const month = await own(wang)
  expect(month.days).toEqual([
    { day: '2026-11-21', madeUp: true, thought: null, review: null },
    { day: '2026-11-23', madeUp: false, thought: '今天学了议事协商', review: 'waiting' },
  ])
  expect(month.missed).toEqual([
    ...Array.from({ length: 20 }, (_, index) => addDays('2026-11-01', index)),
    '2026-11-22',
  ])
  expect((await own(wang, '2026-10')).days).toEqual([])
})

describe('a sentence', () => {
  test('may come later the same day, once', async () => {
    const wang = await join('王秀兰')
    await checkIn(wang)
    expect(await checkIn(wang, '第一句')).toMatchObject({ isNew: false })
    await checkIn(wang, '第二句')
    expect((await rows())[0]).toMatchObject({ thought: '第一句', review: 'waiting' })
  })

  test('is seen by comrades only when somebody else passed it, and without a name unless agreed', async () => {
    const wang = await join('王秀兰')
    const zhang = await join('张德福')
    const secretary = await join('李敏', 'secretary')
    await checkIn(wang, '学到了')
    const branch = async () => (await call('me.branchThoughts', zhang, {})).items
    expect(await branch()).toEqual([])
    const [waiting] = (await call('thoughts.list', secretary, {})).items
    expect(waiting).toMatchObject({ name: '王秀兰', thought: '学到了', state: 'waiting' })
    const review = { params: { id: waiting?.id ?? '' }, body: { decision: 'passed' as const } }
    await call('thoughts.review', secretary, review)
    expect(await branch()).toMatchObject([{ name: null, thought: '学到了' }])
    await agree(wang)
    expect(await branch()).toMatchObject([{ name: '王秀兰' }])
    await call('thoughts.review', secretary, { ...review, body: { decision: 'refused' } })
    expect(await branch()).toEqual([])
  })

  test('is passed by nobody from elsewhere, nor by its writer', async () => {
    const elsewhere = await createOrg(`荷花支部${made}`, 'grid', null, 999)
    const stranger = await join('马国梁', 'secretary', elsewhere)
    const secretary = await join('李敏', 'secretary')
    await checkIn(secretary, '我自己写的')
    const id = String((await rows())[0]?._id)
    const review = { params: { id }, body: { decision: 'passed' as const } }
    await expect(call('thoughts.review', stranger, review)).rejects.toMatchObject({
      code: 'request.not_found',
    })
    await expect(call('thoughts.review', secretary, review)).rejects.toMatchObject({
      code: 'checkin.own_thought',
    })
    expect((await call('thoughts.list', stranger, {})).items).toEqual([])
  })

  test('pages go on where they ended', async () => {
    const secretary = await join('李敏', 'secretary')
    for (const name of ['甲', '乙', '丙']) await checkIn(await join(name), `${name}说`)
    const first = await call('thoughts.list', secretary, { query: { limit: 2 } })
    const second = await call('thoughts.list', secretary, {
      query: { limit: 2, cursor: first.nextCursor ?? '' },
    })
    expect([...first.items, ...second.items].map(({ thought }) => thought)).toEqual([
      '甲说',
      '乙说',
      '丙说',
    ])
    expect(second.nextCursor).toBeNull()
  })
})

describe('the evening’s roll', () => {
  const never = new AbortController().signal
  const sweep = async () => {
    for (const job of jobs) await job.run(never)
  }
  const said = async () =>
    (await DeliveryModel.find().sort({ _id: 1 }).lean()).map(({ text }) => text)
  const group = () =>
    bindGroup(`room-${made}@chatroom`, '望江支部群', org, {
      seen: { accountId: 'bot-1', at: now },
    })

  test('names who agreed and counts the others, once', async () => {
    await group()
    const [wang, zhang, liu] = [await join('王秀兰'), await join('张德福'), await join('刘桂芳')]
    await agree(wang)
    await agree(liu)
    await agree(liu, false)
    for (const each of [wang, zhang, liu]) await checkIn(each)
    at('2026-11-23T20:00:00.000')
    await Promise.all([sweep(), sweep()])
    at('2026-11-23T20:30:00.000')
    await sweep()
    expect(await said()).toEqual([
      '【打卡接龙 11月23日】\n1. 王秀兰\n还有 2 位同志也打了卡。\n还没打的，发“@小桥 打卡”，或在小程序里点一下。',
    ])
  })

  test.each([
    ['2026-11-23T19:59:59.999', 0],
    ['2026-11-23T20:00:00.000', 1],
    ['2026-11-23T20:54:59.999', 1],
    ['2026-11-23T20:55:00.000', 0],
  ])('at %s: %i', async (time, count) => {
    await group()
    await checkIn(await join('王秀兰'))
    at(time)
    await sweep()
    expect(await said()).toHaveLength(count)
  })

  test('is not said where nobody checked in, nor where the branch switched it off', async () => {
    const secretary = await join('李敏', 'secretary')
    const { id } = await group()
    at('2026-11-23T20:00:00.000')
    await sweep()
    await checkIn(await join('王秀兰'))
    const set = (enabled: boolean) =>
      call('rolls.set', secretary, { params: { id }, body: { enabled } })
    await set(false)
    await sweep()
    expect(await said()).toEqual([])
    expect((await call('rolls.list', secretary, {})).items).toMatchObject([{ id, enabled: false }])
    await set(true)
    await sweep()
    expect(await said()).toHaveLength(1)
  })

  test('is forgotten a day later, with the names that were in it', async () => {
    await group()
    const wang = await join('王秀兰')
    await agree(wang)
    await checkIn(wang)
    at('2026-11-23T20:00:00.000')
    await sweep()
    const forget = deliveries.jobs.find(({ name }) => name === 'deliveries.forget')
    at('2026-11-24T20:00:00.000')
    await forget?.run(never)
    expect((await said())[0]).toContain('王秀兰')
    at('2026-11-24T20:00:00.001')
    await forget?.run(never)
    expect(await said()).toEqual([null])
  })

  test('that nobody could send until five to nine is not sent later', async () => {
    await group()
    await checkIn(await join('王秀兰'))
    at('2026-11-23T20:54:00.000')
    await sweep()
    at('2026-11-23T20:54:59.999')
    const inTime = await deliveries.engine.lease('bot-1', 5)
    expect(inTime.deliveries).toHaveLength(1)
    await DeliveryModel.updateMany({}, { $set: { state: 'queued', leaseUntil: null } })
    at('2026-11-23T20:55:00.000')
    expect((await deliveries.engine.lease('bot-1', 5)).deliveries).toEqual([])
    expect(await DeliveryModel.findOne().lean()).toMatchObject({
      state: 'cancelled',
      reason: 'too_late',
    })
  })
})

describe('a person’s data', () => {
  test('can be taken along, and goes when the account does', async () => {
    const wang = await join('王秀兰')
    await checkIn(wang, '学到了')
    expect(await exportCheckins(wang.id)).toMatchObject([{ day: '2026-11-23', thought: '学到了' }])
    await inTransaction((session) => eraseCheckins(wang.id, session))
    expect(await exportCheckins(wang.id)).toEqual([])
  })
})
