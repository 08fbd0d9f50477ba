import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Role } from '@lianxin/shared'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../tests/support/database'
import type { PersonActor } from '../../http/route'
import { connectDatabase, disconnectDatabase, inTransaction } from '../../platform/database'
import { createKeyring } from '../../platform/keyring'
import { createMedia } from '../media'
import { createOrg, type OrgRecord } from '../orgs'
import { createLessons } from './index'
import type { Completed } from './lesson.deps'
import { presentForDesk } from './lesson.presenter'
import { getForAll, listForAll } from './lesson.public'
import { sheetOf } from './lesson.sheet'
import { CompletionModel } from './progress.model'
import { listStudy, studyHome } from './study.lists'

const database = testDatabase()
let directory: string
let now: Date
const clock = { now: () => now }
const pass = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000))
const keyring = createKeyring('a secret for tests only, 32 characters or more')
let counted: Completed[]
let questions: Map<string, number>
const passed = new Set<string>()

let feature: ReturnType<typeof createLessons>
let street: OrgRecord
let home: OrgRecord
let other: OrgRecord
let writer: PersonActor
let reader: PersonActor

function actor(id: string, org: OrgRecord, role: Role): PersonActor {
  const posts = [{ role, orgId: org.id, orgName: org.name }]
  return { kind: 'person', id: id.padStart(24, '0'), name: `同志${id}`, posts, sessionId: 's' }
}
let people = 0
const newReader = (org: OrgRecord) => actor(String((people += 1)), org, 'member')

beforeAll(async () => {
  await connectDatabase(database.uri, database.dbName)
  directory = await mkdtemp(path.join(tmpdir(), 'lianxin-lessons-'))
  street = await createOrg('柳岸街道', 'street', null, 0)
})
afterAll(async () => {
  await disconnectDatabase()
  await database.drop()
  await rm(directory, { recursive: true, force: true })
})
beforeEach(async () => {
  now = new Date('2026-11-23T12:00:00+08:00')
  counted = []
  questions = new Map()
  passed.clear()
  home = await createOrg('望江社区', 'community', street, 1)
  other = await createOrg('梧桐社区', 'community', street, 2)
  writer = actor('f1', home, 'secretary')
  reader = newReader(home)
  feature = createLessons({
    clock,
    keyring,
    media: createMedia({ clock, keyring, directory, s3: null }),
    quizzes: {
      passedOf: async (...[person, lesson, version]) =>
        passed.has(`${person} ${lesson} ${version}`),
      countFor: async (_, lesson) => questions.get(lesson) ?? 0,
    },
    onCompleted: [async (done) => void counted.push(done)],
    publicUrl: 'https://bridge.example',
  })
})

const content = {
  title: '楼道里的事怎么商量',
  series: '身边的微党课',
  source: '望江社区',
  minutes: 3,
  keyPoints: ['先听最不方便的那一家'],
  // Half a minute, of which 15 s are needed; and one that needs 2 s.
  blocks: [
    { kind: 'text' as const, heading: '', text: '字'.repeat(200) },
    { kind: 'text' as const, heading: '', text: '短' },
  ],
}

async function published(org = home, more: Partial<typeof content> = {}): Promise<string> {
  const lesson = await feature.lessons.create(writer, { ...content, ...more, orgId: home.id }, null)
  const audience = { revision: lesson.revision, audienceOrgIds: [org.id] }
  await feature.lessons.publish(writer, String(lesson._id), audience)
  return String(lesson._id)
}

async function open(id: string, by = reader) {
  const { ticket, version } = await feature.study.get(by, id)
  if (!ticket) throw new Error('not published to this reader')
  return (dwell: number[], phone = 'phone-one', block = 0) =>
    feature.study.report(by, id, { version, ticket, phone, dwell, block })
}
const refused = (code: string) => ({ code })

/** A red picture of ours; its id. */
async function uploaded(): Promise<string> {
  const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  return (await feature.media.upload(bytes, home.path)).id
}
const picture = (fileId: string) => ({ kind: 'picture' as const, fileId, alt: '红', caption: '' })

