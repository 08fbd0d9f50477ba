import writeXlsxFile from 'write-excel-file/node'
import type { BinaryAnswer } from '../../http/route'
import type { CommunityBurden } from './burden.figures'

type Cell = string | number

/** Excel refuses a file that holds half a character. */
const wellFormed = (text: string) => text.replace(/[\p{Surrogate}￾￿]/gu, '')

function cellOf(value: Cell) {
  // A text is written as a text: what begins with = is no formula.
  return typeof value === 'number'
    ? { value, type: Number }
    : { value: wellFormed(value), type: String, wrap: true, alignVertical: 'top' as const }
}

function sheetOf(
  sheet: string,
  columns: readonly (readonly [string, number])[],
  rows: readonly Cell[][],
) {
  const header = columns.map(([value]) => ({ value, type: String, fontWeight: 'bold' as const }))
  return {
    sheet,
    data: [header, ...rows.map((row) => row.map(cellOf))],
    columns: columns.map(([, width]) => ({ width })),
    stickyRowsCount: 1,
  }
}

const totals = [
  ['上级', 16],
  ['社区', 20],
  ['推送（次）', 12],
  ['消息（条）', 12],
  ['交办（件）', 12],
  ['超过定额', 10],
] as const
const bySender = [
  ['社区', 20],
  ['来自', 20],
  ['推送（次）', 12],
  ['消息（条）', 12],
  ['交办（件）', 12],
  ['定额（次）', 12],
  ['超过定额', 10],
  ['理由', 60],
] as const

/** A month's burden as an Excel file: a sheet by community, and one by who sent it. */
export async function exportBurdens(
  burdens: readonly CommunityBurden[],
  month: string,
  quota: number,
): Promise<BinaryAnswer> {
  const yes = (over: boolean) => (over ? '是' : '')
  const communities = burdens.map((each) => [
    each.parentName ?? '',
    each.org.name,
    each.pushes,
    each.messages,
    each.tasks,
    yes(each.over),
  ])
  const senders = burdens.flatMap((each) =>
    each.senders.map((sender) => [
      each.org.name,
      sender.org.name,
      sender.pushes,
      sender.messages,
      sender.tasks,
      quota,
      yes(sender.over),
      sender.reasons.map(({ issueNo, reason }) => `第${issueNo}期：${reason}`).join('\n'),
    ]),
  )
  const file = await writeXlsxFile([
    sheetOf('各社区', totals, communities),
    sheetOf('来自谁', bySender, senders),
  ]).toBuffer()
  return { bytes: new Uint8Array(file), fileName: `基层负担-${month}.xlsx` }
}
