import type { InputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { readZipDirectory, unpackEntry } from '../../platform/zip-directory'
import { createBook } from '../book'
import { TotalModel } from '../book/book.model'
import { callOf, createWorld, projectBody } from '../events/events.fixture'
import { createRewards, exportRewards } from './index'
import { AccountModel, EntryModel, OrderModel } from './order.model'
import { RewardModel, StockModel } from './reward.model'

const database = testDatabase()
const world = createWorld()
const { at, join, place, clock, people } = world
const { book } = createBook({ clock, people, certifications: { holds: async () => true } })
const keyring = createKeyring('a secret for tests only, 32 characters or more')
const deps = { clock, keyring, people, book, events: world.events.presences }
const rewards = createRewards(deps)
const ask = callOf(rewards.routes)
/** Another process: what it has in memory it does not share. */
const other = callOf(createRewards(deps).routes)

let places: Awaited<ReturnType<typeof place>>
let secretary: PersonActor
let wang: PersonActor
let keys = 0

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  places = await place()
  secretary = await join('李敏', places.community, 'secretary')
  wang = await join('王秀兰', places.community, 'member')
})

/** Puts service points into the sums as the book would. */
async function earned(person: PersonActor, service: number, year = 2026) {
  await TotalModel.create({
    ...{ personId: person.id, year, entries: 1, base: 0, contribution: service, service },
  })
}
type Offer = Partial<InputOf<'rewards.create'>['body']>
const offer = (more: Offer = {}, by = secretary) =>
  ask('rewards.create', by, {
    body: {
      ...{ title: '大米 5 kg', about: '东北大米一袋', pickup: '社区服务站，工作日 9 点到 17 点' },
      ...{ cost: 10, stock: 5, ...more },
    },
  })
const newKey = () => `a-new-key-${(keys += 1)}`
const order = (who: PersonActor, id: string, { cost = 10, key = newKey(), via = ask } = {}) =>
  via('me.order', who, { params: { id }, body: { cost } }, key)
const points = (who: PersonActor) => ask('me.rewardPoints', who, {})
const handOver = (id: string, by = secretary, via = ask) =>
  via('rewardOrders.handOver', by, { params: { id } })
const cancel = (id: string, reason = '缺货', by = secretary, via = ask) =>
  via('rewardOrders.cancel', by, { params: { id }, body: { reason } })
const byCode = (code: string, by = secretary) => ask('rewardOrders.byCode', by, { body: { code } })
const stockOf = async (id: string) => (await RewardModel.findById(id).lean())?.stock
const refused = (code: string) => expect.objectContaining({ code })
const crowd = (size: number) =>
  Promise.all(
    Array.from({ length: size }, async (_, n) => {
      const person = await join(`志愿者${n}`, places.community)
      await earned(person, 10)
      return person
    }),
  )

/** Both ledgers say what stock, account and orders say. */
async function ledgersAgree(rewardId: string) {
  const changes = await StockModel.find({ rewardId }).sort({ _id: 1 }).lean()
  expect(changes.reduce((sum, { change }) => sum + change, 0)).toBe(await stockOf(rewardId))
  expect(Math.min(...changes.map(({ left }) => left))).toBeGreaterThanOrEqual(0)
  const orders = await OrderModel.find({ rewardId }).lean()
  for (const { personId } of orders) {
    const entries = await EntryModel.find({ personId }).lean()
    const spent = entries.reduce((sum, each) => sum - each.points, 0)
    expect((await AccountModel.findById(personId).lean())?.spent).toBe(spent)
    const standing = await OrderModel.find({ personId, state: { $ne: 'cancelled' } }).lean()
    expect(standing.reduce((sum, { cost }) => sum + cost, 0)).toBe(spent)
  }
}

