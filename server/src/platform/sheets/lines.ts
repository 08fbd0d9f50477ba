import type { ErrorCode } from '@lianxin/shared'
import { ensure, AppError } from '../app-error'
import { plain } from './cells'
import { readWorkbook } from './threads'
import type { ReadProblem } from './messages'

/** A line of an uploaded table as it stood there. */
export interface SheetLine<C extends string> {
  /** Number of the row in the sheet, 1 being the first. */
  row: number
  /** Only what is written. */
  cells: Partial<Record<C, string>>
}

/** What is wrong with a cell, and what to do about it; Chinese, without full stops. */
export interface CellIssue<C extends string> {
  column: C
  wrong: string
  fix: string
}

/** Which columns an uploaded table has, and how they are found. */
export interface Layout<C extends string> {
  /** What each column may be called. */
  headers: Record<C, readonly string[]>
  /** Are these enough to know the row of the headers by? */
  suffice: (found: ReadonlySet<C>) => boolean
  /** The column in which a row that begins with {@link EXAMPLE} is only an example. */
  example: C
}

/** How many rows from the top are looked through for the headers: titles stand above them. */
const HEADER_WITHIN = 10
/** What the row of a template begins with that nobody means. */
export const EXAMPLE = '例：'

function columnsOf<C extends string>(
  headers: readonly string[],
  known: ReadonlyMap<string, C>,
): Map<C, number> {
  const at = new Map<C, number>()
  for (const [position, header] of headers.entries()) {
    const words = plain(header)
    // “入党日期（可不填）” is that column too.
    const column = known.get(words) ?? known.get(words.replace(/[(*].*$/u, ''))
    if (column && !at.has(column)) at.set(column, position)
  }
  return at
}

/**
 * Finds the headers and gives the lines below them, empty ones and examples left out.
 * @param rows texts, row n being the sheet's row n + 1
 * @returns null when there are no headers
 */
export function linesOf<C extends string>(
  rows: readonly (readonly string[])[],
  { headers, suffice, example }: Layout<C>,
): SheetLine<C>[] | null {
  const known = new Map<string, C>()
  for (const column in headers)
    for (const header of headers[column]) known.set(plain(header), column)
  for (const [index, row] of rows.slice(0, HEADER_WITHIN).entries()) {
    const at = columnsOf(row, known)
    if (!suffice(new Set(at.keys()))) continue
    return rows.slice(index + 1).flatMap((texts, below) => {
      const cells: SheetLine<C>['cells'] = {}
      for (const [column, position] of at) {
        const text = texts[position]?.trim()
        if (text) cells[column] = text
      }
      const isExample = plain(cells[example]).startsWith(plain(EXAMPLE))
      if (Object.keys(cells).length === 0 || isExample) return []
      return [{ row: index + below + 2, cells }]
    })
  }
  return null
}

/** Other columns beside ours. */
const MOST_COLUMNS = 60
const MOST_UNPACKED_BYTES = 200 * 1024 * 1024

const problems: Record<Exclude<ReadProblem, 'too_many_rows'>, ErrorCode> = {
  not_a_workbook: 'sheet.not_a_workbook',
  encrypted: 'sheet.encrypted',
  too_large: 'sheet.too_large',
  broken: 'sheet.broken',
}

/**
 * Reads the lines of an uploaded .xlsx.
 * @param bounds most lines, and the codes for more of them and for a table without headers
 * @throws AppError sheet.*, those codes
 */
export async function readLines<C extends string>(
  bytes: Uint8Array,
  layout: Layout<C>,
  bounds: { most: number; tooMany: ErrorCode; noHeader: ErrorCode },
): Promise<SheetLine<C>[]> {
  const read = await readWorkbook(bytes, {
    rows: bounds.most + HEADER_WITHIN,
    columns: MOST_COLUMNS,
    unpackedBytes: MOST_UNPACKED_BYTES,
  })
  if ('problem' in read)
    throw new AppError(read.problem === 'too_many_rows' ? bounds.tooMany : problems[read.problem])
  const lines = linesOf(read.rows, layout)
  ensure(lines, bounds.noHeader)
  ensure(lines.length > 0, 'sheet.empty')
  ensure(lines.length <= bounds.most, bounds.tooMany)
  return lines
}
