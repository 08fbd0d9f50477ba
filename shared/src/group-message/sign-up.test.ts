import { describe, expect, test } from 'vitest'
import { parseIntent } from './intent'

describe('signing up for a shift', () => {
  test.each([
    ['报名 3', 3],
    ['报名3', 3],
    ['报名　３', 3],
    ['我要报名 12', 12],
    ['我报名12号', 12],
    ['报名第12场', 12],
    ['报名：12。', 12],
    ['报个名 7', 7],
    ['报名参加 7！', 7],
  ])('%s', (text, number) => {
    expect(parseIntent(text, null)).toEqual({ kind: 'signUp', number })
  })

  test.each([
    ['取消报名 3', 3],
    ['我要取消报名3', 3],
    ['退出报名 12号', 12],
  ])('%s', (text, number) => {
    expect(parseIntent(text, null)).toEqual({ kind: 'signOff', number })
  })

  test.each([
    '报名',
    '报名费太贵了',
    '报名 3 的人太多了，能不能加一场',
    '三月的报名在哪里',
    '报名 1234567',
    '孩子报名 3 号楼的托班要排队',
  ])('%s is a sentence like any other', (text) => {
    expect(parseIntent(text, null).kind).toBe('suggest')
  })
})
