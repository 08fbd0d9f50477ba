import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createOrg } from '../orgs'
import { createWorld, ROOM } from './inbound.fixture'

let world: Awaited<ReturnType<typeof createWorld>>
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.clear())

const accepted = { status: 'accepted', wake: true }
const ignored = { status: 'ignored', wake: false }
let rooms = 0
/** A room that no branch has bound. */
const strange = () => `strange-${(rooms += 1)}@chatroom`
const typeIn = (roomId: string, text: string, more = {}) =>
  world.inbound.take(world.message(text, { chat: { type: 'group', roomId }, ...more }))
const codeFor = async (orgId = world.grid.id) =>
  (await world.binding.issue(world.secretary, orgId)).code
const boundAs = async (roomId: string) =>
  (await world.all('groups')).find((group) => group['roomId'] === roomId)
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('a code typed in a room', () => {
  test('binds it, says by what rule it reads, and works once', async () => {
    const [room, other] = [strange(), strange()]
    const code = await codeFor()
    expect(await typeIn(room, `绑定 ${code.slice(0, 3)} ${code.slice(3)}`)).toEqual(accepted)
    expect(await boundAs(room)).toMatchObject({ accountId: 'bot-1', orgId: expect.anything() })
    expect(String((await boundAs(room))?.['orgId'])).toBe(world.grid.id)
    expect(await world.said()).toEqual([
      '绑好了，这个群归望江三网格。\n大家想提建议，@小桥 说一句就行；没有 @ 我的话我不读、不存。\n发“@小桥 帮助”看用法。',
    ])
    expect(await world.all('deliveries')).toMatchObject([{ accountId: 'bot-1' }])
    expect(await typeIn(other, `绑定 ${code}`)).toEqual(ignored)
    expect(await boundAs(other)).toBeUndefined()
    expect((await typeIn(room, '路灯坏了')).status).toBe('accepted')
    expect(await world.tickets()).toHaveLength(1)
  })

  test('the same message twice binds and answers once', async () => {
    const room = strange()
    const message = world.message(`绑定 ${await codeFor()}`, {
      chat: { type: 'group', roomId: room },
    })
    const answers = await Promise.all([world.inbound.take(message), world.inbound.take(message)])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(['accepted', 'duplicate'])
    expect(await world.said()).toHaveLength(1)
  })

  test('raced by two rooms binds one of them', async () => {
    const [one, two] = [strange(), strange()]
    const code = await codeFor()
    const answers = await Promise.all([typeIn(one, `绑定 ${code}`), typeIn(two, `绑定 ${code}`)])
    expect(answers.map((answer) => answer.status).toSorted()).toEqual(['accepted', 'ignored'])
    expect([await boundAs(one), await boundAs(two)].filter(Boolean)).toHaveLength(1)
  })

  test('is good for 29 minutes and 59 seconds, not for 30 minutes', async () => {
    const [early, late] = [strange(), strange()]
    const [first, second] = [await codeFor(), await codeFor()]
    world.pass(30 * 60_000 - 1_000)
    expect(await typeIn(early, `绑定 ${first}`)).toEqual(accepted)
    world.pass(1_000)
    expect(await typeIn(late, `绑定 ${second}`)).toEqual(ignored)
  })

  test('that is wrong is passed over in a strange room, and answered in one of ours', async () => {
    const room = strange()
    const code = await codeFor()
    expect(await typeIn(room, `绑定 ${wrong(code)}`)).toEqual(ignored)
    expect(await world.said()).toEqual([])
    expect(await typeIn(ROOM, `绑定 ${wrong(code)}`)).toEqual(accepted)
    expect(await world.said()).toEqual(['绑定码不对，或者过了半小时。请在电脑上重新要一个。'])
  })

  test('cannot be guessed: after five wrong ones even the right one waits half an hour', async () => {
    const room = strange()
    const code = await codeFor()
    for (let guess = 0; guess < 4; guess += 1) await typeIn(room, `绑定 ${wrong(code)}`)
    const spare = await codeFor()
    await typeIn(room, `绑定 ${wrong(spare)}`)
    expect(await typeIn(room, `绑定 ${spare}`)).toEqual(ignored)
    expect(await boundAs(room)).toBeUndefined()
    world.pass(30 * 60_000)
    expect(await typeIn(room, `绑定 ${await codeFor()}`)).toEqual(accepted)
  })

  test('moves a group within the owner’s subtree, never one of another branch', async () => {
    const room = strange()
    await typeIn(room, `绑定 ${await codeFor()}`)
    const elsewhere = await createOrg('荷花社区', 'community', null, 900)
    const stranger = {
      ...world.secretary,
      posts: [{ role: 'secretary' as const, orgId: elsewhere.id, orgName: elsewhere.name }],
    }
    const { code } = await world.binding.issue(stranger, elsewhere.id)
    expect(await typeIn(room, `绑定 ${code}`)).toEqual(accepted)
    expect((await world.said()).at(-1)).toBe(
      '这个群已经归望江三网格了。要换，请先请他们或上级来办。',
    )
    expect(String((await boundAs(room))?.['orgId'])).toBe(world.grid.id)
    await expect(world.binding.issue(stranger, world.grid.id)).rejects.toMatchObject({
      code: 'auth.forbidden',
    })
  })

  test('in private says where it belongs', async () => {
    await world.inbound.take(world.whisper('绑定 123456', 'wxid-li'))
    expect(await world.said()).toEqual(['绑定要在群里说：先把小桥拉进群，再在群里发这句话。'])
  })

  test('is nowhere to be read, and neither is who typed it', async () => {
    const code = await codeFor()
    expect(JSON.stringify(await world.all('one_time_codes'))).not.toContain(code)
    await typeIn(strange(), `绑定 ${code}`)
    const kept = JSON.stringify([
      await world.all('inbound_messages'),
      await world.all('one_time_code_attempts'),
      await world.all('deliveries'),
    ])
    expect(kept).not.toContain(code)
    expect(kept).not.toContain('wxid-wang')
  })
})
