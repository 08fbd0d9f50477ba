import { MOST_HOUR_ROWS } from '@lianxin/shared'
import type { EndpointName, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { BinaryAnswer, PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { readTable } from '../../platform/sheets/read-table'
import { writeBook } from '../../platform/sheets/write-book'
import { TotalModel } from '../book/book.model'
import { callOf, createWorld, projectBody } from '../events/events.fixture'
import { HourResultModel } from './hour-import.model'
import { HourModel } from './hour.model'
import { hoursIn } from './hours.fixture'
import { eraseHours } from './index'

type Import = OutputOf<'hourImports.create'>
type Row = readonly (string | number)[]

const database = testDatabase()
const world = createWorld()
const { call, at, join, place } = world
const { routes } = hoursIn(world)
const ask = callOf(routes)
const headers = ['姓名', '手机号', '活动名称', '服务日期', '时长（小时）', '原因', '证明']
const DAY = '2026-11-28'
const TITLE = '社区清洁日'

let places: Awaited<ReturnType<typeof place>>
let organizer: PersonActor
let wang: PersonActor
let li: PersonActor
/** A hundred minutes from nine. */
let shiftId: string
let phones = 0
const newPhone = () => `139${String((phones += 1)).padStart(8, '0')}`
let phoneOf: Map<PersonActor, string>

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  phoneOf = new Map()
  at('2026-11-23T12:00:00')
  places = await place()
  organizer = await known('李敏', places.community, 'secretary')
  wang = await known('王秀兰')
  li = await known('李建国')
  shiftId = await shift()
  at('2026-11-29T08:00:00')
})

async function known(
  name: string,
  org = places.community,
  role: Parameters<typeof join>[2] = 'member',
) {
  const phone = newPhone()
  const person = await join(name, org, role, phone)
  phoneOf.set(person, phone)
  return person
}
async function shift(more: Parameters<typeof projectBody>[0] = {}, by = organizer) {
  at('2026-11-23T12:00:00')
  const body = projectBody({ capacity: 50, minutes: 100, title: TITLE, ...more })
  const project = await call('projects.create', by, { body })
  const { items } = await call('events.list', by, { query: { projectId: project.id } })
  at('2026-11-29T08:00:00')
  return items[0]?.id ?? ''
}
/** A right row of somebody, with what the test puts into it. */
const rowOf = (person: PersonActor, more: Record<string, string | number> = {}): Row => {
  const cells = {
    姓名: person.name,
    手机号: phoneOf.get(person) ?? '',
    活动名称: TITLE,
    服务日期: DAY,
    '时长（小时）': 1.5,
    原因: '手机没电',
    证明: '签到表上有名字',
    ...more,
  }
  return headers.map(
    (header) => new Map<string, string | number>(Object.entries(cells)).get(header) ?? '',
  )
}

const sheet = (rows: readonly Row[], columns = headers) =>
  writeBook([{ name: '时长', columns: columns.map((header) => ({ header, width: 10 })), rows }])
async function send<N extends EndpointName>(name: N, by: PersonActor, bytes: Uint8Array) {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const answer = await found.handle({}, { actor: by, file: { fileName: '时长.xlsx', bytes } })
  return found.endpoint.response?.parse(answer) as OutputOf<N>
}
const look = async (rows: readonly Row[], by = organizer) =>
  send('hourImports.check', by, await sheet(rows))
const bring = async (rows: readonly Row[], by = organizer) =>
  send('hourImports.create', by, await sheet(rows))
const counts = ({ added, known: knew, refused, minutes }: Import) => [added, knew, refused, minutes]
/** What is said of each row, up to what to do about it. */
const said = ({ rows }: Import) => rows.map(({ words }) => words.split('。')[0])
async function textsOf(name: 'hourImports.result' | 'hourImports.template', by = organizer) {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  const answer = (await found?.handle({}, { actor: by })) as BinaryAnswer
  const rows = await readTable(answer.bytes, { rows: 600, columns: 20, unpackedBytes: 1e8 })
  return { bytes: answer.bytes, rows }
}
const mine = (actor: PersonActor) => ask('me.hours', actor, {})
const points = async (actor: PersonActor) =>
  (await TotalModel.findOne({ personId: actor.id }).lean())?.service ?? 0