describe('reading', () => {
  test('is completed with enough time on every block, not a second less, and counts once', async () => {
    const id = await published()
    const report = await open(id)
    pass(60)
    expect(await report([15, 1])).toMatchObject({ percent: 94, completedAt: null })
    expect(await report([14, 2], 'phone-two')).toMatchObject({ percent: 100 })
    expect(counted).toEqual([{ personId: reader.id, lessonId: id, version: 1, at: now }])
    await report([30, 30])
    expect(counted).toHaveLength(1)
  })

  test('opening and closing is not reading: nothing is given beyond the time that went by', async () => {
    const id = await published()
    const report = await open(id)
    pass(5)
    expect(await report([900, 900])).toMatchObject({ dwell: [5, 0], completedAt: null })
    pass(900)
    expect(await report([900, 900])).toMatchObject({ dwell: [5, 0], completedAt: null })
    expect(counted).toEqual([])
  })

  test('goes on with another phone where the first one stopped', async () => {
    const id = await published()
    const first = await open(id)
    pass(12)
    await first([12, 0], 'phone-one', 1)
    expect((await feature.study.get(reader, id)).progress).toMatchObject({
      dwell: [12, 0],
      block: 1,
      percent: 70,
    })
    const second = await open(id)
    pass(5)
    expect(await second([3, 2], 'phone-two')).toMatchObject({ dwell: [15, 2], percent: 100 })
    expect(counted).toHaveLength(1)
  })

  test('what waited on a phone without a network counts from when the lesson was given', async () => {
    const id = await published()
    const offline = await open(id, reader)
    pass(100)
    const elsewhere = await open(id, reader)
    expect(await elsewhere([0, 0], 'phone-two')).toMatchObject({ dwell: [0, 0] })
    expect(await offline([15, 2])).toMatchObject({ percent: 100 })
  })

  test('many reports at once count once', async () => {
    const id = await published()
    const report = await open(id)
    pass(60)
    await Promise.all([1, 2, 3, 4].map(() => report([15, 2])))
    expect(await report([15, 2])).toMatchObject({ dwell: [15, 2] })
    // A transaction that ran again has told twice: what stands in the database counts.
    expect(await CompletionModel.countDocuments({ lessonId: id })).toBe(1)
  })

  test('with questions it is completed when both are done, in either order', async () => {
    const id = await published()
    questions.set(id, 2)
    const report = await open(id)
    pass(60)
    expect(await report([15, 2])).toMatchObject({ percent: 100, quiz: 'open', completedAt: null })
    const done = { personId: reader.id, lessonId: id, version: 1 }
    passed.add(`${reader.id} ${id} 1`)
    await inTransaction((session) => feature.study.onQuizPassed(done, session))
    expect(counted).toHaveLength(1)

    const early = newReader(home)
    passed.add(`${early.id} ${id} 1`)
    await inTransaction((session) =>
      feature.study.onQuizPassed({ ...done, personId: early.id }, session),
    )
    expect(counted).toHaveLength(1)
    const second = await open(id, early)
    pass(60)
    expect((await second([15, 2])).completedAt).not.toBeNull()
    expect(counted).toHaveLength(2)
  })

  test('a ticket is for one person, one lesson, one version, and a month', async () => {
    const id = await published()
    const { ticket, version } = await feature.study.get(reader, id)
    const body = { version, ticket: ticket ?? '', phone: 'phone-one', dwell: [1, 1], block: 0 }
    const bad = refused('lesson.bad_ticket')
    await expect(feature.study.report(newReader(home), id, body)).rejects.toMatchObject(bad)
    await expect(feature.study.report(reader, await published(), body)).rejects.toMatchObject(bad)
    pass(30 * 86_400)
    await expect(feature.study.report(reader, id, body)).resolves.toBeTruthy()
    pass(0.001)
    await expect(feature.study.report(reader, id, body)).rejects.toMatchObject(bad)
  })

  test('who it was not published to may read it as everybody, and it does not count', async () => {
    const id = await published()
    const stranger = newReader(other)
    expect((await feature.study.get(stranger, id)).ticket).toBeNull()
    expect((await listStudy(stranger, { limit: 20 })).items).toEqual([])
    expect((await listStudy(reader, { limit: 20 })).items.map((each) => each.id)).toContain(id)
  })
})

