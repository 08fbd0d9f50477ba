import type { Role } from '@lianxin/shared'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { BinaryAnswer, PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { readTable } from '../../platform/sheets/read-table'
import { writeBook } from '../../platform/sheets/write-book'
import { createOrg, type OrgRecord } from '../orgs'
import { createPeopleService, createRosterImport, roster } from '../people'
import { PersonModel } from '../people/person.model'
import { createMembers } from './index'
import type { MemberDeps } from './member-import.deps'
import { MemberBatchModel, MemberImportModel, toId } from './member-import.model'

type Import = OutputOf<'memberImports.get'>
type Row = readonly (string | number)[]

const database = testDatabase()
const keyring = createKeyring('a secret for tests only, 32 characters or more')
const people = createPeopleService(keyring)
const DAY_MS = 86_400_000
const headers = ['姓名', '手机号', '所在支部', '党员类别', '入党日期', '发展阶段']
const going = () => new AbortController().signal

let now: Date
let logged: unknown[]
/** Person ids, or `new`, with 30 service points; and who holds the qualification. */
let enough: Set<string>
let qualified: Set<string>
let made = 0
let community: OrgRecord
let branch: OrgRecord
let second: OrgRecord
let elsewhere: OrgRecord
let keeper: PersonActor

const deps: MemberDeps = {
  clock: { now: () => now },
  keyring,
  logger: { error: (...said: unknown[]) => void logged.push(said) },
  people,
  roster: createRosterImport(keyring),
  stages: {
    async refusalOf(byId, personId, stage) {
      if (!qualified.has(byId)) return { code: 'certification.needed' }
      const needs = stage === 'activist' || stage === 'candidate'
      if (!needs || enough.has(personId ?? 'new')) return null
      return { code: 'book.too_few_service_points', points: 29 }
    },
  },
}
const members = createMembers(deps)

/** Another server process, with a part that the test puts in. */
const process = (different: Partial<MemberDeps> = {}) => createMembers({ ...deps, ...different })
const sweep = async (signal = going(), by = members) => by.jobs[0]?.run(signal)

beforeAll(() => connectDatabase(database.uri, database.dbName))
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
})
beforeEach(async () => {
  made += 1
  now = new Date('2026-11-23T12:00:00+08:00')
  logged = []
  enough = new Set()
  qualified = new Set()
  await MemberImportModel.deleteMany({})
  await MemberBatchModel.deleteMany({})
  await PersonModel.deleteMany({})
  const district = await createOrg(`清河区${made}`, 'district', null, made)
  community = await createOrg(`望江社区${made}`, 'community', district, 1)
  branch = await createOrg('第一支部', 'grid', community, 1)
  second = await createOrg('第二支部', 'grid', community, 2)
  elsewhere = await createOrg(`梧桐社区${made}`, 'community', district, 2)
  await createOrg('第三支部', 'grid', elsewhere, 1)
  keeper = await join('书记', 'secretary', community)
})

async function join(name: string, role: Role, org: OrgRecord, phone: string | null = null) {
  const posts = [{ role, org }]
  const person = await people.create({ name, phone, passwordHash: null, posts })
  // Posts begin when they are written; the clock of this test stands still.
  await PersonModel.updateOne({ _id: person.id }, { $set: { 'posts.0.from': new Date(0) } })
  const actor: PersonActor = {
    kind: 'person',
    id: person.id,
    name,
    posts: [{ role, orgId: org.id, orgName: org.name }],
    sessionId: 's',
  }
  return actor
}

async function call<N extends EndpointName>(
  name: N,
  by: PersonActor,
  input: Partial<InputOf<N>> & { file?: Uint8Array } = {},
): Promise<unknown> {
  const found = members.routes.find(({ endpoint }) => endpoint.name === name)
  if (!found) throw new Error(`no route ${name}`)
  const { params, query, file } = { params: {}, query: {}, ...input }
  const parsed = found.endpoint.query?.parse(query) ?? {}
  const context = { actor: by, file: file ? { fileName: '名册.xlsx', bytes: file } : null }
  const answer = await found.handle({ params, query: parsed }, context)
  return found.endpoint.response ? found.endpoint.response.parse(answer) : answer
}

