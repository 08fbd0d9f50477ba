import type { OutputOf } from '@lianxin/shared/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createKeyring } from '../../platform/keyring'
import { createTestClock, makeGroups, useDatabase } from '../deliveries/test-support/world'
import { LedgerModel } from '../deliveries/ledger.model'
import { setRoutes } from '../groups/group-routes'
import { ChannelModel } from './channel.model'
import { clearChannels, createDesk, secretaryOf, type DeskOptions } from './test-support/desk'
import { startRobots } from './test-support/robots'

useDatabase()
const clock = createTestClock()
const key = '693a91f6-7e4c-4bc4-97a0-0ec2sifa5aaa'
const token = `${'d'.repeat(60)}7e4c`
const signSecret = 'SECthis-is-a-secret-for-tests'
const wecom = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`
const dingtalk = `https://oapi.dingtalk.com/robot/send?access_token=${token}`

let robots: Awaited<ReturnType<typeof startRobots>>
beforeAll(async () => {
  robots = await startRobots(clock, [
    { vendor: 'wecom', token: key },
    { vendor: 'dingtalk', token, signSecret },
  ])
})
afterAll(() => robots?.close())
beforeEach(async () => {
  await clearChannels()
  robots.shown.length = 0
  clock.pass(20 * 60_000)
})

type View = OutputOf<'channels.create'>
type Tested = OutputOf<'channels.test'>

async function setup(options: DeskOptions = {}) {
  const desk = createDesk(robots.apiBase, { clock, ...options })
  const { org, groups } = await makeGroups(1, 'acc')
  const me = secretaryOf(org)
  const create = (over: object = {}, actor = me) =>
    desk.call<View>('channels.create', actor, {
      body: {
        kind: 'dingtalk_robot',
        name: '工作群',
        orgId: org.id,
        secret: { webhook: dingtalk, signSecret },
        ...over,
      },
    })
  const list = async (actor = me) =>
    (await desk.call<OutputOf<'channels.list'>>('channels.list', actor, {})).items
  const update = (id: string, body: object, actor = me) =>
    desk.call<View>('channels.update', actor, { params: { id }, body })
  const tryOut = (id: string, actor = me) =>
    desk.call<Tested>('channels.test', actor, { params: { id }, body: { address: null } })
  const remove = (id: string, actor = me) => desk.call('channels.remove', actor, { params: { id } })
  return { ...desk, org, me, group: groups[0]!, create, list, update, tryOut, remove }
}

test('what was entered is encrypted at rest, and never given back, shown or logged', async () => {
  const { create, list, update, tryOut, logged } = await setup()
  const made = await create()
  expect(made).toMatchObject({ kind: 'dingtalk_robot', hint: '7e4c', health: 'ready', groups: 0 })
  const stored = JSON.stringify(await ChannelModel.collection.find().toArray())
  const answers = JSON.stringify([
    made,
    await list(),
    await update(made.id, { name: '新名字' }),
    await tryOut(made.id),
  ])
  for (const secret of [token, signSecret, dingtalk]) {
    expect(stored).not.toContain(secret)
    expect(answers).not.toContain(secret)
    expect(logged.join()).not.toContain(secret)
  }
  const wrong = { secret: { webhook: `${dingtalk}&x=${signSecret}`.replace('oapi', 'evil') } }
  const refusal = await create({ ...wrong, name: '错的' }).catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'request.invalid' })
  expect(JSON.stringify(refusal)).not.toContain(signSecret)
})

test('after the deployment’s secret has changed, the old ones are still read', async () => {
  const [before, after] = ['the former secret of 32 characters or more', 'a'.repeat(40)]
  const old = await setup({ keyring: createKeyring(before) })
  const { id } = await old.create()
  const rotated = await setup({ keyring: createKeyring(after, [before]) })
  expect(await rotated.tryOut(id, old.me)).toMatchObject({ outcome: 'sent' })
  const lost = await setup({ keyring: createKeyring(after) })
  clock.pass(30_001)
  const answer = await lost.tryOut(id, old.me)
  expect(answer).toEqual({
    outcome: 'not_sent',
    sentence: '没有发出去。存的密钥打不开了，请重新填一次。',
  })
  expect(await lost.list(old.me)).toMatchObject([{ health: 'failing', problem: 'unreadable' }])
})

