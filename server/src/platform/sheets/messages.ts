/** What is written as an Excel sheet: texts are texts (what begins with = is no formula). */
export interface Sheet {
  /** At most 31 characters, none of `\ / ? * [ ] :`. */
  name: string
  columns: readonly { header: string; width: number }[]
  rows: readonly (readonly (string | number | null)[])[]
  /** Lines above the table, such as what the figures count. */
  notes?: readonly string[]
}

/** How much of a workbook is read; what is larger is refused. */
export interface ReadLimits {
  /** With the header row. */
  rows: number
  columns: number
  /** Of all files in the package, unpacked. */
  unpackedBytes: number
}

/** Why a workbook could not be read. */
export type ReadProblem = 'not_a_workbook' | 'encrypted' | 'too_large' | 'too_many_rows' | 'broken'

/** One thing that the thread is asked. */
export type SheetTask =
  | { kind: 'read'; bytes: Uint8Array; limits: ReadLimits }
  | { kind: 'write'; sheets: readonly Sheet[] }

/** What it answers, rows in slices so that taking them over holds nobody up. */
export type SheetAnswer =
  | { kind: 'rows'; rows: string[][] }
  | { kind: 'read' }
  | { kind: 'written'; bytes: Uint8Array }
  | { kind: 'refused'; problem: ReadProblem }
  | { kind: 'failed'; message: string }
