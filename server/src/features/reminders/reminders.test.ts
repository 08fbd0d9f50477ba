import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startWechat, type WechatStandIn } from '../../../../tests/support/wechat'
import type { PersonActor } from '../../http/route'
import { inTransaction } from '../../platform/database'
import { createTestClock, noon, testKeyring, useDatabase } from '../deliveries/test-support/world'
import { createPeopleService } from '../people'
import { createOrg } from '../orgs'
import { createReminders } from './index'
import type { Told } from './reminder.template'

useDatabase()
const fields = [
  { keyword: 'character_string1', source: 'number' as const },
  { keyword: 'phrase2', source: 'state' as const },
  { keyword: 'thing3', source: 'hint' as const },
  { keyword: 'time4', source: 'time' as const },
]
const reply = { purpose: 'reply' as const, id: 'reply-template', fields }
const done = { purpose: 'done' as const, id: 'done-template', fields }
const matter = {
  kind: 'matter' as const,
  id: 'a'.repeat(24),
  name: 'LX-20261122-0007',
  open: true,
}
const never = new AbortController().signal
const people = createPeopleService(testKeyring)
const codes = Object.fromEntries(
  Array.from({ length: 400 }, (_, index) => [`wang-${index}`, 'openid-of-wang']),
)

let wechat: WechatStandIn
let wang: PersonActor
let li: PersonActor
let code = 0

beforeAll(async () => {
  wechat = await startWechat(
    { ...codes, li: 'openid-of-li', nobody: 'openid-of-nobody' },
    { codesOnce: true, templates: [reply.id, done.id] },
  )
  const org = await createOrg('望江社区', 'community', null, 0)
  const join = async (name: string, openid: string): Promise<PersonActor> => {
    const posts = [{ role: 'resident' as const, org }]
    const record = await people.create({ name, phone: null, passwordHash: null, posts })
    await people.bindOpenid(record.id, openid)
    return { kind: 'person', id: record.id, name, posts: record.posts, sessionId: 'session' }
  }
  wang = await join('王秀兰', 'openid-of-wang')
  li = await join('李敏', 'openid-of-li')
})
beforeEach(async () => {
  await mongoose.connection.collection('reminders').deleteMany({})
  await people.bindOpenid(wang.id, 'openid-of-wang')
  wechat.shown.length = 0
})
afterAll(() => wechat?.close())

function setup(templates = [reply, done]) {
  const clock = createTestClock()
  const { env } = wechat
  const account = {
    appId: env['WECHAT_APPID'] ?? '',
    secret: env['WECHAT_SECRET'] ?? '',
    apiBase: env['WECHAT_API_BASE'] ?? '',
  }
  const { service, jobs } = createReminders({
    clock,
    keyring: testKeyring,
    people,
    wechat: account,
    templates,
  })
  /** WeChat notes the consent, the page tells us. */
  const agree = async (accepted = [reply.id], key: string | null = null, on = matter) => {
    for (const id of accepted) wechat.agree('openid-of-wang', id)
    return service.grant(wang, on, { code: `wang-${(code += 1)}`, accepted }, key)
  }
  const announce = (told: Told = 'answer', stateLabel = '已答复') =>
    inTransaction((session) =>
      service.announce(
        {
          subject: { id: matter.id, personId: null },
          told,
          stateLabel,
          at: clock.now(),
          time: clock.now(),
        },
        session,
      ),
    )
  const send = async () => jobs[0]?.run(never)
  return { clock, service, jobs, agree, announce, send }
}

const rows = () => mongoose.connection.collection('reminders').find().sort({ _id: 1 }).toArray()
const states = async () => (await rows()).map((row) => String(row['state']))