describe('versions', () => {
  test('an edit changes nothing that is out, nor what somebody has finished', async () => {
    const id = await published()
    const report = await open(id)
    const edit = { ...content, title: '改过的题目', revision: 1 }
    const edited = await feature.lessons.update(writer, id, edit)
    expect((await getForAll(id, feature)).title).toBe(content.title)
    pass(60)
    await report([15, 2])
    await feature.lessons.publish(writer, id, {
      revision: edited.revision,
      audienceOrgIds: [home.id],
    })
    const again = await feature.study.get(reader, id)
    expect(again).toMatchObject({ title: '改过的题目', version: 2, progress: { percent: 0 } })
    expect(again.progress.completedAt).not.toBeNull()
    const second = await open(id)
    pass(60)
    await second([15, 2])
    expect(counted).toHaveLength(1)
  })

  test('a version that was replaced while it was read still counts', async () => {
    const id = await published()
    const report = await open(id)
    const { revision } = await feature.lessons.update(writer, id, { ...content, revision: 1 })
    await feature.lessons.publish(writer, id, { revision, audienceOrgIds: [home.id] })
    pass(60)
    await report([15, 2])
    expect(counted).toMatchObject([{ version: 1 }])
  })

  test('the same publication twice makes one version; an old revision is refused', async () => {
    const id = await published()
    const twice = { revision: 1, audienceOrgIds: [home.id] }
    expect((await feature.lessons.publish(writer, id, twice)).version).toBe(1)
    await feature.lessons.update(writer, id, { ...content, revision: 1 })
    const conflict = refused('request.conflict')
    await expect(feature.lessons.publish(writer, id, twice)).rejects.toMatchObject(conflict)
    await expect(
      feature.lessons.update(writer, id, { ...content, revision: 1 }),
    ).rejects.toMatchObject(conflict)
  })

  test('published twice at once is one version', async () => {
    const { _id } = await feature.lessons.create(writer, content, null)
    const out = { revision: 1, audienceOrgIds: [home.id] }
    const both = await Promise.all(
      [1, 2, 3].map(() => feature.lessons.publish(writer, String(_id), out)),
    )
    expect(both.map(({ version }) => version)).toEqual([1, 1, 1])
  })

  test('a picture that the new version leaves out is not shown any more', async () => {
    const [kept, gone] = [await uploaded(), await uploaded()]
    const first = { ...content, blocks: [picture(kept), picture(gone)] }
    const id = String((await feature.lessons.create(writer, first, null))._id)
    const out = (revision: number) =>
      feature.lessons.publish(writer, id, { revision, audienceOrgIds: [home.id] })
    await out(1)
    await feature.lessons.update(writer, id, { ...content, blocks: [picture(kept)], revision: 1 })
    await expect(feature.media.read(gone, {})).resolves.toMatchObject({ isPublic: true })
    await out(2)
    await expect(feature.media.read(kept, {})).resolves.toMatchObject({ isPublic: true })
    await expect(feature.media.read(gone, {})).rejects.toMatchObject(refused('request.not_found'))
  })

  test('a withdrawn lesson is nowhere to be found, and its pictures with it', async () => {
    const fileId = await uploaded()
    const lesson = await feature.lessons.create(
      writer,
      { ...content, blocks: [picture(fileId)] },
      null,
    )
    const id = String(lesson._id)
    await expect(feature.media.read(fileId, {})).rejects.toMatchObject(refused('request.not_found'))
    await feature.lessons.publish(writer, id, { revision: 1, audienceOrgIds: [home.id] })
    await expect(feature.media.read(fileId, {})).resolves.toMatchObject({ isPublic: true })
    const sheet = Buffer.from(
      (await sheetOf(id, { ...feature, publicUrl: 'https://x.example' })).bytes,
    )
    expect(sheet.toString()).toContain('data:image/jpeg;base64,')
    await feature.lessons.withdraw(writer, id)
    await feature.lessons.withdraw(writer, id)
    for (const read of [
      () => getForAll(id, feature),
      () => feature.study.get(reader, id),
      () => feature.media.read(fileId, {}),
    ])
      await expect(read()).rejects.toMatchObject(refused('request.not_found'))
  })
})

