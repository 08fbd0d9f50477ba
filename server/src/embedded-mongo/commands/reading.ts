import { compileExpression } from '../aggregation/expression'
import { parseFilter } from '../query/parse'
import { breathe, PAUSE } from '../query/pace'
import { parseSort } from '../shape/sort'
import { Reader } from '../storage/reader'
import { encode } from '../values/bson'
import { RawBatch } from '../wire/message'
import type { Query } from '../query/find'
import type { Pause } from '../query/pace'
import type { Doc } from '../values/kinds'
import type { Opening } from './cursors'
import type { Call } from './engine'

/** A reader for one command: the transaction's, or a fresh snapshot that must be given back. */
export function openReader(call: Call): { reader: Reader; done: () => void } {
  if (call.transaction)
    return { reader: call.transaction.transaction.reader, done: () => undefined }
  const snapshot = call.engine.store.snapshot()
  let open = true
  const done = (): void => {
    if (open) snapshot.done()
    open = false
  }
  return { reader: new Reader(call.engine.store, snapshot), done }
}

/** Reads at one moment, and gives that back when it is done. */
export async function reading<T>(call: Call, use: (reader: Reader) => T | Promise<T>): Promise<T> {
  const { reader, done } = openReader(call)
  try {
    return await use(reader)
  } finally {
    done()
  }
}

/** Evaluates a command's `let`. */
export function variablesOf(given: Doc = {}): Doc {
  const vars: Doc = { NOW: new Date() }
  for (const [name, value] of Object.entries(given)) vars[name] = compileExpression(value)({}, vars)
  return vars
}

/** Reads the parts of a command or a statement that say which documents and in what order. */
export function queryOf(
  filter: Doc = {},
  more: { sort?: Doc | undefined; hint?: unknown; skip?: number | undefined } = {},
  variables: Doc = {},
): Query {
  return {
    node: parseFilter(filter),
    sort: parseSort(more.sort ?? {}),
    skip: more.skip ?? 0,
    variables,
    hint: more.hint,
  }
}

/** Pulls a stream to its end, letting others run meanwhile. */
export async function drain<T>(
  stream: Iterable<T | Pause>,
  deadline: number,
  use: (item: T) => void,
): Promise<void> {
  for (const each of stream) {
    if (each === PAUSE) await breathe(deadline)
    else use(each)
  }
}

/** Documents as a cursor sends them. */
export function* encoded(docs: Iterable<Doc | Pause>): Generator<Buffer | Pause> {
  for (const doc of docs) yield doc === PAUSE ? PAUSE : encode(doc)
}

/** The first batch, and the cursor that holds what is left. */
export async function cursorReply(
  call: Call,
  ns: string,
  answer: Omit<Opening, 'namespace' | 'lsid'>,
): Promise<Doc> {
  const opening = { ...answer, namespace: ns, lsid: call.lsid }
  const { docs, id } = await call.engine.cursors.start(opening, call.deadline)
  return { cursor: { firstBatch: new RawBatch(docs), id, ns } }
}
