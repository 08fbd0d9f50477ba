import type { HourColumn } from '@lianxin/shared'
import { describe, expect, test } from 'vitest'
import { linesOf } from '../../platform/sheets'
import { hourLayout, issueWords, markRepeats, readHourLine, type HourLine } from './hour-line.rules'

const today = '2026-11-29'
type Cells = HourLine['cells']
const right: Cells = {
  name: '王秀兰',
  phone: '13812345678',
  title: '社区清洁日',
  day: '2026-11-28',
  hours: '1.5',
  reason: '手机没电',
  proof: '签到表上有名字',
}
const read = (cells: Cells) => readHourLine({ row: 2, cells }, today)
const minutesOf = (cells: Cells) => {
  const { hours: _, ...rest } = right
  const answer = read({ ...rest, ...cells })
  return 'row' in answer ? answer.row.minutes : answer.issues.map(({ wrong }) => wrong)
}

describe('a line', () => {
  test('that is right is read, however it is written', () => {
    const row = { name: '王秀兰', phone: '13812345678', title: '社区清洁日', day: '2026-11-28' }
    const words = { minutes: 90, reason: '手机没电', proof: '签到表上有名字' }
    expect(read(right)).toEqual({ row: { ...row, ...words } })
    const written = { ...right, name: '王 秀兰', phone: '+86 138-1234-5678', day: '46354' }
    expect(read(written)).toEqual({ row: { ...row, ...words } })
    expect(read({ ...right, day: today })).toMatchObject({ row: { day: today } })
  })

  test.each<[HourColumn, string, string]>([
    ['name', '', '没写姓名'],
    ['name', '王1', '这不像一个姓名'],
    ['phone', '', '没写手机号'],
    ['phone', '12345', '不是 11 位手机号'],
    ['title', '', '没写活动名称'],
    ['day', '', '没写日期'],
    ['day', '2026-2-30', '没有这一天'],
    ['day', '2026-11-30', '日期在今天以后'],
    ['reason', '', '没写原因'],
    ['reason', '字'.repeat(201), '太长了'],
    ['proof', '', '没写证明'],
    ['proof', '字'.repeat(201), '太长了'],
  ])('whose %s is “%s” is given back', (column, text, wrong) => {
    const answer = read({ ...right, [column]: text })
    expect(answer).toMatchObject({ issues: [{ column, wrong }] })
  })

  test('says everything that is wrong with it', () => {
    const answer = read({ name: '王秀兰', hours: '2' })
    const issues = 'issues' in answer ? answer.issues : []
    expect(issues.map(({ column }) => column)).toEqual(['phone', 'title', 'day', 'reason', 'proof'])
    const twice = readHourLine({ row: 4, cells: right, repeats: 3 }, today)
    expect('issues' in twice && twice.issues.map(issueWords)).toEqual([
      '姓名：和第 3 行是同一个人、同一场。一人一场只写一行，时长写总数。',
    ])
  })
})

describe('how long', () => {
  test.each<[Cells, number]>([
    [{ hours: '2' }, 120],
    [{ hours: '1.5' }, 90],
    [{ hours: '1.1' }, 66],
    [{ hours: '24' }, 1440],
    [{ hours: '２ 小时' }, 120],
    [{ hours: '1小时30分' }, 90],
    [{ hours: '1.5个小时' }, 90],
    [{ hours: '90分钟' }, 90],
    [{ minutes: '90' }, 90],
    [{ minutes: '1' }, 1],
    [{ minutes: '1小时' }, 60],
    [{ hours: '1', minutes: '30' }, 90],
  ])('%o is %i minutes', (cells, minutes) => expect(minutesOf(cells)).toBe(minutes))

  test.each<[Cells, string]>([
    [{}, '没写时长'],
    [{ hours: '半天' }, '看不懂这个时长'],
    [{ hours: '-1' }, '看不懂这个时长'],
    [{ hours: '小时' }, '看不懂这个时长'],
    [{ hours: '1', minutes: '半小时' }, '看不懂这个时长'],
    [{ hours: '0.33' }, '不是整分钟'],
    [{ minutes: '0.5' }, '不是整分钟'],
    [{ hours: '0' }, '时长是零'],
    [{ hours: '90' }, '超过 24 小时'],
    [{ minutes: '1441' }, '超过 24 小时'],
  ])('%o: %s', (cells, wrong) => expect(minutesOf(cells)).toEqual([wrong]))
})

describe('a sheet', () => {
  const headers = ['姓名', '手机', '活动名称', '服务日期']

  test('needs a column that names its unit', () => {
    expect(linesOf([[...headers, '时长']], hourLayout)).toBeNull()
    const rows = [['去年冬天的'], [...headers, '时长 (分钟)'], ['王秀兰', '', '', '', '90']]
    expect(linesOf(rows, hourLayout)).toEqual([
      { row: 3, cells: { name: '王秀兰', minutes: '90' } },
    ])
  })

  test('marks who stands in it twice at one date', () => {
    const line = (row: number, more: Cells = {}) => ({ row, cells: { ...right, ...more } })
    const marks = markRepeats([
      line(2),
      line(3, { day: '2026-11-27' }),
      line(4, { title: '巡逻' }),
      line(5, { name: '李建国' }),
      line(6, { name: '王 秀兰', phone: '138 1234 5678', day: '2026.11.28', hours: '1' }),
    ])
    expect(marks.map(({ row, repeats }) => [row, repeats])).toEqual([
      [2, undefined],
      [3, undefined],
      [4, undefined],
      [5, undefined],
      [6, 2],
    ])
  })
})
