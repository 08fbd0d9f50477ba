import { describe, expect, it } from 'vitest'
import { award, defaultScheme, ruleWords, scoreOfYear, sumsOf } from './index'

const rule = { part: 'base', points: 2, mostADay: 4, mostAYear: 40 } as const

describe('what a fact is worth', () => {
  it.each([
    ['nothing given yet', { today: 0, thisYear: 0 }, 2],
    ['one below the limit of the day', { today: 3, thisYear: 3 }, 1],
    ['at the limit of the day', { today: 4, thisYear: 4 }, 0],
    ['one below the limit of the year', { today: 0, thisYear: 39 }, 1],
    ['at the limit of the year', { today: 0, thisYear: 40 }, 0],
    ['above a limit that was lowered', { today: 9, thisYear: 50 }, 0],
  ])('%s', (_name, given, points) => {
    expect(award(rule, 1, given)).toBe(points)
  })

  it('by the hour, cut down', () => {
    const hours = defaultScheme.rules['service.hours']
    expect(award(hours, 1.5, { today: 0, thisYear: 0 })).toBe(3)
    expect(award(hours, 1.24, { today: 0, thisYear: 0 })).toBe(2)
    expect(award(hours, 0.1, { today: 0, thisYear: 0 })).toBe(0)
    // 0.3 h of 10 points each is three points, whatever floating point says
    expect(award({ ...rule, points: 10, mostADay: null }, 0.3, { today: 0, thisYear: 0 })).toBe(3)
  })
})

it('sums a year with its limits by day', () => {
  const facts = ['2026-01-01', '2026-01-01', '2026-01-01', '2026-01-02'].map((day) => ({
    rule: 'lesson.completed' as const,
    day,
    quantity: 1,
  }))
  expect(sumsOf(defaultScheme, facts)).toEqual({ base: 6, contribution: 0 })
})

describe('the hundred', () => {
  it.each([
    [{ base: 60, contribution: 40 }, 100],
    [{ base: 61, contribution: 40 }, 100],
    [{ base: 59, contribution: 41 }, 99],
    [{ base: 0, contribution: 100 }, 40],
    [{ base: 100, contribution: 0 }, 60],
    [{ base: -3, contribution: 5 }, 5],
  ])('%j', (sums, score) => {
    expect(scoreOfYear(defaultScheme, 'retired', sums)).toBe(score)
  })
  it('is made up by class', () => {
    const scheme = { ...defaultScheme, baseMost: { ...defaultScheme.baseMost, floating: 80 } }
    const sums = { base: 90, contribution: 40 }
    expect(scoreOfYear(scheme, 'floating', sums)).toBe(100)
    expect(scoreOfYear(scheme, 'floating', { base: 90, contribution: 10 })).toBe(90)
    expect(scoreOfYear(scheme, null, { base: 90, contribution: 10 })).toBe(70)
  })
})

it('says a rule in words', () => {
  expect(ruleWords('lesson.completed', rule)).toBe(
    '学完一课 2 分（基础分），一天最多 4 分，一年最多 40 分',
  )
  expect(ruleWords('service.hours', { ...rule, mostADay: null, mostAYear: null })).toBe(
    '志愿服务一小时 2 分（基础分）',
  )
})