const sheet = (rows: readonly Row[], columns = headers) =>
  writeBook([{ name: '名册', columns: columns.map((header) => ({ header, width: 10 })), rows }])
const upload = async (rows: readonly Row[], by = keeper, orgId?: string) =>
  (await call('memberImports.create', by, {
    file: await sheet(rows),
    ...(orgId ? { query: { orgId } } : {}),
  })) as Import
const look = async ({ id }: Import, by = keeper) =>
  (await call('memberImports.get', by, { params: { id } })) as Import
/** Uploads and works off. */
async function bring(rows: readonly Row[], by = keeper): Promise<Import> {
  const begun = await upload(rows, by)
  await sweep()
  return look(begun, by)
}
const counts = ({ created, updated, unchanged, refused }: Import) => [
  created,
  updated,
  unchanged,
  refused,
]
async function resultOf({ id }: Import): Promise<string[][]> {
  const answer = (await call('memberImports.result', keeper, { params: { id } })) as BinaryAnswer
  const limits = { rows: 1000, columns: 20, unpackedBytes: 10_000_000 }
  return (await readTable(answer.bytes, limits)).slice(1)
}
/** The part that says what is wrong, of each thing that a cell lists. */
const firstWords = (cell = '') =>
  cell.split(/[ \n](?=[^ ：]+：)/u).map((each) => each.split('。')[0])
async function roll(query: InputOf<'members.list'>['query'] = {}, by = keeper) {
  const page = (await call('members.list', by, { query })) as OutputOf<'members.list'>
  return page.items
}
const names = async (query: InputOf<'members.list'>['query'] = {}, by = keeper) =>
  (await roll(query, by)).map(({ name }) => name)
const phone = (number: number) => `138${String(number).padStart(8, '0')}`
const many = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => [
    `党员${'甲乙丙丁戊己庚辛壬癸'[index % 10]}`,
    phone(index),
    branch.name,
  ])