describe('what may be spent', () => {
  test('is what voluntary hours gave in all years, and nothing else', async () => {
    await earned(wang, 12, 2025)
    await earned(wang, 5)
    const by = { id: secretary.id, name: secretary.name }
    const source = { type: 'service', id: 'a'.repeat(24) }
    const fact = { rule: 'service.hours' as const, source, personId: wang.id, at: clock.now() }
    await inTransaction((session) => book.record({ ...fact, quantity: 2 }, session))
    const lesson = { type: 'lesson', id: 'b'.repeat(24) }
    await inTransaction((session) =>
      book.record({ ...fact, rule: 'lesson.completed', source: lesson }, session),
    )
    expect(await points(wang)).toEqual({ earned: 21, spent: 0, left: 21 })
    const { id } = await offer({ cost: 20 })
    await order(wang, id, { cost: 20 })
    expect(await points(wang)).toEqual({ earned: 21, spent: 20, left: 1 })
    // spent and then corrected away: there is nothing, not less than nothing
    const revision = { rule: fact.rule, source, personId: wang.id, quantity: 0 }
    await inTransaction((session) =>
      book.revise({ ...revision, reason: '走得早', approvedBy: by }, session),
    )
    expect(await points(wang)).toEqual({ earned: 17, spent: 20, left: 0 })
  })

  test('is enough when it is exactly the cost, and not one point below', async () => {
    await earned(wang, 9)
    const { id } = await offer()
    await expect(order(wang, id)).rejects.toEqual(refused('reward.too_few_points'))
    await TotalModel.updateOne({ personId: wang.id }, { $inc: { service: 1 } })
    expect(await order(wang, id)).toMatchObject({ state: 'open', cost: 10 })
    expect(await points(wang)).toMatchObject({ left: 0 })
    await expect(order(wang, id)).rejects.toEqual(refused('reward.too_few_points'))
    await ledgersAgree(id)
  })
})

describe('an order', () => {
  test('asked again with its key is the same, with the same code; for another reward it is refused', async () => {
    await earned(wang, 40)
    const [rice, oil] = [await offer(), await offer({ title: '食用油', cost: 20 })]
    const key = newKey()
    const [first, again, elsewhere] = await Promise.all([
      order(wang, rice.id, { key }),
      order(wang, rice.id, { key }),
      order(wang, rice.id, { key, via: other }),
    ])
    expect([again, elsewhere]).toEqual([first, first])
    expect(first.code).toMatch(/^\d{6}$/)
    await expect(order(wang, oil.id, { cost: 20, key })).rejects.toEqual(
      refused('request.key_reused'),
    )
    expect(await points(wang)).toMatchObject({ spent: 10 })
    // somebody else's key of the same letters is another one
    const zhang = await join('张德福', places.community)
    await earned(zhang, 10)
    expect((await order(zhang, rice.id, { key })).id).not.toBe(first.id)
    expect(await stockOf(rice.id)).toBe(3)
  })

  test('two hundred at once for twenty pieces: twenty have one, in two processes', async () => {
    const { id } = await offer({ stock: 20 })
    const many = await crowd(200)
    const outcomes = await Promise.allSettled(
      many.map((person, n) => order(person, id, { via: n % 2 ? ask : other })),
    )
    const made = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const reasons = outcomes.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { code: string }).code] : [],
    )
    expect(made).toHaveLength(20)
    expect(reasons).toEqual(Array(180).fill('reward.sold_out'))
    expect(new Set(made.map(({ code }) => code)).size).toBe(20)
    expect(await stockOf(id)).toBe(0)
    expect(await AccountModel.countDocuments({ spent: { $gt: 0 } })).toBeGreaterThanOrEqual(20)
    await ledgersAgree(id)
  })

  test('the last piece goes to one of two', async () => {
    const { id } = await offer({ stock: 1 })
    const [one, two] = await crowd(2)
    if (!one || !two) throw new Error('two in, two out')
    const both = await Promise.allSettled([order(one, id), order(two, id, { via: other })])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(await stockOf(id)).toBe(0)
    await ledgersAgree(id)
  })

  test('of one person, many at once and for different rewards, spend no point twice', async () => {
    await earned(wang, 35)
    const all = [await offer(), await offer({ title: '食用油' }), await offer({ title: '毛巾' })]
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        order(wang, all[n % 3]?.id ?? '', { via: n % 2 ? ask : other }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await points(wang)).toEqual({ earned: 35, spent: 30, left: 5 })
    for (const { id } of all) await ledgersAgree(id)
  })

  test('keeps to the most for each person, also at once; a cancelled one does not count', async () => {
    await earned(wang, 100)
    const { id } = await offer({ mostEach: 2 })
    const outcomes = await Promise.allSettled([
      order(wang, id),
      order(wang, id, { via: other }),
      order(wang, id),
      order(wang, id, { via: other }),
    ])
    const made = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(made).toHaveLength(2)
    await expect(order(wang, id)).rejects.toEqual(refused('reward.most_each'))
    expect((await ask('me.rewards', wang, { query: {} })).items).toMatchObject([{ had: 2 }])
    await ask('me.cancelRewardOrder', wang, { params: { id: made[0]?.id ?? '' } })
    expect(await order(wang, id)).toMatchObject({ state: 'open' })
  })

  test('costs what was shown, and nothing is had of what was stopped', async () => {
    await earned(wang, 100)
    const { id, ...rice } = await offer()
    const text = { title: rice.title, about: rice.about, pickup: rice.pickup, mostEach: null }
    const change = (cost: number, state: 'open' | 'stopped', revision: number) =>
      ask('rewards.update', secretary, { params: { id }, body: { ...text, cost, state, revision } })
    const before = await order(wang, id)
    await change(11, 'open', 1)
    await expect(order(wang, id)).rejects.toEqual(refused('reward.cost_changed'))
    await change(11, 'stopped', 2)
    await expect(order(wang, id, { cost: 11 })).rejects.toEqual(refused('reward.stopped'))
    // what was ordered before is still handed over, and comes back at what it cost
    await cancel(before.id)
    expect(await points(wang)).toMatchObject({ spent: 0 })
  })

  test('is for the people of the place and below it', async () => {
    const boss = await join('周正', places.street, 'supervisor')
    const guest = await join('宋佳', places.other)
    await earned(wang, 50)
    await earned(guest, 50)
    const mine = await offer({ cost: 20 })
    const wide = await offer({ title: '体检一次', orgId: places.street.id, cost: 30 }, boss)
    const of = async (who: PersonActor) =>
      (await ask('me.rewards', who, { query: {} })).items.map(({ title }) => title)
    expect(await of(wang)).toEqual(['大米 5 kg', '体检一次'])
    expect(await of(guest)).toEqual(['体检一次'])
    await expect(order(guest, mine.id, { cost: 20 })).rejects.toEqual(refused('request.not_found'))
    await order(guest, wide.id, { cost: 30 })
    await expect(offer({ orgId: places.other.id })).rejects.toEqual(refused('auth.forbidden'))
  })
})

