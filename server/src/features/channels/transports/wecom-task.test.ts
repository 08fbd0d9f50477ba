import { createServer } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import mongoose from 'mongoose'
import { startWecom, type WecomStandIn } from '../../../../../tests/support/wecom'
import { createTestClock, useDatabase } from '../../deliveries/test-support/world'
import type { ChannelMessage } from '../transport'
import { createWecomApi } from './wecom-api'
import { listWecomChats } from './wecom-chats'
import { createWecomTask } from './wecom-task'

useDatabase()
const corp = { corpId: 'ww-qinghe', corpSecret: 'not-shown-to-anyone' }
const secret = { ...corp, senderUserId: 'limin' }
const chats = Array.from({ length: 7 }, (_, index) => ({
  id: `wr${index}`,
  name: index === 6 ? '' : `望江${index}号楼`,
  owner: index === 5 ? 'somebody-else' : 'limin',
  members: index + 3,
}))
const signal = new AbortController().signal
const words = {
  id: 'm1',
  title: null,
  text: '甲',
  link: null,
  isWhole: true,
  look: 'words',
} as const
let wecom: WecomStandIn

beforeAll(async () => {
  wecom = await startWecom(corp, chats)
})
beforeEach(async () => {
  wecom.tasks.length = 0
  await mongoose.connection.collection('wecom_quotas').deleteMany({})
})
afterAll(() => wecom?.close())

function setup(apiBase = wecom.apiBase) {
  const clock = createTestClock()
  const api = createWecomApi({ clock, apiBase })
  const transport = createWecomTask({ clock, api })
  const send = (over: Partial<ChannelMessage> = {}, address: string | null = 'wr0', by = secret) =>
    transport.send(
      by,
      address,
      { ...words, title: '第 47 期', text: '一、加装电梯', link: 'https://a.example/r/1', ...over },
      signal,
    )
  return { clock, api, transport, send }
}

describe('a task', () => {
  test('is made for one group, with a link to answer, and waits for a staff member', async () => {
    const { transport, send } = setup()
    expect(await send()).toEqual({ kind: 'handed', reference: 'msg1' })
    expect(wecom.tasks).toMatchObject([
      {
        sender: 'limin',
        chatIds: ['wr0'],
        content: '一、加装电梯',
        link: { title: '第 47 期', url: 'https://a.example/r/1' },
      },
    ])
    expect(await transport.follow?.(secret, 'msg1', signal)).toBe('waiting')
    const [task] = wecom.tasks
    for (const [status, outcome] of [
      [1, 'sent'],
      [2, 'refused'],
      [3, 'refused'],
    ] as const) {
      if (task) task.status = status
      expect(await transport.follow?.(secret, 'msg1', signal)).toBe(outcome)
    }
    wecom.trouble('externalcontact/get_groupmsg_send_result', { errcode: 41_063 })
    expect(await transport.follow?.(secret, 'msg1', signal)).toBe('waiting')
    expect(await transport.follow?.(secret, 'no such task', signal)).toBe('waiting')
  })

  test('takes 4,000 bytes and not one more; a title is cut at a character', async () => {
    const { send } = setup()
    const full = '群'.repeat(1333) + 'a'
    expect(Buffer.byteLength(full)).toBe(4_000)
    expect(await send({ text: full, title: '电梯'.repeat(40) })).toMatchObject({ kind: 'handed' })
    expect(wecom.tasks[0]?.link?.title).toBe(`${'电梯'.repeat(20)}电…`)
    const before = wecom.calls('externalcontact/add_msg_template')
    expect(await send({ text: `${full}b` })).toEqual({ kind: 'not_sent', reason: 'rejected' })
    expect(wecom.calls('externalcontact/add_msg_template')).toBe(before)
    expect(await send({ link: null })).toMatchObject({ kind: 'handed' })
    expect(wecom.tasks[1]?.link).toBeNull()
  })

  test('for a group that is not the sender’s comes back in fail_list: nothing was made', async () => {
    const { send } = setup()
    expect(await send({}, 'wr5')).toEqual({ kind: 'not_sent', reason: 'not_in_room' })
    expect(await send({}, null)).toEqual({ kind: 'not_sent', reason: 'rejected' })
    expect(wecom.tasks).toHaveLength(0)
  })
})