describe('the desk', () => {
  test('key points and a body are needed to publish', async () => {
    const publish = async (more: object) => {
      const { _id } = await feature.lessons.create(writer, { ...content, ...more }, null)
      return feature.lessons.publish(writer, String(_id), {
        revision: 1,
        audienceOrgIds: [home.id],
      })
    }
    await expect(publish({ keyPoints: [] })).rejects.toMatchObject(refused('lesson.no_key_points'))
    await expect(publish({ blocks: [] })).rejects.toMatchObject(refused('lesson.no_blocks'))
  })

  test('another branch finds nothing, publishes nowhere else, and uses no file of ours', async () => {
    const id = await published()
    const stranger = actor('f2', other, 'secretary')
    const missing = refused('request.not_found')
    await expect(feature.lessons.get(stranger, id)).rejects.toMatchObject(missing)
    await expect(feature.lessons.withdraw(stranger, id)).rejects.toMatchObject(missing)
    const abroad = { revision: 1, audienceOrgIds: [other.id] }
    await expect(feature.lessons.publish(writer, id, abroad)).rejects.toMatchObject(
      refused('auth.forbidden'),
    )
    const fileId = await uploaded()
    await expect(
      feature.lessons.create(stranger, { ...content, blocks: [picture(fileId)] }, null),
    ).rejects.toMatchObject(refused('lesson.file_unknown'))
    const wrongKind = { kind: 'audio' as const, fileId, title: '听', transcript: '' }
    await expect(
      feature.lessons.create(writer, { ...content, blocks: [wrongKind] }, null),
    ).rejects.toMatchObject(refused('lesson.file_unknown'))
  })

  test('the same request twice makes one lesson', async () => {
    const made = await Promise.all(
      [1, 2, 3].map(() => feature.lessons.create(writer, content, 'request-one')),
    )
    expect(new Set(made.map(({ _id }) => String(_id))).size).toBe(1)
    const shown = await presentForDesk(made[0] ?? (await feature.lessons.get(writer, '')), {
      ...feature,
      publicUrl: 'https://bridge.example',
    })
    expect(shown).toMatchObject({ version: 0, changed: false, revision: 1 })
  })
})

describe('finding', () => {
  test.each(['楼道', 'ldldszmsl', 'LDL', ' 身边 ', 'sbdw', '怎么商量'])('%s', async (q) => {
    const id = await published()
    expect((await listStudy(reader, { q, limit: 20 })).items.map((each) => each.id)).toContain(id)
    expect((await listForAll({ q, orgId: home.id, limit: 20 })).items).toHaveLength(1)
  })
  test('what is not in it finds nothing', async () => {
    await published()
    for (const q of ['xyz', '电梯'])
      expect((await listForAll({ q, orgId: home.id, limit: 20 })).items).toEqual([])
  })
})

test('home shows the newest not begun, what goes on, and series', async () => {
  const first = await published(home, { title: '第一课' })
  pass(60)
  const second = await published(home, { title: '第二课', series: '支部' })
  expect(await studyHome(reader)).toMatchObject({ today: { id: second }, ongoing: [], total: 2 })
  const report = await open(second)
  pass(60)
  await report([10, 0])
  expect(await studyHome(reader)).toMatchObject({
    today: { id: first },
    ongoing: [{ id: second, percent: 58, completed: false }],
  })
  await report([15, 2])
  expect(await studyHome(reader)).toMatchObject({
    today: { id: first },
    ongoing: [],
    completed: 1,
    series: [
      { name: '支部', completed: 1, total: 1 },
      { name: '身边的微党课', completed: 0, total: 1 },
    ],
  })
})
