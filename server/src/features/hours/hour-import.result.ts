import { hourColumns, minutesOf, shanghaiDay, type HourColumn } from '@lianxin/shared'
import type { BinaryAnswer } from '../../http/route'
import { EXAMPLE, writeWorkbook } from '../../platform/sheets'
import type { ServedEvent } from '../events'
import { issueWords, type HourIssue, type HourLine } from './hour-line.rules'

/** A row that is given back, as it stood, with what is wrong. */
export type RefusedLine = Pick<HourLine, 'row' | 'cells'> & { issues: HourIssue[] }

const widths: Record<HourColumn, number> = {
  name: 12,
  phone: 14,
  title: 26,
  day: 14,
  hours: 14,
  minutes: 14,
  reason: 30,
  proof: 30,
}
const columnsOf = (keys: readonly HourColumn[]) =>
  keys.map((key) => ({ header: hourColumns[key], width: widths[key] }))

/** The columns of our sheets, how long in the units that are written. */
function keysFor(lines: readonly RefusedLine[]): HourColumn[] {
  const has = (key: HourColumn) => lines.some(({ cells }) => cells[key] !== undefined)
  const all = Object.keys(hourColumns) as HourColumn[]
  return all.filter((key) => {
    if (key === 'minutes') return has('minutes')
    return key !== 'hours' || has('hours') || !has('minutes')
  })
}

/** The rows that were given back, each as it stood, with what is wrong: mended, it is uploaded as it is. */
export async function mendWorkbook(
  day: string,
  refused: readonly RefusedLine[],
): Promise<BinaryAnswer> {
  const keys = keysFor(refused)
  return {
    bytes: await writeWorkbook([
      {
        name: '要改的',
        columns: [
          ...columnsOf(keys),
          { header: '哪里要改', width: 70 },
          { header: '原表第几行', width: 12 },
        ],
        rows: refused.map(({ row, cells, issues }) => [
          ...keys.map((key) => cells[key] ?? ''),
          issues.map(issueWords).join('\n'),
          row,
        ]),
      },
    ]),
    fileName: `时长补录要改的行-${day}.xlsx`,
  }
}

const hints: [string, string][] = [
  ['姓名', '必填。名字前面带“例：”的那一行不会导入。'],
  ['手机号', '必填，11 位，和登记的一样。没登记手机号的，到“补录”里点开那一场单独补。'],
  ['活动名称', '必填。照“办过的活动”那张表里的名称写，一个字都不差。'],
  ['服务日期', '必填。年月日都要有，如 2026-11-28、2026.11.28、2026年11月28日。'],
  [
    '时长（小时）',
    '必填，单位是小时，如 2、1.5，也可以写“1小时30分”。想按分钟写，就把表头改成“时长（分钟）”。不能比这一场还长。',
  ],
  ['原因', '必填。为什么补，如“手机没电，没有签到”。本人看得到。'],
  ['证明', '必填。有什么证明，如“签到表上有名字”“队长看到”。'],
  ['一人一场', '一个人在同一场只写一行。这一场已经记过时长的，不再补；记错了到那一场去更正。'],
  ['自己的', '自己的时长不能自己记，请别的同志来导。'],
  ['再导一次', '记过的不会重复。要改的行会另给一张表，改好直接传；那张表留七天。'],
]

/** An empty sheet with one example, the dates that it may name, and how to write things. */
export async function templateWorkbook(dates: readonly ServedEvent[]): Promise<BinaryAnswer> {
  const keys = keysFor([])
  const [latest] = dates
  const example: Record<HourColumn, string> = {
    name: `${EXAMPLE}王小梅`,
    phone: '13800000000',
    title: latest?.title ?? '社区清洁日',
    day: latest ? shanghaiDay(latest.startsAt) : '2026-11-28',
    hours: '1.5',
    minutes: '',
    reason: '手机没电，没有签到',
    proof: '签到表上有名字',
  }
  return {
    bytes: await writeWorkbook([
      {
        name: '时长补录',
        columns: columnsOf(keys),
        rows: [keys.map((key) => example[key])],
      },
      {
        name: '办过的活动',
        columns: [
          { header: '活动名称', width: 40 },
          { header: '服务日期', width: 14 },
          { header: '最多几分钟', width: 14 },
        ],
        rows: dates.map(({ title, startsAt, endsAt }) => [
          title,
          shanghaiDay(startsAt),
          minutesOf({ from: startsAt, to: endsAt }),
        ]),
      },
      {
        name: '怎么填',
        columns: [
          { header: '列', width: 14 },
          { header: '怎么填', width: 80 },
        ],
        rows: hints,
      },
    ]),
    fileName: '志愿服务时长补录模板.xlsx',
  }
}