describe('bringing in', () => {
  test('makes members of the branch, by name, by name with those above, or by code', async () => {
    const over = await bring([
      ['王秀兰', '138 0000 0001', '第一支部', '流动党员', '2001.7.1'],
      ['李建国', 13_800_000_002, `${community.name}/第二支部`, '离退休', 37_073],
      ['周红', '', branch.id],
    ])
    expect(over).toMatchObject({ state: 'done', total: 3, done: 3, hasResult: false })
    expect(counts(over)).toEqual([3, 0, 0, 0])
    const there = await roll()
    expect(there).toHaveLength(3)
    expect(there).toContainEqual({
      id: expect.any(String),
      name: '周红',
      org: { id: branch.id, name: '第一支部' },
      partyClass: null,
      stage: null,
      joinedOn: null,
      hasPhone: false,
    })
    expect(await roll({ q: '李' })).toMatchObject([
      { org: { name: '第二支部' }, partyClass: 'retired', joinedOn: '2001-07-01' },
    ])
    expect(await roll({ q: '王' })).toMatchObject([
      { org: { name: '第一支部' }, partyClass: 'floating', joinedOn: '2001-07-01' },
    ])
    const [stored] = await PersonModel.find({ name: '王秀兰' }).lean()
    expect(JSON.stringify(stored)).not.toContain('13800000001')
    expect(await people.phoneOf(String(stored?._id))).toBe('13800000001')
    const record = await people.get(String(stored?._id))
    expect(record?.posts).toEqual([{ role: 'member', orgId: branch.id, orgName: '第一支部' }])
  })

  test('keeps no phone in what it stores, and forgets the lines that are in', async () => {
    const begun = await upload([['王秀兰', phone(1), '第一支部']])
    const waiting = await MemberBatchModel.find({ importId: begun.id }).lean()
    expect(waiting).toHaveLength(1)
    expect(JSON.stringify(waiting)).not.toContain(phone(1))
    expect(JSON.stringify(waiting)).not.toContain('王秀兰')
    await sweep()
    expect(await MemberBatchModel.find({ importId: begun.id }).lean()).toMatchObject([
      { lines: null, result: null },
    ])
    expect(logged).toEqual([])
  })

  test('again changes nothing; what changed is updated and told', async () => {
    const rows = [
      ['王秀兰', phone(1), '第一支部', '社区党员', '2001-07-01'],
      ['李建国', '', '第一支部', '', ''],
    ]
    expect(counts(await bring(rows))).toEqual([2, 0, 0, 0])
    expect(counts(await bring(rows))).toEqual([0, 0, 2, 0])
    const over = await bring([
      ['王秀兰', phone(1), '第二支部', '流动党员', ''],
      ['李建国', phone(2), '第一支部', '', '2026.2.3'],
    ])
    expect(counts(over)).toEqual([0, 2, 0, 0])
    expect(over.hasResult).toBe(true)
    expect(await names()).toHaveLength(2)
    expect(await roll({ q: '王' })).toMatchObject([
      { org: { name: '第二支部' }, partyClass: 'floating', joinedOn: '2001-07-01' },
    ])
    const results = await MemberBatchModel.find({ result: { $ne: null } }).lean()
    const told = JSON.parse(keyring.decrypt(results[0]?.result ?? '')) as {
      updated: { changes: unknown[] }[]
    }
    expect(told.updated.map(({ changes }) => changes)).toEqual([
      [
        { field: 'partyClass', from: 'community', to: 'floating' },
        { field: 'org', from: '第一支部', to: '第二支部' },
      ],
      [{ field: 'joinedOn', from: null, to: '2026-02-03' }, { field: 'phone' }],
    ])
    // Who moved has left the old branch, and its post is kept.
    const [moved] = await PersonModel.find({ name: '王秀兰' }).lean()
    expect(moved?.posts.map(({ orgId, to }) => [String(orgId), to])).toEqual([
      [branch.id, now],
      [second.id, null],
    ])
  })

  test('a resident of the branch who is on the roster becomes a member', async () => {
    const resident = await join('高晓东', 'resident', branch, phone(5))
    expect(counts(await bring([['高晓东', phone(5), '第一支部']]))).toEqual([0, 1, 0, 0])
    expect((await people.get(resident.id))?.posts.map(({ role }) => role)).toEqual(['member'])
  })

  test('a member of the branch who lives elsewhere stays a resident there', async () => {
    const person = await join('高晓东', 'resident', elsewhere, phone(5))
    const member = { role: 'member', orgId: toId(branch.id), from: new Date(0), to: null }
    await PersonModel.updateOne(
      { _id: person.id },
      { $push: { posts: member }, $set: { rosterPath: branch.path, orgPaths: branch.path } },
    )
    expect(counts(await bring([['高晓东', phone(5), '第二支部']]))).toEqual([0, 1, 0, 0])
    expect((await people.get(person.id))?.posts).toMatchObject([
      { role: 'resident', orgId: elsewhere.id },
      { role: 'member', orgId: second.id },
    ])
  })
})

