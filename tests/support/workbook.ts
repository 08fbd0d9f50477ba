import readBook, { readSheet } from 'read-excel-file/node'
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

/** The first row of each sheet of an .xlsx, by the sheet's name. @param file its path */
export async function headersIn(file: string): Promise<Record<string, string[]>> {
  const sheets = await readBook(file)
  return Object.fromEntries(
    sheets.map(({ sheet, data }) => [sheet, (data[0] ?? []).map((cell) => String(cell ?? ''))]),
  )
}
