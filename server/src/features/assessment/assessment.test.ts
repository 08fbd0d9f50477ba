import { addDays, defaultScheme, shanghaiDay, type Role } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createBook } from '../book'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { createAssessment, eraseAssessment, exportAssessment } from './index'

const database = testDatabase()
const now = new Date('2026-11-23T12:00:00+08:00')
const today = shanghaiDay(now)
const worth = defaultScheme.rules['deed.proposed'].points
const clock = { now: () => now }
const people = createPeopleService(createKeyring('a secret for tests only, 32 characters or more'))
const { book, routes: bookRoutes } = createBook({
  clock,
  people: { ...people, setStage: () => Promise.resolve() },
  certifications: { holds: () => Promise.resolve(false) },
})
const { routes } = createAssessment({ clock, people, book })
const allRoutes = [...routes, ...bookRoutes]

let made = 0
let org: OrgRecord
let wang: PersonActor
let li: PersonActor
let zhao: PersonActor
let sun: PersonActor
let secretary: PersonActor

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  made += 1
  org = await createOrg(`望江支部${made}`, 'grid', null, made)
  wang = await join('王秀兰')
  li = await join('李敏')
  zhao = await join('赵刚')
  sun = await join('孙丽')
  secretary = await join('周书记', 'secretary')
})

async function join(name: string, role: Role = 'member', at = org): Promise<PersonActor> {
  const posts = [{ role, org: at }]
  const person = await people.create({ name, phone: null, passwordHash: null, posts })
  return { kind: 'person', id: person.id, name, posts: person.posts, sessionId: 's' }
}
async function call<N extends EndpointName>(
  name: N,
  actor: PersonActor,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const found = allRoutes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const given = { query: {}, body: {}, ...input }
  const query = found.endpoint.query?.parse(given.query)
  const body = found.endpoint.body?.parse(given.body)
  return (await found.handle({ ...input, query, body }, { actor })) as OutputOf<N>
}
const refused = (code: string) => expect.objectContaining({ code })
const group = (...assessors: PersonActor[]) =>
  call('assessmentGroups.set', secretary, {
    params: { id: org.id },
    body: { personIds: assessors.map(({ id }) => id) },
  })
const propose = (actor: PersonActor, what = '帮三号楼的独居老人修好了门锁', day = today) =>
  call('me.proposeDeed', actor, { body: { day, what } })
const say = (actor: PersonActor, id: string, yes = true, words = '我在场，看见了') =>
  call('assessments.say', actor, { params: { id }, body: { yes, words } })
const waiting = async (actor: PersonActor) =>
  (await call('assessments.list', actor, { query: {} })).items.map(({ id }) => id)
const entries = async (actor: PersonActor) =>
  (await call('me.pointEntries', actor, { query: {} })).items
const appeal = (actor: PersonActor, about: 'entry' | 'deed', aboutId: string) =>
  call('me.appeal', actor, { body: { about, aboutId, words: '这一件是两个下午的事' } })
const answer = (actor: PersonActor, id: string, upheld: boolean, amount: number | null = null) =>
  call('appeals.answer', actor, {
    params: { id },
    body: { upheld, words: '问过邻居，是两个下午', amount },
  })

describe('two others say yes', () => {
  test('one yes is not enough, two are, and the entry names who approved it', async () => {
    await group(li, zhao)
    const { id } = await propose(wang)
    expect((await say(li, id)).state).toBe('open')
    expect(await entries(wang)).toEqual([])
    expect((await say(zhao, id)).state).toBe('accepted')
    expect(await entries(wang)).toMatchObject([
      { rule: 'deed.proposed', points: worth, approvedBy: '赵刚', source: { type: 'deed', id } },
    ])
  })

  test('the same assessor twice is one', async () => {
    await group(li, zhao)
    const { id } = await propose(wang)
    await say(li, id)
    expect((await say(li, id)).voices).toHaveLength(1)
    await expect(say(li, id, false)).rejects.toEqual(refused('assessment.said'))
    expect(await entries(wang)).toEqual([])
  })

  test('nobody assesses themself, and is not shown their own', async () => {
    await group(wang, li, zhao)
    const { id } = await propose(wang)
    await expect(say(wang, id)).rejects.toEqual(refused('assessment.own'))
    expect(await waiting(wang)).not.toContain(id)
    expect(await waiting(li)).toContain(id)
    await say(li, id)
    expect(await entries(wang)).toEqual([])
  })

  test('a group of whom only one is another cannot decide', async () => {
    await expect(propose(wang)).rejects.toEqual(refused('assessment.no_group'))
    await group(wang, li)
    await expect(propose(wang)).rejects.toEqual(refused('assessment.too_few'))
    await expect(propose(zhao)).resolves.toMatchObject({ state: 'open' })
  })

  test('who is no assessor finds nothing to say', async () => {
    await group(li, zhao)
    const { id } = await propose(wang)
    await expect(say(sun, id)).rejects.toEqual(refused('request.not_found'))
    await expect(say(secretary, id)).rejects.toEqual(refused('request.not_found'))
  })

  test('assessors at one moment make one entry, and a third comes too late', async () => {
    await group(li, zhao, sun)
    const { id } = await propose(wang)
    const said = await Promise.allSettled([say(li, id), say(zhao, id), say(sun, id), say(li, id)])
    const late = said.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    expect(late).toEqual(late.map(() => refused('assessment.decided')))
    expect(await entries(wang)).toHaveLength(1)
    const [deed] = (await call('me.deeds', wang, { query: {} })).items
    expect([deed?.state, deed?.voices?.length]).toEqual(['accepted', 2])
  })

  test('what the first said is hidden from the second until they have spoken', async () => {
    await group(li, zhao, sun)
    const { id } = await propose(wang)
    expect((await say(li, id)).voices).toMatchObject([{ name: '李敏', yes: true }])
    const seen = (await call('assessments.list', zhao, { query: {} })).items[0]
    expect([seen?.id, seen?.voices]).toEqual([id, null])
    expect((await call('deeds.list', secretary, { query: {} })).items[0]?.voices).toBeNull()
    expect((await call('me.deeds', wang, { query: {} })).items[0]?.voices).toBeNull()
  })
})