describe('the month’s count of a group', () => {
  test.each([
    ['2026-11', 30],
    ['2026-12', 31],
    ['2027-02', 28],
    ['2028-02', 29],
  ])('%s has %i messages and not one more', async (month, days) => {
    const { clock, send } = setup()
    clock.set(new Date(`${month}-01T00:00:00+08:00`))
    for (let sent = 1; sent <= days; sent += 1)
      expect(await send(), `message ${sent}`).toMatchObject({ kind: 'handed' })
    expect(await send()).toEqual({ kind: 'not_sent', reason: 'rejected', problem: 'month_used' })
    expect(wecom.tasks).toHaveLength(days)
    expect(await send({}, 'wr1'), 'another group').toMatchObject({ kind: 'handed' })
    // the month ends at Shanghai midnight
    clock.set(new Date(Date.parse(`${month}-01T00:00:00+08:00`) + days * 86_400_000 - 1))
    expect(await send()).toMatchObject({ kind: 'not_sent' })
    clock.pass(1)
    expect(await send()).toMatchObject({ kind: 'handed' })
  })

  test('holds when many ask at once, in two processes', async () => {
    const [one, other] = [setup(), setup()]
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => (index % 2 ? one : other).send()),
    )
    expect(outcomes.filter(({ kind }) => kind === 'handed')).toHaveLength(30)
    expect(wecom.tasks).toHaveLength(30)
  })

  test('counts what is in doubt, and not what was surely not made', async () => {
    const { send } = setup()
    for (let sent = 1; sent <= 28; sent += 1) await send()
    for (const errcode of [45_009, 48_002, 40_058]) {
      wecom.trouble('externalcontact/add_msg_template', { errcode })
      expect(await send()).toMatchObject({ kind: 'not_sent' })
    }
    wecom.trouble('externalcontact/add_msg_template', 'reset')
    expect(await send()).toEqual({ kind: 'unknown' })
    expect(await send()).toMatchObject({ kind: 'handed' })
    expect(await send()).toMatchObject({ kind: 'not_sent', problem: 'month_used' })
  })
})

describe('an answer', () => {
  test.each([
    [45_009, { reason: 'throttled', retryAfterMs: 60_000 }],
    [45_033, { reason: 'throttled', retryAfterMs: 60_000 }],
    [48_002, { reason: 'logged_out' }],
    [60_020, { reason: 'logged_out', problem: 'trusted_address' }],
    [301_002, { reason: 'logged_out' }],
    [40_003, { reason: 'logged_out' }],
    [41_048, { reason: 'not_in_room' }],
    [40_096, { reason: 'not_in_room' }],
    [90_501, { reason: 'not_in_room' }],
    [45_002, { reason: 'rejected' }],
    [99_999, { reason: 'rejected' }],
  ])('%i says that nothing was made', async (errcode, expected) => {
    const { send } = setup()
    wecom.trouble('externalcontact/add_msg_template', { errcode })
    expect(await send()).toEqual({ kind: 'not_sent', ...expected })
    expect(wecom.tasks).toHaveLength(0)
  })

  test.each(['page', 'reset', 'cut', { errcode: -1 }] as const)(
    'that leaves it open (%o) is unknown, and is not asked for again',
    async (what) => {
      const { send } = setup()
      await send()
      const before = wecom.calls('externalcontact/add_msg_template')
      wecom.trouble('externalcontact/add_msg_template', what)
      expect(await send()).toEqual({ kind: 'unknown' })
      expect(wecom.calls('externalcontact/add_msg_template')).toBe(before + 1)
    },
  )

  test('that never came because nobody could be reached: surely not sent', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => closed.once('listening', resolve))
    const address = closed.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await new Promise((resolve) => closed.close(resolve))
    const later = {
      kind: 'not_sent',
      reason: 'throttled',
      retryAfterMs: 60_000,
      problem: 'unreachable',
    }
    expect(await setup(`http://127.0.0.1:${port}`).send()).toEqual(later)
    const { send } = setup()
    // Without a token nothing was asked for yet.
    for (const what of ['page', 'reset', { errcode: -1 }] as const) {
      wecom.trouble('gettoken', what)
      expect(await send()).toEqual(later)
    }
  })

  test('to a stopping process is unknown', async () => {
    const { transport, send } = setup()
    await send()
    const stopping = new AbortController()
    const release = wecom.hold('externalcontact/add_msg_template')
    const before = wecom.calls('externalcontact/add_msg_template')
    const message = { ...words, id: 'm2' }
    const sending = transport.send(secret, 'wr0', message, stopping.signal)
    await expect.poll(() => wecom.calls('externalcontact/add_msg_template')).toBe(before + 1)
    stopping.abort()
    expect(await sending).toEqual({ kind: 'unknown' })
    release()
    expect(await transport.send(secret, 'wr0', message, stopping.signal)).toMatchObject({
      kind: 'not_sent',
    })
  })
})