describe('handing over', () => {
  beforeEach(() => earned(wang, 100))

  test('by its code: whose it is, once, and harmless again', async () => {
    const { id } = await offer()
    const { id: orderId, code } = await order(wang, id)
    const found = await byCode(code ?? '')
    expect(found).toMatchObject({ id: orderId, title: '大米 5 kg', person: { name: '王秀兰' } })
    expect(found).not.toHaveProperty('code')
    const [done, again] = await Promise.all([handOver(orderId), handOver(orderId)])
    expect(done).toMatchObject({ state: 'handed_over', endedBy: '李敏' })
    expect(again).toEqual(done)
    expect(await byCode(code ?? '')).toMatchObject({ state: 'handed_over' })
    expect((await ask('me.rewardOrders', wang, { query: {} })).items).toMatchObject([
      { state: 'handed_over', code: null },
    ])
    await expect(cancel(orderId)).rejects.toEqual(refused('reward.handed_over'))
    await expect(ask('me.cancelRewardOrder', wang, { params: { id: orderId } })).rejects.toEqual(
      refused('reward.handed_over'),
    )
    await ledgersAgree(id)
  })

  test('a code that is wrong, or of another branch, is no code; one’s own another one hands over', async () => {
    const { id } = await offer()
    const { id: orderId, code } = await order(wang, id)
    const stranger = await join('马国梁', places.other, 'secretary')
    const wrong = code === '000000' ? '000001' : '000000'
    await expect(byCode(wrong)).rejects.toEqual(refused('reward.wrong_code'))
    await expect(byCode(code ?? '', stranger)).rejects.toEqual(refused('reward.wrong_code'))
    await expect(handOver(orderId, stranger)).rejects.toEqual(refused('request.not_found'))
    await expect(cancel(orderId, '乱来', stranger)).rejects.toEqual(refused('request.not_found'))
    await expect(
      ask('me.cancelRewardOrder', stranger, { params: { id: orderId } }),
    ).rejects.toEqual(refused('request.not_found'))
    await earned(secretary, 10)
    const { id: ownId } = await order(secretary, id)
    await expect(handOver(ownId)).rejects.toEqual(refused('reward.own'))
  })

  test('two that wait never have one code, whatever the codes that follow from them', async () => {
    // a keyring that gives every order the same first code
    const same = {
      ...keyring,
      sign: (purpose: string, text: string) =>
        text.endsWith(':0') ? 'AAAAAAAA' : keyring.sign(purpose, text),
    }
    const unlucky = callOf(createRewards({ ...deps, keyring: same }).routes)
    const { id } = await offer()
    const [one, two] = await crowd(2)
    if (!one || !two) throw new Error('two in, two out')
    // The first one to come has the first code; who of two that come at once is first is open.
    const first = await order(wang, id, { via: unlucky })
    const rest = await Promise.all([
      order(one, id, { via: unlucky }),
      order(two, id, { via: unlucky }),
    ])
    const made = [first, ...rest]
    const codes = made.map(({ code }) => code)
    expect(codes[0]).toBe('000000')
    expect(new Set(codes).size).toBe(3)
    // free again once it is handed over
    await handOver(made[0]?.id ?? '')
    expect((await order(wang, id, { via: unlucky })).code).toBe('000000')
  })
})