describe('a consent', () => {
  test('is one message about one matter: number, state, a fixed sentence, the page', async () => {
    const { agree, announce, send, service } = setup()
    expect(await agree()).toEqual({ waiting: 1, open: true })
    expect(JSON.stringify(await rows())).not.toContain('openid-of-wang')
    await announce()
    expect(await service.stateOf(wang, matter)).toEqual({ waiting: 0, open: true })
    await send()
    expect(wechat.shown).toEqual([
      {
        openid: 'openid-of-wang',
        templateId: reply.id,
        page: `pages/matter/index?id=${matter.id}`,
        data: {
          character_string1: matter.name,
          phrase2: '已答复',
          thing3: '有答复了，点开看看',
          time4: '2026年11月23日 12:00',
        },
      },
    ])
    expect(await rows()).toMatchObject([{ state: 'sent', openidSealed: null }])
    // 1 → 0: the next news finds none
    await announce('solve')
    await send()
    expect(wechat.shown).toHaveLength(1)
  })

  test('told twice with one key counts once, and needs no second code', async () => {
    const { agree, service } = setup()
    await agree([reply.id], 'key-1')
    const again = { code: `wang-${code}`, accepted: [reply.id] }
    expect(await service.grant(wang, matter, again, 'key-1')).toEqual({ waiting: 1, open: true })
    const both = [1, 2, 3].map(() => ({ code: `wang-${(code += 1)}`, accepted: [reply.id] }))
    await Promise.all(both.map((body) => service.grant(wang, matter, body, 'key-2')))
    expect(await states()).toEqual(['open', 'open'])
    await expect(service.grant(wang, matter, again, 'key-3')).rejects.toMatchObject({
      code: 'auth.wechat_rejected',
    })
  })

  test('is spent once, however many ask for it at the same time', async () => {
    const { agree, announce, send } = setup()
    await agree()
    await agree()
    await Promise.all(Array.from({ length: 6 }, () => announce()))
    expect(await states()).toEqual(['due', 'due'])
    const other = setup()
    await Promise.all([send(), other.send(), send(), other.send()])
    expect(await states()).toEqual(['sent', 'sent'])
    expect(wechat.shown).toHaveLength(2)
  })

  test('to the end of a matter is kept for the end; without one the other serves', async () => {
    const { agree, announce, send } = setup()
    await agree([reply.id, done.id])
    await announce('answer')
    await announce('answer')
    await announce('solve', '已办结')
    await send()
    expect(wechat.shown.map(({ templateId }) => templateId)).toEqual([reply.id, done.id])
    expect(wechat.shown[1]?.data['phrase2']).toBe('已办结')
    await agree([reply.id])
    await announce('answer_and_solve', '已办结')
    await send()
    expect(wechat.shown.map(({ templateId }) => templateId)[2]).toBe(reply.id)
  })

  test('has at most six for a matter, and leaves out templates that are not ours', async () => {
    const { agree } = setup()
    expect(await agree(['of-somebody-else'])).toEqual({ waiting: 0, open: true })
    for (let time = 1; time <= 3; time += 1) await agree([reply.id, done.id])
    expect(await agree()).toEqual({ waiting: 6, open: true })
    expect(await states()).toHaveLength(6)
  })
})

describe('nobody else is told', () => {
  test('not a WeChat that is bound to another person, or to nobody', async () => {
    const { service } = setup()
    for (const given of ['li', 'nobody'])
      await expect(
        service.grant(wang, matter, { code: given, accepted: [reply.id] }, null),
      ).rejects.toMatchObject({ code: 'reminder.other_wechat' })
    expect(await rows()).toEqual([])
  })

  test('not the WeChat that the person had before', async () => {
    const { agree, announce, send } = setup()
    await agree()
    await announce()
    await people.bindOpenid(wang.id, 'a-new-one')
    await send()
    expect(wechat.shown).toEqual([])
    expect(await rows()).toMatchObject([{ state: 'withdrawn', openidSealed: null }])
  })

  test('not who has taken the consent back, or has closed the account', async () => {
    const { agree, announce, send, service } = setup()
    await agree()
    await agree()
    await announce()
    await service.withdraw(wang.id)
    await send()
    expect(wechat.shown).toEqual([])
    expect(await states()).toEqual(['withdrawn', 'withdrawn'])
    expect(await service.exportFor(wang.id)).toMatchObject([
      { about: 'matter', name: matter.name, purpose: 'reply', state: 'withdrawn' },
      { about: 'matter', name: matter.name, purpose: 'reply', state: 'withdrawn' },
    ])
    await agree()
    await announce()
    await inTransaction((session) => service.eraseFor(wang.id, session))
    await send()
    expect([await rows(), wechat.shown]).toEqual([[], []])
    expect(await service.exportFor(li.id)).toEqual([])
  })

  test('and nothing is taken when reminders are off or the matter is over', async () => {
    const off = setup([])
    expect(off.jobs).toEqual([])
    await expect(off.agree()).rejects.toMatchObject({ code: 'reminder.off' })
    await off.announce()
    const { agree } = setup()
    await expect(agree([reply.id], null, { ...matter, open: false })).rejects.toMatchObject({
      code: 'reminder.no_more_news',
    })
    expect(await rows()).toEqual([])
  })
})