describe('hours from Excel', () => {
  test('are looked over without a trace, then written in as if each had been added by hand', async () => {
    const rows = [rowOf(wang), rowOf(li, { '时长（小时）': '40分钟' })]
    const seen = await look(rows)
    expect(counts(seen)).toEqual([2, 0, 0, 130])
    expect(seen.rows).toEqual([
      { row: 2, name: '王秀兰', outcome: 'added', words: '“社区清洁日”记 1 小时 30 分' },
      { row: 3, name: '李建国', outcome: 'added', words: '“社区清洁日”记 40 分钟' },
    ])
    expect(await HourModel.countDocuments({ eventId: shiftId })).toBe(0)
    expect(await bring(rows)).toEqual(seen)
    expect(await mine(wang)).toMatchObject({ minutes: 90, added: 90, attendances: 1 })
    expect(await mine(li)).toMatchObject({ minutes: 40, added: 40 })
    expect(await points(wang)).toBe(3)
    const [entry] = (await ask('me.hourEntries', wang, { query: {} })).items
    expect(entry).toMatchObject({
      kind: 'added',
      reason: '手机没电',
      proof: '签到表上有名字',
      recordedBy: '李敏',
    })
  })

  test('once more, and by several at once, add nothing', async () => {
    const rows = [rowOf(wang), rowOf(li)]
    const boss = await known('周正', places.street, 'supervisor')
    const all = await Promise.all([bring(rows), bring(rows, boss), bring(rows)])
    expect(all.reduce((sum, { added }) => sum + added, 0)).toBe(2)
    expect(all.reduce((sum, { known: knew }) => sum + knew, 0)).toBe(4)
    expect(counts(await bring(rows))).toEqual([0, 2, 0, 0])
    expect(said(await look(rows))).toEqual([
      '“社区清洁日”补录过 1 小时 30 分，不再记',
      '“社区清洁日”补录过 1 小时 30 分，不再记',
    ])
    expect(await HourModel.countDocuments({ eventId: shiftId })).toBe(2)
    expect(await points(wang)).toBe(3)
  })

  test('are in the unit that the header or the cell names', async () => {
    const columns = headers.map((header) => (header === '时长（小时）' ? '时长（分钟）' : header))
    const minutes = { '时长（小时）': 45 }
    const file = await sheet(
      [rowOf(wang, minutes), rowOf(li, { '时长（小时）': '1小时' })],
      columns,
    )
    expect((await send('hourImports.check', organizer, file)).minutes).toBe(105)
    const bare = await sheet(
      [rowOf(wang)],
      headers.map((header) => header.replace('（小时）', '')),
    )
    await expect(send('hourImports.check', organizer, bare)).rejects.toMatchObject({
      code: 'hour_import.no_header',
    })
  })

  test('are found by the day on which it really began', async () => {
    const { revision, ...facts } = await call('events.get', organizer, { params: { id: shiftId } })
    at('2026-11-23T12:00:00')
    await call('events.update', organizer, {
      params: { id: shiftId },
      body: {
        title: facts.title,
        place: facts.place,
        contact: facts.contact,
        capacity: facts.capacity,
        startsAt: '2026-11-26T16:00:00Z',
        endsAt: '2026-11-26T18:00:00Z',
        revision,
      },
    })
    at('2026-11-29T08:00:00')
    const rows = [rowOf(wang), rowOf(li, { 服务日期: '2026年11月27日', 活动名称: '社区 清洁日' })]
    expect((await look(rows)).rows.map(({ outcome }) => outcome)).toEqual(['refused', 'added'])
  })
})

