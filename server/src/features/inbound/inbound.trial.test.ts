import { renderDigestParts } from '@lianxin/shared'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOrg } from '../orgs'
import { createWorld } from './inbound.fixture'

let world: Awaited<ReturnType<typeof createWorld>>
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.clear())

const WRONG =
  '数字不对，或者过了半小时。请在那期摘要的页面上再点一次“发给我看看”；错五次要等半小时。'
const points = [
  { title: '谁可以申请', text: '四层以上的住宅，三分之二以上业主同意。' },
  { title: '', text: '补贴每台二十万元。'.repeat(30) },
  { title: '', text: '先到社区登记，再请人来看。'.repeat(22) },
]
const fields = { issuer: null, issuedOn: null, sourceUrl: null, body: '', audienceOrgIds: [] }
const draft = (title = '老旧小区加装电梯', given = points) =>
  world.digests.create(world.secretary, { ...fields, title, points: given }, null)
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
let contacts = 0
/** Somebody who has not typed a code yet. */
const somebody = () => `wxid-look-${(contacts += 1)}`

async function codeFor(digest: { _id: unknown }): Promise<string> {
  const given = await world.trials.issue(world.secretary, String(digest._id))
  expect(given.sentence).toBe(`看看 ${given.code}`)
  return given.code
}
const type = (code: string, contactId = somebody()) =>
  world.inbound.take(world.whisper(`看看 ${code}`, contactId))

describe('发给我看看', () => {
  test('gives a draft in that private chat, part for part what the groups will get', async () => {
    const digest = await draft()
    const parts = renderDigestParts({
      ...digest,
      botName: '小桥',
      publicUrl: 'https://lianxin.example',
    })
    expect(parts.length).toBeGreaterThan(1)
    const contactId = somebody()
    expect((await type(await codeFor(digest), contactId)).status).toBe('accepted')
    expect(await world.said()).toEqual([
      `【试发】群里会收到下面 ${parts.length} 条，现在只有您看得见。`,
      ...parts,
    ])
    const rows = await world.all('deliveries')
    for (const row of rows)
      expect(row).toMatchObject({ kind: 'reply', groupId: null, contactId, ref: null })
    // in the order in which they will be leased
    expect(rows.map((row) => Number(row['orderAt']))).toEqual(
      rows.map((row) => Number(row['orderAt'])).toSorted((a, b) => a - b),
    )
  })

  test('counts as nothing: the digest is as it was, no batch, no matter', async () => {
    const digest = await draft()
    await type(await codeFor(digest))
    const after = await world.digests.get(world.secretary, String(digest._id))
    expect(after).toMatchObject({ state: 'draft', revision: 1, occurrences: 0, publishedAt: null })
    expect(await world.all('delivery_batches')).toEqual([])
    expect(await world.tickets()).toEqual([])
  })

  test('shows what it says when it is looked at, not when the code was asked for', async () => {
    const digest = await draft('旧题目')
    const code = await codeFor(digest)
    await world.digests.update(world.secretary, String(digest._id), {
      ...fields,
      title: '新题目',
      points,
      revision: 1,
    })
    await type(code)
    expect((await world.said())[1]).toContain('新题目')
  })

  test('works once, also when two type it at the same time', async () => {
    const code = await codeFor(await draft('一次', points.slice(0, 1)))
    await Promise.all([type(code), type(code)])
    const said = await world.said()
    expect(said.filter((text) => text.startsWith('【政策摘要'))).toHaveLength(1)
    expect(said.filter((text) => text === WRONG)).toHaveLength(1)
  })

  test('the same message twice is answered once', async () => {
    const code = await codeFor(await draft('一次', points.slice(0, 1)))
    const message = world.whisper(`看看 ${code}`, somebody())
    const answers = await Promise.all([world.inbound.take(message), world.inbound.take(message)])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(['accepted', 'duplicate'])
    expect(await world.said()).toHaveLength(2)
  })

  test('is good for 29 minutes and 59 seconds, not for 30 minutes', async () => {
    const digest = await draft('钟点', points.slice(0, 1))
    const [first, second] = [await codeFor(digest), await codeFor(digest)]
    world.pass(30 * 60_000 - 1_000)
    await type(first)
    world.pass(1_000)
    await type(second)
    const said = await world.said()
    expect(said).toHaveLength(3)
    expect(said.at(-1)).toBe(WRONG)
  })

  test('cannot be guessed: after five wrong ones even the right one waits half an hour', async () => {
    const code = await codeFor(await draft())
    const guesser = somebody()
    for (let guess = 0; guess < 5; guess += 1) await type(wrong(code), guesser)
    expect(await world.said()).toEqual(Array.from({ length: 5 }, () => WRONG))
    expect(await type(code, guesser)).toEqual({ status: 'ignored', wake: false })
    // another contact is none the worse for it
    await type(code)
    expect((await world.said()).length).toBeGreaterThan(6)
    world.pass(30 * 60_000)
    const later = await codeFor(await draft('后来', points.slice(0, 1)))
    expect((await type(later, guesser)).status).toBe('accepted')
  })

  test('typed in a group it shows nothing, tells nothing and is used up', async () => {
    const code = await codeFor(await draft())
    await world.inbound.take(world.message(`看看 ${code}`))
    await world.inbound.take(world.message(`看看 ${wrong(code)}`))
    const said = await world.said()
    expect(said).toHaveLength(2)
    expect(said[0]).toBe('“看看”请私聊小桥说。刚才的数字别再用了，请在摘要页面上重新要一个。')
    expect(said[1]).toBe(said[0])
    await type(code)
    expect((await world.said()).at(-1)).toBe(WRONG)
    expect(await world.tickets()).toEqual([])
  })

  test('a code for binding is no code for looking, and the other way round', async () => {
    const { code } = await world.binding.issue(world.secretary, world.grid.id)
    await type(code)
    expect(await world.said()).toEqual([WRONG])
    const look = await codeFor(await draft())
    const room = { chat: { type: 'group' as const, roomId: 'strange-look@chatroom' } }
    expect((await world.inbound.take(world.message(`绑定 ${look}`, room))).status).toBe('ignored')
  })

  test('is given only to those who may see it, and only when there is something to see', async () => {
    const digest = await draft()
    const elsewhere = await createOrg('荷花社区', 'community', null, 900)
    const stranger = {
      ...world.secretary,
      posts: [{ role: 'secretary' as const, orgId: elsewhere.id, orgName: elsewhere.name }],
    }
    await expect(world.trials.issue(stranger, String(digest._id))).rejects.toMatchObject({
      code: 'request.not_found',
    })
    const empty = await draft('空', [])
    await expect(world.trials.issue(world.secretary, String(empty._id))).rejects.toMatchObject({
      code: 'digest.no_points',
    })
  })

  test('the code and who typed it are nowhere to be read', async () => {
    const code = await codeFor(await draft())
    const contactId = somebody()
    expect(JSON.stringify(await world.all('one_time_codes'))).not.toContain(code)
    await type(wrong(code), contactId)
    const kept = JSON.stringify([
      await world.all('inbound_messages'),
      await world.all('one_time_code_attempts'),
    ])
    expect(kept).not.toMatch(new RegExp(`${code}|${wrong(code)}|${contactId}`))
  })
})