describe('refusing', () => {
  test('gives each bad row back as it stood, with column, what is wrong and what to do', async () => {
    await join('老张', 'member', branch, phone(8))
    await join('外人', 'member', elsewhere, phone(9))
    await join('外乡人', 'resident', elsewhere, phone(7))
    const over = await bring([
      ['王秀兰', phone(1), '第一支部', '社区党员', '2001-07-01'],
      ['李建国', phone(1), '第一支部'],
      ['周红', phone(2), '第三支部'],
      ['赵明', phone(3), '第一支部', '', '2026-2-30'],
      ['', phone(4), '第一支部'],
      ['孙平', '12345', '第一支部', '好党员'],
      ['老李', phone(8), '第一支部'],
      ['外人', phone(9), '第一支部'],
      ['猜的', phone(7), '第一支部'],
    ])
    expect(counts(over)).toEqual([1, 0, 0, 8])
    const rows = await resultOf(over)
    expect(rows.map((row) => [row[0], row[7], firstWords(row[6])])).toEqual([
      ['李建国', '3', ['手机号：和第 2 行的手机号一样']],
      ['周红', '4', ['所在支部：您管的单位里没有这个支部']],
      ['赵明', '5', ['入党日期：没有这一天']],
      ['', '6', ['姓名：没写姓名']],
      ['孙平', '7', ['手机号：不是 11 位手机号', '党员类别：没有这种党员类别']],
      ['老李', '8', ['手机号：这个手机号登记的是另一个姓名']],
      ['外人', '9', ['手机号：用这个手机号的同志登记在别的单位']],
      ['猜的', '10', ['手机号：用这个手机号的同志登记在别的单位']],
    ])
    expect(rows[2]?.[6]).toBe('入党日期：没有这一天。看看月和日写对没有。')
    expect(rows.flat().join()).not.toContain(elsewhere.name)
    expect(rows[2]?.slice(0, 6)).toEqual(['赵明', phone(3), '第一支部', '', '2026-2-30', ''])
  })

  test('the sheet, mended, can be imported as it is', async () => {
    const over = await bring([['赵明', phone(3), '第一支部', '', '2026-2-30']])
    const [row] = await resultOf(over)
    const mended = (row ?? []).map((cell) => (cell === '2026-2-30' ? '2026-2-28' : cell))
    const columns = [...headers, '哪里要改', '原表第几行']
    const file = await sheet([mended], columns)
    const begun = (await call('memberImports.create', keeper, { file })) as Import
    await sweep()
    expect(counts(await look(begun))).toEqual([1, 0, 0, 0])
    expect(await roll()).toMatchObject([{ name: '赵明', joinedOn: '2026-02-28' }])
  })

  test('does not guess between people of one name', async () => {
    await bring([
      ['周红', phone(1), '第一支部'],
      ['周红', phone(2), '第一支部'],
    ])
    const over = await bring([['周红', '', '第一支部']])
    expect(counts(over)).toEqual([0, 0, 0, 1])
    expect((await resultOf(over))[0]?.[6]).toContain('这个支部有同名的人，分不清是谁')
  })

  test('a stage needs what it needs elsewhere: the qualification, and 30 points', async () => {
    const rows = [['赵明', phone(3), '第一支部', '', '', '入党积极分子']]
    const first = await bring(rows)
    expect((await resultOf(first))[0]?.[6]).toContain('发展党员工作资格')
    qualified.add(keeper.id)
    const next = await bring(rows)
    expect((await resultOf(next))[0]?.[6]).toContain('志愿服务积分 29 分，满 30 分才能')
    expect(counts(await bring([['赵明', phone(3), '第一支部', '', '', '申请人']]))).toEqual([
      1, 0, 0, 0,
    ])
    const [person] = await roll()
    expect(person?.stage).toBe('applicant')
    expect(counts(await bring(rows))).toEqual([0, 0, 0, 1])
    enough.add(person?.id ?? '')
    expect(counts(await bring(rows))).toEqual([0, 1, 0, 0])
    // Noted already: nobody is asked again.
    qualified.clear()
    expect(counts(await bring(rows))).toEqual([0, 0, 1, 0])
    expect((await people.get(person?.id ?? ''))?.posts.map(({ role }) => role)).toEqual([
      'resident',
    ])
    qualified.add(keeper.id)
    await bring([['赵明', phone(3), '第一支部', '', '', '预备党员']])
    expect((await people.get(person?.id ?? ''))?.posts.map(({ role }) => role)).toEqual(['member'])
  })

  test.each([
    ['sheet.not_a_workbook', async () => new TextEncoder().encode('姓名,手机号')],
    ['sheet.encrypted', async () => new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0])],
    ['member_import.no_header', async () => sheet([['王秀兰']], ['名字'])],
    ['sheet.empty', async () => sheet([])],
    ['sheet.empty', async () => sheet([['例：王小梅', '', '第一支部']])],
  ])('a file: %s', async (code, file) => {
    await expect(
      call('memberImports.create', keeper, { file: await file() }),
    ).rejects.toMatchObject({ code })
    expect(await MemberImportModel.countDocuments()).toBe(0)
  })
})

describe('looking a file over first', () => {
  test('says how many rows, and what is wrong in which; nothing is stored', async () => {
    const rows: Row[] = [
      ['王秀兰', phone(1), '第一支部'],
      ['赵明', '1', '第一支部', '', '2026-2-30'],
      ...Array.from({ length: 5 }, (_, index): Row => ['孙平', phone(9), `第${index}网格`]),
    ]
    const seen = await call('memberImports.check', keeper, { file: await sheet(rows) })
    expect(seen).toMatchObject({ total: 7, toMend: 6 })
    const { examples } = seen as OutputOf<'memberImports.check'>
    expect(examples.map(({ row }) => row)).toEqual([3, 4, 5, 6, 7])
    expect(examples[0]?.words).toBe(
      '手机号：不是 11 位手机号。写一个 1 开头的 11 位手机号；没有就空着。入党日期：没有这一天。看看月和日写对没有。',
    )
    expect(await MemberImportModel.countDocuments()).toBe(0)
    expect(await MemberBatchModel.countDocuments()).toBe(0)
    expect(await names()).toEqual([])
  })
})

