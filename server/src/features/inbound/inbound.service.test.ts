import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createWorld } from './inbound.fixture'

const MINUTE = 60_000
const DAY = 86_400_000
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let world: Awaited<ReturnType<typeof createWorld>>
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.close())
beforeEach(() => world.clear())

const accepted = { status: 'accepted', wake: true }
const duplicate = { status: 'duplicate', wake: false }
const ignored = { status: 'ignored', wake: false }
const say = (text: string, more = {}) => world.inbound.take(world.message(text, more))
const lastSaid = async () => (await world.said()).at(-1) ?? ''
async function numberOfLast(): Promise<string> {
  return String((await world.tickets()).at(-1)?.['number'])
}

describe('a suggestion in the group', () => {
  test('becomes a matter under its point, with a receipt that names number and date', async () => {
    expect(await say('3 路灯坏了')).toEqual(accepted)
    const [ticket, ...more] = await world.tickets()
    expect(more).toEqual([])
    expect(ticket).toMatchObject({
      text: '路灯坏了',
      channel: 'group',
      sourceLabel: '望江第三支部群',
      digest: { issueNo: 47, pointNo: 3 },
      reporter: { kind: 'contact', maskedName: '王**' },
    })
    expect(ticket?.['number']).toMatch(/^LX-20261123-\d{4}$/)
    const number = String(ticket?.['number'])
    expect(await world.said()).toEqual([
      `收到，记在第 3 条下。\n编号 ${number}\n11月30日前答复您。发“查 ${number.slice(-4)}”看进度。`,
    ])
  })

  test('with a point that the issue does not have keeps its words and says so kindly', async () => {
    await say('33 路灯坏了')
    expect((await world.tickets())[0]).toMatchObject({
      text: '33 路灯坏了',
      digest: { issueNo: 47, pointNo: null },
    })
    expect(await lastSaid()).toContain('第47期只有 4 条，没有第 33 条，先单独记下了。')
  })

  test('without a point belongs to no digest; a quoted or named issue counts', async () => {
    await say('多装几盏灯')
    await say('2 太贵', { quotedText: '【政策摘要 第46期】\n1. …' })
    await say('第46期 1 太慢')
    const tickets = await world.tickets()
    expect(tickets.map((ticket) => ticket['digest'])).toMatchObject([
      null,
      { issueNo: 46, pointNo: 2 },
      { issueNo: 46, pointNo: 1 },
    ])
  })

  test('of 3,000 characters and emoji is kept whole', async () => {
    const long = '路灯坏了😀，'.repeat(430)
    await say(`3 ${long}完`)
    expect((await world.tickets())[0]?.['text']).toBe(`${long}完`)
  })

  test('from a known person belongs to their account', async () => {
    const person = await world.people.create({
      name: '陈建国',
      phone: null,
      passwordHash: null,
      contactId: 'wxid-chen',
      posts: [{ role: 'member', org: world.grid }],
    })
    await say('3 路灯坏了', { sender: { contactId: 'wxid-chen', name: '老陈' } })
    expect((await world.tickets())[0]).toMatchObject({
      reporter: { kind: 'person', personId: person.id, maskedName: '陈**' },
    })
  })

  test('from a room that no branch has bound is ignored', async () => {
    expect(await say('3 路灯', { chat: { type: 'group', roomId: 'other@chatroom' } })).toEqual(
      ignored,
    )
    expect(await world.tickets()).toEqual([])
    expect(await world.all('inbound_messages')).toEqual([])
  })
})

describe('anonymous in the group', () => {
  test('keeps no author anywhere, says what the group has seen, can still be rated', async () => {
    await say('匿名 3 楼道堆东西')
    const everything = JSON.stringify([
      await world.tickets(),
      await world.all('inbound_messages'),
      await world.all('inbound_contacts'),
      await world.all('deliveries'),
    ])
    expect(everything).not.toContain('wxid-wang')
    expect(everything).not.toContain('王')
    expect(await world.all('inbound_contacts')).toEqual([])
    const receipt = await lastSaid()
    expect(receipt).toContain('不记您的名字')
    expect(receipt).toContain('群里的人已看到这句话是您发的；不想让人看见，下次请私聊小桥')
    expect(receipt).not.toContain('查询码')

    await world.act(await numberOfLast(), 'answer_and_solve', '已清走。')
    await say('5', { addressedBy: 'expected' })
    expect((await world.tickets())[0]).toMatchObject({ rating: { score: 5 } })
  })
})

