import { describe, expect, test } from 'vitest'
import { parseIntent } from './intent'

describe('a check-in', () => {
  test.each([
    ['打卡', null],
    ['打卡！', null],
    ['打卡。', null],
    ['　打卡　', null],
    ['打 卡', null],
    ['打咔', null],
    ['daka', null],
    ['Ｄａｋａ', null],
    ['打卡了', null],
    ['打卡👍', null],
    ['今天打卡', null],
    ['今日学习打卡', null],
    ['我来打卡', null],
    ['打卡成功', null],
    ['打卡 今天学了议事协商', '今天学了议事协商'],
    ['打卡　今天学了议事协商', '今天学了议事协商'],
    ['打卡：今天学了议事协商', '今天学了议事协商'],
    ['打卡,今天学了，很受用。', '今天学了，很受用。'],
    ['打卡\n第一句\n第二句', '第一句\n第二句'],
    ['学习打卡：５分钟学完', '５分钟学完'],
    ['打卡 👍', null],
    ['打卡 5', '5'],
  ])('%s', (text, thought) => {
    expect(parseIntent(text, null)).toEqual({ kind: 'checkin', thought })
  })
  test('with a long sentence keeps all of it', () => {
    const long = '学'.repeat(500)
    expect(parseIntent(`打卡 ${long}`, null)).toEqual({ kind: 'checkin', thought: long })
  })
})

describe('what only looks like one', () => {
  test.each([
    '打卡机坏了',
    '打卡点太远',
    '打卡 机坏了',
    '打卡：地点太远，老人走不动',
    '打卡活动什么时候有',
    '打卡制度不合理',
    '打卡 可以补吗',
    '社区能不能设打卡点',
    '小区门口成了网红打卡地，太吵',
    '昨天没打卡',
    '打卡了吗？',
    '不想打卡',
    '请大家打卡',
    '大卡车半夜进小区',
    '刷卡 门禁坏了',
    'dakar rally',
  ])('%s is a suggestion', (text) => {
    expect(parseIntent(text, null)).toMatchObject({ kind: 'suggest', text })
  })
  test.each(['怎么打卡', '如何打卡？', '打卡怎么打'])('%s asks for help', (text) => {
    expect(parseIntent(text, null)).toEqual({ kind: 'help' })
  })
})
