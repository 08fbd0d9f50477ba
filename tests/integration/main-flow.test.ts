import { readFileSync } from 'node:fs'
import path from 'node:path'
import { digestCode, renderDigestParts } from '@lianxin/shared'
import { ApiError, type Client } from '@lianxin/shared/client'
import type { InputOf, OutputOf } from '@lianxin/shared/contract'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  act,
  matterOf,
  numberIn,
  openRoom,
  quietHoursElsewhere,
  type ChatMessage,
  type Room,
} from '../support/people'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

/** Invented: no such office, no such rule. */
const policy = `青禾区路灯管护办法（试行）
青禾区城市管理局　2026年11月18日

为了让居民夜里走得安心，区城市管理局制定了路灯管护办法，自2026年12月1日起施行。
一、路灯坏了，居民可以向社区报修，社区应当当天转给管护单位。
二、管护单位接到报修后，一般故障两天内修好，电缆故障七天内修好。
三、老旧小区没有路灯的路段，由街道在2027年6月底前补装，费用由区财政承担。
四、修好以后由居民评价，连续两次评价不满意的，由街道督促管护单位重新检修。
`

let stack: Stack
let author: Client
let reviewer: Client
let desk: Client
let wangjiang: Room
let wutong: Room
let digest: OutputOf<'digests.get'>

beforeAll(async () => {
  stack = await startStack({ bot: true })
  // 程敏 is over both communities; the digest is hers, the matters are the community's
  ;[author, reviewer, desk] = (await Promise.all(
    ['程敏', '周正', '李敏'].map((name) => stack.signInAs(name)),
  )) as [Client, Client, Client]
  ;[wangjiang, wutong] = (await Promise.all(
    ['望江', '梧桐'].map((topic) => openRoom(stack, topic)),
  )) as [Room, Room]
})
afterAll(() => stack?.stop())

/** Says something and gives the receipt. */
async function raise(room: Room, name: string, text: string, more = {}): Promise<ChatMessage> {
  return room.answerTo(await room.say(name, text, more), /编号 LX-/)
}

describe('a policy text', () => {
  it('becomes a draft, is refused to its author, approved by a second person, and sent as previewed', async () => {
    const draft = await author.call('digests.importText', { body: { kind: 'text', text: policy } })
    expect(draft).toMatchObject({
      title: '青禾区路灯管护办法（试行）',
      issuer: '青禾区城市管理局',
      issuedOn: '2026-11-18',
    })
    expect(draft.points.length).toBeGreaterThanOrEqual(3)
    const { items: orgs } = await author.call('orgs.list')
    const street = orgs.find(({ name }) => name === '柳岸街道')
    const { charCount: _count, notes: _notes, ...content } = draft
    const created = await author.call('digests.create', {
      body: { ...content, audienceOrgIds: [street?.id ?? ''], orgId: street?.id },
    })
    const params = { id: created.id }
    const submitted = await author.call('digests.submit', {
      params,
      body: { revision: created.revision },
    })
    const approval = { decision: 'approve' as const, revision: submitted.revision }
    await expect(author.call('digests.review', { params, body: approval })).rejects.toMatchObject({
      body: { code: 'digest.same_person' },
    })
    const { revision } = await reviewer.call('digests.review', { params, body: approval })
    const meta = await stack.client.call('meta.client')
    const seen = await Promise.all([wangjiang, wutong].map((room) => room.after()))
    const schedule = { kind: 'now' as const, quietHours: quietHoursElsewhere() }
    digest = await author.call('digests.schedule', { params, body: { revision, schedule } })

    const parts = renderDigestParts({ ...digest, ...meta })
    for (const [index, room] of [wangjiang, wutong].entries()) {
      const before = seen[index]?.at(-1)
      // the demo has a digest of its own on the way
      const ours = async () =>
        (await room.after(before)).filter(({ text }) => text.startsWith(digestCode(digest.issueNo)))
      await waitFor(`all parts in ${room.topic}`, async () => (await ours()).length >= parts.length)
      const said = await ours()
      expect(said.map(({ text }) => text)).toEqual(parts)
    }
    await waitFor('the digest to be sent', async () => {
      const { state, deliveries } = await author.call('digests.get', { params })
      return state === 'sent' && deliveries.sent === 2 * parts.length
    })
  })
})

