import { expect, test } from 'vitest'
import { builtInFields, fieldGroups, fieldsInForce, MOST_FIELD_NAME } from './index'

test('there are forty fields in eight groups, no key and no name twice', () => {
  expect(builtInFields).toHaveLength(40)
  expect(fieldGroups).toHaveLength(8)
  expect(new Set(builtInFields.map(({ key }) => key)).size).toBe(40)
  expect(new Set(builtInFields.map(({ name }) => name)).size).toBe(40)
  for (const { name } of builtInFields) expect(name.length).toBeLessThanOrEqual(MOST_FIELD_NAME)
})

test('unchanged, all forty are in force', () => {
  expect(fieldsInForce([])).toEqual(builtInFields)
})

test('a changed field keeps its key and place; an added one stands last in its group', () => {
  const renamed = { key: 'meals', group: 'elderly', name: '老年食堂', off: false } as const
  const off = { key: 'rivers', group: 'environment', name: '巡河护水', off: true } as const
  const own = { key: 'own-1', group: 'elderly', name: '银发课堂', off: false } as const
  const all = fieldsInForce([own, off, renamed])
  expect(all).toHaveLength(41)
  expect(all.slice(0, 6).map(({ name }) => name)).toEqual([
    '上门看望',
    '老年食堂',
    '陪同就医',
    '助残扶残',
    '教用手机',
    '银发课堂',
  ])
  expect(all.filter((field) => field.off)).toEqual([off])
})
