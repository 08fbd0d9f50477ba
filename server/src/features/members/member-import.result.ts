import {
  developmentStageLabels,
  memberColumns,
  partyClassLabels,
  type MemberColumn,
} from '@lianxin/shared'
import type { BinaryAnswer } from '../../http/route'
import { EXAMPLE, writeWorkbook, type Sheet } from '../../platform/sheets'
import type { RosterChange } from '../people'
import type { BranchDirectory } from './branch.directory'
import { issueWords, type Issue, type Line } from './line.rules'

/** What became of a batch, as far as somebody has to know: kept sealed, and not for long. */
export interface BatchResult {
  refused: (Line & { issues: Issue[] })[]
  updated: { row: number; name: string; org: string; changes: RosterChange[] }[]
}

const columns = Object.entries(memberColumns) as [MemberColumn, string][]
const widths: Record<MemberColumn, number> = {
  name: 12,
  phone: 14,
  org: 26,
  partyClass: 16,
  joinedOn: 14,
  stage: 14,
}
const table = columns.map(([key, header]) => ({ header, width: widths[key] }))

function changeWords(change: RosterChange): string {
  const fromTo = (from: string | null, to: string) => (from ? `${from} → ${to}` : to)
  switch (change.field) {
    case 'phone':
      return '补上了手机号'
    case 'org':
      return `支部：${fromTo(change.from, change.to)}`
    case 'partyClass':
      return `类别：${fromTo(change.from && partyClassLabels[change.from], partyClassLabels[change.to])}`
    case 'stage':
      return `阶段：${fromTo(change.from && developmentStageLabels[change.from], developmentStageLabels[change.to])}`
    case 'joinedOn':
      return `入党日期：${fromTo(change.from, change.to)}`
  }
}

/**
 * The rows that were refused, each as it stood, with what is wrong and what to do: mended, the sheet
 * can be imported as it is. On a second one what was updated.
 */
export async function resultWorkbook(
  orgName: string,
  day: string,
  results: readonly BatchResult[],
): Promise<BinaryAnswer> {
  const refused: Sheet = {
    name: '要改的',
    columns: [...table, { header: '哪里要改', width: 70 }, { header: '原表第几行', width: 12 }],
    rows: results.flatMap((result) =>
      result.refused.map(({ row, cells, issues }) => [
        ...columns.map(([key]) => cells[key] ?? ''),
        issues.map(issueWords).join('\n'),
        row,
      ]),
    ),
  }
  const updated: Sheet = {
    name: '有变化的',
    columns: [
      { header: '姓名', width: 12 },
      { header: '所在支部', width: 26 },
      { header: '原表第几行', width: 10 },
      { header: '变了什么', width: 60 },
    ],
    rows: results.flatMap((result) =>
      result.updated.map(({ row, name, org, changes }) => [
        name,
        org,
        row,
        changes.map(changeWords).join('；'),
      ]),
    ),
  }
  return {
    bytes: await writeWorkbook([refused, updated]),
    fileName: `名册导入结果-${orgName}-${day}.xlsx`,
  }
}

/** An empty roster with one example, the branches it may name, and how to write things. */
export async function templateWorkbook(branches: BranchDirectory): Promise<BinaryAnswer> {
  const example: Record<MemberColumn, string> = {
    name: `${EXAMPLE}王小梅`,
    phone: '13800000000',
    org: branches.all.at(-1)?.name ?? '第一支部',
    partyClass: partyClassLabels.community,
    joinedOn: '2001-07-01',
    stage: '',
  }
  const hints: [string, string][] = [
    ['姓名', '必填。名字前面带“例：”的那一行不会导入。'],
    ['手机号', '11 位。没有可以空着；同一支部有同名的人，就要写。'],
    ['所在支部', '必填。照“支部”那张表里的名称写；同名的写“上级/支部”，或者填编号。'],
    ['党员类别', `${Object.values(partyClassLabels).join('、')}。可以空着。`],
    ['入党日期', '年月日都要有，如 2001-07-01、2001.7.1、2001年7月1日。可以空着。'],
    [
      '发展阶段',
      `${Object.values(developmentStageLabels).join('、')}。可以空着；要有“发展党员工作资格”的同志才能填，积极分子和发展对象还要志愿服务积分满 30 分。`,
    ],
    ['再导一次', '没变的不动，变了的更新，空着的格子不会抹掉原来的内容。'],
  ]
  return {
    bytes: await writeWorkbook([
      { name: '名册', columns: table, rows: [columns.map(([key]) => example[key])] },
      {
        name: '支部',
        columns: [
          { header: '支部名称', width: 26 },
          { header: '带上级的名称', width: 44 },
          { header: '编号', width: 28 },
        ],
        rows: branches.all.map((org) => [org.name, branches.pathName(org), org.id]),
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
    fileName: '党员名册模板.xlsx',
  }
}