test('what is wrong with an entry is said where it was entered', async () => {
  const { create } = await setup()
  await expect(create({ secret: { webhook: wecom } })).rejects.toMatchObject({
    code: 'request.invalid',
    fields: { 'body.secret.webhook': expect.stringContaining('https://oapi.dingtalk.com/robot/') },
  })
  await expect(create({ secret: {} })).rejects.toMatchObject({
    fields: { 'body.secret.webhook': expect.stringContaining('钉钉') },
  })
})

test('the same entry again is the same channel; somebody else’s is taken', async () => {
  const { org, create, update } = await setup()
  const [one, two] = await Promise.all([create(), create()])
  expect(two.id).toBe(one.id)
  await expect(create({ name: '另一个名字' })).rejects.toMatchObject({ code: 'channel.taken' })
  const same = { secret: { webhook: dingtalk, signSecret: 'another' } }
  await expect(create({ ...same, name: '另一个' })).rejects.toMatchObject({ code: 'channel.taken' })
  const other = secretaryOf(org, 'b'.repeat(24))
  await expect(create({}, other)).rejects.toMatchObject({ code: 'channel.taken' })
  const second = await create({ kind: 'wecom_robot', name: '企微', secret: { webhook: wecom } })
  const mine = { webhook: dingtalk.replace('7e4c', '0000') }
  expect(await update(one.id, { secret: mine })).toMatchObject({ id: one.id, hint: '0000' })
  await expect(update(second.id, { secret: { webhook: `${wecom}x` } })).resolves.toMatchObject({
    hint: 'aaax',
  })
  await create({ name: '原来那个' })
  await expect(update(one.id, { secret: { webhook: dingtalk } })).rejects.toMatchObject({
    code: 'channel.taken',
  })
})

test('only their own branch’s staff see channels, change them or try them out', async () => {
  const { create, list, update, tryOut, remove, org } = await setup()
  const { org: elsewhere } = await makeGroups(0, 'acc')
  const stranger = secretaryOf(elsewhere)
  const { id } = await create()
  expect(await list(stranger)).toEqual([])
  for (const attempt of [
    () => update(id, { name: '改' }, stranger),
    () => tryOut(id, stranger),
    () => remove(id, stranger),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: 'request.not_found' })
  await expect(create({ orgId: org.id }, stranger)).rejects.toMatchObject({
    code: 'auth.forbidden',
  })
})

test('a channel is tried out: what became of it, not again at once, and health follows', async () => {
  const { create, list, update, tryOut } = await setup()
  const { id } = await create()
  expect(await tryOut(id)).toEqual({ outcome: 'sent', sentence: '发出去了，请到群里看一眼。' })
  expect(robots.shown.map((each) => each.text)).toEqual([
    '这是一条试发的消息：能看到它，说明这个渠道通了。不用回复。',
  ])
  clock.pass(29_999)
  await expect(tryOut(id)).rejects.toMatchObject({ code: 'channel.just_tested' })
  clock.pass(1)
  robots.trouble('reset')
  expect(await tryOut(id)).toMatchObject({
    outcome: 'unknown',
    sentence: expect.stringMatching(/没等到回音/),
  })
  expect(await list()).toMatchObject([{ health: 'ready', problem: 'in_doubt' }])

  await update(id, { secret: { webhook: dingtalk, signSecret: 'wrong' } })
  expect(await list()).toMatchObject([{ health: 'ready', problem: null, reason: null }])
  clock.pass(30_000)
  expect(await tryOut(id)).toMatchObject({
    outcome: 'not_sent',
    sentence: expect.stringMatching(/加签密钥对不上/),
  })
  expect(await list()).toMatchObject([
    { health: 'failing', problem: 'signature', reason: expect.stringMatching(/重新复制密钥/) },
  ])
  expect(await update(id, { secret: { webhook: dingtalk, signSecret } })).toMatchObject({
    health: 'ready',
    reason: null,
  })
  clock.pass(30_000)
  expect(await tryOut(id)).toMatchObject({ outcome: 'sent' })
  expect(await update(id, { enabled: false })).toMatchObject({ health: 'off', enabled: false })
  await expect(tryOut(id)).rejects.toMatchObject({ code: 'channel.off' })
})

