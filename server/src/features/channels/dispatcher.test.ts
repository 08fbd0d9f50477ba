import type { OutputOf } from '@lianxin/shared/contract'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { waitFor } from '../../../../tests/support/wait'
import { startWecom, type WecomStandIn } from '../../../../tests/support/wecom'
import { expandBatches } from '../deliveries'
import { DeliveryModel } from '../deliveries/delivery.model'
import {
  createTestClock,
  makeGroups,
  openInTransaction,
  useDatabase,
} from '../deliveries/test-support/world'
import { setRoutes } from '../groups/group-routes'
import { ChannelModel } from './channel.model'
import { clearChannels, createDesk, secretaryOf, type DeskOptions } from './test-support/desk'
import { startRobots } from './test-support/robots'

useDatabase()
const clock = createTestClock()
const tokens = ['a', 'b', 'c'].map((letter) => letter.repeat(40))
let robots: Awaited<ReturnType<typeof startRobots>>
beforeAll(async () => {
  robots = await startRobots(
    clock,
    tokens.map((token) => ({ vendor: 'dingtalk' as const, token })),
  )
})
afterAll(() => robots?.close())
beforeEach(async () => {
  await clearChannels()
  robots.shown.length = 0
  robots.calm()
  // by day, and past every penalty and limit of the test before
  clock.pass(24 * 3_600_000)
})

const desks: ReturnType<typeof createDesk>[] = []
afterEach(async () => {
  await Promise.all(desks.splice(0).map((desk) => desk.channels.dispatcher.stop()))
})
function startDesk(options: DeskOptions = {}, apiBase = robots.apiBase) {
  const desk = createDesk(apiBase, { clock, ...options })
  desks.push(desk)
  return desk
}

let batches = 0

/** Groups with a robot each, and a digest on its way to all of them. */
async function setup({
  groups: count = 1,
  parts = ['一', '二'],
  options = {},
}: { groups?: number; parts?: string[]; options?: DeskOptions } = {}) {
  const desk = startDesk(options)
  const { org, groups } = await makeGroups(count, 'nobody')
  const me = secretaryOf(org)
  const channelIds: string[] = []
  for (const [index, group] of groups.entries()) {
    const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${tokens[index]}`
    const body = { kind: 'dingtalk_robot', name: `群${index}`, orgId: org.id, secret: { webhook } }
    const { id } = await desk.call<OutputOf<'channels.create'>>('channels.create', me, { body })
    channelIds.push(id)
    const channelKind = 'dingtalk_robot' as const
    await setRoutes(group.id, [
      { kind: 'channel', channelKind, channelId: id, address: null },
      { kind: 'print' },
    ])
  }
  batches += 1
  const digestId = batches.toString(16).padStart(24, '0')
  const texts = parts.map((part) => `第${part}段`)
  await openInTransaction(
    {
      digestId,
      occurrence: 1,
      orgId: org.id,
      title: '加装电梯',
      parts: texts.map((text) => `${text}，@小桥`),
      oneWayParts: texts,
      audienceOrgIds: [org.id],
      dueAt: clock.now(),
      quiet: null,
    },
    clock.now(),
  )
  await expandBatches({ clock, senders: desk.senders })
  const states = async () =>
    (await DeliveryModel.find().sort({ chatKey: 1, part: 1 }).lean()).map((row) =>
      row.reason ? `${row.state}:${row.reason}` : row.state,
    )
  /** A minute of one or more processes; rounds are further apart than they are, to be quick. */
  const minute = async (...processes: { sweep(): Promise<void> }[]) => {
    for (let second = 0; second < 60; second += 4) {
      await Promise.all(processes.map((each) => each.sweep()))
      clock.pass(4000)
    }
  }
  const channel = async (index = 0) => (await ChannelModel.findById(channelIds[index]).lean())!
  return { ...desk, me, org, groups, channelIds, digestId, states, minute, channel }
}

test('a digest comes to each group once, in order, with the link of that group', async () => {
  const { channels, minute, groups, digestId, states, channel } = await setup({ groups: 3 })
  await minute(channels.dispatcher)
  expect(await states()).toEqual(Array(6).fill('sent'))
  for (const [index, { id }] of groups.entries()) {
    const seen = robots.shown.filter(({ token }) => token === tokens[index])
    const line = `\n\n想说话、提建议，点这里（不用登录）：https://lianxin.example/reply/${digestId}/${id}`
    expect(seen.map(({ text }) => text)).toEqual([`第一段${line}`, `第二段${line}`])
    expect(seen[1]!.at.getTime() - seen[0]!.at.getTime()).toBeGreaterThanOrEqual(3000)
  }
  expect(await channel()).toMatchObject({ failing: false, lastProblem: null })
  expect((await channel()).lastOkAt).toBeInstanceOf(Date)
})

