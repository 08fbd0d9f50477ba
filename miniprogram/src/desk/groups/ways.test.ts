import { expect, it } from 'vitest'
import { insteadWords, moved, orderWords, wayInput, type Way } from './ways'

const bot: Way = { kind: 'wechaty', channelId: null, address: null, name: '小桥', away: false }
const robot: Way = {
  kind: 'channel',
  channelId: 'c'.repeat(24),
  address: null,
  name: '企业微信群机器人',
  away: false,
}
const paper: Way = { kind: 'print', channelId: null, address: null, name: '打印张贴', away: false }

it('tells the order in words', () => {
  expect(orderWords([bot])).toBe('用小桥')
  expect(orderWords([bot, robot, paper])).toBe('先小桥，不行再企业微信群机器人，再打印张贴')
  expect(orderWords([])).toBe('还没有办法送达')
})

it('tells what happens instead of a way that cannot send', () => {
  const away = { ...bot, away: true }
  expect(insteadWords([bot, paper])).toBeNull()
  expect(insteadWords([away, { ...robot, away: true }, paper])).toBe('现在改成打印张贴。')
  expect(insteadWords([away, robot, paper])).toBe('现在由企业微信群机器人代发。')
  expect(insteadWords([away])).toContain('排着队等')
})

it('moves a way up or down, not past the ends', () => {
  expect(moved([bot, robot, paper], 2, -1)).toEqual([bot, paper, robot])
  expect(moved([bot, robot, paper], 0, 1)).toEqual([robot, bot, paper])
  expect(moved([bot, robot], 0, -1)).toEqual([bot, robot])
  expect(moved([bot, robot], 1, 1)).toEqual([bot, robot])
})

it('sends only what the server asks for', () => {
  expect([bot, robot, paper].map(wayInput)).toEqual([
    { kind: 'wechaty' },
    { kind: 'channel', channelId: robot.channelId, address: null },
    { kind: 'print' },
  ])
})
