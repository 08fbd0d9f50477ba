export { plain, readDay, readName, readPhone } from './cells'
export { EXAMPLE, linesOf, readLines, type CellIssue, type Layout, type SheetLine } from './lines'
export type { Sheet } from './messages'
export { readWorkbook, writeWorkbook } from './threads'
