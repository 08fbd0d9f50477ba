import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { ReadLimits, ReadProblem, Sheet, SheetAnswer, SheetTask } from './messages'

/** A hostile workbook takes its own thread down, not the server. */
const MOST_MEGABYTES = 512
const LONGEST_MS = 60_000
/** Threads at a time; more wait. Each may take a core and half a gigabyte. */
const AT_ONCE = 2

/** The rows of a workbook, or why there are none. */
export type ReadSheet = { rows: string[][] } | { problem: ReadProblem }

/** Beside the bundle lies the bundled worker; from source tsx reads the TypeScript. */
function startWorker(workerData: SheetTask): Worker {
  const options = { workerData, resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } }
  const bundled = new URL('./sheets-worker.js', import.meta.url)
  if (existsSync(fileURLToPath(bundled))) return new Worker(bundled, options)
  const source = new URL('./worker.ts', import.meta.url).href
  const tsx = pathToFileURL(
    createRequire(import.meta.url)
      .resolve('tsx/esm/api')
      .replace(/cjs$/, 'mjs'),
  ).href
  const code = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(code, { ...options, eval: true })
}

const waiting: (() => void)[] = []
let running = 0

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

/** Runs one task in a thread of its own. @throws when it fails, runs out of memory or of time */
async function ask(task: SheetTask, onAnswer: (answer: SheetAnswer) => boolean): Promise<void> {
  await inTurn(async () => {
    const worker = startWorker(task)
    const timer = setTimeout(() => void worker.terminate(), LONGEST_MS)
    try {
      await new Promise<void>((resolve, reject) => {
        worker.on('message', (answer: SheetAnswer) => {
          if (answer.kind === 'failed') reject(new Error(`spreadsheet: ${answer.message}`))
          else if (onAnswer(answer)) resolve()
        })
        worker.on('error', reject)
        worker.on('exit', () => reject(new Error('spreadsheet: took too long')))
      })
    } finally {
      clearTimeout(timer)
      await worker.terminate()
    }
  })
}

/**
 * Reads the first sheet of an .xlsx in a thread of its own, within memory and time.
 * @returns rows of texts, row n being the sheet's row n + 1; days as YYYY-MM-DD
 */
export async function readWorkbook(bytes: Uint8Array, limits: ReadLimits): Promise<ReadSheet> {
  const rows: string[][] = []
  let problem: ReadProblem | null = null
  try {
    await ask({ kind: 'read', bytes, limits }, (answer) => {
      if (answer.kind === 'rows') for (const row of answer.rows) rows.push(row)
      if (answer.kind === 'refused') problem = answer.problem
      return answer.kind === 'read' || answer.kind === 'refused'
    })
  } catch {
    // Whatever it did to the thread, it is the file that cannot be read.
    return { problem: 'too_large' }
  }
  return problem ? { problem } : { rows }
}

/** Makes an .xlsx of these sheets in a thread of its own: 20,000 rows would hold the server for two seconds. */
export async function writeWorkbook(sheets: readonly Sheet[]): Promise<Uint8Array> {
  let bytes: Uint8Array | null = null
  await ask({ kind: 'write', sheets }, (answer) => {
    if (answer.kind === 'written') bytes = answer.bytes
    return answer.kind === 'written'
  })
  if (!bytes) throw new Error('a written workbook has bytes')
  return bytes
}
