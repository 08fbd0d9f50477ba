import type { Role, TeamBase } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService } from '../people'
import { createTeams, eraseTeams, exportTeams } from './index'

const database = testDatabase()
const start = new Date('2026-11-23T12:00:00+08:00')
let now = start
const clock = { now: () => now }
const people = createPeopleService(createKeyring('a secret for tests only, 32 characters or more'))
const { routes, lookup } = createTeams({ clock, people })

let made = 0
let district: OrgRecord
let street: OrgRecord
let community: OrgRecord
let wang: PersonActor
let li: PersonActor
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
  wang = await join('王秀兰')
  li = await join('李敏', 'resident')
  secretary = await join('周书记', 'secretary')
  top = await join('程敏', 'admin', district)
})

async function join(name: string, role: Role = 'member', at = community): Promise<PersonActor> {
  const posts = [{ role, org: at }]
  const person = await people.create({ name, phone: null, passwordHash: null, posts })
  return { kind: 'person', id: person.id, name, posts: person.posts, sessionId: 's' }
}
async function call<N extends EndpointName>(
  name: N,
  actor: PersonActor | null,
  input: InputOf<N>,
): Promise<OutputOf<N>> {
  const found = routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const given = { query: {}, body: {}, ...input }
  const query = found.endpoint.query?.parse(given.query)
  const body = found.endpoint.body?.parse(given.body)
  return (await found.handle({ ...input, query, body }, { actor })) as OutputOf<N>
}
const refused = (code: string) => expect.objectContaining({ code })
const text = () => ({
  name: '望江夕阳红队',
  base: 'area' as TeamBase,
  fields: ['meals', 'home-visits'],
  about: '每周三给独居老人送午饭。',
  leaderIds: [wang.id],
})
const found = (actor = secretary, change: Partial<ReturnType<typeof text>> = {}) =>
  call('teams.create', actor, { body: { orgId: community.id, ...text(), ...change } })
const publicly = (query: InputOf<'teams.publicList'>['query'] = {}) =>
  call('teams.publicList', null, { query: { orgId: district.id, ...query } })
const membersOf = async (id: string, actor = secretary) =>
  (await call('teams.members', actor, { params: { id }, query: {} })).items
const ids = (id: string, actor: PersonActor) => ({ params: { id, personId: actor.id } })

