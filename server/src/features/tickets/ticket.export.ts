import writeXlsxFile from 'write-excel-file/node'
import { formatShanghai, nextClock } from '@lianxin/shared'
import type { BinaryAnswer } from '../../http/route'
import { streamTickets, type TicketFilter } from './ticket.model'
import { reporterLabel, type ViewContext } from './ticket.presenter'
import type { TicketRecord } from './ticket.record'
import { clocksOf, stateOf, typeOf } from './ticket.rules'
import type { ViewContextOf } from './ticket.views'

const MOST_ROWS = 10_000
const NAMES_AT_A_TIME = 500
const minute = (at: Date | null) => (at ? formatShanghai(at, 'YYYY-MM-DD HH:mm') : '')
/** Excel refuses a file that holds half a character. */
const wellFormed = (text: string) => text.replace(/[\p{Surrogate}\uFFFE\uFFFF]/gu, '')

interface Column {
  header: string
  width: number
  value(ticket: TicketRecord, context: ViewContext): string | number
}

const columns: readonly Column[] = [
  { header: '编号', width: 20, value: (ticket) => ticket.number },
  { header: '类别', width: 8, value: (ticket) => typeOf(ticket).label },
  { header: '事项', width: 28, value: (ticket) => ticket.title },
  { header: '内容', width: 60, value: (ticket) => ticket.text },
  { header: '单位', width: 18, value: (ticket, { orgName }) => orgName(ticket.orgId) },
  { header: '来源', width: 18, value: (ticket) => ticket.sourceLabel },
  { header: '反映人', width: 8, value: (ticket) => reporterLabel(ticket) },
  {
    header: '摘要期号',
    width: 10,
    value: ({ digest }) =>
      digest ? `第${digest.issueNo}期${digest.pointNo ? `第${digest.pointNo}点` : ''}` : '',
  },
  { header: '状态', width: 10, value: (ticket) => stateOf(ticket).label },
  { header: '经办人', width: 10, value: (ticket) => ticket.assignee?.name ?? '' },
  { header: '提出时间', width: 17, value: (ticket) => minute(ticket.createdAt) },
  { header: '下一时限', width: 22, value: dueText },
  { header: '答复时间', width: 17, value: (ticket) => minute(ticket.answeredAt) },
  { header: '办结时间', width: 17, value: (ticket) => minute(ticket.solvedAt) },
  { header: '满意度', width: 8, value: (ticket) => ticket.rating?.score ?? '' },
]

function dueText(ticket: TicketRecord, { calendar, now }: ViewContext): string {
  const next = nextClock(clocksOf(ticket, calendar, now))
  return next ? `${formatShanghai(next.dueAt, 'YYYY-MM-DD')} ${next.label} ${next.text}` : ''
}

function rowOf(ticket: TicketRecord, context: ViewContext) {
  return columns.map((column) => {
    const value = column.value(ticket, context)
    // A text is written as a text: what begins with = is no formula.
    return typeof value === 'number'
      ? { value, type: Number }
      : { value: wellFormed(value), type: String, wrap: true, alignVertical: 'top' as const }
  })
}

/**
 * The ledger as an Excel file, newest first, at most 10,000 rows.
 * @param now names the file
 */
export async function exportLedger(
  filter: TicketFilter,
  viewContext: ViewContextOf,
  now: Date,
): Promise<BinaryAnswer> {
  const rows: ReturnType<typeof rowOf>[] = []
  let waiting: TicketRecord[] = []
  const flush = async () => {
    const context = await viewContext(waiting)
    rows.push(...waiting.map((ticket) => rowOf(ticket, context)))
    waiting = []
  }
  for await (const ticket of streamTickets(filter, { createdAt: -1, _id: -1 }, MOST_ROWS)) {
    waiting.push(ticket)
    if (waiting.length >= NAMES_AT_A_TIME) await flush()
  }
  await flush()
  const header = columns.map(({ header: value }) => ({
    value,
    type: String,
    fontWeight: 'bold' as const,
  }))
  const file = await writeXlsxFile([header, ...rows], {
    sheet: '民情台账',
    columns: columns.map(({ width }) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer()
  return {
    bytes: new Uint8Array(file),
    fileName: `民情台账-${formatShanghai(now, 'YYYYMMDD-HHmm')}.xlsx`,
  }
}
