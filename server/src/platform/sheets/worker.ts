import { parentPort, workerData } from 'node:worker_threads'
import type { SheetAnswer, SheetTask } from './messages'
import { readTable, UnreadableSheetError } from './read-table'
import { writeBook } from './write-book'

/** Rows in one message: taking over so many holds the other side for about a millisecond. */
const SLICE = 500

function say(answer: SheetAnswer): void {
  parentPort?.postMessage(answer)
}

async function work(task: SheetTask): Promise<void> {
  if (task.kind === 'write') return say({ kind: 'written', bytes: await writeBook(task.sheets) })
  const rows = await readTable(task.bytes, task.limits)
  for (let at = 0; at < rows.length; at += SLICE)
    say({ kind: 'rows', rows: rows.slice(at, at + SLICE) })
  say({ kind: 'read' })
}

work(workerData as SheetTask).catch((error: unknown) => {
  if (error instanceof UnreadableSheetError) say({ kind: 'refused', problem: error.problem })
  else say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
})