describe('a row is given back', () => {
  test('that is wrong in itself, names no date, or is longer than it', async () => {
    const zhao = await known('赵志强')
    const zhou = await known('周红')
    const seen = await bring([
      rowOf(wang, { 原因: '', 证明: '' }),
      rowOf(li, { 活动名称: '没办过的' }),
      rowOf(zhao, { 服务日期: '2026-11-27' }),
      rowOf(zhou, { '时长（小时）': '101分钟' }),
    ])
    expect(said(seen)).toEqual([
      '原因：没写原因',
      '活动名称：您管的单位里，这一天没有叫这个名字的活动',
      '活动名称：您管的单位里，这一天没有叫这个名字的活动',
      '时长：写了 1 小时 41 分，这一场一共才 1 小时 40 分',
    ])
    expect(counts(seen)).toEqual([0, 0, 4, 0])
    expect(await HourModel.countDocuments({ eventId: shiftId })).toBe(0)
  })

  test('at the boundary it is taken: the whole shift, 200 characters', async () => {
    const seen = await bring([
      rowOf(wang, { '时长（小时）': '100分钟', 原因: '字'.repeat(200) }),
      rowOf(li, { '时长（小时）': 1.1 }),
    ])
    expect(counts(seen)).toEqual([2, 0, 0, 166])
  })

  test('that names nobody here, whoever else has the number', async () => {
    const stranger = await known('宋佳', places.other)
    const nobody = '手机号：您管的单位里没有这个姓名和手机号的人'
    const seen = await look([
      rowOf(stranger),
      rowOf(wang, { 手机号: newPhone() }),
      rowOf(wang, { 手机号: phoneOf.get(li) ?? '' }),
      rowOf(wang, { 手机号: phoneOf.get(stranger) ?? '' }),
    ])
    expect(said(seen)).toEqual([nobody, nobody, nobody, nobody])
    const boss = await known('周正', places.street, 'supervisor')
    expect((await look([rowOf(stranger)], boss)).added).toBe(1)
  })

  test('of a date of another branch, of one that was called off, of a Party day', async () => {
    const neighbour = await known('马国梁', places.other, 'secretary')
    await shift({ title: '邻居的活动' }, neighbour)
    await shift({ title: '主题党日', kind: 'party_day', startTime: '13:00' })
    const off = await shift({ title: '取消的', startTime: '15:00' })
    at('2026-11-23T12:00:00')
    await call('events.cancel', organizer, { params: { id: off }, body: { reason: '下雨' } })
    at('2026-11-29T08:00:00')
    const titles = ['邻居的活动', '主题党日', '取消的']
    const seen = await look(titles.map((title) => rowOf(wang, { 活动名称: title })))
    expect(seen.refused).toBe(3)
  })

  test('where two dates have its name, and before it is over', async () => {
    at('2026-11-28T10:39:59.999')
    const early = await look([rowOf(wang)])
    expect(said(early)).toEqual(['服务日期：这一场还没有结束'])
    at('2026-11-28T10:40:00')
    expect((await look([rowOf(wang)])).added).toBe(1)
    await shift({ startTime: '14:00' })
    expect(said(await look([rowOf(wang)]))).toEqual([
      '活动名称：这一天有 2 场都叫这个名字，表里分不清是哪一场',
    ])
  })

  test('of oneself, and below one of the same person', async () => {
    const seen = await bring([
      rowOf(organizer),
      rowOf(wang),
      rowOf(li),
      rowOf(wang, { 手机号: `+86 ${phoneOf.get(wang) ?? ''}`, '时长（小时）': 1 }),
    ])
    expect(seen.rows.map(({ outcome }) => outcome)).toEqual([
      'refused',
      'added',
      'added',
      'refused',
    ])
    expect(said(seen)[0]).toBe('姓名：自己的时长不能自己记')
    expect(said(seen)[3]).toBe('姓名：和第 3 行是同一个人、同一场')
    expect(await mine(organizer)).toMatchObject({ minutes: 0 })
  })

  test('where hours stand already, and where they were corrected to nothing', async () => {
    const params = { id: shiftId }
    const more = { minutes: 30, reason: '手机没电', proof: '队长看到' }
    const { id } = await ask('hours.add', organizer, {
      params,
      body: { personId: wang.id, ...more },
    })
    expect(said(await bring([rowOf(wang)]))).toEqual(['姓名：这一场已经给这位同志记了 30 分钟'])
    await ask('hours.correct', organizer, {
      params: { id },
      body: { minutes: -30, reason: '没来', corrections: 0 },
    })
    expect(said(await bring([rowOf(wang)]))).toEqual([
      '姓名：这一场给这位同志补录过，后来更正成零了',
    ])
    // Word for word what was written in before: it does not come back.
    expect((await bring([rowOf(wang, { '时长（小时）': 0.5 })])).known).toBe(1)
    expect(await mine(wang)).toMatchObject({ minutes: 0 })
  })
})

