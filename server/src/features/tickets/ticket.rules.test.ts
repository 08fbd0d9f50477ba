import { describe, expect, test } from 'vitest'
import { numberOf, readNumber, titleOf } from './ticket.rules'

test.each([
  ['三号楼东侧路灯不亮。晚上看不清', '三号楼东侧路灯不亮'],
  ['路灯\n不亮', '路灯'],
  ['哎！路灯不亮了！快修', '哎！路灯不亮了'],
  ['一'.repeat(24), '一'.repeat(24)],
  ['一'.repeat(25), `${'一'.repeat(23)}…`],
  ['🌃'.repeat(30), `${'🌃'.repeat(23)}…`],
  ['  3  ', '3'],
])('the title of %j is %j', (text, title) => {
  expect(titleOf(text)).toBe(title)
})

test('a number carries the Shanghai day, and grows past four digits', () => {
  expect(numberOf(new Date('2026-11-22T15:59:59.999Z'), 7)).toBe('LX-20261122-0007')
  expect(numberOf(new Date('2026-11-22T16:00:00.000Z'), 10_000)).toBe('LX-20261123-10000')
})

describe('a typed number', () => {
  test.each([
    ['LX-20261122-0007', { whole: 'LX-20261122-0007' }],
    ['lx20261122 7', { whole: 'LX-20261122-0007' }],
    ['２０２６１１２２－０００７', { whole: 'LX-20261122-0007' }],
    ['20261122-10000', { whole: 'LX-20261122-10000' }],
    ['0007', { sequence: 7 }],
    ['7 号', { sequence: 7 }],
    ['七', null],
    ['', null],
    ['12345678901234567', null],
  ])('%j reads as %j', (typed, wish) => {
    expect(readNumber(typed)).toEqual(wish)
  })
})
