import { SKILLS_CONSENT, type Role, type Skill } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { PersonModel } from '../people/person.model'
import { createSkills, eraseSkills, exportSkills } from './index'

const database = testDatabase()
const start = new Date('2026-11-23T12:00:00+08:00')
let now = start
const clock = { now: () => now }
const people = createPeopleService(createKeyring('a secret for tests only, 32 characters or more'))
const { routes } = createSkills({ clock, people })

let made = 0
let district: OrgRecord
let street: OrgRecord
let community: OrgRecord
let grid: OrgRecord
let nextGrid: OrgRecord
let wang: PersonActor
let secretary: PersonActor
let top: PersonActor

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  made += 1
  now = start
  district = await createOrg(`青禾区${made}`, 'district', null, made)
  street = await createOrg('柳岸街道', 'street', district, 0)
  community = await createOrg('望江社区', 'community', street, 0)
  grid = await createOrg('望江社区第一网格', 'grid', community, 0)
  nextGrid = await createOrg('望江社区第二网格', 'grid', community, 1)
  wang = await join('王秀兰', grid)
  secretary = await join('周书记', community, 'secretary')
  top = await join('程敏', district, 'admin')
})

async function join(name: string, at: OrgRecord, role: Role = 'member'): Promise<PersonActor> {
  const posts = [{ role, org: at }]
  const person = await people.create({ name, phone: null, passwordHash: null, posts })
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
type Given = Partial<InputOf<'me.setSkills'>['body']>
const refused = (code: string) => expect.objectContaining({ code })
const notThere = refused('request.not_found')
const hour = (hours: number) => new Date(start.getTime() + hours * 3_600_000)
const offer = (actor: PersonActor, given: Given = {}) =>
  call('me.setSkills', actor, {
    body: {
      ...{ skills: ['haircut'], own: [], times: [], sentence: null, findable: true },
      ...given,
    },
  })
const find = (actor: PersonActor, query: InputOf<'skills.find'>['query'] = {}) =>
  call('skills.find', actor, { query })
const namesOf = async (actor: PersonActor, query: InputOf<'skills.find'>['query'] = {}) =>
  (await find(actor, query)).items.map(({ name }) => name)
const invite = (actor: PersonActor, person: PersonActor, title = '给老人理发', orgId?: string) =>
  call('skills.invite', actor, {
    body: {
      personId: person.id,
      orgId,
      purpose: { type: 'other', title },
      message: '周六上午在活动室，能来吗？',
    },
  })
const answer = (actor: PersonActor, id: string, word: 'accepted' | 'declined') =>
  call('me.answerSkillInvite', actor, { params: { id }, body: { answer: word } })
const note = (actor: PersonActor, id: string, isDeed = true, what = '理了十二位老人的头发') =>
  call('skills.noteUse', actor, { params: { id }, body: { what, isDeed } })
const numbers = async (actor: PersonActor, query: InputOf<'skills.numbers'>['query'] = {}) => {
  const { people: found, services, deeds } = await call('skills.numbers', actor, { query })
  return [found, services, deeds]
}

describe('an offer', () => {
  test('is empty and not to be found until the person says so', async () => {
    expect(await call('me.skills', wang, {})).toEqual({
      ...{ skills: [], own: [], times: [], sentence: null, findable: false },
      org: { id: grid.id, name: '望江社区第一网格' },
    })
    await offer(wang, { findable: false })
    expect(await namesOf(secretary)).toEqual([])
    expect((await people.get(wang.id))?.consents).toEqual([])
  })

  test('is found with the consent, and not any more the moment it is withdrawn', async () => {
    const given = {
      skills: ['haircut', 'sewing'] satisfies Skill[],
      own: ['磨菜刀'],
      times: ['weekend-morning' as const],
      sentence: '推子自己带。',
    }
    await offer(wang, given)
    await offer(wang, given)
    expect((await find(secretary, { orgId: grid.id })).items).toEqual([
      {
        personId: wang.id,
        name: '王秀兰',
        org: { id: grid.id, name: '望江社区第一网格' },
        ...given,
        steps: 0,
        askedAt: null,
      },
    ])
    now = hour(1)
    await offer(wang, { ...given, findable: false })
    expect(await namesOf(secretary)).toEqual([])
    await expect(invite(secretary, wang)).rejects.toEqual(notThere)
    expect((await people.get(wang.id))?.consents).toEqual([
      { ...SKILLS_CONSENT, granted: true, at: start },
      { ...SKILLS_CONSENT, granted: false, at: hour(1) },
    ])
    expect(await call('me.skills', wang, {})).toMatchObject({ ...given, findable: false })
  })

  test('to be found says what it is; own words are three of twelve characters at most', async () => {
    await expect(offer(wang, { skills: [] })).rejects.toThrow('先选一样会做的')
    await offer(wang, { skills: [], own: ['十二个字十二个字十二个字'] })
    await expect(offer(wang, { own: ['十三个字十三个字十三个字十'] })).rejects.toThrow('最多 12')
    await expect(offer(wang, { own: ['一', '二', '三', '四'] })).rejects.toThrow('最多 3')
    await offer(wang, { own: ['一', '二', '三'] })
  })

  test('from two devices at once is one', async () => {
    await Promise.all([offer(wang), offer(wang)])
    expect(await namesOf(secretary)).toEqual(['王秀兰'])
  })
})

describe('finding', () => {
  test('looks at skill, time and words', async () => {
    await offer(wang, { skills: ['haircut'], times: ['weekday-evening'], own: ['磨菜刀'] })
    const zhao = await join('赵刚', nextGrid)
    await offer(zhao, { skills: ['electrician'], sentence: '干了三十年电工(持证)。' })
    expect(await namesOf(secretary, { skill: 'haircut' })).toEqual(['王秀兰'])
    expect(await namesOf(secretary, { time: 'weekday-evening' })).toEqual(['王秀兰'])
    expect(await namesOf(secretary, { time: 'weekend-evening' })).toEqual([])
    expect(await namesOf(secretary, { q: '菜刀' })).toEqual(['王秀兰'])
    expect(await namesOf(secretary, { q: '工(持' })).toEqual(['赵刚'])
    expect(await namesOf(secretary, { q: '水电' })).toEqual(['赵刚'])
    expect(await namesOf(secretary, { q: '王' })).toEqual([])
  })

  test('goes from the place outwards; nearest first, then who was asked longest ago', async () => {
    const elsewhere = await createOrg('石桥街道', 'street', district, 1)
    const next = await createOrg('梧桐社区', 'community', street, 1)
    const far = await join('远在别街', elsewhere)
    const sameStreet = await join('同一街道', next)
    const sameCommunity = await join('隔壁网格', nextGrid)
    const ofCommunity = await join('社区本部', community)
    for (const each of [far, sameStreet, sameCommunity, ofCommunity, wang]) await offer(each)
    await invite(top, sameCommunity)
    const { items } = await find(top, { orgId: grid.id })
    expect(items.map(({ name, steps }) => [name, steps])).toEqual([
      ['王秀兰', 0],
      ['社区本部', 1],
      ['隔壁网格', 1],
      ['同一街道', 2],
      ['远在别街', 3],
    ])
    expect(items[2]?.askedAt).toBe(now.toISOString())
    now = hour(1)
    await invite(top, ofCommunity)
    expect((await namesOf(top, { orgId: grid.id })).slice(1, 3)).toEqual(['隔壁网格', '社区本部'])
    expect((await find(top, { orgId: community.id })).items.map(({ steps }) => steps)).toEqual([
      1, 1, 1, 2, 3,
    ])

    const paged: string[] = []
    let cursor: string | undefined
    do {
      const page = await find(top, { orgId: grid.id, limit: 2, cursor })
      paged.push(...page.items.map(({ name }) => name))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(paged).toEqual(['王秀兰', '隔壁网格', '社区本部', '同一街道', '远在别街'])
  })

  test('stays within the subtree, for people and places', async () => {
    const elsewhere = await createOrg('石桥街道', 'street', district, 1)
    const stranger = await join('马国梁', elsewhere, 'secretary')
    await offer(wang)
    expect(await namesOf(stranger)).toEqual([])
    await expect(find(stranger, { orgId: grid.id })).rejects.toEqual(refused('auth.forbidden'))
    await expect(invite(stranger, wang)).rejects.toEqual(notThere)
    await expect(invite(secretary, wang, '别处', elsewhere.id)).rejects.toEqual(
      refused('auth.forbidden'),
    )
  })

  test('follows who has moved: the old place finds them no more, the new one does', async () => {
    await offer(wang)
    const elsewhere = await createOrg('石桥街道', 'street', district, 1)
    const stranger = await join('马国梁', elsewhere, 'secretary')
    await PersonModel.updateOne({ _id: wang.id }, { $set: { 'posts.0.orgId': elsewhere.id } })
    await expect(invite(secretary, wang)).rejects.toEqual(notThere)
    expect(await namesOf(secretary)).toEqual([])
    expect(await namesOf(stranger)).toEqual(['王秀兰'])
  })
})

describe('an invite', () => {
  beforeEach(() => offer(wang))

  test('is made once for a purpose; the person sees it and says yes or no', async () => {
    const [first, again] = await Promise.all([invite(secretary, wang), invite(secretary, wang)])
    expect(again.id).toBe(first.id)
    expect((await invite(top, wang, '给老人理发', community.id)).id).toBe(first.id)
    const { items } = await call('me.skillInvites', wang, { query: {} })
    expect(items).toEqual([
      {
        id: first.id,
        org: { id: community.id, name: '望江社区' },
        purpose: { type: 'other', id: null, title: '给老人理发' },
        message: '周六上午在活动室，能来吗？',
        by: first.by,
        at: now.toISOString(),
        state: 'open',
      },
    ])
    expect((await answer(wang, first.id, 'declined')).state).toBe('declined')
    expect((await answer(wang, first.id, 'accepted')).state).toBe('accepted')
    expect((await answer(wang, first.id, 'accepted')).state).toBe('accepted')
    const listed = await call('skills.invites', secretary, { query: { state: 'accepted' } })
    expect(listed.items).toMatchObject([{ person: { name: '王秀兰' }, use: null }])
  })

  test('to an event or a matter names it; one of an id is one whatever its title', async () => {
    const about = (title: string, type: 'event' | 'ticket', id: string | null) =>
      call('skills.invite', secretary, {
        body: { personId: wang.id, purpose: { type, id, title }, message: '能来吗？' },
      })
    const event = 'a'.repeat(24)
    const first = await about('服务日', 'event', event)
    expect((await about('服务日（改期）', 'event', event)).id).toBe(first.id)
    expect((await about('服务日', 'ticket', event)).id).not.toBe(first.id)
    await expect(about('服务日', 'event', null)).rejects.toThrow('请选一场活动或一件事')
  })

  test('asked again does not move the person back', async () => {
    await invite(secretary, wang)
    now = hour(1)
    await invite(secretary, wang)
    expect((await find(secretary)).items[0]?.askedAt).toBe(start.toISOString())
  })

  test('is answered by nobody else, and noted by staff of its place alone', async () => {
    const zhao = await join('赵刚', grid)
    const stranger = await join(
      '马国梁',
      await createOrg('石桥街道', 'street', district, 1),
      'admin',
    )
    const { id } = await invite(secretary, wang)
    await expect(answer(zhao, id, 'accepted')).rejects.toEqual(notThere)
    await answer(wang, id, 'accepted')
    await expect(note(stranger, id)).rejects.toEqual(notThere)
    expect((await call('skills.invites', stranger, { query: {} })).items).toEqual([])
  })

  test('is noted once, after the yes; then it stands', async () => {
    const { id } = await invite(secretary, wang)
    await expect(note(secretary, id)).rejects.toEqual(refused('skill.not_accepted'))
    await answer(wang, id, 'declined')
    await expect(note(secretary, id)).rejects.toEqual(refused('skill.not_accepted'))
    await answer(wang, id, 'accepted')
    const [noted, again] = await Promise.all([note(secretary, id), note(secretary, id)])
    expect(noted).toEqual(again)
    expect(noted).toMatchObject({
      state: 'done',
      use: { what: '理了十二位老人的头发', isDeed: true, at: now.toISOString() },
    })
    await expect(note(secretary, id, false)).rejects.toEqual(refused('skill.done'))
    await expect(answer(wang, id, 'declined')).rejects.toEqual(refused('skill.done'))
  })

  test('lists page by page, newest first', async () => {
    for (const title of ['一', '二', '三']) await invite(secretary, wang, title)
    const first = await call('me.skillInvites', wang, { query: { limit: 2 } })
    const rest = { limit: 2, cursor: first.nextCursor ?? '' }
    const second = await call('me.skillInvites', wang, { query: rest })
    const titles = [...first.items, ...second.items].map(({ purpose }) => purpose.title)
    expect(titles).toEqual(['三', '二', '一'])
    expect(second.nextCursor).toBeNull()
  })
})

describe('the three numbers', () => {
  test('are queries of people, services and deeds, in a subtree between two days', async () => {
    await offer(wang)
    await offer(await join('赵刚', nextGrid))
    await offer(await join('不想被找到', grid), { findable: false })
    const done = async (at: string, title: string, isDeed: boolean) => {
      now = new Date(at)
      const { id } = await invite(secretary, wang, title)
      await answer(wang, id, 'accepted')
      await note(secretary, id, isDeed)
    }
    await done('2025-12-31T23:59:59+08:00', '去年', true)
    await done('2026-01-01T00:00:00+08:00', '元旦', true)
    await done('2026-06-30T23:59:59+08:00', '上半年', false)
    await done('2026-07-01T00:00:00+08:00', '下半年', true)
    now = start
    await invite(secretary, wang, '还没做')
    expect(await numbers(secretary)).toEqual([2, 3, 2])
    expect(await numbers(top)).toEqual([2, 3, 2])
    expect(await numbers(secretary, { from: '2026-01-01', to: '2026-06-30' })).toEqual([2, 2, 1])
    expect(await numbers(secretary, { from: '2025-12-31', to: '2025-12-31' })).toEqual([2, 1, 1])
    // The services were asked for by the community, the helper lives in one of its grids.
    expect(await numbers(secretary, { orgId: grid.id })).toEqual([1, 0, 0])
    await expect(numbers(secretary, { from: '2026-02-02', to: '2026-02-01' })).rejects.toThrow(
      '结束的日子',
    )
    await expect(numbers(secretary, { orgId: street.id })).rejects.toEqual(
      refused('auth.forbidden'),
    )
  })
})

test('a person takes out what is theirs; erased, what was done still counts', async () => {
  await offer(wang, { sentence: '推子自己带。' })
  const done = await invite(secretary, wang)
  await answer(wang, done.id, 'accepted')
  await note(secretary, done.id)
  await invite(secretary, wang, '下个月再来')
  expect(await exportSkills(wang.id)).toMatchObject({
    offer: { skills: ['haircut'], sentence: '推子自己带。', findable: true },
    invites: [
      { title: '给老人理发', state: 'done', what: '理了十二位老人的头发' },
      { title: '下个月再来', state: 'open', what: null },
    ],
  })
  await inTransaction((session) => eraseSkills(wang.id, session))
  expect(await exportSkills(wang.id)).toMatchObject({
    offer: null,
    invites: [{ state: 'done', message: '' }],
  })
  expect(await namesOf(secretary)).toEqual([])
  expect(await numbers(secretary)).toEqual([0, 1, 1])
})