describe('a refusal', () => {
  test('two noes refuse, with reasons that the member sees', async () => {
    await group(li, zhao, sun)
    const { id } = await propose(wang)
    expect((await say(li, id, false, '没有人见到')).state).toBe('open')
    expect((await say(zhao, id, false, '是物业修的')).state).toBe('refused')
    const [deed] = (await call('me.deeds', wang, { query: {} })).items
    expect(deed?.voices?.map(({ words }) => words)).toEqual(['没有人见到', '是物业修的'])
    expect(await entries(wang)).toEqual([])
  })

  test('of two assessors one no is the end, since two yeses are out of reach', async () => {
    await group(li, zhao)
    const { id } = await propose(wang)
    expect((await say(li, id, false)).state).toBe('refused')
    await expect(say(zhao, id)).rejects.toEqual(refused('assessment.decided'))
  })
})

describe('proposing', () => {
  test('taps and retries at once are one deed; other words are another', async () => {
    await group(li, zhao)
    const ids = (await Promise.all(Array.from({ length: 6 }, () => propose(wang)))).map(
      (deed) => deed.id,
    )
    expect(new Set(ids).size).toBe(1)
    expect((await propose(wang, '给楼道换了灯')).id).not.toBe(ids[0])
  })

  test.each([
    [0, true],
    [-365, true],
    [1, false],
    [-366, false],
  ])('a deed of %i days from today: %s', async (days, taken) => {
    await group(li, zhao)
    const proposed = propose(wang, '扫雪', addDays(today, days))
    if (taken) await expect(proposed).resolves.toMatchObject({ state: 'open' })
    else await expect(proposed).rejects.toEqual(refused('assessment.bad_day'))
  })

  test('the secretary proposes for a member of the own subtree only', async () => {
    await group(li, zhao)
    const body = { personId: wang.id, day: today, what: '带头清了楼道' }
    const deed = await call('deeds.propose', secretary, { body })
    expect(deed).toMatchObject({ proposedBy: '周书记', person: { name: '王秀兰' } })
    const elsewhere = await createOrg('滨河支部', 'grid', null, made + 1000)
    const stranger = await join('马国梁', 'secretary', elsewhere)
    await expect(call('deeds.propose', stranger, { body })).rejects.toEqual(
      refused('assessment.not_member'),
    )
    expect((await call('deeds.list', stranger, { query: {} })).items).toEqual([])
    await expect(
      call('assessmentGroups.set', stranger, {
        params: { id: org.id },
        body: { personIds: [li.id, zhao.id] },
      }),
    ).rejects.toEqual(refused('request.not_found'))
    const outsider = await join('外人', 'member', elsewhere)
    await expect(group(li, outsider)).rejects.toEqual(refused('assessment.not_member'))
  })

  test('lists come page by page, each deed once', async () => {
    await group(li, zhao)
    for (const what of ['一', '二', '三']) await propose(wang, what)
    const first = await call('me.deeds', wang, { query: { limit: 2 } })
    const cursor = first.nextCursor ?? ''
    const rest = await call('me.deeds', wang, { query: { limit: 2, cursor } })
    const seen = [...first.items, ...rest.items].map(({ what }) => what)
    expect([seen, rest.nextCursor]).toEqual([['三', '二', '一'], null])
  })
})