describe('cancelling', () => {
  beforeEach(() => earned(wang, 100))

  test('gives points and piece back, once, by whoever and however often', async () => {
    const { id } = await offer()
    const { id: orderId } = await order(wang, id)
    expect([await stockOf(id), (await points(wang)).left]).toEqual([4, 90])
    const all = await Promise.all([
      cancel(orderId),
      cancel(orderId, '别的原因', secretary, other),
      ask('me.cancelRewardOrder', wang, { params: { id: orderId } }),
      other('me.cancelRewardOrder', wang, { params: { id: orderId } }),
    ])
    expect(all.every(({ state }) => state === 'cancelled')).toBe(true)
    expect([await stockOf(id), (await points(wang)).left]).toEqual([5, 100])
    const { items } = await ask('me.rewardEntries', wang, { query: {} })
    expect(items.map(({ kind, points: each }) => [kind, each])).toEqual([
      ['refund', 10],
      ['spend', -10],
    ])
    await expect(handOver(orderId)).rejects.toEqual(refused('reward.cancelled'))
    await ledgersAgree(id)
  })

  test('or handing over: at the same moment exactly one of them wins', async () => {
    const { id } = await offer({ stock: 20 })
    const made = []
    for (let n = 0; n < 8; n += 1) made.push(await order(wang, id))
    const races = made.map(async ({ id: orderId }, n) => {
      const both = [
        () => handOver(orderId, secretary, other),
        () => ask('me.cancelRewardOrder', wang, { params: { id: orderId } }),
      ]
      const [one, two] = n % 2 ? both : both.toReversed()
      return Promise.allSettled([one?.(), two?.()])
    })
    for (const outcomes of await Promise.all(races))
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const cancelled = await OrderModel.countDocuments({ rewardId: id, state: 'cancelled' })
    const handed = await OrderModel.countDocuments({ rewardId: id, state: 'handed_over' })
    expect(cancelled + handed).toBe(8)
    expect(await stockOf(id)).toBe(12 + cancelled)
    expect(await points(wang)).toMatchObject({ spent: handed * 10 })
    await ledgersAgree(id)
  })
})