test('two processes at once send nothing twice', async () => {
  const { channels, minute, states } = await setup({ groups: 3 })
  await minute(channels.dispatcher, startDesk().channels.dispatcher)
  expect(await states()).toEqual(Array(6).fill('sent'))
  expect(robots.shown).toHaveLength(6)
})

test('an answer that never came leaves it open, and a person is asked: it is not sent again', async () => {
  const { channels, minute, states, channel } = await setup({ parts: ['一'] })
  robots.trouble('reset')
  await minute(channels.dispatcher)
  expect(await states()).toEqual(['unknown:call_failed'])
  expect(robots.shown).toHaveLength(1)
  expect(await channel()).toMatchObject({ lastProblem: { code: 'in_doubt' }, failing: false })
})

test('a vendor that leaves calls in doubt is left alone for a minute', async () => {
  const { channels, minute, states } = await setup({ groups: 3, parts: ['一'] })
  robots.trouble('page', 'page', 'page')
  await channels.dispatcher.sweep()
  const doubtful = robots.calls()
  await channels.dispatcher.sweep()
  expect(robots.calls()).toBe(doubtful)
  // who was not under way yet when the first was in doubt goes one a minute
  for (let minutes = 0; minutes < 5; minutes += 1) await minute(channels.dispatcher)
  const after = await states()
  expect(after.filter((state) => state === 'unknown:call_failed').length).toBeGreaterThan(0)
  expect(after.filter((state) => state === 'queued')).toEqual([])
  expect(robots.shown).toHaveLength(3)
})

test('stopped in the middle of a call: it has its time, then it is in doubt, and acked as that', async () => {
  const { channels, states } = await setup({ options: { graceMs: 1 } })
  robots.trouble('hang')
  const calls = robots.hanging()
  const sweep = channels.dispatcher.sweep()
  await waitFor('the call', () => robots.hanging() === calls + 1)
  await channels.dispatcher.stop()
  await sweep
  expect(await states()).toContain('unknown:call_failed')
  expect(robots.shown).toHaveLength(1)
})

test('a stop waits for the call in hand and its ack', async () => {
  const { channels, states } = await setup({ parts: ['一'] })
  const release = robots.hold()
  const sweep = channels.dispatcher.sweep()
  await waitFor('the call', () => robots.shown.length === 1)
  const stopped = channels.dispatcher.stop()
  release()
  await Promise.all([stopped, sweep])
  expect(await states()).toEqual(['sent'])
})

test('throttled: nothing more is tried in the ten minutes, then it goes on by itself', async () => {
  const { channels, minute, states, channel } = await setup({ parts: ['一'] })
  robots.trouble({ refuse: 130_101, words: 'send too fast' })
  await channels.dispatcher.sweep()
  const calls = robots.calls()
  expect(await states()).toEqual(['queued:throttled'])
  expect(await channel()).toMatchObject({ lastProblem: { code: 'throttled' }, failing: false })
  for (let minutes = 0; minutes < 9; minutes += 1) await minute(channels.dispatcher)
  expect(robots.calls()).toBe(calls)
  await minute(channels.dispatcher)
  await minute(channels.dispatcher)
  expect(await states()).toEqual(['sent'])
  expect(robots.calls()).toBe(calls + 1)
})

test('what is switched off is not asked for, and goes out when it is on again', async () => {
  const { channels, minute, states, call, me, channelIds } = await setup({ parts: ['一'] })
  const params = { id: channelIds[0]! }
  await call('channels.update', me, { params, body: { enabled: false } })
  const calls = robots.calls()
  await minute(channels.dispatcher)
  expect(await states()).toEqual(['queued'])
  expect(robots.calls()).toBe(calls)
  await call('channels.update', me, { params, body: { enabled: true } })
  await minute(channels.dispatcher)
  expect(await states()).toEqual(['sent'])
})

