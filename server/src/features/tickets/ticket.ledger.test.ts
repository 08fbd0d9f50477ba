import mongoose from 'mongoose'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatShanghai } from '@lianxin/shared'
import type { PersonActor } from '../../http/route'
import { createWorld, DIGEST } from './ticket.fixture'
import { exportLedger } from './ticket.export'
import { ledgerFilter } from './ticket.ledger'
import { presentOnBoard, promiseOf, presentMine } from './ticket.presenter'
import { NEVER } from './ticket.record'

let world: Awaited<ReturnType<typeof createWorld>>
let secretary: PersonActor
let foreigner: PersonActor
/** Numbers by name, so that a test can say which it means. */
const made = new Map<string, { id: string; number: string }>()

const raiseAt = async (name: string, at: string, input: object = {}) => {
  world.clock.set(at)
  const { ticket } = await world.raise({ text: `${name}的事`, ...input })
  made.set(name, ticket)
  return ticket
}
const step = async (name: string, at: string, action: string, text?: string, title?: string) => {
  world.clock.set(at)
  const id = made.get(name)?.id ?? ''
  const found = await mongoose.connection
    .collection('tickets')
    .findOne({ number: made.get(name)?.number })
  const revision = Number(found?.['revision'])
  return world.feature.handling.act(
    secretary,
    id,
    { action, revision, text, publicTitle: title },
    null,
  )
}
const nameOf = (number: string) => [...made].find(([, each]) => each.number === number)?.[0]
const query = (more: object = {}) => ({
  view: 'all' as const,
  sort: 'newest' as const,
  limit: 100,
  ...more,
})
async function names(more: object = {}, actor = secretary): Promise<(string | undefined)[]> {
  const { items } = await world.feature.ledger.list(actor, query(more))
  return items.map(({ number }) => nameOf(number))
}

// Wednesday 2026-11-25, 10:00, is now.
beforeAll(async () => {
  world = await createWorld()
  secretary = await world.person('李敏', 'secretary', world.orgs.street)
  foreigner = await world.person('马国梁', 'secretary', world.orgs.other)
  const onPoint = (pointNo: number) => ({ digest: { digestId: DIGEST, pointNo } })
  await raiseAt('上月', '2026-10-20T10:00:00', onPoint(1))
  await step('上月', '2026-10-21T10:00:00', 'answer_and_solve', '好了')
  await raiseAt('超期', '2026-11-20T10:00:00', { text: '路灯(3号楼)不亮' })
  await raiseAt('超期久', '2026-11-19T10:00:00', { text: '超期久的事' })
  await step('超期久', '2026-11-20T09:00:00', 'accept', undefined, '一处路灯')
  await raiseAt('别处', '2026-11-24T10:00:00', { orgId: world.orgs.other.id })
  await raiseAt('今天到期', '2026-11-24T11:00:00', onPoint(3))
  await raiseAt('办结', '2026-11-24T12:00:00', onPoint(3))
  await step('办结', '2026-11-24T13:00:00', 'answer_and_solve', '修好了')
  await raiseAt('评四', '2026-11-24T14:00:00', onPoint(3))
  await step('评四', '2026-11-24T15:00:00', 'answer_and_solve', '修好了')
  await world.feature.service.rate(made.get('评四')?.id ?? '', { score: 4 })
  await raiseAt('评三', '2026-11-24T16:00:00', onPoint(9))
  await step('评三', '2026-11-24T17:00:00', 'answer_and_solve', '修好了')
  await world.feature.service.rate(made.get('评三')?.id ?? '', { score: 3 })
  await raiseAt('不受理', '2026-11-24T18:00:00', onPoint(4))
  await step('不受理', '2026-11-24T19:00:00', 'decline', '不归我们管')
  await raiseAt('答复', '2026-11-24T20:00:00', onPoint(4))
  await step('答复', '2026-11-24T21:00:00', 'answer', '明天来看')
  world.clock.set('2026-11-25T10:00:00')
})
afterAll(() => world.close())

