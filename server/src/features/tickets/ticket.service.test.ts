import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PersonActor } from '../../http/route'
import { createWorld, DIGEST } from './ticket.fixture'
import type { ActInput } from './ticket.handling'
import { presentTicket } from './ticket.presenter'

let world: Awaited<ReturnType<typeof createWorld>>
let secretary: PersonActor
let neighbour: PersonActor

beforeAll(async () => {
  world = await createWorld()
  secretary = await world.person('李敏', 'secretary', world.orgs.street)
  neighbour = await world.person('马国梁', 'secretary', world.orgs.other)
})
afterAll(() => world.close())
beforeEach(() => world.clock.set('2026-11-22T10:02:00'))

async function act(id: string, action: string, more: Partial<ActInput> = {}, key?: string) {
  const { revision } = await read(id)
  return world.feature.handling.act(secretary, id, { action, revision, ...more }, key ?? null)
}
async function read(id: string, actor = secretary) {
  const { items } = await world.feature.ledger.list(actor, listing({ view: 'all' }))
  const ticket = items.find((each) => each.id === id)
  if (!ticket) throw new Error(`${actor.name} does not see ${id}`)
  return ticket
}
const listing = (query: object) => ({
  view: 'open' as const,
  sort: 'newest' as const,
  limit: 100,
  ...query,
})
const inGroup = (number?: string) => ({
  chat: { type: 'group' as const, groupId: world.group.id },
  contactId: 'wxid-wang',
  number: number ?? null,
})

