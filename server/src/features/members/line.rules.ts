import {
  developmentStageLabels,
  memberColumns,
  partyClassLabels,
  type DevelopmentStage,
  type MemberColumn,
  type PartyClass,
} from '@lianxin/shared'
import {
  plain,
  readName,
  readPhone,
  type Layout,
  type SheetLine,
  type CellIssue,
} from '../../platform/sheets'
import type { OrgRecord } from '../orgs'
import type { RosterRow } from '../people'
import type { BranchDirectory } from './branch.directory'
import { readJoiningDay } from './day.rules'

/** A line of the sheet as it stood there. */
export interface Line extends SheetLine<MemberColumn> {
  /** The row above that names the same person, if there is one. */
  repeats?: number
}

/** What is wrong with a line, and what to do about it; Chinese. */
export type Issue = CellIssue<MemberColumn>

/** Column, what is wrong and what to do, in one line. */
export const issueWords = ({ column, wrong, fix }: Issue) =>
  `${memberColumns[column]}：${wrong}。${fix}。`

function keyOf<K extends string>(labels: Record<K, string>, text: string, short: RegExp): K | null {
  const wanted = plain(text).replace(short, '')
  for (const key in labels) if (labels[key].replace(short, '') === wanted) return key
  return null
}
const readClass = (text: string): PartyClass | null => keyOf(partyClassLabels, text, /党员$/u)
const readStage = (text: string): DevelopmentStage | null =>
  keyOf(developmentStageLabels, text, /^入党(?=申请人|积极分子)/u)

const oneOf = (labels: Record<string, string>) =>
  `写${Object.values(labels)
    .map((label) => `“${label}”`)
    .join('、')}中的一个，或者空着`

function readOrg(text: string, branches: BranchDirectory, issues: Issue[]): OrgRecord | null {
  if (text === '') {
    issues.push({ column: 'org', wrong: '没写支部', fix: '写支部名称或编号，“支部”那张表里有' })
    return null
  }
  const found = branches.find(text)
  if (found.length === 1) return found[0] ?? null
  issues.push(
    found.length === 0
      ? {
          column: 'org',
          wrong: '您管的单位里没有这个支部',
          fix: '照模板“支部”那张表里的名称写，一个字都不差；或者填编号',
        }
      : {
          column: 'org',
          wrong: `有 ${found.length} 个支部叫这个名字`,
          fix: '写成“上级/支部”，例如“望江社区/第一网格”，或者填编号',
        },
  )
  return null
}

/**
 * Judges a line by itself.
 * @param today Shanghai day
 */
export function readLine(
  { cells, repeats }: Line,
  branches: BranchDirectory,
  today: string,
): { line: RosterRow } | { issues: Issue[] } {
  const issues: Issue[] = []
  const say = (column: MemberColumn, wrong: string, fix: string) =>
    issues.push({ column, wrong, fix })
  const cell = (column: MemberColumn) => cells[column] ?? ''

  const name = readName(cell('name'))
  if (cell('name') === '') say('name', '没写姓名', '补上姓名')
  else if (!name) say('name', '这不像一个姓名', '只写姓名，2 到 30 个字，不带数字和标点')
  const phone = cell('phone') ? readPhone(cell('phone')) : null
  if (cell('phone') && !phone)
    say('phone', '不是 11 位手机号', '写一个 1 开头的 11 位手机号；没有就空着')
  if (repeats !== undefined)
    say(
      phone ? 'phone' : 'name',
      phone ? `和第 ${repeats} 行的手机号一样` : `和第 ${repeats} 行是同一个支部、同一个姓名`,
      phone
        ? '一个手机号只能写一个人。是同一个人就删掉一行，不是就改对手机号'
        : '是同一个人就删掉一行；是两个人，给两行都写上手机号',
    )
  const org = readOrg(cell('org'), branches, issues)
  const partyClass = cell('partyClass') ? readClass(cell('partyClass')) : null
  if (cell('partyClass') && !partyClass)
    say('partyClass', '没有这种党员类别', oneOf(partyClassLabels))
  const stage = cell('stage') ? readStage(cell('stage')) : null
  if (cell('stage') && !stage) say('stage', '没有这个发展阶段', oneOf(developmentStageLabels))
  const joined = cell('joinedOn') ? readJoiningDay(cell('joinedOn'), today) : null
  if (joined && 'wrong' in joined) say('joinedOn', joined.wrong, joined.fix)

  if (issues.length > 0 || !name || !org) return { issues }
  const joinedOn = joined && 'day' in joined ? joined.day : null
  return { line: { name, phone, org, partyClass, stage, joinedOn } }
}

/**
 * Marks lines that name somebody whom another line names: below one with the same phone, or without
 * a phone to tell them by, beside one with the same branch and name.
 */
export function markRepeats(lines: readonly Line[]): Line[] {
  const nameOf = ({ cells }: Line) => `${plain(cells.org)}\n${plain(cells.name)}`
  const byPhone = new Map<string, number>()
  const byName = new Map<string, number>()
  const withPhone = new Map<string, number>()
  for (const line of lines) {
    const phone = readPhone(line.cells.phone ?? '')
    const name = nameOf(line)
    if (phone && !byPhone.has(phone)) byPhone.set(phone, line.row)
    if (phone && !withPhone.has(name)) withPhone.set(name, line.row)
    if (!byName.has(name)) byName.set(name, line.row)
  }
  return lines.map((line) => {
    const phone = readPhone(line.cells.phone ?? '')
    const first = phone ? byPhone.get(phone) : byName.get(nameOf(line))
    const other = first === line.row && !phone ? withPhone.get(nameOf(line)) : first
    return other === undefined || other === line.row ? line : { ...line, repeats: other }
  })
}

/** How a roster is laid out; one without names or branches is none. */
export const rosterLayout: Layout<MemberColumn> = {
  headers: {
    name: [memberColumns.name, '名字', '党员姓名'],
    phone: [memberColumns.phone, '手机', '电话', '手机号码', '联系电话', '联系方式', '移动电话'],
    org: [
      memberColumns.org,
      '支部',
      '党支部',
      '所在党支部',
      '所属支部',
      '所属党支部',
      '支部名称',
      '支部编号',
      '组织',
    ],
    partyClass: [memberColumns.partyClass, '类别', '党员类型'],
    joinedOn: [memberColumns.joinedOn, '入党时间', '加入党组织日期', '加入中共组织的时间'],
    stage: [memberColumns.stage, '阶段', '发展情况'],
  },
  suffice: (found) => found.has('name') && found.has('org'),
  example: 'name',
}
