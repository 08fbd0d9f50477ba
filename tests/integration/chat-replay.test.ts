import type { Client } from '@lianxin/shared/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberIn, openRoom, type ChatMessage, type Room } from '../support/people'
import { startStack, type Stack } from '../support/stack'
import { waitFor } from '../support/wait'

/** What a killed bot had leased or begun to send is its own for a while; the chat waits for that. */
const LEASE_LIMIT_MS = 120_000

let stack: Stack
let desk: Client
let room: Room
let alone: Room

beforeAll(async () => {
  stack = await startStack({ bot: true })
  desk = await stack.signInAs('李敏')
  room = await openRoom(stack, '望江')
  alone = await openRoom(stack, 'direct:林阿妹')
})
afterAll(() => stack?.stop())

const matters = async (words: string) =>
  (await desk.call('tickets.list', { query: { view: 'all', q: words, limit: 100 } })).items

it('killed in the middle, bot and server take every message once: none lost, none answered twice', async () => {
  const first = await room.say('郑国华', '东门修好了吗，闸机又坏了', { mentionBot: true })
  await room.answerTo(first, /编号 LX-/)

  await stack.bot.kill('SIGKILL')
  const waiting = [
    await room.say('谢丽', '建议：东门加一盏灯'),
    await room.say('韩冬', '匿名 东门太吵', { mentionBot: true }),
    await room.say('韩冬', '晚上去东门跳舞吗'),
  ]
  const whispered = await alone.say('林阿妹', '东门台阶太滑')
  await stack.kill('SIGKILL')
  await stack.restart()
  await stack.startBot()
  await alone.answerTo(whispered, /编号 LX-/)
  // The demo's own digest goes out when there is nothing more urgent, so at any moment.
  const answersSince = async (message: ChatMessage) =>
    (await room.after(message)).filter(({ isBot, text }) => isBot && !text.startsWith('【政策摘要'))
  await waitFor(
    'both answers',
    async () => (await answersSince(first)).length === 3,
    LEASE_LIMIT_MS,
  )

  // once more: everything up to here is replayed
  await stack.bot.kill('SIGKILL')
  await stack.startBot()
  // in a group all goes in order, so this one is answered after all that was said again
  const last = await room.say('董伟', '诉求：东门的信箱坏了')
  const [marker] = await waitFor(
    'the last answer',
    async () => {
      const answers = await answersSince(last)
      return answers.length > 0 && answers
    },
    LEASE_LIMIT_MS,
  )

  const texts = (await matters('东门')).map(({ title }) => title).toSorted()
  expect(texts).toEqual(
    [
      '东门修好了吗，闸机又坏了',
      '东门加一盏灯',
      '东门太吵',
      '东门台阶太滑',
      '东门的信箱坏了',
    ].toSorted(),
  )
  const numbers = (await answersSince(first)).map(numberIn)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.at(-1)).toBe(numberIn(marker!))
  // one for each that was for the bot: the first, those that waited (but not the talk), the last
  expect(numbers).toHaveLength(1 + (waiting.length - 1) + 1)
  expect((await alone.after(whispered)).filter(({ isBot }) => isBot)).toHaveLength(1)
}, 300_000)
