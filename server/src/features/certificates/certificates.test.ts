import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { InputOf } from '@lianxin/shared/contract'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { callOf, createWorld, projectBody } from '../events/events.fixture'
import { hoursIn } from '../hours/hours.fixture'
import { createOrg } from '../orgs'
import { createCertificates, eraseCertificates, exportCertificates } from './index'

const database = testDatabase()
const world = createWorld()
const { call, at, join, place, run, clock, people } = world
const hours = hoursIn(world)
const { routes } = createCertificates({
  clock,
  people,
  record: hours.record,
  publicUrl: 'https://lianxin.example',
})
const ask = callOf([...routes, ...hours.routes])
let places: Awaited<ReturnType<typeof place>>
let organizer: PersonActor
let wang: PersonActor

beforeAll(async () => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  at('2026-11-23T12:00:00')
  places = await place()
  organizer = await join('李敏', places.community, 'secretary')
  wang = await join('王秀兰', places.community, 'member')
})

/** An hour and forty minutes from nine on a day, checked in for and confirmed; it is eleven at night. */
async function served(day: string, who = wang) {
  at(`${day}T00:00:00`)
  const body = projectBody({ minutes: 100, from: day, days: [day] })
  const project = await call('projects.create', organizer, { body })
  const board = await call('events.list', organizer, { query: { projectId: project.id } })
  const id = board.items[0]?.id ?? ''
  at(`${day}T23:00:00`)
  const mark = (way: 'in' | 'out', time: string) => ({
    personId: who.id,
    way,
    at: `${day}T${time}:00+08:00`,
  })
  const items = [mark('in', '09:00'), mark('out', '10:40')]
  await call('events.capture', organizer, { params: { id }, body: { items } })
  await run('events.doors')
  await ask('hours.approve', organizer, { params: { id }, body: { personIds: [who.id] } })
  return id
}

type Wish = InputOf<'me.askCertificate'>['body']
const wish = (body: Wish = {}, actor = wang) => ask('me.askCertificate', actor, { body })
const lookup = (number: string) => ask('certificates.publicLookup', null, { body: { number } })
const mine = async (actor = wang) => (await ask('me.certificates', actor, { query: {} })).items
/** Has the newest entry say so many minutes more or less. */
async function correct(minutes: number, actor = wang) {
  const { items } = await ask('me.hourEntries', actor, { query: {} })
  const entry = items.find(({ corrects }) => corrects === null)
  await ask('hours.correct', organizer, {
    params: { id: entry?.id ?? '' },
    body: { minutes, reason: '走得早', corrections: entry?.corrections ?? 0 },
  })
}