describe('the life of a matter', () => {
  test('from the group to the rating, by way of a reopening', async () => {
    const { service } = world.feature
    const before = (await world.queued()).length
    const { ticket, duplicate } = await world.raise({
      originKey: 'life',
      digest: { digestId: DIGEST, pointNo: 3 },
    })
    expect(duplicate).toBe(false)
    expect(ticket).toMatchObject({
      number: expect.stringMatching(/^LX-20261122-\d{4}$/),
      title: '三号楼东侧路灯不亮，晚上老人出门看不清',
      stateLabel: '待受理',
      orgName: '望江三网格',
      promise: '11月27日前答复您。',
      digest: { digestId: DIGEST, issueNo: 47, pointNo: 3 },
      canRate: false,
      canReopen: false,
    })

    world.clock.set('2026-11-23T09:00:00')
    await act(ticket.id, 'accept', { text: '网格能办' })
    await act(ticket.id, 'assign', { assigneeId: secretary.id })
    expect(await service.awaitingRating('room-1@chatroom')).toBe(false)
    await act(ticket.id, 'answer_and_solve', { text: '今晚就换灯泡。' })
    expect(await service.awaitingRating('room-1@chatroom')).toBe(true)
    expect(await service.roomsAwaitingRating(['room-1@chatroom', 'no-such-room'])).toEqual([
      'room-1@chatroom',
    ])

    const [found] = await service.findForReporter(inGroup(ticket.number.slice(-4)))
    expect(found).toMatchObject({ id: ticket.id, answer: '今晚就换灯泡。', canRate: true })
    world.clock.set('2026-11-24T20:00:00')
    const reopened = await service.reopen(ticket.id, { reason: '还是不亮' })
    expect(reopened).toMatchObject({ stateLabel: '已受理', promise: '12月1日前答复您。' })
    await act(ticket.id, 'answer', { text: '换了整根线路。' })
    await act(ticket.id, 'solve')
    const rated = await service.rate(ticket.id, { score: 5, comment: '亮了' })
    expect(rated).toMatchObject({ stateLabel: '已评价', canRate: false, canReopen: true })
    await expect(service.rate(ticket.id, { score: 1 })).rejects.toMatchObject({
      code: 'ticket.already_rated',
    })

    const said = (await world.queued()).slice(before)
    expect(said.map(({ kind, groupId }) => [kind, groupId])).toEqual([
      ['reply', world.group.id],
      ['reply', world.group.id],
      ['rating', world.group.id],
    ])
    expect(said[0]?.text).toBe(
      `编号 ${ticket.number} 有答复了\n今晚就换灯泡。\n满意吗？回复 1–5（5 最满意）；没解决请回“没解决”。`,
    )
    expect(said.map(({ text }) => text).join()).not.toMatch(/王|李敏/)

    const final = await read(ticket.id)
    expect(final.log.map(({ action, from, to }) => [action, from, to])).toEqual([
      ['raise', null, 'pending'],
      ['accept', 'pending', 'accepted'],
      ['assign', 'accepted', 'processing'],
      ['answer_and_solve', 'processing', 'solved'],
      ['reopen', 'solved', 'accepted'],
      ['answer', 'accepted', 'answered'],
      ['solve', 'answered', 'solved'],
      ['rate', 'solved', 'rated'],
    ])
    expect(final.rating).toEqual({ score: 5, comment: '亮了', at: world.clock.now() })
  })

  test('whatever a chat carries is kept, but for what no page can show', async () => {
    const odd = `\u0000楼道🌃\uD83D堆物\u0007\n${'长'.repeat(3_000)} `
    const { ticket } = await world.raise({ originKey: 'odd', text: odd })
    expect((await read(ticket.id)).text).toBe(`楼道🌃堆物\n${'长'.repeat(3_000)}`)
    expect((await world.raise({ originKey: 'odd', text: odd })).duplicate).toBe(true)
    await expect(world.raise({ text: ' \u0000 ' })).rejects.toMatchObject({
      code: 'request.invalid',
    })
  })

  test('a decline goes to the group with its reason', async () => {
    const { ticket } = await world.raise()
    await act(ticket.id, 'decline', { text: '属于物业，已转告。' })
    const last = (await world.queued()).at(-1)
    expect(last).toMatchObject({ kind: 'reply', groupId: world.group.id })
    expect(last?.text).toContain(
      `编号 ${ticket.number} 有回音了\n这件事没能受理：属于物业，已转告。`,
    )
  })

  test('a named person in a private chat gets the answer there; the contact id lies sealed', async () => {
    const { ticket } = await world.raise({
      channel: 'direct',
      reporter: { kind: 'contact', contactId: 'wxid-secret', name: '陈' },
      chat: { type: 'direct', accountId: 'bot-1', contactId: 'wxid-secret' },
    })
    expect(JSON.stringify(await world.stored(ticket.number))).not.toContain('wxid-secret')
    await act(ticket.id, 'answer', { text: '好的' })
    expect((await world.queued()).at(-1)).toMatchObject({ contactId: 'wxid-secret', groupId: null })
  })

  test('退回 hands it to the parent organization, takes the handler off and keeps the clocks', async () => {
    const gridWorker = await world.person('赵小满', 'secretary', world.orgs.grid)
    const { ticket } = await world.raise()
    const due = (await read(ticket.id)).nextDueAt
    world.clock.set('2026-11-23T09:00:00')
    const moved = await world.feature.handling.act(
      gridWorker,
      ticket.id,
      { action: 'return', revision: 0, text: '要动用街道的钱' },
      null,
    )
    expect(moved).toMatchObject({ state: 'pending', orgId: world.orgs.street.id, assignee: null })
    expect(moved.nextDueAt).toEqual(due)
    await expect(read(ticket.id, gridWorker)).rejects.toThrow('does not see')
  })
})

describe('who may', () => {
  test('a foreign secretary neither sees nor touches it', async () => {
    const { ticket } = await world.raise()
    await expect(read(ticket.id, neighbour)).rejects.toThrow('does not see')
    await expect(
      world.feature.handling.act(neighbour, ticket.id, { action: 'accept', revision: 0 }, null),
    ).rejects.toMatchObject({ code: 'request.not_found' })
    await expect(
      world.feature.handling.note(neighbour, ticket.id, 'x', null),
    ).rejects.toMatchObject({ code: 'request.not_found' })
  })

  test('it is handed only to someone who can open it at the desk', async () => {
    const { ticket } = await world.raise()
    const member = await world.person('王秀兰', 'member', world.orgs.grid)
    const above = await world.person('程敏', 'admin', world.orgs.district)
    for (const { id } of [member, neighbour, { id: 'f'.repeat(24) }]) {
      await expect(act(ticket.id, 'assign', { assigneeId: id })).rejects.toMatchObject({
        code: 'ticket.assignee_invalid',
      })
    }
    const assigned = await act(ticket.id, 'assign', { assigneeId: above.id })
    expect(assigned.assignee).toEqual({ id: above.id, name: '程敏' })
  })

  test('a supervisor hands on and sends up, but does not answer', async () => {
    const supervisor = await world.person('周正', 'supervisor', world.orgs.street)
    const { ticket } = await world.raise()
    const record = await read(ticket.id, supervisor)
    const context = await world.feature.viewContext([record])
    const { actions } = presentTicket(record, supervisor, context)
    expect(actions.map(({ action }) => action)).toEqual(['assign', 'return'])
    await expect(
      world.feature.handling.act(
        supervisor,
        ticket.id,
        { action: 'answer', revision: 0, text: '好' },
        null,
      ),
    ).rejects.toMatchObject({ code: 'auth.forbidden' })
  })
})