describe('the access token', () => {
  test('is asked for once by many, and anew a minute before its end', async () => {
    const { clock, send } = setup()
    const before = wecom.calls('gettoken')
    await Promise.all(Array.from({ length: 8 }, () => send()))
    expect(wecom.calls('gettoken')).toBe(before + 1)
    clock.pass(7_139_999)
    await send()
    expect(wecom.calls('gettoken')).toBe(before + 1)
    clock.pass(1)
    await send()
    expect(wecom.calls('gettoken')).toBe(before + 2)
    clock.pass(-3_600_000)
    await send()
    expect(wecom.calls('gettoken'), 'a clock that went back').toBe(before + 3)
  })

  test.each([42_001, 40_014] as const)('refused with %i is asked for anew, once', async (code) => {
    const { send } = setup()
    await send()
    const [tokens, made] = [wecom.calls('gettoken'), wecom.tasks.length]
    wecom.endTokens(code)
    const outcomes = await Promise.all([send(), send(), send()])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['handed', 'handed', 'handed'])
    expect(wecom.tasks).toHaveLength(made + 3)
    expect(wecom.calls('gettoken') - tokens).toBeLessThanOrEqual(3)
    const calls = wecom.calls('externalcontact/add_msg_template')
    for (let time = 1; time <= 2; time += 1)
      wecom.trouble('externalcontact/add_msg_template', { errcode: code })
    expect(await send()).toEqual({ kind: 'not_sent', reason: 'logged_out' })
    expect(wecom.calls('externalcontact/add_msg_template')).toBe(calls + 2)
  })

  test('is not given for a wrong secret', async () => {
    const { send } = setup()
    const wrong = { ...secret, corpSecret: 'not-it' }
    expect(await send({}, 'wr0', wrong)).toEqual({ kind: 'not_sent', reason: 'logged_out' })
  })
})

describe('the groups to choose from', () => {
  test('are those of the sender, by name, a page at a time', async () => {
    const { api } = setup()
    const first = await listWecomChats(api, secret, { limit: 4 }, signal)
    expect(first.items.map(({ chatId, name, memberCount }) => [chatId, name, memberCount])).toEqual(
      [
        ['wr0', '望江0号楼', 3],
        ['wr1', '望江1号楼', 4],
        ['wr2', '望江2号楼', 5],
        ['wr3', '望江3号楼', 6],
      ],
    )
    const page = { limit: 4, cursor: first.nextCursor ?? '' }
    const second = await listWecomChats(api, secret, page, signal)
    expect(second).toEqual({
      items: [
        { chatId: 'wr4', name: '望江4号楼', memberCount: 7 },
        { chatId: 'wr6', name: '', memberCount: 9 },
      ],
      nextCursor: null,
    })
  })

  test('are refused with a sentence that names the vendor’s number', async () => {
    const { api } = setup()
    wecom.trouble('externalcontact/groupchat/list', { errcode: 60_020 })
    await expect(listWecomChats(api, secret, { limit: 4 }, signal)).rejects.toMatchObject({
      code: 'channel.wecom_refused',
      message: expect.stringContaining('60020'),
    })
    wecom.trouble('externalcontact/groupchat/get', 'page')
    await expect(listWecomChats(api, secret, { limit: 4 }, signal)).rejects.toMatchObject({
      code: 'channel.wecom_busy',
    })
  })

  test('what is kept of a channel is checked', () => {
    const { transport } = setup()
    expect(transport.secretSchema.safeParse(secret).success).toBe(true)
    expect(transport.secretSchema.safeParse({ ...secret, senderUserId: ' ' }).success).toBe(false)
    expect(corp.corpSecret).not.toContain(transport.hintOf(secret))
    const renewed = { ...secret, corpSecret: 'another one' }
    expect(transport.identityOf?.(renewed)).toBe(transport.identityOf?.(secret))
  })
})
