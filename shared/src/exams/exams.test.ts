import { describe, expect, test } from 'vitest'
import {
  afterRight,
  afterWrong,
  drawPaper,
  isRight,
  passes,
  scoreOf,
  shuffledOptions,
  validUntil,
  type QuestionKind,
} from './index'

const choice = (kind: QuestionKind, correct: string[]) => ({ kind, correct, accepted: [] })

describe('marking', () => {
  test.each([
    ['single', ['a'], ['a'], true],
    ['single', ['a'], ['b'], false],
    ['single', ['a'], ['a', 'b'], false],
    ['truefalse', ['false'], ['false'], true],
    ['multiple', ['a', 'c'], ['c', 'a'], true],
    ['multiple', ['a', 'c'], ['a'], false],
    ['multiple', ['a', 'c'], ['a', 'a'], false],
    ['multiple', ['a', 'c'], ['a', 'b', 'c'], false],
    ['ordering', ['b', 'a', 'c'], ['b', 'a', 'c'], true],
    ['ordering', ['b', 'a', 'c'], ['a', 'b', 'c'], false],
    ['single', ['a'], [], false],
  ] as const)('%s %j answered %j', (kind, correct, response, right) => {
    expect(isRight(choice(kind, [...correct]), response)).toBe(right)
  })

  const blanks = {
    kind: 'fill',
    correct: [],
    accepted: [['12345', '一二三四五'], ['Party']],
  } as const
  test.each([
    [['12345', 'party'], true],
    [['１２３４５', ' Ｐａｒ ｔｙ　'], true],
    [['一二 三四五', 'PARTY'], true],
    [['12345'], false],
    [['1234', 'party'], false],
    [['', ''], false],
  ])('fill-in %j', (response, right) => {
    expect(isRight(blanks, response)).toBe(right)
  })

  test('85 passes and 84 does not, and nothing is rounded up', () => {
    expect([passes(85, 100, 85), passes(84, 100, 85)]).toEqual([true, false])
    expect([passes(17, 20, 85), passes(16, 20, 85)]).toEqual([true, false])
    // 8499 of 10000 is 84.99
    expect([scoreOf(8499, 10_000), passes(8499, 10_000, 85)]).toEqual([84, false])
    for (let total = 1; total <= 120; total += 1)
      for (let right = 0; right <= total; right += 1)
        expect(passes(right, total, 85)).toBe(scoreOf(right, total) >= 85)
  })
})

describe('the draw', () => {
  const bank = Array.from({ length: 20 }, (_, n) => ({
    n,
    kind: (n % 2 ? 'single' : 'fill') as QuestionKind,
  }))
  const counts = { single: 4, multiple: 0, truefalse: 0, ordering: 0, fill: 3 }

  test('is the same for a seed, another for another, and none twice', () => {
    const first = drawPaper(bank, counts, 's1')
    expect(drawPaper(bank, counts, 's1')).toEqual(first)
    expect(drawPaper(bank, counts, 's2')).not.toEqual(first)
    expect(new Set(first).size).toBe(7)
    expect(first?.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 4 }, () => 'single'),
      ...Array.from({ length: 3 }, () => 'fill'),
    ])
  })

  test('ten of a kind are enough for ten, not for eleven', () => {
    expect(drawPaper(bank, { ...counts, fill: 10 }, 's')).toHaveLength(14)
    expect(drawPaper(bank, { ...counts, fill: 11 }, 's')).toBeNull()
  })

  test('shuffles choices, keeps them all, leaves true before false', () => {
    const options = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }))
    const orders = ['1', '2', '3', '4', '5'].map((seed) =>
      shuffledOptions('single', options, seed).map(({ id }) => id),
    )
    for (const order of orders) expect([...order].sort()).toEqual(['a', 'b', 'c', 'd'])
    expect(new Set(orders.map(String)).size).toBeGreaterThan(1)
    expect(shuffledOptions('truefalse', options, '1')).toEqual(options)
  })
})

test('a wrong answer comes back after 1, 3, 7 and 15 days, then no more', () => {
  expect(afterWrong('2026-02-28')).toEqual({ step: 0, dueDay: '2026-03-01' })
  expect(afterRight(0, '2026-03-01')).toEqual({ step: 1, dueDay: '2026-03-04' })
  expect(afterRight(1, '2026-03-04')).toEqual({ step: 2, dueDay: '2026-03-11' })
  expect(afterRight(2, '2026-03-11')).toEqual({ step: 3, dueDay: '2026-03-26' })
  expect(afterRight(3, '2026-03-26')).toBeNull()
})

test.each([
  ['2026-01-31T12:00:00+08:00', 1, '2026-02-28T23:59:59.999+08:00'],
  ['2026-11-23T23:59:59+08:00', 12, '2027-11-23T23:59:59.999+08:00'],
  // already the 24th in Shanghai
  ['2026-11-23T16:00:00Z', 24, '2028-11-24T23:59:59.999+08:00'],
])('granted at %s for %i months holds until %s', (at, months, until) => {
  expect(validUntil(new Date(at), months)).toEqual(new Date(until))
})