describe('once', () => {
  test('the same message twice', async () => {
    const message = world.message('3 路灯坏了')
    expect(await world.inbound.take(message)).toEqual(accepted)
    expect(await world.inbound.take(message)).toEqual(duplicate)
    expect(await world.tickets()).toHaveLength(1)
    expect(await world.said()).toHaveLength(1)
  })

  test('the same message twenty times at once', async () => {
    const message = world.message('3 路灯坏了')
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.inbound.take(message)))
    expect(answers.filter((answer) => answer.status === 'accepted')).toHaveLength(1)
    expect(answers.filter((answer) => answer.status === 'duplicate')).toHaveLength(19)
    expect(await world.tickets()).toHaveLength(1)
    expect(await world.said()).toHaveLength(1)
  })

  test('twenty different messages at once are twenty matters with twenty numbers', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        say(`3 路灯坏了 ${index}`, { sender: { contactId: `wxid-${index}`, name: '王' } }),
      ),
    )
    expect(answers).toEqual(Array.from({ length: 20 }, () => accepted))
    const numbers = (await world.tickets()).map((ticket) => ticket['number'])
    expect(new Set(numbers).size).toBe(20)
    expect(await world.said()).toHaveLength(20)
  })

  test('a replay under a new id, an hour later', async () => {
    const message = world.message('3 路灯坏了')
    await world.inbound.take(message)
    world.pass(60 * MINUTE)
    expect(await world.inbound.take({ ...message, messageId: 'new-1' })).toEqual(duplicate)
    expect(await world.tickets()).toHaveLength(1)
  })

  test('the same words said again in the same minute are said twice', async () => {
    expect(await say('3 路灯坏了')).toEqual(accepted)
    expect(await say('3 路灯坏了')).toEqual(accepted)
    expect(await world.tickets()).toHaveLength(2)
  })

  test('a second bot in the room hears the same', async () => {
    const message = world.message('建议：装路灯', { addressedBy: 'prefix' })
    await world.inbound.take(message)
    const heard = { ...message, accountId: 'bot-2', messageId: 'other-id' }
    expect(await world.inbound.take(heard)).toEqual(duplicate)
  })

  test('seven days is the limit, to the millisecond', async () => {
    const old = world.message('3 路灯坏了')
    world.pass(7 * DAY)
    expect(await world.inbound.take(old)).toEqual(accepted)
    world.pass(1)
    expect(await world.inbound.take(old)).toEqual(ignored)
    const older = { ...old, messageId: 'older', text: '3 别的' }
    expect(await world.inbound.take(older)).toEqual(ignored)
    expect(await world.tickets()).toHaveLength(1)
  })

  test('what waited while the server was down counts from when it was said', async () => {
    const message = world.message('3 路灯坏了')
    world.pass(2 * DAY)
    await world.inbound.take(message)
    expect((await world.tickets())[0]?.['createdAt']).toEqual(new Date(message.sentAt))
  })
})

describe('following a matter', () => {
  beforeEach(async () => {
    await say('3 路灯坏了')
  })

  test('by its short number, only by whoever raised it', async () => {
    const number = await numberOfLast()
    await say(`查 ${number.slice(-4)}`)
    expect(await lastSaid()).toBe(`编号 ${number}：待受理。\n${promise(await lastSaid())}`)
    await say(`查 ${number}`, { sender: { contactId: 'wxid-zhang', name: '张' } })
    expect(await lastSaid()).toContain(`没查到您名下的 ${number}`)
  })

  test('rating when asked, by quoting, and only once', async () => {
    const number = await numberOfLast()
    await say('5')
    expect(await lastSaid()).toContain('现在没有等您评价的事')
    await world.act(number, 'answer_and_solve', '换好了。')
    await say('4', { addressedBy: 'expected' })
    expect(await lastSaid()).toBe(`谢谢您，4 分记在编号 ${number} 下了。`)
    await say('5', { addressedBy: 'quote', quotedText: `编号 ${number} 有答复了` })
    expect(await lastSaid()).toBe(`编号 ${number} 您已经评过了，谢谢。`)
    expect((await world.tickets())[0]).toMatchObject({ rating: { score: 4 }, state: 'rated' })
  })

  test('a bare number from a neighbour who was not asked is left alone', async () => {
    await world.act(await numberOfLast(), 'answer_and_solve', '换好了。')
    const before = await world.said()
    const sender = { contactId: 'wxid-zhang', name: '张' }
    expect(await say('5', { addressedBy: 'expected', sender })).toEqual(ignored)
    expect(await say('没解决', { addressedBy: 'expected', sender })).toEqual(ignored)
    expect(await world.said()).toEqual(before)
  })

  test('reopening, with and without words', async () => {
    const number = await numberOfLast()
    await world.act(number, 'answer_and_solve', '换好了。')
    await say('没解决')
    expect(await lastSaid()).toContain(`编号 ${number} 重新办理`)
    expect((await world.tickets())[0]).toMatchObject({ state: 'accepted' })
  })

  test('words behind a command that hits nothing become a matter', async () => {
    await say('没解决，二楼也不亮', { sender: { contactId: 'wxid-zhang', name: '张' } })
    await say('不满意，没人来', { sender: { contactId: 'wxid-zhang', name: '张' } })
    expect((await world.tickets()).slice(1).map((ticket) => ticket['text'])).toEqual([
      '没解决，二楼也不亮',
      '不满意，没人来',
    ])
  })

  test('an addition names the matter that it adds to', async () => {
    const number = await numberOfLast()
    await say('二楼也不亮', { addressedBy: 'quote', quotedText: `收到。\n编号 ${number}` })
    expect((await world.tickets())[1]?.['text']).toBe(`（接 ${number}）二楼也不亮`)
  })
})