describe('the ledger', () => {
  test('is the subtree and nothing else', async () => {
    expect(await names()).toHaveLength(9)
    expect(await names()).not.toContain('别处')
    expect(await names({}, foreigner)).toEqual(['别处'])
    expect(await names({ orgId: world.orgs.other.id })).toEqual([])
    expect(await names({ orgId: world.orgs.grid.id })).toHaveLength(9)
  })

  test.each([
    ['open', ['答复', '今天到期', '超期', '超期久']],
    ['overdue', ['超期']],
    ['due', ['今天到期']],
    ['unrated', ['办结', '上月']],
    ['closed', ['不受理', '评三', '评四', '办结', '上月']],
  ])('view %s holds what it says', async (view, expected) => {
    expect(await names({ view })).toEqual(expected)
  })

  test('due first: the next deadline on top, what has none at the end, page by page', async () => {
    const seen: (string | undefined)[] = []
    let cursor: string | undefined
    do {
      const page = await world.feature.ledger.list(
        secretary,
        query({ sort: 'due', limit: 2, cursor }),
      )
      seen.push(...page.items.map(({ number }) => nameOf(number)))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen.slice(0, 4)).toEqual(['超期', '今天到期', '超期久', '答复'])
    expect(new Set(seen).size).toBe(9)
  })

  test('newest first pages do not repeat or lose any', async () => {
    const whole = await names()
    const first = await world.feature.ledger.list(secretary, query({ limit: 4 }))
    const rest = await names({ cursor: first.nextCursor, limit: 5 })
    expect([...first.items.map(({ number }) => nameOf(number)), ...rest]).toEqual(whole)
  })

  test('a cursor that is not ours is refused', async () => {
    await expect(names({ cursor: 'bm90IG91cnM' })).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })

  test('finds by the beginning or the end of a number, and by words taken as they are', async () => {
    const { number } = made.get('答复') ?? { number: '' }
    expect(await names({ q: number })).toEqual(['答复'])
    expect(await names({ q: number.toLowerCase() })).toEqual(['答复'])
    expect(await names({ q: '20261020' })).toEqual(['上月'])
    expect(await names({ q: '路灯(3' })).toEqual(['超期'])
    expect(await names({ q: '.*' })).toEqual([])
    expect(await names({ q: '别处' })).toEqual([])
  })

  test('filters by state and digest', async () => {
    expect(await names({ state: 'rated' })).toEqual(['评三', '评四'])
    expect(await names({ digestId: DIGEST })).toHaveLength(7)
    expect(await names({ assigneeId: secretary.id })).toEqual([])
  })
})

describe('figures', () => {
  test('the four above the ledger, each with what it is of', async () => {
    expect(await world.feature.ledger.summary(secretary, {})).toEqual({
      dueToday: 1,
      overdue: 1,
      open: 4,
      answeredThisMonth: { count: 5, of: 8 },
      satisfiedThisMonth: { count: 1, of: 2, unrated: 1 },
    })
    expect(await world.feature.ledger.summary(foreigner, {})).toMatchObject({
      open: 1,
      answeredThisMonth: { count: 0, of: 1 },
    })
    expect(
      await world.feature.ledger.summary(secretary, { orgId: world.orgs.other.id }),
    ).toMatchObject({ open: 0 })
  })

  test('收集/采纳/办结/不采纳 of a digest, and by point; a point it does not have counts as none', async () => {
    const outcome = await world.feature.service.outcomeOfDigest(DIGEST)
    expect({ ...outcome, points: Object.fromEntries(outcome.points) }).toEqual({
      collected: 7,
      adopted: 5,
      solved: 4,
      declined: 1,
      points: {
        1: { collected: 1, adopted: 1, solved: 1, declined: 0 },
        3: { collected: 3, adopted: 2, solved: 2, declined: 0 },
        4: { collected: 2, adopted: 1, solved: 0, declined: 1 },
      },
    })
    const none = await world.feature.service.outcomeOfDigest('e'.repeat(24))
    expect(none).toEqual({ collected: 0, adopted: 0, solved: 0, declined: 0, points: new Map() })
  })
})