describe('what it says', () => {
  test('credited and added apart, dates as services, the branch that vouches', async () => {
    await served('2026-11-24')
    const id = await served('2026-11-28')
    await correct(-60)
    const added = { personId: wang.id, minutes: 60, reason: '手机没电', proof: '李敏看到' }
    await ask('hours.add', organizer, { params: { id }, body: added })
    const made = await wish()
    expect(made).toMatchObject({
      ...{ name: '王秀兰', orgName: '望江社区', issuer: '望江社区', from: null, to: '2026-11-28' },
      ...{ credited: 140, added: 60, services: 2, stars: 0, issuedOn: '2026-11-28' },
      ...{ state: 'valid', now: null, revoked: null, drawable: true },
    })
    expect(made.number).toMatch(/^ZY-2026-\d{6}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
  })

  test('a date that came to nothing is no service, a correction of added time is of added time', async () => {
    await served('2026-11-24')
    const id = await served('2026-11-25')
    await correct(-100)
    const added = { personId: wang.id, minutes: 30, reason: '手机没电', proof: '李敏看到' }
    await ask('hours.add', organizer, { params: { id }, body: added })
    const { items } = await ask('me.hourEntries', wang, { query: {} })
    const params = { id: items.find(({ kind }) => kind === 'added')?.id ?? '' }
    const body = { minutes: -30, reason: '记错人', corrections: 0 }
    await ask('hours.correct', organizer, { params, body })
    expect(await wish()).toMatchObject({ credited: 100, added: 0, services: 1 })
  })

  test('a period has its first and its last day, and ends today at the latest', async () => {
    await served('2026-11-24')
    await served('2026-11-25')
    await served('2026-11-26')
    at('2026-11-27T00:00:00')
    const sumOf = async (body: Wish) => {
      const { credited, from, to } = await wish(body)
      return [credited, from, to]
    }
    expect(await sumOf({ from: '2026-11-25', to: '2026-11-25' })).toEqual([
      ...[100, '2026-11-25', '2026-11-25'],
    ])
    expect(await sumOf({ from: '2026-11-25' })).toEqual([200, '2026-11-25', '2026-11-27'])
    expect(await sumOf({ to: '2026-11-24' })).toEqual([100, null, '2026-11-24'])
    const year = { from: '2026-01-01', to: '2026-12-31' }
    expect(await sumOf(year)).toEqual([300, '2026-01-01', '2026-11-27'])
    for (const body of [{ from: '2026-11-28' }, { from: '2026-11-26', to: '2026-11-25' }])
      await expect(wish(body)).rejects.toMatchObject({ code: 'certificate.bad_period' })
    await expect(wish({ from: '2026-11-27' })).rejects.toMatchObject({
      code: 'certificate.no_hours',
    })
  })

  test('a grid has no seal: the community above it vouches', async () => {
    const grid = await createOrg('第一网格', 'grid', places.community, 0)
    const gao = await join('高晓东', grid)
    await served('2026-11-24', gao)
    expect(await wish({}, gao)).toMatchObject({ orgName: '第一网格', issuer: '望江社区' })
  })

  test('whoever belongs to two organizations chooses; another one is refused', async () => {
    const posts = [
      { role: 'member' as const, org: places.other },
      { role: 'resident' as const, org: places.community },
    ]
    const { id, ...both } = await people.create({
      ...{ name: '陈建国', phone: null, passwordHash: null, posts },
    })
    const chen: PersonActor = {
      ...{ kind: 'person', id, name: both.name, posts: both.posts, sessionId: 's' },
    }
    await served('2026-11-24', chen)
    expect(await wish({}, chen)).toMatchObject({ orgName: '梧桐社区', credited: 100 })
    const here = await wish({ orgId: places.community.id }, chen)
    expect(here).toMatchObject({ orgName: '望江社区', credited: 100 })
    expect(new Set((await mine(chen)).map(({ number }) => number)).size).toBe(2)
    await expect(wish({ orgId: places.street.id }, chen)).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
  })
})

describe('the same again', () => {
  test('is the same certificate, however many ask at once, and whoever asks', async () => {
    await served('2026-11-24')
    const params = { id: wang.id }
    const made = await Promise.all([
      ...Array.from({ length: 6 }, () => wish()),
      ask('certificates.issue', organizer, { params, body: {} }),
    ])
    expect(new Set(made.map(({ number }) => number)).size).toBe(1)
    expect(await mine()).toHaveLength(1)
    // another day or another period is something else to say
    await wish({ from: '2026-11-01' })
    at('2026-11-25T00:00:00')
    const next = await wish()
    expect(next).toMatchObject({ credited: 100, to: '2026-11-25' })
    expect(await mine()).toHaveLength(3)
    // a year that is over stays the same for good
    at('2027-01-05T09:00:00')
    const year = await wish({ from: '2026-01-01', to: '2026-12-31' })
    at('2027-03-05T09:00:00')
    expect(await wish({ from: '2026-01-01', to: '2026-12-31' })).toEqual(year)
  })

  test('once hours were corrected it is a new one, and the old one says both figures', async () => {
    await served('2026-11-24')
    const old = await wish()
    await correct(-40)
    const fresh = await wish()
    expect(fresh.number).not.toBe(old.number)
    expect(fresh).toMatchObject({ credited: 60, state: 'valid' })
    expect(await lookup(old.number)).toMatchObject({
      state: 'corrected',
      says: { credited: 100, added: 0, services: 1 },
      now: { credited: 60, added: 0, services: 1 },
    })
    expect((await mine()).map(({ state, now }) => [state, now?.credited])).toEqual([
      ['valid', undefined],
      ['corrected', 60],
    ])
    // what is outside its period leaves it as it is
    await served('2026-11-26')
    expect(await lookup(fresh.number)).toMatchObject({ state: 'valid', now: null })
  })
})

describe('verification', () => {
  test('says what is needed and no more: the name masked, no unit, no person', async () => {
    await served('2026-11-24')
    const { number } = await wish()
    expect(await lookup(number)).toEqual({
      ...{ number, state: 'valid', issuedOn: '2026-11-24', now: null },
      says: {
        ...{ name: '王**', issuer: '望江社区', from: null, to: '2026-11-24', stars: 0 },
        ...{ credited: 100, added: 0, services: 1 },
      },
    })
    const typed = number.toLowerCase().replaceAll('-', ' ').replace('zy', '')
    expect(await lookup(typed)).toMatchObject({ number })
  })

  test.each(['ZY-2026-000001-AAAA-AAAA', '2026', '没有编号', 'ZY-2026-000001'])(
    'does not know %s',
    async (number) => {
      await expect(lookup(number)).rejects.toMatchObject({ code: 'certificate.unknown' })
    },
  )

  test('one that was taken back says only that; the same may be asked for anew', async () => {
    await served('2026-11-24')
    const { id, number } = await wish()
    const revoke = (reason: string) =>
      ask('certificates.revoke', organizer, { params: { id }, body: { reason } })
    const revoked = { on: '2026-11-24', reason: '纸丢了' }
    expect(await revoke('纸丢了')).toMatchObject({ state: 'revoked', revoked })
    expect(await revoke('又一次')).toMatchObject({ state: 'revoked', revoked })
    expect(await lookup(number)).toEqual({
      ...{ number, state: 'revoked', issuedOn: '2026-11-24', says: null, now: null },
    })
    await expect(ask('me.certificateFile', wang, { params: { id } })).rejects.toMatchObject({
      code: 'certificate.revoked',
    })
    const anew = await wish()
    expect(anew.number).not.toBe(number)
    expect(await lookup(anew.number)).toMatchObject({ state: 'valid' })
  })

  test('whoever goes leaves a number that says nothing of them', async () => {
    await served('2026-11-24')
    const { number } = await wish()
    expect(await exportCertificates(wang.id)).toMatchObject([
      { number, name: '王秀兰', credited: 100, issuedOn: '2026-11-24', askedBy: null },
    ])
    await inTransaction((session) => eraseCertificates(wang.id, session))
    expect(await lookup(number)).toEqual({
      ...{ number, state: 'closed', issuedOn: '2026-11-24', says: null, now: null },
    })
    expect(JSON.stringify(await exportCertificates(wang.id))).not.toMatch(/王秀兰|望江|100/)
  })
})

describe('other people', () => {
  test('see, print and revoke no certificate of somebody else, at a desk of another branch neither', async () => {
    await served('2026-11-24')
    const { id } = await wish()
    const neighbour = await join('林阿妹', places.community)
    const stranger = await join('马国梁', places.other, 'secretary')
    const params = { id }
    const refused = { code: 'request.not_found' }
    await expect(ask('me.certificateFile', neighbour, { params })).rejects.toMatchObject(refused)
    expect(await mine(neighbour)).toEqual([])
    await expect(ask('certificates.file', stranger, { params })).rejects.toMatchObject(refused)
    await expect(
      ask('certificates.revoke', stranger, { params, body: { reason: '外人' } }),
    ).rejects.toMatchObject(refused)
    const person = { id: wang.id }
    await expect(
      ask('certificates.issue', stranger, { params: person, body: {} }),
    ).rejects.toMatchObject(refused)
    await expect(
      ask('certificates.list', stranger, { params: person, query: {} }),
    ).rejects.toMatchObject(refused)
    const boss = await join('周正', places.street, 'supervisor')
    const list = await ask('certificates.list', boss, { params: person, query: {} })
    expect(list).toMatchObject({ name: '王秀兰', items: [{ id, state: 'valid' }] })
  })
})

describe('the paper', () => {
  async function paperOf(actor: PersonActor, id: string) {
    const found = routes.find(({ endpoint }) => endpoint.name === 'me.certificateFile')
    const answer = await found?.handle({ params: { id } }, { actor })
    const { bytes, fileName } = answer as { bytes: Uint8Array; fileName: string }
    return { text: Buffer.from(bytes).toString('latin1'), fileName }
  }
  const fontsIn = (text: string) => [...text.matchAll(/\/BaseFont \/[A-Z]{6}\+(\S+)/g)].length

  test('is one page of A4 with its letters in it, and the same bytes every time', async () => {
    await served('2026-11-24')
    const { id } = await wish()
    const { text, fileName } = await paperOf(wang, id)
    expect(fileName).toBe('王秀兰-志愿服务证明-2026-11-24.pdf')
    expect(text).toMatch(/^%PDF-/)
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1)
    expect(text).toContain('/MediaBox [0 0 595.28 841.89]')
    // a Type 0 font and its descendant name the one embedded file
    expect(text.match(/\/FontFile2/g)).toHaveLength(1)
    expect(fontsIn(text)).toBe(2)
    expect((await paperOf(wang, id)).text).toBe(text)
  })

  test('sets rare characters from the other font; one that no font has is said', async () => {
    const rare = await join('王㐂', places.community)
    const odd = await join('王𠮷', places.community)
    await served('2026-11-24', rare)
    await served('2026-11-25', odd)
    const [first, second] = [await wish({}, rare), await wish({}, odd)]
    expect([first.drawable, second.drawable]).toEqual([true, false])
    expect((await paperOf(rare, first.id)).text.match(/\/FontFile2/g)).toHaveLength(2)
    expect((await paperOf(odd, second.id)).text.match(/\/FontFile2/g)).toHaveLength(1)
  })
})
