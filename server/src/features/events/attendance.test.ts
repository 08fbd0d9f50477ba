import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import { readWorkbook } from '../../platform/sheets'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import type { OrgRecord } from '../orgs'
import { AttendanceModel } from './attendance.model'
import { createWorld, projectBody } from './events.fixture'

const database = testDatabase()
const world = createWorld()
const { call, at, join, place, run, codes } = world
const park = { lat: 30.25, lng: 120.16 }
/** About 111 m a thousandth of a degree of latitude. */
const north = (metres: number) => ({ lat: park.lat + metres / 111_194.93, lng: park.lng })
let community: OrgRecord
let other: OrgRecord
let organizer: PersonActor
let wang: PersonActor
let id: string

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  ;({ community, other } = await place())
  organizer = await join('李敏', community, 'secretary')
  wang = await join('王秀兰', community)
  id = await shift()
})

async function shift(more: Parameters<typeof projectBody>[0] = {}): Promise<string> {
  const body = projectBody({ point: park, ...more })
  const project = await call('projects.create', organizer, { body })
  const board = await call('events.list', organizer, { query: { projectId: project.id } })
  const [one] = board.items
  if (!one) throw new Error('no shift')
  return one.id
}
type By = Parameters<typeof call<'me.attend'>>[2]['body']['by']
const attend = (actor: PersonActor, way: 'in' | 'out', by: By, event = id) =>
  call('me.attend', actor, { params: { id: event }, body: { way, by } })
const shown = (event = id): By => ({ how: 'qr', token: codes.current(event).token })
const capture = (items: Parameters<typeof call<'events.capture'>>[2]['body']['items']) =>
  call('events.capture', organizer, { params: { id }, body: { items } })

describe('the door', () => {
  test('opens half an hour before and closes half an hour after, to the second', async () => {
    at('2026-11-28T08:29:59')
    await expect(attend(wang, 'in', shown())).rejects.toMatchObject({
      code: 'attendance.too_early',
    })
    at('2026-11-28T08:30:00')
    expect((await attend(wang, 'in', shown())).attendance).toMatchObject({
      inAt: '2026-11-28T00:30:00.000Z',
      inWay: 'qr',
      outAt: null,
    })
    at('2026-11-28T11:30:00')
    expect((await attend(wang, 'out', shown())).attendance?.outWay).toBe('qr')
    at('2026-11-28T11:30:01')
    await expect(attend(wang, 'out', shown())).rejects.toMatchObject({
      code: 'attendance.too_late',
    })
  })

  test('a code is good while it is shown and ten seconds more; of another shift never', async () => {
    const later = await shift({ startTime: '12:00' })
    at('2026-11-28T09:00:00')
    const code = shown()
    await expect(attend(wang, 'in', shown(later))).rejects.toMatchObject({
      code: 'attendance.wrong_code',
    })
    at('2026-11-28T09:00:40')
    await expect(attend(wang, 'in', code)).rejects.toMatchObject({ code: 'attendance.wrong_code' })
    at('2026-11-28T09:00:39.999')
    expect((await attend(wang, 'in', code)).attendance?.inWay).toBe('qr')
  })

  test('of the six digits five may be wrong; then even the right ones are not looked at', async () => {
    at('2026-11-28T09:00:00')
    const right = codes.current(id).spoken
    const wrong = right === '000000' ? '000001' : '000000'
    for (let n = 0; n < 5; n += 1)
      await expect(attend(wang, 'in', { how: 'code', code: wrong })).rejects.toMatchObject({
        code: 'attendance.wrong_code',
      })
    await expect(attend(wang, 'in', { how: 'code', code: right })).rejects.toMatchObject({
      code: 'attendance.too_many_tries',
    })
    const li = await join('李建国', community)
    expect((await attend(li, 'in', { how: 'code', code: right })).attendance?.inWay).toBe('code')
    at('2026-11-28T09:10:00')
    const now = codes.current(id).spoken
    expect((await attend(wang, 'in', { how: 'code', code: now })).attendance?.inWay).toBe('code')
  })

  test('of where somebody is only the band is kept: 199 m is near, 201 m is not', async () => {
    at('2026-11-28T09:00:00')
    await expect(attend(wang, 'in', { how: 'distance', at: north(201) })).rejects.toMatchObject({
      code: 'attendance.too_far',
    })
    const kept = await attend(wang, 'in', { how: 'distance', at: north(199) })
    expect(kept.attendance).toMatchObject({ inWay: 'distance', band: 'near' })
    const row = await AttendanceModel.findOne({ eventId: id }).lean()
    expect(JSON.stringify(row)).not.toMatch(/30\.25|120\.16|lat|lng/)
  })

  test('the first coming and the last going count; a repeat changes nothing', async () => {
    at('2026-11-28T09:00:00')
    await expect(attend(wang, 'out', shown())).rejects.toMatchObject({ code: 'attendance.not_in' })
    const taps = await Promise.all(Array.from({ length: 6 }, () => attend(wang, 'in', shown())))
    expect(new Set(taps.map(({ attendance }) => attendance?.inAt)).size).toBe(1)
    expect(await AttendanceModel.countDocuments({ eventId: id })).toBe(1)
    at('2026-11-28T10:00:00')
    await attend(wang, 'in', shown())
    await attend(wang, 'out', shown())
    at('2026-11-28T10:30:00')
    expect((await attend(wang, 'out', shown())).attendance).toMatchObject({
      inAt: '2026-11-28T01:00:00.000Z',
      outAt: '2026-11-28T02:30:00.000Z',
    })
  })

  test('who is still at another one checks out there first', async () => {
    const next = await shift({ startTime: '10:00', place: '图书馆' })
    at('2026-11-28T10:00:00')
    await attend(wang, 'in', shown())
    await expect(attend(wang, 'in', shown(next), next)).rejects.toMatchObject({
      code: 'attendance.elsewhere',
    })
    await attend(wang, 'out', shown())
    expect((await attend(wang, 'in', shown(next), next)).attendance?.inWay).toBe('qr')
  })

  test('whoever forgets to check out is checked out at the end, and it is marked', async () => {
    at('2026-11-28T09:10:00')
    await attend(wang, 'in', shown())
    at('2026-11-28T11:30:00')
    await run('events.doors')
    expect((await mine()).attendance?.outAt).toBeNull()
    at('2026-11-28T11:30:00.001')
    await run('events.doors')
    expect((await mine()).attendance).toMatchObject({
      outAt: '2026-11-28T03:00:00.000Z',
      outWay: 'closed',
    })
  })
  const mine = () => call('me.event', wang, { params: { id } })

  test('somebody of another branch comes as well', async () => {
    const guest = await join('宋佳', other)
    at('2026-11-28T09:00:00')
    expect((await attend(guest, 'in', shown())).attendance?.inWay).toBe('qr')
  })
})