test('a robot of WeCom can show digests as cards; a try shows how that looks', async () => {
  const { create, update, tryOut } = await setup()
  const { id, look } = await create({ kind: 'wecom_robot', secret: { webhook: wecom } })
  expect(look).toBe('words')
  expect(await update(id, { look: 'card' })).toMatchObject({ look: 'card' })
  expect(await tryOut(id)).toMatchObject({ outcome: 'sent' })
  expect(robots.shown).toMatchObject([
    {
      type: 'template_card',
      text: expect.stringMatching(
        /^试发一条\n[^]*这是一条试发的消息[^]*https:\/\/lianxin\.example$/,
      ),
    },
  ])
  expect(await update(id, { look: 'words' })).toMatchObject({ look: 'words' })
  clock.pass(30_000)
  await tryOut(id)
  expect(robots.shown.at(-1)).toMatchObject({ type: 'text' })
  const other = await create({ name: '钉钉' })
  await expect(update(other.id, { look: 'card' })).rejects.toMatchObject({
    code: 'request.invalid',
    fields: { 'body.look': '这个渠道只能发文字' },
  })
})

test('in a penalty nobody may try it out: that would lengthen it', async () => {
  const { create, list, tryOut, deliveries } = await setup()
  const { id } = await create()
  await LedgerModel.create({ _id: `dingtalk_robot:${id}`, version: 0 })
  await deliveries.engine.trip(`dingtalk_robot:${id}`, 'throttled', 600_000)
  await expect(tryOut(id)).rejects.toMatchObject({ code: 'channel.resting' })
  expect(await list()).toMatchObject([
    { health: 'resting', reason: expect.stringMatching(/^歇到 \d\d:\d\d。对方说/) },
  ])
  clock.pass(600_001)
  expect(await tryOut(id)).toMatchObject({ outcome: 'sent' })
  expect(await list()).toMatchObject([{ health: 'ready' }])
})

test('a channel that groups use is not removed', async () => {
  const { create, list, remove, group } = await setup()
  const { id } = await create()
  const way = {
    kind: 'channel',
    channelKind: 'dingtalk_robot',
    channelId: id,
    address: null,
  } as const
  await setRoutes(group.id, [way])
  expect(await list()).toMatchObject([{ groups: 1 }])
  await expect(remove(id)).rejects.toMatchObject({
    code: 'channel.in_use',
    message: '还有 1 个群用它送达，请先给这些群换一种送达方式，再来删。',
  })
  await setRoutes(group.id, [{ kind: 'print' }])
  await remove(id)
  expect(await list()).toEqual([])
})

test('who is switched off or broken is away, and comes back when mended', async () => {
  const { create, update, tryOut, senders } = await setup()
  const { id } = await create({ secret: { webhook: dingtalk } })
  const away = async () => [...(await senders.away())].filter((each) => each.includes(id))
  expect(await away()).toEqual([])
  await tryOut(id)
  expect(await away()).toEqual([`dingtalk_robot:${id}`])
  await update(id, { secret: { webhook: dingtalk, signSecret } })
  expect(await away()).toEqual([])
  await update(id, { enabled: false })
  expect(await away()).toHaveLength(1)
})