test('a robot that was taken out of the group: its owner is told, and mending sends the rest', async () => {
  const { channels, minute, states, channel, call, me, channelIds } = await setup({ parts: ['一'] })
  robots.trouble({ refuse: 300_005, words: 'token is not exist' })
  await channels.dispatcher.sweep()
  expect(await states()).toEqual(['queued:logged_out'])
  expect(await channel()).toMatchObject({ failing: true, lastProblem: { code: 'address' } })
  const calls = robots.calls()
  await channels.dispatcher.sweep()
  expect(robots.calls()).toBe(calls)
  const webhook = `https://oapi.dingtalk.com/robot/send?access_token=${tokens[1]}`
  await call('channels.update', me, {
    params: { id: channelIds[0]! },
    body: { secret: { webhook } },
  })
  await minute(channels.dispatcher)
  expect(await states()).toEqual(['sent'])
  expect(robots.shown.map(({ token }) => token)).toEqual([tokens[1]])
  expect(await channel()).toMatchObject({ failing: false })
})

test('a channel that has vanished: its messages take the next way', async () => {
  const { channels, minute, states } = await setup({ parts: ['一'] })
  await clearChannels()
  await minute(channels.dispatcher)
  expect(await states()).toEqual(['awaiting:to_print'])
})

const corp = { corpId: 'ww0123456789abcdef', corpSecret: 'corp-secret-for-tests' }
let wecom: WecomStandIn | undefined
afterAll(() => wecom?.close())

test('a task waits for its confirmation, is asked after now and then, and is sent when confirmed', async () => {
  wecom = await startWecom(corp, [{ id: 'wrABC', name: '业主群', owner: 'limin', members: 40 }])
  const desk = startDesk({}, wecom.apiBase)
  const { org, groups } = await makeGroups(1, 'nobody')
  const me = secretaryOf(org)
  const secret = { ...corp, senderUserId: 'limin' }
  const body = { kind: 'wecom_task', name: '客户群', orgId: org.id, secret }
  const { id } = await desk.call<OutputOf<'channels.create'>>('channels.create', me, { body })
  const chats = await desk.call<OutputOf<'channels.chats'>>('channels.chats', me, {
    params: { id },
    query: { limit: 20 },
  })
  expect(chats.items).toEqual([{ address: 'wrABC', name: '业主群', memberCount: 40 }])
  await expect(
    desk.call('channels.test', me, { params: { id }, body: { address: null } }),
  ).rejects.toMatchObject({ code: 'channel.address_required' })
  await setRoutes(groups[0]!.id, [
    { kind: 'channel', channelKind: 'wecom_task', channelId: id, address: 'wrABC' },
  ])
  const target = { kind: 'group' as const, groupId: groups[0]!.id }
  await desk.deliveries.outbox.enqueue({ key: 'k', target, text: '收到', kind: 'reply' })
  await desk.channels.dispatcher.sweep()
  const state = async () => (await DeliveryModel.findOne({ key: 'k' }).lean())!
  expect(await state()).toMatchObject({ state: 'awaiting', reason: 'to_confirm' })
  expect(wecom.tasks).toMatchObject([{ chatIds: ['wrABC'], content: '收到' }])

  const [follow] = desk.channels.jobs
  const never = new AbortController().signal
  const asked = () => wecom?.calls('externalcontact/get_groupmsg_send_result') ?? 0
  const hour = async () => {
    for (let minutes = 0; minutes < 60; minutes += 1) {
      await follow!.run(never)
      clock.pass(60_000)
    }
  }
  await hour()
  expect(asked(), 'every third minute').toBe(20)
  await hour()
  expect(asked(), 'every quarter of an hour').toBe(24)
  expect(await state()).toMatchObject({ state: 'awaiting' })
  wecom.tasks[0]!.status = 1
  await hour()
  expect(await state()).toMatchObject({ state: 'sent' })
  const before = asked()
  await hour()
  expect(asked()).toBe(before)
})