describe('races and repeats', () => {
  test('of two who act on the same revision one wins, the other is told; one message goes out', async () => {
    const { ticket } = await world.raise()
    const before = (await world.queued()).length
    const answers = await Promise.allSettled(
      ['甲', '乙'].map((text) =>
        world.feature.handling.act(
          secretary,
          ticket.id,
          { action: 'answer', revision: 0, text },
          null,
        ),
      ),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const lost = answers.find((answer) => answer.status === 'rejected')
    expect(lost?.reason).toMatchObject({ code: 'request.conflict' })
    expect((await world.queued()).length - before).toBe(1)
    expect((await read(ticket.id)).log).toHaveLength(2)
  })

  test('50 at once get 50 numbers without a gap', async () => {
    world.clock.set('2026-11-25T10:00:00')
    const all = await Promise.all(Array.from({ length: 50 }, () => world.raise()))
    const numbers = all.map(({ ticket }) => ticket.number).sort()
    expect(numbers).toEqual(
      Array.from({ length: 50 }, (_, n) => `LX-20261125-${String(n + 1).padStart(4, '0')}`),
    )
  })

  test('the same submission 20 times at once is one matter, with one query code', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => world.raise({ originKey: 'the same message' })),
    )
    expect(new Set(all.map(({ ticket }) => ticket.number)).size).toBe(1)
    expect(new Set(all.map(({ queryCode }) => queryCode)).size).toBe(1)
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    const { ticket } = await world.raise({ originKey: 'the same message' })
    expect(ticket.number).toBe(all[0]?.ticket.number)
    const stored = await mongoose.connection
      .collection('tickets')
      .countDocuments({ number: ticket.number })
    expect(stored).toBe(1)
  })

  test('within the caller’s own transactions too', async () => {
    const raiseIn = () =>
      mongoose.connection.transaction((session) =>
        world.feature.service.raise(
          {
            originKey: 'a message stored with its matter',
            text: '井盖响',
            orgId: world.orgs.grid.id,
            channel: 'group',
            sourceLabel: world.group.topic,
            reporter: { kind: 'contact', contactId: 'wxid-liu', name: '刘' },
          },
          session,
        ),
      )
    const all = await Promise.all(Array.from({ length: 6 }, raiseIn))
    expect(new Set(all.map(({ ticket }) => ticket.number)).size).toBe(1)
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  })

  test('the same key with other words is refused, not swallowed', async () => {
    await world.raise({ originKey: 'a key' })
    await expect(world.raise({ originKey: 'a key', text: '另一件事' })).rejects.toMatchObject({
      code: 'request.key_reused',
    })
  })

  test('a repeated press with the same key acts once and gives the first answer', async () => {
    const { ticket } = await world.raise()
    const input = { action: 'answer', revision: 0, text: '明天修' }
    const { act: press, note } = world.feature.handling
    await press(secretary, ticket.id, input, 'key-of-the-press')
    const again = await press(secretary, ticket.id, input, 'key-of-the-press')
    expect(again.log).toHaveLength(2)
    await expect(
      press(secretary, ticket.id, { ...input, action: 'decline' }, 'key-of-the-press'),
    ).rejects.toMatchObject({ code: 'request.key_reused' })
    await note(secretary, ticket.id, '打过电话', 'key-of-the-note')
    const noted = await note(secretary, ticket.id, '打过电话', 'key-of-the-note')
    expect(noted.log.filter(({ action }) => action === 'note')).toHaveLength(1)
  })
})