describe('working it off', () => {
  test('goes on in another process after a stop in the middle, and counts every row once', async () => {
    const begun = await upload(many(250))
    const stopping = new AbortController()
    const stops = process({
      roster: {
        async admit(...asked) {
          stopping.abort()
          return deps.roster.admit(...asked)
        },
      },
    })
    await sweep(stopping.signal, stops)
    expect(await look(begun)).toMatchObject({ state: 'running', done: 100, created: 100 })
    await sweep()
    const over = await look(begun)
    expect(over).toMatchObject({ state: 'done', done: 250 })
    expect(counts(over)).toEqual([250, 0, 0, 0])
    expect(await PersonModel.countDocuments({ rosterPath: branch.id })).toBe(250)
  })

  test('waits for the lease of a process that died, and a late one undoes what it began', async () => {
    const begun = await upload(many(150))
    let release = () => {}
    const held = new Promise<void>((go) => (release = go))
    let entered = () => {}
    const inside = new Promise<void>((go) => (entered = go))
    const slow = process({
      roster: {
        async admit(...asked) {
          entered()
          await held
          return deps.roster.admit(...asked)
        },
      },
    })
    const late = sweep(going(), slow)
    await inside
    await sweep()
    expect((await look(begun)).done).toBe(0)
    now = new Date(now.getTime() + 60_000)
    await sweep()
    expect(counts(await look(begun))).toEqual([150, 0, 0, 0])
    release()
    await late
    expect(counts(await look(begun))).toEqual([150, 0, 0, 0])
    expect(await PersonModel.countDocuments({ rosterPath: branch.id })).toBe(150)
  })

  test('stops when it is told to; what is in stays, the rest is forgotten', async () => {
    const begun = await upload(many(250))
    let batches = 0
    const cancelling = process({
      roster: {
        async admit(...asked) {
          batches += 1
          if (batches === 2) await call('memberImports.cancel', keeper, { params: begun })
          return deps.roster.admit(...asked)
        },
      },
    })
    await sweep(going(), cancelling)
    const over = await look(begun)
    expect(over).toMatchObject({ state: 'cancelled', done: 100, created: 100 })
    expect(over.finishedAt).not.toBeNull()
    expect(await PersonModel.countDocuments({ rosterPath: branch.id })).toBe(100)
    expect(await MemberBatchModel.countDocuments({ lines: { $ne: null } })).toBe(0)
    // Once more is no error, and the same file may come again.
    await call('memberImports.cancel', keeper, { params: begun })
    expect(counts(await bring(many(250)))).toEqual([150, 0, 100, 0])
  })

  test('gives up after three failures at one place, and logs nobody', async () => {
    const begun = await upload([['王秀兰', phone(1), '第一支部']])
    const failing = process({
      roster: { admit: () => Promise.reject(new Error('王秀兰 is in the way')) },
    })
    await sweep(going(), failing)
    expect((await look(begun)).state).toBe('failed')
    expect(logged).toHaveLength(3)
    expect(JSON.stringify(logged)).not.toContain('王秀兰')
    expect(await MemberBatchModel.countDocuments({ lines: { $ne: null } })).toBe(0)
  })

  test('one at a time for an organization; the same file is the same import', async () => {
    const rows = [['王秀兰', phone(1), '第一支部']]
    const file = await sheet(rows)
    const [one, two] = (await Promise.all([
      call('memberImports.create', keeper, { file }),
      call('memberImports.create', keeper, { file }),
    ])) as Import[]
    expect(one?.id).toBe(two?.id)
    expect(await MemberBatchModel.countDocuments()).toBe(1)
    await expect(upload([['李建国', '', '第一支部']])).rejects.toMatchObject({
      code: 'member_import.busy',
    })
    await sweep()
    expect(counts(await bring(rows))).toEqual([0, 0, 1, 0])
  })

  test('two imports that bring the same person at once make one', async () => {
    const above = await join('区里', 'admin', community)
    const first = await upload(many(30), keeper, branch.id)
    const other = await upload(many(30), above, community.id)
    await Promise.all([sweep(), sweep(going(), process())])
    const over = [await look(first), await look(other, above)]
    expect(over.map(({ state }) => state)).toEqual(['done', 'done'])
    expect(over.reduce((sum, { created }) => sum + created, 0)).toBe(30)
    expect(await PersonModel.countDocuments({ rosterPath: branch.id })).toBe(30)
  })
})