describe('the public board', () => {
  async function board(at: string, orgId?: string) {
    world.clock.set(at)
    const { items } = await world.feature.ledger.board({ limit: 20, ...(orgId ? { orgId } : {}) })
    const context = await world.feature.viewContext(items)
    return items.map((ticket) => presentOnBoard(ticket, context))
  }

  test('shows what is overdue, most overdue first, without a word nobody has looked at', async () => {
    const rows = await board('2026-11-27T10:00:00')
    expect(rows.map((row) => [nameOf(row?.number ?? ''), row?.title])).toEqual([
      ['超期', '居民反映的一件事'],
      ['别处', '居民反映的一件事'],
      ['今天到期', '居民反映的一件事'],
      ['超期久', '一处路灯'],
    ])
    expect(rows[0]?.clock).toMatchObject({ level: 'red', text: '超期 4 天' })
    expect(JSON.stringify(rows)).not.toMatch(/王|路灯\(/)
    expect(await board('2026-11-27T10:00:00', world.orgs.other.id)).toHaveLength(1)
  })

  test('a matter is listed from the first millisecond after its day', async () => {
    const number = made.get('今天到期')?.number
    const shown = async (at: string) => (await board(at)).some((row) => row?.number === number)
    expect(await shown('2026-11-25T23:59:59.999')).toBe(false)
    expect(await shown('2026-11-26T00:00:00.000')).toBe(true)
  })
})

describe('what the resident reads', () => {
  async function lines(name: string, at: string) {
    world.clock.set(at)
    const { items } = await world.feature.ledger.list(secretary, query())
    const ticket = items.find(({ number }) => nameOf(number) === name)
    if (!ticket) throw new Error(name)
    const context = await world.feature.viewContext([ticket])
    const { hint, tone } = presentMine(ticket, context)
    return [promiseOf(ticket, context), hint, tone]
  }

  test.each([
    ['今天到期', '2026-11-25T10:00:00', '12月1日前答复您。', '12月1日前答复', 'new'],
    ['今天到期', '2026-11-30T10:00:00', '12月1日前答复您。', '明天前答复', 'soon'],
    ['今天到期', '2026-12-01T10:00:00', '12月1日前答复您。', '今天前答复', 'soon'],
    [
      '今天到期',
      '2026-12-02T00:00:00',
      '原定12月1日前答复，已经超期，正在督办。',
      '超期 1 天 · 正在督办',
      'late',
    ],
    ['答复', '2026-11-25T10:00:00', '12月15日前办结。', '12月15日前办结', 'new'],
    ['办结', '2026-11-25T10:00:00', '已办结，满意不满意请说一声。', '已办结 · 请评价', 'done'],
    ['办结', '2026-12-25T00:00:00', '已办结，满意不满意请说一声。', '已办结', 'done'],
    ['不受理', '2026-11-25T10:00:00', '这件事没能受理，原因写在下面。', '不予受理', 'done'],
  ])('%s at %s', async (name, at, ...expected) => {
    expect(await lines(name, at)).toEqual(expected)
  })
})

test('the Excel file holds the subtree, text as text', async () => {
  world.clock.set('2026-11-25T10:00:00')
  await raiseAt('公式', '2026-11-25T10:00:00', { text: '=1+1 半个\uD83D字' })
  const filter = ledgerFilter(secretary, { view: 'all' }, world.clock.now())
  const file = await exportLedger(filter, world.feature.viewContext, world.clock.now())
  expect(file.fileName).toBe(`民情台账-${formatShanghai(world.clock.now(), 'YYYYMMDD-HHmm')}.xlsx`)
  const rows = await readSheet(Buffer.from(file.bytes))
  expect(rows[0]).toEqual(
    '编号 类别 事项 内容 单位 来源 反映人 摘要期号 状态 经办人 提出时间 下一时限 答复时间 办结时间 满意度'.split(
      ' ',
    ),
  )
  expect(rows).toHaveLength(11)
  expect(rows[1]?.slice(2, 7)).toEqual([
    '=1+1 半个字',
    '=1+1 半个字',
    '望江三网格',
    '望江第三支部群',
    '王**',
  ])
  const rated = rows.find((row) => row[0] === made.get('评四')?.number)
  expect(rated?.slice(7)).toEqual([
    '第47期第3点',
    '已评价',
    null,
    '2026-11-24 14:00',
    null,
    '2026-11-24 15:00',
    '2026-11-24 15:00',
    4,
  ])
})

describe('what is kept for queries', () => {
  const stored = () => world.stored(made.get('今天到期')?.number ?? '')

  test('follows the workday table at once, also when another process changed it', async () => {
    world.clock.set('2026-11-25T10:00:00')
    const { workdays, sweep } = world.feature
    expect((await stored())['nextDueAt']).toEqual(new Date('2026-11-25T23:59:59.999+08:00'))
    await workdays.put('2026-11-25', { workday: false, note: '停工', by: secretary.id })
    expect((await stored())['nextDueAt']).toEqual(new Date('2026-11-26T23:59:59.999+08:00'))
    // another process: the table changes without a word to this one
    await mongoose.connection
      .collection<{ _id: string }>('workday_tables')
      .updateOne({ _id: 'china' }, { $unset: { 'days.2026-11-25': 1 }, $inc: { version: 1 } })
    world.clock.set('2026-11-25T10:00:05')
    await sweep.rederive()
    expect((await stored())['nextDueAt']).toEqual(new Date('2026-11-25T23:59:59.999+08:00'))
    expect(await sweep.rederive()).toBe(0)
  })

  test('is derived anew where it was derived under older rules, closed ones too', async () => {
    const tickets = mongoose.connection.collection('tickets')
    const wrong = { rulesVersion: 0, nextDueAt: NEVER, outcome: 'collected', solvedAt: null }
    const number = made.get('办结')?.number
    const before = await tickets.findOne({ number })
    await tickets.updateOne({ number }, { $set: wrong })
    expect(await world.feature.sweep.rederive()).toBe(1)
    expect(await tickets.findOne({ number })).toEqual({
      ...before,
      calendarVersion: expect.any(Number),
    })
  })
})
