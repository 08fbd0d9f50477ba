import { readSheet } from 'read-excel-file/universal'
import { readZipDirectory, unpackEntry } from '../zip-directory'
import type { ReadLimits, ReadProblem } from './messages'

/** Longer than anything a table of people holds; the rest of such a cell is left out. */
const MAX_CELL = 500
const ADDRESS = /\sr="([A-Z]{1,3})?(\d{1,9})"/g
/** A password-protected workbook is an OLE container, not a zip. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0]

/** Refuses a workbook, with a reason that the caller puts into words. */
export class UnreadableSheetError extends Error {
  override readonly name = 'UnreadableSheetError'
  constructor(readonly problem: ReadProblem) {
    super(problem)
  }
}

async function checkPackage(bytes: Uint8Array, limits: ReadLimits): Promise<void> {
  if (OLE.every((byte, at) => bytes[at] === byte)) throw new UnreadableSheetError('encrypted')
  const entries = readZipDirectory(bytes)
  if (!entries) throw new UnreadableSheetError('not_a_workbook')
  if (entries.some(({ encrypted }) => encrypted)) throw new UnreadableSheetError('encrypted')
  if (!entries.some(({ name }) => name === 'xl/workbook.xml'))
    throw new UnreadableSheetError('not_a_workbook')
  const unpacked = entries.reduce((sum, { uncompressedBytes }) => sum + uncompressedBytes, 0)
  if (unpacked > limits.unpackedBytes) throw new UnreadableSheetError('too_large')
  for (const entry of entries) {
    const file = await unpackEntry(bytes, entry)
    if (!file) throw new UnreadableSheetError('broken')
    if (entry.name.startsWith('xl/worksheets/')) checkExtent(file, limits)
  }
}

/**
 * The reader fills every gap between cells, so one cell in the last corner would cost gigabytes.
 * What writes its addresses in another way than every program does meets the thread's own limits.
 */
function checkExtent(sheet: Uint8Array, limits: ReadLimits): void {
  for (const [, column, row] of Buffer.from(sheet).toString('latin1').matchAll(ADDRESS)) {
    if (Number(row) > limits.rows) throw new UnreadableSheetError('too_many_rows')
    if (column && column.length > 2) throw new UnreadableSheetError('too_large')
  }
}

/** A cell as text: a date as its day, a number without signs of its own, spaces around it gone. */
function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  // Excel has no time zone; the reader puts its days into UTC.
  if (cell instanceof Date)
    return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10)
  if (typeof cell === 'boolean') return cell ? '是' : '否'
  if (typeof cell !== 'string' && typeof cell !== 'number') return ''
  return String(cell)
    .slice(0, MAX_CELL)
    .replace(/[\u0000-\u001F\u007F\u200B-\u200F\uFEFF]/g, ' ')
    .replace(/[\p{Surrogate}\uFFFE\uFFFF]/gu, '')
    .trim()
}

/**
 * The first sheet of an .xlsx as rows of texts, row n being the sheet's row n + 1. Holds the thread
 * it runs in and may take much memory on a hostile file: run it in one of its own.
 * @throws UnreadableSheetError
 */
export async function readTable(bytes: Uint8Array, limits: ReadLimits): Promise<string[][]> {
  await checkPackage(bytes, limits)
  let rows: readonly (readonly unknown[])[]
  try {
    rows = await readSheet(new Blob([new Uint8Array(bytes)]))
  } catch {
    throw new UnreadableSheetError('broken')
  }
  if (rows.length > limits.rows) throw new UnreadableSheetError('too_many_rows')
  return rows.map((row) => row.slice(0, limits.columns).map(textOf))
}
