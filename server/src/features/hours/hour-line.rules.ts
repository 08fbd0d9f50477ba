import { hourColumns, MOST_HOUR_WORDS, type HourColumn } from '@lianxin/shared'
import {
  plain,
  readDay,
  readName,
  readPhone,
  type CellIssue,
  type Layout,
  type SheetLine,
} from '../../platform/sheets'

/** A line of the sheet as it stood there. */
export interface HourLine extends SheetLine<HourColumn> {
  /** The row above that names the same person at the same date, if there is one. */
  repeats?: number
}
export type HourIssue = CellIssue<HourColumn>

/** What a line says, read by itself. */
export interface HourRow {
  name: string
  /** 11 digits. */
  phone: string
  title: string
  /** Shanghai day. */
  day: string
  minutes: number
  reason: string
  proof: string
}

/** How a sheet of past hours is laid out. Reason and proof may be missing: each row then says so. */
export const hourLayout: Layout<HourColumn> = {
  headers: {
    name: [hourColumns.name, '名字', '志愿者', '志愿者姓名'],
    phone: [hourColumns.phone, '手机', '电话', '手机号码', '联系电话', '联系方式'],
    title: [hourColumns.title, '活动', '服务项目', '项目名称', '服务名称'],
    day: [hourColumns.day, '日期', '活动日期', '服务时间', '活动时间'],
    hours: [hourColumns.hours, '服务时长（小时）', '小时', '小时数'],
    minutes: [hourColumns.minutes, '服务时长（分钟）', '分钟', '分钟数'],
    reason: [hourColumns.reason, '补录原因', '为什么补'],
    proof: [hourColumns.proof, '证明材料', '证明人', '有什么证明'],
  },
  suffice: (found) =>
    (['name', 'phone', 'title', 'day'] as const).every((column) => found.has(column)) &&
    (found.has('hours') || found.has('minutes')),
  example: 'name',
}

/** Column, what is wrong and what to do, in one line. */
export function issueWords({ column, wrong, fix }: HourIssue): string {
  const header = column === 'hours' || column === 'minutes' ? '时长' : hourColumns[column]
  return `${header}：${wrong}。${fix}。`
}

const DAY_MINUTES = 1440
const spoken = /^(?=.)(?:(?<hours>\d+(?:\.\d+)?)个?小时)?(?:(?<minutes>\d+(?:\.\d+)?)分钟?)?$/u

/** Minutes of a cell, in the unit of its column unless it names its own; null when it is no time. */
function minutesIn(text: string, unit: 'hours' | 'minutes'): number | null {
  const words = plain(text)
  if (/^\d+(?:\.\d+)?$/u.test(words)) return Number(words) * (unit === 'hours' ? 60 : 1)
  const { groups } = spoken.exec(words) ?? {}
  return groups ? Number(groups['hours'] ?? 0) * 60 + Number(groups['minutes'] ?? 0) : null
}

/** How long a line says that it was. */
function readLength(cells: HourLine['cells'], issues: HourIssue[]): number {
  const parts = (['hours', 'minutes'] as const).flatMap((column) => {
    const text = cells[column]
    return text ? [{ column, minutes: minutesIn(text, column) }] : []
  })
  const column = parts[0]?.column ?? 'hours'
  const say = (wrong: string, fix: string) => issues.push({ column, wrong, fix })
  // 1.1 hours are 66 minutes, though not to a computer.
  const minutes = Number(parts.reduce((sum, part) => sum + (part.minutes ?? 0), 0).toFixed(6))
  if (parts.length === 0) say('没写时长', '补上时长')
  else if (parts.some((part) => part.minutes === null))
    say('看不懂这个时长', '写数字，如 2、1.5；或者写“1小时30分”')
  else if (!Number.isInteger(minutes)) say('不是整分钟', '写成“1小时20分”这样')
  else if (minutes === 0) say('时长是零', '至少 1 分钟；没有服务的，删掉这一行')
  else if (minutes > DAY_MINUTES) say('超过 24 小时', '最多一天；看看单位是小时还是分钟')
  return minutes
}

/**
 * Judges a line by itself.
 * @param today Shanghai day; service of later ones is refused
 */
export function readHourLine(
  { cells, repeats }: HourLine,
  today: string,
): { row: HourRow } | { issues: HourIssue[] } {
  const issues: HourIssue[] = []
  const say = (column: HourColumn, wrong: string, fix: string) =>
    issues.push({ column, wrong, fix })
  const words = (column: 'reason' | 'proof', missing: string) => {
    const text = cells[column] ?? ''
    if (text === '') say(column, `没写${hourColumns[column]}`, missing)
    else if (text.length > MOST_HOUR_WORDS) say(column, '太长了', `最多 ${MOST_HOUR_WORDS} 个字`)
    return text
  }

  const name = readName(cells.name ?? '')
  if (!cells.name) say('name', '没写姓名', '补上姓名')
  else if (!name) say('name', '这不像一个姓名', '只写姓名，2 到 30 个字，不带数字和标点')
  const phone = readPhone(cells.phone ?? '')
  if (!cells.phone) say('phone', '没写手机号', '补上手机号，免得记到同名的人身上')
  else if (!phone) say('phone', '不是 11 位手机号', '写一个 1 开头的 11 位手机号')
  const title = cells.title ?? ''
  if (!title) say('title', '没写活动名称', '照“办过的活动”那张表写')
  const read = readDay(cells.day ?? '')
  if (!cells.day) say('day', '没写日期', '补上服务的那一天')
  else if ('wrong' in read) say('day', read.wrong, read.fix)
  else if (read.day > today) say('day', '日期在今天以后', '服务完了再来补录；写错了就改对')
  const minutes = readLength(cells, issues)
  const reason = words('reason', '写一句为什么补，如“手机没电，没有签到”')
  const proof = words('proof', '写一句有什么证明，如“签到表上有名字”')
  if (repeats !== undefined)
    say('name', `和第 ${repeats} 行是同一个人、同一场`, '一人一场只写一行，时长写总数')

  if (issues.length > 0 || !name || !phone || 'wrong' in read) return { issues }
  return { row: { name, phone, title, day: read.day, minutes, reason, proof } }
}

/** Marks lines below one that names the same person at the same date. */
export function markRepeats(lines: readonly SheetLine<HourColumn>[]): HourLine[] {
  const first = new Map<string, number>()
  return lines.map((line) => {
    const { name, phone, title, day } = line.cells
    const digits = readPhone(phone ?? '')
    const read = readDay(day ?? '')
    if (!name || !digits || !title || 'wrong' in read) return line
    const key = [plain(name), digits, read.day, plain(title)].join('\n')
    const other = first.get(key)
    if (other === undefined) first.set(key, line.row)
    return other === undefined ? line : { ...line, repeats: other }
  })
}
