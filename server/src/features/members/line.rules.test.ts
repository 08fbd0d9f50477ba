import { describe, expect, test } from 'vitest'
import { linesOf } from '../../platform/sheets'
import type { OrgRecord } from '../orgs'
import type { BranchDirectory } from './branch.directory'
import { readJoiningDay } from './day.rules'
import { markRepeats, readLine, rosterLayout, type Line } from './line.rules'

const today = '2026-11-23'
const org: OrgRecord = { id: '1', name: '第一支部', level: 'grid', parentId: null, path: ['1'] }
const branches: BranchDirectory = {
  all: [org],
  has: () => true,
  find: (text) => (text === '第一支部' ? [org] : text === '网格' ? [org, org] : []),
  pathName: () => '',
}
const read = (cells: Line['cells'], repeats?: number) =>
  readLine({ row: 2, cells, ...(repeats === undefined ? {} : { repeats }) }, branches, today)
const issuesOf = (cells: Line['cells'], repeats?: number) => {
  const answer = read({ name: '王秀兰', org: '第一支部', ...cells }, repeats)
  return 'issues' in answer ? answer.issues.map(({ column, wrong }) => `${column} ${wrong}`) : []
}

describe('the day of joining', () => {
  test.each(['1921-07-01', '2001年7月1日', today])('may be %s', (text) =>
    expect(readJoiningDay(text, today)).toHaveProperty('day'),
  )
  test.each([
    ['2026-11-24', '入党日期在今天以后'],
    ['99999', '入党日期在今天以后'],
    ['1921-06-30', '入党日期早于 1921 年 7 月'],
    ['七一', '看不懂这个日期'],
  ])('refuses %s: %s', (text, wrong) =>
    expect(readJoiningDay(text, today)).toMatchObject({ wrong }),
  )
})

describe('a line', () => {
  test('takes labels in long and short, and leaves what is empty open', () => {
    const answer = read({
      name: '王 秀兰',
      org: '第一支部',
      partyClass: '流动',
      stage: '积极分子',
    })
    const line = { name: '王秀兰', phone: null, org, partyClass: 'floating', joinedOn: null }
    expect(answer).toEqual({ line: { ...line, stage: 'activist' } })
  })

  test('says for each wrong cell what is wrong', () => {
    expect(issuesOf({ name: '' })).toEqual(['name 没写姓名'])
    expect(issuesOf({ name: '王1' })).toEqual(['name 这不像一个姓名'])
    expect(issuesOf({ org: '' })).toEqual(['org 没写支部'])
    expect(issuesOf({ org: '第九支部' })).toEqual(['org 您管的单位里没有这个支部'])
    expect(issuesOf({ org: '网格' })).toEqual(['org 有 2 个支部叫这个名字'])
    expect(issuesOf({ phone: '12345' })).toEqual(['phone 不是 11 位手机号'])
    expect(issuesOf({ partyClass: '优秀党员' })).toEqual(['partyClass 没有这种党员类别'])
    expect(issuesOf({ stage: '群众' })).toEqual(['stage 没有这个发展阶段'])
    expect(issuesOf({ joinedOn: '2026-2-30' })).toEqual(['joinedOn 没有这一天'])
    expect(issuesOf({ phone: '13812345678' }, 7)).toEqual(['phone 和第 7 行的手机号一样'])
    expect(issuesOf({}, 7)).toEqual(['name 和第 7 行是同一个支部、同一个姓名'])
    expect(issuesOf({ phone: '1', joinedOn: '今天' })).toHaveLength(2)
  })

  test.each(['阿依古丽·买买提', '阿依古丽•买买提', 'Anna Li', '欧阳 娜娜'])('takes %s', (name) =>
    expect(read({ name, org: '第一支部' })).toHaveProperty('line'),
  )
})

describe('a sheet', () => {
  test('finds headers under a title, in any order, with notes and other columns beside them', () => {
    const rows = [
      ['望江社区党员名册'],
      [],
      ['序号', '所属支部', '姓 名', '联系电话（必填）', '入党时间'],
      ['1', '第一支部', '王秀兰', '13812345678', '37073'],
      ['', '', '', '', ''],
      ['2', '第一支部', '例：王小梅', '', ''],
      ['3', '第一支部', '李建国'],
    ]
    expect(linesOf(rows, rosterLayout)).toEqual([
      {
        row: 4,
        cells: { org: '第一支部', name: '王秀兰', phone: '13812345678', joinedOn: '37073' },
      },
      { row: 7, cells: { org: '第一支部', name: '李建国' } },
    ])
  })

  test('needs name and branch within ten rows', () => {
    expect(linesOf([['姓名', '手机号']], rosterLayout)).toBeNull()
    const late = (above: number) => [...Array.from({ length: above }, () => ['']), ['姓名', '支部']]
    expect(linesOf(late(9), rosterLayout)).toEqual([])
    expect(linesOf(late(10), rosterLayout)).toBeNull()
  })

  test('marks who stands in it twice', () => {
    const line = (row: number, name: string, phone?: string): Line => ({
      row,
      cells: { name, org: '第一支部', ...(phone ? { phone } : {}) },
    })
    const marks = markRepeats([
      line(2, '王秀兰', '13812345678'),
      line(3, '李建国', '138 1234 5678'),
      line(4, '王秀兰', '13912345678'),
      line(5, '王秀兰'),
      line(6, '周红'),
      line(7, '周 红'),
      line(8, '赵明'),
      line(9, '赵明', '13712345678'),
      line(10, '孙平'),
    ])
    expect(marks.map(({ row, repeats }) => [row, repeats])).toEqual([
      [2, undefined],
      [3, 2],
      [4, undefined],
      [5, 2],
      [6, undefined],
      [7, 6],
      [8, 9],
      [9, undefined],
      [10, undefined],
    ])
  })
})
