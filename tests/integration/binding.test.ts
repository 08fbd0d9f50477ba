import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Client } from '@lianxin/shared/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStack, type Stack } from '../support/stack'

const accountId = 'wxid-second-bot'
const room = { roomId: 'lotus-9@chatroom', topic: '荷花九号楼' }
let stack: Stack
let secretary: Client
let bot: Client

beforeAll(async () => {
  // No playground bot: this test is the bot.
  stack = await startStack()
  secretary = await stack.signInAs('马国梁')
  bot = stack.clientWith(readFileSync(path.join(stack.dataDir, 'bot-token'), 'utf8').trim())
})
afterAll(() => stack?.stop())

const hello = (rooms = [room]) =>
  bot.call('bot.hello', { body: { accountId, name: '小桥', loggedIn: true, rooms } })
const listed = async () => (await secretary.call('groups.list', { query: { limit: 100 } })).items

it('a code from the desk, typed in a room, makes it a group of the branch', async () => {
  expect((await hello()).boundRoomIds).toEqual([])
  const { orgId } = await secretary.call('me.get')
  const { code, sentence, expiresAt } = await secretary.call('groups.bindCode', { body: { orgId } })
  expect(sentence).toBe(`@小桥 绑定 ${code}`)
  expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now())

  const answer = await bot.call('bot.inbound', {
    body: {
      accountId,
      chat: { type: 'group', roomId: room.roomId },
      messageId: 'm-1',
      sender: { contactId: 'wxid-ma', name: '老马' },
      text: `绑定 ${code}`,
      quotedText: null,
      addressedBy: 'mention',
      sentAt: new Date().toISOString(),
    },
  })
  expect(answer).toEqual({ status: 'accepted', wake: true })
  const { items } = await bot.call('bot.lease', { body: { accountId, max: 10 } })
  expect(items.map(({ chat, text }) => ({ chat, first: text.split('\n')[0] }))).toEqual([
    { chat: { type: 'group', roomId: room.roomId }, first: '绑好了，这个群归荷花社区。' },
  ])

  // What the group is called comes with the next hello.
  expect((await hello()).boundRoomIds).toEqual([room.roomId])
  expect(await listed()).toContainEqual(
    expect.objectContaining({ topic: room.topic, orgId, status: 'active', moved: false }),
  )
})

it('a room that comes back under another id is taken up by one click', async () => {
  const back = { ...room, roomId: 'lotus-9-next@chatroom' }
  await hello([back])
  const group = (await listed()).find(({ topic }) => topic === room.topic)
  expect(group).toMatchObject({ moved: true })
  await secretary.call('groups.confirmMove', { params: { id: group?.id ?? '' } })
  expect((await hello([back])).boundRoomIds).toEqual([back.roomId])
  await expect(
    secretary.call('groups.confirmMove', { params: { id: group?.id ?? '' } }),
  ).rejects.toMatchObject({ code: 'group.not_moved' })
})