describe('what WeChat answers', () => {
  test('43101: the consent is gone, and so are the others of that template', async () => {
    const { agree, announce, send, service } = setup()
    await service.grant(wang, matter, { code: `wang-${(code += 1)}`, accepted: [reply.id] }, null)
    await service.grant(wang, matter, { code: `wang-${(code += 1)}`, accepted: [reply.id] }, null)
    await agree([done.id])
    await announce()
    wechat.trouble('message/subscribe/send', { errcode: 43_101 })
    await send()
    expect(await states()).toEqual(['refused', 'refused', 'open'])
    expect((await rows()).map((row) => row['openidSealed'] === null)).toEqual([true, true, false])
  })

  test.each([
    [40_003, 'refused'],
    [47_003, 'failed'],
    [40_037, 'failed'],
    [43_107, 'failed'],
  ])('%i: it rests as %s and is not tried again', async (errcode, state) => {
    const { agree, announce, send } = setup()
    await agree()
    await announce()
    wechat.trouble('message/subscribe/send', { errcode })
    // what the operator has to mend is said by the job
    if (state === 'failed') await expect(send()).rejects.toThrow(String(errcode))
    else await send()
    expect(await states()).toEqual([state])
    const calls = wechat.calls('message/subscribe/send')
    await send()
    expect(wechat.calls('message/subscribe/send')).toBe(calls)
  })

  test('45009: all that is due waits a minute, and then goes', async () => {
    const { clock, agree, announce, send } = setup()
    await agree()
    await agree()
    await announce()
    await announce()
    wechat.trouble('message/subscribe/send', { errcode: 45_009 })
    const calls = wechat.calls('message/subscribe/send')
    await send()
    clock.pass(59_999)
    await send()
    expect(wechat.calls('message/subscribe/send')).toBe(calls + 1)
    expect(await states()).toEqual(['due', 'due'])
    clock.pass(1)
    await send()
    expect(await states()).toEqual(['sent', 'sent'])
    expect(wechat.shown).toHaveLength(2)
  })

  test.each(['page', 'reset', { errcode: -1 }] as const)(
    'an answer that leaves it open (%o): unknown, never sent again',
    async (what) => {
      const { clock, agree, announce, send } = setup()
      await agree()
      await announce()
      wechat.trouble('message/subscribe/send', what)
      const calls = wechat.calls('message/subscribe/send')
      await send()
      clock.pass(3_600_000)
      await send()
      expect(await states()).toEqual(['unknown'])
      expect(wechat.calls('message/subscribe/send')).toBe(calls + 1)
    },
  )

  test('a token that is refused is asked for anew, once; a wrong secret waits for a hand', async () => {
    const { clock, agree, announce, send } = setup()
    for (let time = 1; time <= 3; time += 1) {
      await agree()
      await announce()
    }
    const tokens = wechat.calls('stable_token')
    await send()
    expect([wechat.shown.length, wechat.calls('stable_token') - tokens]).toEqual([3, 1])
    await agree()
    await announce()
    wechat.endTokens()
    await send()
    expect([wechat.shown.length, wechat.calls('stable_token') - tokens]).toEqual([4, 2])
    await agree()
    await announce()
    wechat.endTokens()
    wechat.trouble('stable_token', { errcode: 40_164 })
    await expect(send()).rejects.toThrow('40164')
    await send()
    expect(wechat.shown).toHaveLength(4)
    clock.pass(600_000)
    await send()
    expect(wechat.shown).toHaveLength(5)
  })
})

describe('whatever dies in between', () => {
  test('an attempt nobody has heard of is unknown after a minute, also when the clock went back', async () => {
    const { clock, agree, announce, send } = setup()
    await agree()
    await agree()
    await announce()
    await announce()
    const [first, second] = await rows()
    const collection = mongoose.connection.collection('reminders')
    const lost = (row: typeof first, at: number) =>
      collection.updateOne(
        { _id: row?._id },
        { $set: { state: 'sending', attempt: 'x', sendingAt: new Date(at) } },
      )
    await lost(first, noon.getTime())
    await lost(second, noon.getTime() + 300_001)
    clock.set(new Date(noon.getTime() + 60_000))
    await send()
    expect(await states()).toEqual(['sending', 'sending'])
    clock.pass(1)
    await send()
    expect(await states()).toEqual(['unknown', 'sending'])
    clock.set(noon)
    await send()
    expect(await states()).toEqual(['unknown', 'unknown'])
    expect(wechat.shown).toEqual([])
  })

  test('news is told within a day, and not after', async () => {
    const { clock, agree, announce, send } = setup()
    await agree()
    await announce()
    clock.pass(86_400_000)
    await send()
    expect(wechat.shown).toHaveLength(1)
    await agree()
    await announce()
    clock.pass(86_400_001)
    await send()
    expect(wechat.shown).toHaveLength(1)
    expect(await states()).toEqual(['sent', 'failed'])
  })

  test('a transition that fails spends nothing', async () => {
    const { clock, agree, service } = setup()
    await agree()
    const subject = { id: matter.id, personId: null }
    const news = { subject, told: 'answer', stateLabel: '已答复' } as const
    await expect(
      inTransaction(async (session) => {
        await service.announce({ ...news, at: clock.now(), time: clock.now() }, session)
        throw new Error('the rest failed')
      }),
    ).rejects.toThrow('the rest failed')
    expect(await states()).toEqual(['open'])
  })
})
