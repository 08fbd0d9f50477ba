import { expect, test } from 'vitest'
import { skillLabels, skills, skillTimes, stepsLabel, stepsWithin } from './index'

test('some thirty skills and six times, no name twice', () => {
  expect(skills).toHaveLength(32)
  expect(new Set(Object.values(skillLabels)).size).toBe(32)
  expect(skillTimes).toHaveLength(6)
})

test('the lower what two places share, the nearer they are', () => {
  const levels = ['grid', 'community', 'street', 'district', null] as const
  expect(levels.map(stepsWithin)).toEqual([0, 1, 2, 3, 4])
  expect(levels.map((level) => stepsLabel(stepsWithin(level)))).toEqual([
    '同一网格',
    '同一社区',
    '同一街道',
    '同一个区',
    '别的区',
  ])
})