function promise(text: string): string {
  return text.split('\n').at(-1) ?? ''
}

describe('in private', () => {
  test('a stranger is asked to say where they live; nothing of it is kept', async () => {
    expect(await world.inbound.take(world.whisper('楼道堆东西', 'wxid-lin'))).toEqual(accepted)
    expect(await world.tickets()).toEqual([])
    expect(await lastSaid()).toContain('请打开 https://lianxin.example 选好社区')
  })

  test('whoever spoke in the group is placed by it, points included', async () => {
    await say('1 太贵', { sender: { contactId: 'wxid-lin', name: '林阿妹' } })
    await world.inbound.take(world.whisper('3 楼道堆东西', 'wxid-lin'))
    expect((await world.tickets())[1]).toMatchObject({
      channel: 'direct',
      sourceLabel: '私聊小桥',
      digest: { issueNo: 47, pointNo: 3 },
    })
    const rows = await world.all('deliveries')
    expect(rows.at(-1)).toMatchObject({ contactId: 'wxid-lin', groupId: null })
  })

  test('anonymous: the query code is told, and no delivery ties matter and person', async () => {
    await say('1 太贵', { sender: { contactId: 'wxid-lin', name: '林阿妹' } })
    await world.inbound.take(world.whisper('匿名 楼道堆东西', 'wxid-lin'))
    expect(await lastSaid()).toMatch(/查询码 [2-9A-Z]{8}/)
    const ticket = (await world.tickets())[1]
    expect(JSON.stringify(ticket)).not.toContain('wxid-lin')
    expect((await world.all('deliveries')).at(-1)).toMatchObject({ ref: null })
  })

  test('a picture joins the newest matter of the last half hour, up to three', async () => {
    await say('1 太贵', { sender: { contactId: 'wxid-lin', name: '林阿妹' } })
    await world.inbound.take(world.whisper('路灯坏了', 'wxid-lin'))
    const number = await numberOfLast()
    for (let count = 0; count < 4; count += 1) {
      const { id } = await world.inbound.takePhoto(PIXEL)
      await world.inbound.take(world.whisper('', 'wxid-lin', { photoIds: [id] }))
      expect(await lastSaid()).toBe(
        count < 3
          ? `照片 1 张，放进编号 ${number} 了。`
          : `编号 ${number} 已有 3 张照片，放不下了，前面的都在。`,
      )
    }
    expect((await world.tickets())[1]?.['photoIds']).toHaveLength(3)
  })

  test('a picture before the words waits for them, for half an hour', async () => {
    await say('1 太贵', { sender: { contactId: 'wxid-lin', name: '林阿妹' } })
    world.pass(30 * MINUTE + 1)
    const { id } = await world.inbound.takePhoto(PIXEL)
    await world.inbound.take(world.whisper('', 'wxid-lin', { photoIds: [id] }))
    expect(await lastSaid()).toContain('照片收到了。请再打一句话')
    world.pass(30 * MINUTE)
    await world.inbound.take(world.whisper('路灯坏了', 'wxid-lin'))
    expect((await world.tickets())[1]?.['photoIds']).toHaveLength(1)
    expect(await lastSaid()).toContain('照片 1 张')
    await world.inbound.take(world.whisper('还有垃圾', 'wxid-lin'))
    expect((await world.tickets())[2]?.['photoIds']).toEqual([])
  })

  test('a picture that is gone does not cost the words', async () => {
    await say('1 太贵', { sender: { contactId: 'wxid-lin', name: '林阿妹' } })
    const photoIds = ['f'.repeat(24)]
    expect(await world.inbound.take(world.whisper('路灯坏了', 'wxid-lin', { photoIds }))).toEqual(
      accepted,
    )
    expect((await world.tickets())[1]).toMatchObject({ text: '路灯坏了', photoIds: [] })
  })
})

test('help, privacy and an empty word are answered once each', async () => {
  for (const text of ['帮助', '隐私', '👍']) await say(text)
  const [help, privacy, empty] = await world.said()
  expect(help).toContain('@小桥 查 0007')
  expect(privacy).toContain('别的不读、不存')
  expect(empty).toContain('发“@小桥 帮助”看用法')
  expect(await world.tickets()).toEqual([])
})

test('nothing that is stored of a message tells who said it or what', async () => {
  await say('匿名 3 楼道堆东西')
  await world.inbound.take(world.whisper('帮助', 'wxid-lin'))
  const stored = JSON.stringify(await world.all('inbound_messages'))
  expect(stored).not.toMatch(/wxid|楼道|王|林|room-1/)
})