describe('a team', () => {
  test('is founded with its leaders in it, and everybody finds it', async () => {
    const team = await found()
    expect(team.leaders).toEqual([{ id: wang.id, name: '王秀兰' }])
    const { items } = await publicly()
    expect(items).toEqual([
      {
        id: team.id,
        name: '望江夕阳红队',
        org: { id: community.id, name: '望江社区' },
        base: 'area',
        fields: [
          { key: 'meals', name: '助餐送餐' },
          { key: 'home-visits', name: '上门看望' },
        ],
        about: '每周三给独居老人送午饭。',
        members: 1,
        state: 'active',
      },
    ])
    expect(await call('teams.publicGet', null, { params: { id: team.id } })).toEqual(items[0])
    expect(await lookup.getTeam(team.id)).toMatchObject({
      name: '望江夕阳红队',
      orgPath: community.path,
      state: 'active',
    })
    expect(await lookup.isLeader(team.id, wang.id)).toBe(true)
    expect(await lookup.isLeader(team.id, li.id)).toBe(false)
  })

  test('founded twice is one; another of its name is refused until it is closed', async () => {
    const [team, again] = await Promise.all([found(), found()])
    expect(again.id).toBe(team.id)
    await expect(found(secretary, { about: '别的事' })).rejects.toEqual(refused('team.name_taken'))
    const elsewhere = { ...text(), orgId: street.id }
    expect((await call('teams.create', top, { body: elsewhere })).id).not.toBe(team.id)
    const closing = { ...text(), state: 'closed' as const, revision: team.revision }
    await call('teams.update', secretary, { params: { id: team.id }, body: closing })
    expect((await found(secretary, { about: '别的事' })).id).not.toBe(team.id)
  })

  test('belongs to staff of its subtree alone', async () => {
    const stranger = await join(
      '马国梁',
      'secretary',
      await createOrg('石桥街道', 'street', district, 1),
    )
    await expect(found(stranger)).rejects.toEqual(refused('auth.forbidden'))
    const team = await found()
    const body = { ...text(), revision: team.revision }
    const change = call('teams.update', stranger, { params: { id: team.id }, body })
    await expect(change).rejects.toEqual(refused('request.not_found'))
    expect((await call('teams.list', stranger, { query: {} })).items).toEqual([])
    expect((await call('teams.list', top, { query: {} })).items).toEqual([team])
  })

  test('is led by people of its district, and works in fields that are there', async () => {
    const away = await join(
      '外区人',
      'member',
      await createOrg('别的区', 'district', null, made + 500),
    )
    await expect(found(secretary, { leaderIds: [away.id] })).rejects.toEqual(
      refused('team.person_unknown'),
    )
    await expect(found(secretary, { fields: ['no-such-field'] })).rejects.toEqual(
      refused('team.field_unknown'),
    )
    await expect(found(secretary, { fields: [] })).rejects.toThrow('请选服务方面')
    await expect(found(secretary, { leaderIds: [wang.id, wang.id] })).rejects.toThrow('选了两遍')
    const many = ['meals', 'repair', 'law', 'jobs']
    await expect(found(secretary, { fields: many })).rejects.toThrow('最多选 3')
    expect((await found(secretary, { fields: many.slice(1) })).fields).toHaveLength(3)
  })

  test('changes by revision; the same wish again changes nothing', async () => {
    const { id, revision } = await found()
    const body = { ...text(), about: '改到每周四。', leaderIds: [wang.id, li.id], revision }
    const changed = await call('teams.update', secretary, { params: { id }, body })
    expect(changed).toMatchObject({ about: '改到每周四。', members: 2, revision: revision + 1 })
    expect(await call('teams.update', secretary, { params: { id }, body })).toEqual(changed)
    const late = { ...text(), about: '改到每周五。', revision }
    await expect(call('teams.update', secretary, { params: { id }, body: late })).rejects.toEqual(
      refused('request.conflict'),
    )
  })

  test('closed is closed: nobody is in it, nobody joins or opens it again', async () => {
    const { id, revision } = await found()
    await call('me.joinTeam', li, { params: { id } })
    const body = { ...text(), state: 'closed' as const, revision }
    const closed = await call('teams.update', secretary, { params: { id }, body })
    expect(closed).toMatchObject({ state: 'closed', members: 2 })
    expect(await call('teams.update', secretary, { params: { id }, body })).toEqual(closed)
    expect((await publicly()).items).toEqual([])
    expect((await call('teams.publicGet', null, { params: { id } })).state).toBe('closed')
    expect((await call('me.teams', li, { query: {} })).items).toEqual([])
    expect(await lookup.isLeader(id, wang.id)).toBe(false)
    await expect(call('me.joinTeam', li, { params: { id } })).rejects.toEqual(
      refused('team.closed'),
    )
    const open = { ...text(), revision: closed.revision }
    await expect(call('teams.update', secretary, { params: { id }, body: open })).rejects.toEqual(
      refused('team.closed'),
    )
    const shown = await call('teams.list', secretary, { query: { state: 'closed' } })
    expect(shown.items.map((team) => team.id)).toEqual([id])
  })
})

test('teams are found by base, field, place and part of the name, a page at a time', async () => {
  await found(secretary, { name: '丙队' })
  await found(secretary, { name: '甲队', base: 'trade', fields: ['repair'] })
  await call('teams.create', top, { body: { ...text(), orgId: street.id, name: '乙队（街道）' } })
  const names = async (query: InputOf<'teams.publicList'>['query']) =>
    (await publicly(query)).items.map(({ name }) => name)
  expect(await names({ base: 'trade' })).toEqual(['甲队'])
  expect(await names({ field: 'repair' })).toEqual(['甲队'])
  expect(await names({ orgId: community.id })).toEqual(['丙队', '甲队'])
  expect(await names({ q: '（街' })).toEqual(['乙队（街道）'])
  const first = await publicly({ limit: 2 })
  const second = await publicly({ limit: 2, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...second.items].map(({ name }) => name)).toEqual([
    '丙队',
    '乙队（街道）',
    '甲队',
  ])
  expect(second.nextCursor).toBeNull()
})