describe('the desk', () => {
  test('offers once; another one of that name is refused until the first has stopped', async () => {
    const [first, again] = await Promise.all([offer(), offer()])
    expect(again.id).toBe(first.id)
    await expect(offer({ cost: 11 })).rejects.toEqual(refused('reward.title_taken'))
    const { title, about, pickup, cost, mostEach, revision } = first
    const body = { title, about, pickup, cost, mostEach, revision, state: 'stopped' as const }
    const stop = () => ask('rewards.update', secretary, { params: { id: first.id }, body })
    expect(await stop()).toMatchObject({ state: 'stopped', revision: 2 })
    expect(await stop()).toMatchObject({ state: 'stopped', revision: 2 })
    expect((await offer({ cost: 11 })).id).not.toBe(first.id)
    await expect(
      ask('rewards.update', secretary, {
        params: { id: first.id },
        body: { ...body, state: 'open', revision: 2 },
      }),
    ).rejects.toEqual(refused('reward.title_taken'))
  })

  test('changes stock with a reason, once, never below zero; history adds up', async () => {
    await earned(wang, 10)
    const { id } = await offer({ stock: 2 })
    const change = (by: number, stockChanges: number, via = ask) =>
      via('rewards.changeStock', secretary, {
        params: { id },
        body: { change: by, reason: '街道送来', stockChanges },
      })
    await order(wang, id)
    await expect(change(-2, 0)).rejects.toEqual(refused('reward.too_little_stock'))
    const both = await Promise.all([change(3, 0), change(3, 0, other)])
    expect(both).toMatchObject([{ stock: 4 }, { stock: 4 }])
    await expect(change(1, 0)).rejects.toEqual(refused('request.conflict'))
    expect(await change(-4, 1)).toMatchObject({ stock: 0, stockChanges: 2, waiting: 1 })
    await expect(change(100_001, 2)).rejects.toThrow()
    const { items } = await ask('rewards.stockEntries', secretary, { params: { id }, query: {} })
    expect(items.map((each) => [each.kind, each.change, each.left, each.by])).toEqual([
      ['change', -4, 0, '李敏'],
      ['change', 3, 4, '李敏'],
      ['order', -1, 1, null],
      ['start', 2, 2, '李敏'],
    ])
    await ledgersAgree(id)
  })

  test('restocks while people order: nothing is lost and nothing is had twice', async () => {
    const { id } = await offer({ stock: 3 })
    const many = await crowd(20)
    const outcomes = await Promise.all([
      ask('rewards.changeStock', secretary, {
        params: { id },
        body: { change: 4, reason: '补货', stockChanges: 0 },
      }).then(() => null),
      ...many.map((person) =>
        order(person, id, { via: other }).then(
          () => true,
          () => false,
        ),
      ),
    ])
    const made = outcomes.filter((outcome) => outcome === true).length
    expect(made).toBeGreaterThanOrEqual(3)
    expect(made + ((await stockOf(id)) ?? 0)).toBe(7)
    await ledgersAgree(id)
  })

  test('lists page by page, by state, within the subtree', async () => {
    await earned(wang, 100)
    const { id } = await offer()
    const made = [await order(wang, id), await order(wang, id), await order(wang, id)]
    await handOver(made[1]?.id ?? '')
    const list = (by: PersonActor, query: InputOf<'rewardOrders.list'>['query']) =>
      ask('rewardOrders.list', by, { query })
    const first = await list(secretary, { limit: 1 })
    const second = await list(secretary, { limit: 1, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].map((each) => each.id)).toEqual([
      made[2]?.id,
      made[0]?.id,
    ])
    expect(second.nextCursor).toBeNull()
    expect((await list(secretary, { state: 'handed_over' })).items).toHaveLength(1)
    const stranger = await join('马国梁', places.other, 'secretary')
    expect((await list(stranger, {})).items).toEqual([])
    expect((await ask('rewards.list', stranger, { query: {} })).items).toEqual([])
    const mine = await ask('me.rewardOrders', wang, { query: { limit: 2 } })
    const rest = { limit: 2, cursor: mine.nextCursor ?? '' }
    expect((await ask('me.rewardOrders', wang, { query: rest })).items).toHaveLength(1)
    await offer({ title: '毛巾', cost: 10 })
    await offer({ title: '杯子', cost: 3 })
    const cheap = await ask('me.rewards', wang, { query: { limit: 2 } })
    const dear = await ask('me.rewards', wang, {
      query: { limit: 2, cursor: cheap.nextCursor ?? '' },
    })
    expect([...cheap.items, ...dear.items].map(({ title }) => title)).toEqual([
      '杯子',
      '大米 5 kg',
      '毛巾',
    ])
  })

  test('takes orders out as a workbook, by Shanghai days', async () => {
    await earned(wang, 100)
    const { id } = await offer()
    at('2026-11-22T23:59:59')
    await cancel((await order(wang, id)).id, '前一天的')
    at('2026-11-23T00:00:00')
    await handOver((await order(wang, id)).id)
    const query = { from: '2026-11-23', to: '2026-11-23' }
    const answer: unknown = await ask('rewardOrders.export', secretary, { query })
    const { bytes } = answer as { bytes: Uint8Array }
    const sheets = (readZipDirectory(bytes) ?? []).filter(({ name }) => name.startsWith('xl/'))
    const parts = await Promise.all(sheets.map((entry) => unpackEntry(bytes, entry)))
    const xml = parts.map((part) => new TextDecoder().decode(part ?? undefined)).join('')
    expect(xml).toContain('共 1 份，领走 1 份，用去 10 分')
    expect(xml).toContain('王秀兰')
    expect(xml).not.toContain('前一天的')
  })
})