describe('what comes back', () => {
  test('is what was uploaded with what to do; mended, the sheet itself completes it', async () => {
    const rows = [rowOf(wang), rowOf(li, { 证明: '' }), rowOf(organizer, { 手机号: '138' })]
    await bring(rows)
    const { rows: texts } = await textsOf('hourImports.result')
    expect(texts).toEqual([
      [...headers, '哪里要改', '原表第几行'],
      [
        ...rowOf(li, { 证明: '' }).map(String),
        '证明：没写证明。写一句有什么证明，如“签到表上有名字”。',
        '3',
      ],
      [
        ...rowOf(organizer, { 手机号: '138' }).map(String),
        '手机号：不是 11 位手机号。写一个 1 开头的 11 位手机号。',
        '4',
      ],
    ])
    const [top = [], first = []] = texts
    const mended = first.map((cell, index) => (top[index] === '证明' ? '队长看到' : cell))
    const again = await send('hourImports.create', organizer, await sheet([mended], top))
    expect(counts(again)).toEqual([1, 0, 0, 90])
    await expect(textsOf('hourImports.result')).rejects.toMatchObject({
      code: 'hour_import.no_result',
    })
  })

  test('is for nobody else, sealed, for seven days, and gone with the account', async () => {
    await bring([rowOf(wang, { 证明: '' })])
    const boss = await known('周正', places.street, 'supervisor')
    await expect(textsOf('hourImports.result', boss)).rejects.toMatchObject({
      code: 'hour_import.no_result',
    })
    const kept = await HourResultModel.findById(organizer.id).lean()
    expect(JSON.stringify(kept)).not.toContain('王秀兰')
    at('2026-12-06T07:59:59.999')
    expect((await textsOf('hourImports.result')).rows).toHaveLength(2)
    at('2026-12-06T08:00:00')
    await expect(textsOf('hourImports.result')).rejects.toMatchObject({
      code: 'hour_import.no_result',
    })
    await inTransaction((session) => eraseHours(organizer.id, session))
    expect(await HourResultModel.findById(organizer.id).lean()).toBeNull()
  })

  test('the template names the dates of the caller, and its example is nobody', async () => {
    const { bytes, rows } = await textsOf('hourImports.template')
    expect(rows[0]).toEqual(headers)
    expect(rows[1]?.slice(2, 4)).toEqual([TITLE, DAY])
    await expect(send('hourImports.create', organizer, bytes)).rejects.toMatchObject({
      code: 'sheet.empty',
    })
  })

  test('as many rows as may be, and not one more', async () => {
    const crowd = Array.from({ length: MOST_HOUR_ROWS }, (_, n) =>
      rowOf(wang, { 手机号: `138${String(n).padStart(8, '0')}` }),
    )
    expect((await look(crowd)).refused).toBe(MOST_HOUR_ROWS)
    await expect(look([...crowd, rowOf(wang)])).rejects.toMatchObject({
      code: 'hour_import.too_many_rows',
    })
  })
})