describe('an answer in the group', () => {
  let number: string

  it('gives a number there and a matter tied to the point', async () => {
    const receipt = await raise(wangjiang, '郑国华', '@小桥 3 路灯坏了，三号楼门口')
    number = numberIn(receipt)
    expect(receipt.text).toContain('记在第 3 条下')
    expect(receipt.text).not.toContain('郑')
    const matter = await matterOf(desk, number)
    expect(matter).toMatchObject({
      text: '路灯坏了，三号楼门口',
      state: 'pending',
      reporter: '郑**',
      source: { channel: 'group' },
      org: { name: '望江社区第三网格' },
      digest: { digestId: digest.id, issueNo: digest.issueNo, pointNo: 3 },
    })
  })

  it('is looked up by its number', async () => {
    const short = number.split('-').at(-1)
    const asked = await wangjiang.say('郑国华', `查 ${short}`, { mentionBot: true })
    const answer = await wangjiang.answerTo(asked, /编号 LX-/)
    expect(answer.text).toContain(`编号 ${number}：待受理`)
  })

  it('is answered and solved at the desk; the group hears it without a name', async () => {
    const last = (await wangjiang.after()).at(-1)!
    await act(desk, number, 'accept')
    await act(desk, number, 'answer_and_solve', '管护单位今天换了灯头，已经亮了。')
    const reply = await wangjiang.answerTo(last, new RegExp(`${number} 有答复了`))
    expect(reply.text).toContain('管护单位今天换了灯头，已经亮了。')
    expect(reply.text).toContain('满意吗')
    expect(reply.text).not.toMatch(/郑|李敏/)

    const rated = await wangjiang.say('郑国华', '5', { quote: reply.id })
    await wangjiang.answerTo(rated, new RegExp(`5 分记在编号 ${number}`))
    const matter = await matterOf(desk, number)
    expect(matter).toMatchObject({ state: 'rated', rating: { score: 5 } })
    expect(matter.log.map(({ action }) => action)).toEqual([
      'raise',
      'accept',
      'answer_and_solve',
      'rate',
    ])
  })

  it('that is not solved after all is reopened by 没解决', async () => {
    const own = numberIn(await raise(wangjiang, '谢丽', '建议：2 楼的电缆又断了'))
    const last = (await wangjiang.after()).at(-1)!
    await act(desk, own, 'answer_and_solve', '接好了。')
    const reply = await wangjiang.answerTo(last, new RegExp(`${own} 有答复了`))
    const said = await wangjiang.say('谢丽', '没解决，晚上又黑了', { quote: reply.id })
    await wangjiang.answerTo(said, new RegExp(`${own} 重新办理`))
    const matter = await matterOf(desk, own)
    expect(matter).toMatchObject({ state: 'accepted', rating: null })
    expect(matter.clocks.find(({ name }) => name === 'solve')?.level).toMatch(/running|amber/)
  })

  it('is told apart from talk between neighbours', async () => {
    const before = await desk.call('tickets.list', { query: { view: 'all', limit: 100 } })
    const talk = await wangjiang.say('韩冬', '晚上去跳舞吗')
    await raise(wangjiang, '韩冬', '诉求：广场的灯太暗')
    const heard = (await wangjiang.after(talk)).filter(({ isBot }) => isBot)
    expect(heard).toHaveLength(1)
    const after = await desk.call('tickets.list', { query: { view: 'all', limit: 100 } })
    expect(after.items.length - before.items.length).toBe(1)
    expect(JSON.stringify(after.items)).not.toContain('跳舞')
  })
})

