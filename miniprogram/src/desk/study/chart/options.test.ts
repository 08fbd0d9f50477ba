import { expect, test } from 'vitest'
import { namesApart, unitsOption } from './options'

test.each([
  [
    ['望江社区第一网格', '望江社区第三网格'],
    ['第一网格', '第三网格'],
  ],
  [
    ['望江社区', '梧桐社区'],
    ['望江社区', '梧桐社区'],
  ],
  [
    ['第一支部', '第一支部甲'],
    ['第一支部', '第一支部甲'],
  ],
  [['望江社区'], ['望江社区']],
])('%j are told apart as %j', (names, apart) => {
  expect(namesApart(names)).toEqual(apart)
})

test('a bar is a part of the unit’s own members, and what is finished is not begun as well', () => {
  const unit = {
    id: 'a',
    name: '望江社区',
    started: { count: 3, of: 4 },
    finished: { count: 1, of: 4 },
  }
  const { series } = unitsOption([unit], 'normal')
  expect(series).toMatchObject([{ data: [25] }, { data: [50] }])
})