describe('the booklet', () => {
  const booklet = async (by: PersonActor, id: string) => {
    const answer: unknown = await ask('points.booklet', by, { params: { id } })
    return new TextDecoder().decode((answer as { bytes: Uint8Array }).bytes)
  }

  test('says on paper what was earned, spent and is left, and what for', async () => {
    const project = await world.call('projects.create', secretary, {
      body: projectBody({ title: '清洁日 <东门>' }),
    })
    const board = await world.call('events.list', secretary, { query: { projectId: project.id } })
    await inTransaction((session) =>
      book.record(
        {
          rule: 'service.hours',
          source: { type: 'service', id: board.items[0]?.id ?? '' },
          ...{ personId: wang.id, at: clock.now(), quantity: 6 },
        },
        session,
      ),
    )
    const { earned: before } = await points(wang)
    const { id } = await offer({ cost: before })
    at('2026-11-24T09:00:00')
    const made = await order(wang, id, { cost: before })
    const html = await booklet(secretary, wang.id)
    for (const words of ['王秀兰', '望江社区', '清洁日 &lt;东门&gt;', '换：大米 5 kg', '盖章'])
      expect(html).toContain(words)
    expect(html).toContain(`服务得来<b>${before}</b>`)
    expect(html).toContain('还可以用<b>0</b>')
    expect(html).not.toContain(made.code)
    expect(html).not.toContain('<script')
  })

  test('is made by staff of the member’s place alone', async () => {
    const stranger = await join('马国梁', places.other, 'secretary')
    await expect(booklet(stranger, wang.id)).rejects.toEqual(refused('request.not_found'))
    await expect(booklet(secretary, 'f'.repeat(24))).rejects.toEqual(refused('request.not_found'))
  })
})

test('whoever goes takes their copy along; what waits is given back, and the sums still add up', async () => {
  await earned(wang, 30)
  const { id } = await offer()
  await handOver((await order(wang, id)).id)
  await cancel((await order(wang, id)).id, '她搬走了')
  const { code } = await order(wang, id)
  expect(await exportRewards(wang.id)).toMatchObject({
    orders: [
      { title: '大米 5 kg', state: 'handed_over' },
      { state: 'cancelled', reason: '她搬走了' },
      { state: 'open' },
    ],
    entries: [{}, {}, { kind: 'refund', points: 10 }, { kind: 'spend', points: -10 }],
  })
  await inTransaction((session) => rewards.orders.eraseFor(wang.id, session))
  expect((await exportRewards(wang.id)).orders).toMatchObject([
    { state: 'handed_over' },
    { state: 'cancelled', reason: null },
    { state: 'cancelled' },
  ])
  await expect(byCode(code ?? '')).rejects.toEqual(refused('reward.wrong_code'))
  expect(await stockOf(id)).toBe(4)
  await ledgersAgree(id)
})