describe('who is in it', () => {
  test('anybody joins by themself and leaves when they like; twice is once', async () => {
    const { id } = await found()
    const params = { params: { id } }
    await Promise.all([call('me.joinTeam', li, params), call('me.joinTeam', li, params)])
    expect(await call('me.team', li, params)).toEqual({ since: now.toISOString(), leads: false })
    expect(await call('me.team', wang, params)).toMatchObject({ leads: true })
    expect((await publicly()).items[0]?.members).toBe(2)
    await call('me.leaveTeam', li, params)
    await call('me.leaveTeam', li, params)
    expect(await call('me.team', li, params)).toEqual({ since: null, leads: false })
    expect((await publicly()).items[0]?.members).toBe(1)
  })

  test('who comes back has both times in their own copy', async () => {
    const { id } = await found()
    const params = { params: { id } }
    await call('me.joinTeam', li, params)
    now = new Date('2026-11-24T12:00:00+08:00')
    await call('me.leaveTeam', li, params)
    now = new Date('2026-11-25T12:00:00+08:00')
    await call('me.joinTeam', li, params)
    expect(await exportTeams(li.id)).toEqual([
      {
        team: '望江夕阳红队',
        leads: false,
        from: '2026-11-25T04:00:00.000Z',
        to: null,
        joinedAlone: true,
        earlier: [{ from: '2026-11-23T04:00:00.000Z', to: '2026-11-24T04:00:00.000Z' }],
      },
    ])
  })

  test('many who join at once are all counted', async () => {
    const { id } = await found()
    const crowd = await Promise.all(Array.from({ length: 12 }, (_, index) => join(`邻居${index}`)))
    await Promise.all(crowd.map((each) => call('me.joinTeam', each, { params: { id } })))
    expect((await publicly()).items[0]?.members).toBe(13)
    expect(await membersOf(id)).toHaveLength(13)
  })

  test('one person in several teams; a page at a time, the newest first', async () => {
    const names = ['甲队', '乙队', '丙队']
    for (const [hour, name] of names.entries()) {
      const { id } = await found(secretary, { name })
      now = new Date(start.getTime() + hour * 3_600_000)
      await call('me.joinTeam', li, { params: { id } })
    }
    const first = await call('me.teams', li, { query: { limit: 2 } })
    const query = { limit: 2, cursor: first.nextCursor ?? '' }
    const second = await call('me.teams', li, { query })
    expect(first.items.map(({ name }) => name)).toEqual(['丙队', '乙队'])
    expect(second.items.map(({ name }) => name)).toEqual(['甲队'])
    const both = await lookup.teamsOf([li.id, secretary.id])
    expect(both.get(li.id)?.map(({ name }) => name)).toEqual(names)
    expect(both.has(secretary.id)).toBe(false)
  })

  test('leaders and staff see names and put people on or off; others are told of no such list', async () => {
    const { id } = await found()
    await call('teams.putMember', wang, ids(id, li))
    await call('teams.putMember', secretary, ids(id, li))
    expect(await membersOf(id, wang)).toEqual([
      {
        personId: wang.id,
        name: '王秀兰',
        since: now.toISOString(),
        leads: true,
        putOnBy: '周书记',
      },
      {
        personId: li.id,
        name: '李敏',
        since: now.toISOString(),
        leads: false,
        putOnBy: '王秀兰',
      },
    ])
    const other = await join(
      '外人',
      'secretary',
      await createOrg('石桥街道', 'street', district, 1),
    )
    for (const nobody of [li, other]) {
      await expect(membersOf(id, nobody)).rejects.toEqual(refused('request.not_found'))
      for (const name of ['teams.putMember', 'teams.removeMember'] as const)
        await expect(call(name, nobody, ids(id, wang))).rejects.toEqual(
          refused('request.not_found'),
        )
    }
    await call('teams.removeMember', wang, ids(id, li))
    await call('teams.removeMember', wang, ids(id, li))
    expect(await membersOf(id)).toHaveLength(1)
  })

  test('nobody of another district, and nobody unknown, is put on', async () => {
    const { id } = await found()
    const away = await join(
      '外区人',
      'member',
      await createOrg('别的区', 'district', null, made + 500),
    )
    for (const personId of [away.id, '0'.repeat(24)])
      await expect(
        call('teams.putMember', secretary, { params: { id, personId } }),
      ).rejects.toEqual(refused('team.person_unknown'))
  })

  test('a leader who leaves leads no more, and what staff was about to write is refused', async () => {
    const { id, revision } = await found()
    await call('me.leaveTeam', wang, { params: { id } })
    await expect(membersOf(id, wang)).rejects.toEqual(refused('request.not_found'))
    const [team] = (await call('teams.list', secretary, { query: {} })).items
    expect(team).toMatchObject({ leaders: [], members: 0, revision: revision + 1 })
    await expect(
      call('teams.update', secretary, { params: { id }, body: { ...text(), revision } }),
    ).rejects.toEqual(refused('request.conflict'))
  })

  test('who leaves for good is in no list, no history and no lead', async () => {
    const { id } = await found(secretary, { leaderIds: [wang.id, li.id] })
    await inTransaction((session) => eraseTeams(wang.id, session))
    expect(await exportTeams(wang.id)).toEqual([])
    const [team] = (await call('teams.list', secretary, { query: {} })).items
    expect(team).toMatchObject({ id, leaders: [{ name: '李敏' }], members: 1 })
  })
})