describe('who may', () => {
  test('another branch neither sees nor stops it, and brings nobody in here', async () => {
    const begun = await upload([['王秀兰', phone(1), '第一支部']])
    const foreign = await join('外书记', 'secretary', elsewhere)
    const not = { code: 'request.not_found' }
    const params = { params: begun }
    await expect(call('memberImports.get', foreign, params)).rejects.toMatchObject(not)
    await expect(call('memberImports.cancel', foreign, params)).rejects.toMatchObject(not)
    await expect(call('memberImports.result', foreign, params)).rejects.toMatchObject(not)
    await expect(upload([['某人', '', '第一支部']], foreign, branch.id)).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
    const list = (await call('memberImports.list', foreign)) as OutputOf<'memberImports.list'>
    expect(list.items).toEqual([])
    await sweep()
    expect(await names({}, foreign)).toEqual([])
    expect(await names({ orgId: branch.id }, foreign)).toEqual([])
  })

  test('the list of what was refused can be fetched for seven days, to the moment', async () => {
    const over = await bring([['', phone(1), '第一支部']])
    const [batch] = await MemberBatchModel.find().lean()
    expect(batch?.expiresAt).toEqual(new Date(now.getTime() + 7 * DAY_MS))
    now = new Date(now.getTime() + 7 * DAY_MS - 1)
    expect((await look(over)).hasResult).toBe(true)
    expect(await resultOf(over)).toHaveLength(1)
    now = new Date(now.getTime() + 1)
    expect((await look(over)).hasResult).toBe(false)
    await expect(resultOf(over)).rejects.toMatchObject({ code: 'member_import.no_result' })
  })

  test('the template can be filled in: its example is no member, its branches are the caller’s', async () => {
    const { bytes } = (await call('memberImports.template', keeper)) as BinaryAnswer
    await expect(call('memberImports.create', keeper, { file: bytes })).rejects.toMatchObject({
      code: 'sheet.empty',
    })
  })
})

describe('the list', () => {
  test('finds by part of a name, by first letters, by class, and pages', async () => {
    await bring([
      ['王秀兰', phone(1), '第一支部', '流动党员'],
      ['王小梅', phone(2), '第二支部', '社区党员'],
      ['单雄', phone(3), '第一支部'],
    ])
    expect(await names({ q: '秀' })).toEqual(['王秀兰'])
    expect(await names({ q: 'wx' })).toHaveLength(2)
    expect(await names({ q: 'WXL' })).toEqual(['王秀兰'])
    expect(await names({ q: 'sx' })).toEqual(['单雄'])
    expect(await names({ q: '.' })).toEqual([])
    expect(await names({ partyClass: 'floating' })).toEqual(['王秀兰'])
    expect(await names({ partyClass: 'none' })).toEqual(['单雄'])
    expect(await names({ orgId: second.id })).toEqual(['王小梅'])
    const first = (await call('members.list', keeper, {
      query: { limit: 2 },
    })) as OutputOf<'members.list'>
    const rest = await names({ limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items.map(({ name }) => name), ...rest].toSorted()).toEqual(
      ['王秀兰', '王小梅', '单雄'].toSorted(),
    )
  })

  test('people from before rosters get what they are found by', async () => {
    const old = await join('王秀兰', 'member', branch)
    await PersonModel.updateOne({ _id: old.id }, { $unset: { initials: 1, rosterPath: 1 } })
    expect(await names()).toEqual([])
    expect(await roster.fillIn(10, now)).toBe(1)
    expect(await roster.fillIn(10, now)).toBe(0)
    expect(await names({ q: 'wxl' })).toEqual(['王秀兰'])
    expect(await roster.exportFor(old.id)).toMatchObject({ org: { name: '第一支部' } })
  })
})