describe('appeals', () => {
  async function entryOfDeed() {
    await group(li, zhao)
    const { id } = await propose(wang)
    await say(li, id)
    await say(zhao, id)
    const [entry] = await entries(wang)
    if (!entry) throw new Error('two yeses make an entry')
    return entry
  }

  test('upheld by somebody who did not approve it, an entry gets one correction', async () => {
    const entry = await entryOfDeed()
    const appeals = await Promise.all([
      appeal(wang, 'entry', entry.id),
      appeal(wang, 'entry', entry.id),
    ])
    const [{ id }] = appeals
    expect(appeals[1].id).toBe(id)
    await expect(answer(secretary, id, true)).rejects.toEqual(refused('appeal.no_amount'))
    await Promise.allSettled([answer(secretary, id, true, 2), answer(secretary, id, true, 2)])
    await answer(secretary, id, true, 2)
    const all = await entries(wang)
    expect(all.map(({ points }) => points).toSorted((a, b) => a - b)).toEqual([2, worth])
    expect(all.find(({ corrects }) => corrects === entry.id)).toMatchObject({
      reason: '问过邻居，是两个下午',
      approvedBy: '周书记',
    })
    expect((await call('me.appeals', wang, { query: {} })).items).toMatchObject([
      { state: 'upheld', answer: { name: '周书记', amount: 2, words: '问过邻居，是两个下午' } },
    ])
  })

  test('who approved it, or whose it is, does not answer', async () => {
    const entry = await entryOfDeed()
    const { id } = await appeal(wang, 'entry', entry.id)
    const posts = secretary.posts
    for (const near of [li, zhao, wang])
      await expect(answer({ ...near, posts }, id, false)).rejects.toEqual(
        refused('appeal.same_person'),
      )
    const shown = await call('appeals.list', { ...li, posts }, { query: {} })
    expect(shown.items).toMatchObject([{ id, barred: true, person: { name: '王秀兰' } }])
    expect((await answer(secretary, id, false)).state).toBe('declined')
    await expect(answer(secretary, id, true, 1)).rejects.toEqual(refused('appeal.answered'))
    expect(await entries(wang)).toHaveLength(1)
  })

  test('a correction that takes more than there is leaves the appeal open', async () => {
    const entry = await entryOfDeed()
    const { id } = await appeal(wang, 'entry', entry.id)
    await expect(answer(secretary, id, true, -worth - 1)).rejects.toEqual(
      refused('book.nothing_left'),
    )
    expect((await answer(secretary, id, true, -worth)).state).toBe('upheld')
  })

  test('an upheld refusal goes back to the group, which needs two yeses again', async () => {
    await group(li, zhao)
    const { id } = await propose(wang)
    await expect(appeal(wang, 'deed', id)).rejects.toEqual(refused('appeal.not_yet'))
    await say(li, id, false, '没有人见到')
    const made = await appeal(wang, 'deed', id)
    expect(made.reasons).toEqual(['没有人见到'])
    await answer(secretary, made.id, true)
    const [again] = (await call('me.deeds', wang, { query: {} })).items
    expect(again).toMatchObject({ state: 'open', voices: null, appeal: 'upheld' })
    expect(again?.earlier).toMatchObject([{ words: '没有人见到', yes: false }])
    await say(li, id)
    expect(await entries(wang)).toEqual([])
    await say(zhao, id)
    expect(await entries(wang)).toHaveLength(1)
  })

  test('what is somebody else’s is not there to appeal, nor to answer', async () => {
    const entry = await entryOfDeed()
    await expect(appeal(sun, 'entry', entry.id)).rejects.toEqual(refused('request.not_found'))
    await expect(
      call('me.appealSubject', sun, { query: { about: 'entry', aboutId: entry.id } }),
    ).rejects.toEqual(refused('request.not_found'))
    const { id } = await appeal(wang, 'entry', entry.id)
    const elsewhere = await createOrg('滨河支部', 'grid', null, made + 2000)
    const stranger = await join('马国梁', 'secretary', elsewhere)
    await expect(answer(stranger, id, false)).rejects.toEqual(refused('request.not_found'))
    expect((await call('appeals.list', stranger, { query: {} })).items).toEqual([])
  })
})

test('a person takes out what is theirs; erased, what was decided stays without their words', async () => {
  await group(li, zhao)
  const { id } = await propose(wang)
  await say(li, id, false, '没有人见到')
  await appeal(wang, 'deed', id)
  expect(await exportAssessment(wang.id)).toMatchObject({
    deeds: [{ state: 'refused' }],
    appeals: [{ words: '这一件是两个下午的事', state: 'open' }],
  })
  expect(await exportAssessment(li.id)).toMatchObject({
    deeds: [],
    spoken: [{ words: '没有人见到' }],
    groups: 1,
  })
  await propose(wang, '还没定的')
  await inTransaction((session) => eraseAssessment(wang.id, session))
  expect(await exportAssessment(wang.id)).toMatchObject({
    deeds: [{ state: 'refused', proof: null }],
    appeals: [],
  })
  await inTransaction((session) => eraseAssessment(li.id, session))
  expect((await exportAssessment(li.id)).groups).toBe(0)
})