describe('an anonymous answer', () => {
  it('leaves nothing of its author anywhere, and can still be rated by them alone', async () => {
    const text = '楼下棋牌室半夜吵闹'
    const receipt = await raise(wangjiang, '唐小雨', `@小桥 匿名 4 ${text}`)
    const number = numberIn(receipt)
    expect(receipt.text).toContain('不记您的名字')
    expect(receipt.text).toContain('私聊')
    const matter = await matterOf(desk, number)
    expect(matter).toMatchObject({ reporter: '不留名', text, digest: { pointNo: 4 } })
    const { members } = (await stack.client.call('playground.state')).groups.find(
      ({ id }) => id === wangjiang.id,
    )!
    const contactId = members.find(({ name }) => name === '唐小雨')?.id ?? 'nobody'
    expect(JSON.stringify(matter)).not.toMatch(/唐|小雨/)
    expect(JSON.stringify(matter)).not.toContain(contactId)

    const last = (await wangjiang.after()).at(-1)!
    await act(desk, number, 'answer_and_solve', '和店主说好了，十点关门。')
    const reply = await wangjiang.answerTo(last, new RegExp(`${number} 有答复了`))
    expect(reply.text).not.toMatch(/唐|小雨/)
    const foreign = await wangjiang.say('冯老根', '1', { quote: reply.id })
    await wangjiang.answerTo(foreign, /没有等您评价的事/)
    const own = await wangjiang.say('唐小雨', '4', { quote: reply.id })
    await wangjiang.answerTo(own, new RegExp(`4 分记在编号 ${number}`))
    expect((await matterOf(desk, number)).rating).toMatchObject({ score: 4 })

    const dump = await databaseDump()
    // the playground is WeChat's side of it, and WeChat knows who said what
    for (const [collection, rows] of dump) {
      if (collection.startsWith('playground')) continue
      const holders = rows.filter((row) => row.includes(contactId))
      expect({ collection, holders }).toEqual({ collection, holders: [] })
      const named = rows.filter((row) => row.includes(number) && row.includes('唐小雨'))
      expect({ collection, named }).toEqual({ collection, named: [] })
    }
  })
})

async function databaseDump(): Promise<[string, string[]][]> {
  const { uri, dbName } = stack.database!
  const client = await MongoClient.connect(uri)
  try {
    const collections = await client.db(dbName).listCollections().toArray()
    return await Promise.all(
      collections.map(async ({ name }): Promise<[string, string[]]> => {
        const rows = await client.db(dbName).collection(name).find().toArray()
        return [name, rows.map((row) => JSON.stringify(row))]
      }),
    )
  } finally {
    await client.close()
  }
}

describe('the same message twice', () => {
  it('does nothing twice, whatever it says', async () => {
    const bot = stack.clientWith(readFileSync(path.join(stack.dataDir, 'bot-token'), 'utf8').trim())
    const { botId } = await stack.client.call('playground.state')
    const ticketCount = async () =>
      (await desk.call('tickets.list', { query: { view: 'all', limit: 100 } })).items.length
    const before = await ticketCount()
    const last = (await wangjiang.after()).at(-1)!
    const message: InputOf<'bot.inbound'>['body'] = {
      accountId: botId,
      chat: { type: 'group', roomId: wangjiang.id },
      messageId: 'twice-1',
      sender: { contactId: 'wxid_nobody', name: '路过的人' },
      text: '1 花坛的砖松了',
      quotedText: null,
      addressedBy: 'mention',
      sentAt: new Date().toISOString(),
    }
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => bot.call('bot.inbound', { body: message })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      'accepted',
      ...Array.from({ length: 5 }, () => 'duplicate'),
    ])
    const late = await bot.call('bot.inbound', { body: message })
    expect(late.status).toBe('duplicate')
    const receipt = await wangjiang.answerTo(last, /编号 LX-/)
    // a later answer has come, and there was only the one receipt for the former
    await raise(wangjiang, '董伟', '建议：多放两把长椅')
    const receipts = (await wangjiang.after(last)).filter(({ text }) =>
      text.includes(numberIn(receipt)),
    )
    expect(receipts).toHaveLength(1)
    expect((await ticketCount()) - before).toBe(2)
  })

  it('is refused to a bot that does not have the account', async () => {
    const stranger = stack.clientWith('lxb_not-a-token-of-anybody')
    await expect(
      stranger.call('bot.lease', { body: { accountId: 'x', max: 1 } }),
    ).rejects.toBeInstanceOf(ApiError)
  })
})
