import { readSheet } from 'read-excel-file/node'
import writeXlsxFile from 'write-excel-file/node'

/** An .xlsx as somebody might fill it in, every cell a text. */
export async function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const data = rows.map((row) => row.map((value) => ({ value, type: String })))
  return writeXlsxFile(data).toBuffer()
}

/** The first sheet of an .xlsx as texts. @param file its path */
export async function textsIn(file: string): Promise<string[][]> {
  const rows = await readSheet(file)
  return rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell))))
}