describe('the organizer’s list', () => {
  test('comes late from a phone that was offline, and twice, and is one list', async () => {
    const li = await join('李建国', other)
    const items = [
      { personId: wang.id, way: 'in' as const, at: '2026-11-28T01:00:00Z' },
      { personId: li.id, way: 'in' as const, at: '2026-11-28T01:05:00Z' },
      { personId: wang.id, way: 'out' as const, at: '2026-11-28T03:00:00Z' },
    ]
    at('2026-11-28T20:00:00')
    await run('events.doors')
    const first = await capture(items)
    expect(first.items.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept'])
    const again = await capture(items)
    expect(again.items.map(({ outcome }) => outcome)).toEqual(['known', 'known', 'known'])
    await run('events.doors')
    const rows = await AttendanceModel.find({ eventId: id }).sort({ inAt: 1 }).lean()
    expect(rows.map(({ inWay, outWay, outAt }) => [inWay, outWay, outAt?.toISOString()])).toEqual([
      ['list', 'list', '2026-11-28T03:00:00.000Z'],
      ['list', 'closed', '2026-11-28T03:00:00.000Z'],
    ])
    expect(rows.every(({ by }) => String(by) === organizer.id)).toBe(true)
  })

  test('two phones of two organizers at once are still one list', async () => {
    at('2026-11-28T10:00:00')
    const items = [{ personId: wang.id, way: 'in' as const, at: '2026-11-28T01:00:00Z' }]
    const [one, two] = await Promise.all([capture(items), capture(items)])
    expect(new Set([one.items[0]?.outcome, two.items[0]?.outcome])).toEqual(
      new Set(['kept', 'known']),
    )
    expect(await AttendanceModel.countDocuments({ eventId: id })).toBe(1)
  })

  test('says of each line why it is refused, and takes the others', async () => {
    at('2026-11-28T10:00:00')
    const { items } = await capture([
      { personId: wang.id, way: 'out', at: '2026-11-28T01:30:00Z' },
      { personId: wang.id, way: 'in', at: '2026-11-28T00:29:59Z' },
      { personId: wang.id, way: 'in', at: '2026-11-28T02:00:01Z' },
      { personId: wang.id, way: 'in', at: '2026-11-28T01:00:00Z' },
    ])
    expect(items.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused', 'kept'])
    expect(items[0]?.why).toMatch(/先签到/)
  })

  test('shows who signed up in their order, then who came without, and the same in the workbook', async () => {
    const [li, zhao] = [await join('李建国', community), await join('赵志强', other)]
    for (const person of [wang, li]) await call('me.signUp', person, { params: { id }, body: {} })
    at('2026-11-28T10:00:00')
    await capture([
      { personId: zhao.id, way: 'in', at: '2026-11-28T01:00:00Z' },
      { personId: li.id, way: 'in', at: '2026-11-28T01:00:00Z' },
    ])
    const lines = []
    let cursor: string | undefined
    do {
      const page = await call('events.people', organizer, {
        params: { id },
        query: { limit: 1, ...(cursor === undefined ? {} : { cursor }) },
      })
      lines.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(lines.map(({ name, state, inAt }) => [name, state, inAt !== null])).toEqual([
      ['王秀兰', 'in', false],
      ['李建国', 'in', true],
      ['赵志强', null, true],
    ])
    const sheet = world.events.routes.find(({ endpoint }) => endpoint.name === 'events.peopleSheet')
    if (!sheet) throw new Error('no such route')
    const { bytes } = (await sheet.handle({ params: { id } }, { actor: organizer })) as {
      bytes: Uint8Array
    }
    const text = JSON.stringify(
      await readWorkbook(bytes, { rows: 100, columns: 20, unpackedBytes: 10_000_000 }),
    )
    expect(text).toContain('赵志强')
    expect(text).toContain('没有报名，到场')
  })
})

test('the wall says how many are here, and of names only the first character', async () => {
  at('2026-11-28T09:00:00')
  await attend(wang, 'in', shown())
  at('2026-11-28T10:00:00')
  await attend(wang, 'out', shown())
  const wall = await call('events.wallNow', organizer, { params: { id } })
  expect(wall).toMatchObject({ came: 1, here: 0 })
  expect(wall.latest.map(({ name, way }) => `${name} ${way}`)).toEqual(['王** out', '王** in'])
})

test('each organizer has their own events only', async () => {
  const stranger = await join('马国梁', other, 'secretary')
  for (const name of ['events.get', 'events.people', 'events.code', 'events.wallNow'] as const)
    await expect(call(name, stranger, { params: { id } })).rejects.toMatchObject({
      code: 'request.not_found',
    })
})