describe('fields', () => {
  const set = (actor: PersonActor, change: Partial<InputOf<'teamFields.set'>['body']>) =>
    call('teamFields.set', actor, {
      body: {
        ...{ orgId: district.id, key: null, group: 'service', name: '磨刀', off: false },
        ...change,
      },
    })
  const list = async () =>
    (await call('teamFields.list', null, { query: { orgId: community.id } })).items
  const nameOf = async (key: string) => (await list()).find((field) => field.key === key)

  test('are forty, until the top level renames, adds or switches off', async () => {
    expect(await list()).toHaveLength(40)
    await set(top, { key: 'meals', name: '老年食堂' })
    await set(top, { key: 'rivers', name: '巡河护水', off: true })
    const added = await set(top, {})
    expect(await list()).toHaveLength(41)
    expect(await nameOf('meals')).toMatchObject({ name: '老年食堂', group: 'elderly' })
    expect(await nameOf('rivers')).toMatchObject({ off: true })
    expect(await nameOf(added.key)).toEqual(added)
    const team = await found(secretary, { fields: [added.key, 'meals'] })
    expect(team.fields.map(({ name }) => name)).toEqual(['磨刀', '老年食堂'])
    const { rootId } = await call('teamFields.list', null, { query: { orgId: street.id } })
    expect(rootId).toBe(district.id)
  })

  test('of one name are one, however often they are added', async () => {
    const [first, again] = await Promise.all([set(top, {}), set(top, {})])
    expect(again).toEqual(first)
    const other = await set(top, { name: '修鞋' })
    expect(other.key).not.toBe(first.key)
    await expect(set(top, { key: other.key, name: '磨刀' })).rejects.toEqual(
      refused('team.field_taken'),
    )
    await expect(set(top, { key: 'own-99' })).rejects.toEqual(refused('team.field_unknown'))
  })

  test('switched off, stay with the teams that have them and are chosen by no other', async () => {
    const team = await found()
    await set(top, { key: 'meals', name: '助餐送餐', off: true })
    const params = { id: team.id }
    const body = { ...text(), about: '照旧。', revision: team.revision }
    const changed = await call('teams.update', secretary, { params, body })
    expect(changed.fields).toHaveLength(2)
    await expect(found(secretary, { name: '二队' })).rejects.toEqual(refused('team.field_unknown'))
    await set(top, { key: 'meals', name: '助餐送餐' })
    await found(secretary, { name: '二队' })
  })

  test('are the top level’s: a secretary of a community does not change them', async () => {
    await expect(set(secretary, {})).rejects.toEqual(refused('auth.forbidden'))
    await expect(set(top, { orgId: community.id })).rejects.toEqual(refused('auth.forbidden'))
  })

  test('beside the forty are forty at most', async () => {
    for (let index = 0; index < 40; index += 1) await set(top, { name: `自定${index}` })
    await expect(set(top, { name: '再多一个' })).rejects.toEqual(refused('team.too_many_fields'))
    expect((await set(top, { name: '自定0', off: true })).off).toBe(true)
  })
})