describe('who it was', () => {
  test('an anonymous matter keeps no author anywhere, and the author can still follow it', async () => {
    const { ticket } = await world.raise({
      originKey: 'wechat:bot-1:msg-42',
      reporter: { kind: 'anonymous', contactId: 'wxid-anna' },
    })
    const dump = JSON.stringify(await world.stored(ticket.number))
    for (const trace of ['wxid-anna', 'msg-42', 'bot-1', 'personId', 'contactTag'])
      expect(dump).not.toContain(trace)

    const chat = { type: 'group' as const, groupId: world.group.id }
    const mine = { chat, contactId: 'wxid-anna' }
    const find = () => world.feature.service.findForReporter(mine)
    expect((await find()).map(({ number }) => number)).toEqual([ticket.number])
    expect(await world.feature.service.findForReporter({ chat, contactId: 'wxid-bert' })).toEqual(
      [],
    )

    await act(ticket.id, 'answer_and_solve', { text: '好了' })
    world.clock.set('2026-12-22T23:59:59.999')
    await world.feature.sweep.forgetReporters()
    expect(await find()).toHaveLength(1)
    world.clock.set('2026-12-23T00:00:00')
    await world.feature.sweep.forgetReporters()
    expect(await find()).toEqual([])
    const { reporter } = (await world.stored(ticket.number)) as { reporter: object }
    expect(reporter).toEqual({ kind: 'anonymous' })
  })

  test('two anonymous matters of one person cannot be tied to each other', async () => {
    const raise = () => world.raise({ reporter: { kind: 'anonymous', contactId: 'wxid-anna' } })
    const [one, two] = await Promise.all([raise(), raise()])
    const tags = await Promise.all(
      [one, two].map(async ({ ticket }) => {
        const { reporter } = (await world.stored(ticket.number)) as { reporter: { tag: string } }
        return reporter.tag
      }),
    )
    expect(tags[0]).not.toBe(tags[1])
  })

  test('an anonymous word in private leaves no address: nothing is pushed', async () => {
    const before = (await world.queued()).length
    const { ticket } = await world.raise({
      channel: 'direct',
      reporter: { kind: 'anonymous', contactId: 'wxid-anna' },
      chat: { type: 'direct', accountId: 'bot-1', contactId: 'wxid-anna' },
    })
    expect(JSON.stringify(await world.stored(ticket.number))).not.toContain('wxid-anna')
    await act(ticket.id, 'answer', { text: '好' })
    expect((await world.queued()).length).toBe(before)
    const private_ = { type: 'direct' as const, accountId: 'bot-1', contactId: 'wxid-anna' }
    const found = await world.feature.service.findForReporter({
      chat: private_,
      contactId: 'wxid-anna',
      number: ticket.number,
    })
    expect(found.map(({ answer }) => answer)).toEqual(['好'])
  })

  test('a declined anonymous matter forgets its author at once', async () => {
    const { ticket } = await world.raise({
      reporter: { kind: 'anonymous', contactId: 'wxid-anna' },
    })
    await act(ticket.id, 'decline', { text: '不归我们管' })
    const { reporter } = (await world.stored(ticket.number)) as { reporter: object }
    expect(reporter).toEqual({ kind: 'anonymous', salt: null, tag: null })
  })

  test('number and query code open it; a wrong code tells nothing', async () => {
    const { ticket, queryCode } = await world.raise({ reporter: { kind: 'anonymous' } })
    expect(queryCode).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
    expect(JSON.stringify(await world.stored(ticket.number))).not.toContain(queryCode)
    const { byCode } = world.feature.lookup
    const typed = `${queryCode.slice(0, 4).toLowerCase()} ${queryCode.slice(4)}`
    expect((await byCode(ticket.number.toLowerCase(), typed)).id).toBe(ticket.id)
    for (const [number, code] of [
      [ticket.number, 'AAAA2222'],
      ['LX-20261122-9999', queryCode],
      ['0007', queryCode],
      ['？', queryCode],
    ] as const)
      await expect(byCode(number, code)).rejects.toMatchObject({ code: 'ticket.wrong_code' })
  })

  test('in a group nothing is told of what the same person said in private', async () => {
    await world.raise({
      channel: 'direct',
      reporter: { kind: 'contact', contactId: 'wxid-both', name: '陈' },
      chat: { type: 'direct', accountId: 'bot-1', contactId: 'wxid-both' },
    })
    const query = { ...inGroup(), contactId: 'wxid-both' }
    expect(await world.feature.service.findForReporter(query)).toEqual([])
    const direct = { type: 'direct' as const, accountId: 'bot-1', contactId: 'wxid-both' }
    expect(await world.feature.service.findForReporter({ ...query, chat: direct })).toHaveLength(1)
  })
})
