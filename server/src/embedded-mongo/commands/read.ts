import { MongoError, unsupported } from '../errors'
import { compilePipeline } from '../aggregation/pipeline'
import { stageOf } from '../aggregation/stage'
import { choosePlan, find } from '../query/find'
import { compileNode } from '../query/match'
import { breathe, PAUSE } from '../query/pace'
import { parseFilter } from '../query/parse'
import { compileFindProjection } from '../shape/project'
import { parseSort } from '../shape/sort'
import { Reader } from '../storage/reader'
import { encode } from '../values/bson'
import { isDoc, isNullish, Long } from '../values/kinds'
import { fromCount, toSafeInteger } from '../values/numbers'
import { visitPath } from '../values/paths'
import { keyOf } from '../aggregation/group'
import { compileExpression } from '../aggregation/expression'
import { RawBatch } from '../wire/message'
import { countOf, docOf, flagOf, listOf, nameOf, refuseUnknown } from './arguments'
import { collectionOf } from './engine'
import { splitOutput } from './output-stages'
import type { Context } from '../aggregation/stage'
import type { Query } from '../query/find'
import type { Pause } from '../query/pace'
import type { Node } from '../query/parse'
import type { SortField } from '../shape/sort'
import type { Doc } from '../values/kinds'
import type { Output } from './cursors'
import type { Call, Command } from './engine'

const FIRST_BATCH = 101

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

/** Evaluates a command's `let`. */
export function variablesOf(command: Doc): Doc {
  const vars: Doc = { NOW: new Date() }
  for (const [name, value] of Object.entries(docOf(command, 'let')))
    vars[name] = compileExpression(value)({}, vars)
  return vars
}

function* encoded(docs: Iterable<Doc | Pause>): Generator<Buffer | Pause> {
  for (const doc of docs) yield doc === PAUSE ? PAUSE : encode(doc)
}

type Answer = {
  output: Output
  done: () => void
  remaining: number
  batchSize: number
  single: boolean
}

async function cursorReply(call: Call, namespace: string, answer: Answer): Promise<Doc> {
  const { output, done, remaining, batchSize, single } = answer
  const noTimeout = flagOf(call.command, 'noCursorTimeout')
  const batch = await call.engine.cursors.start(
    { namespace, output, done, lsid: call.lsid, remaining, noTimeout },
    batchSize,
    single,
    call.deadline,
  )
  return { cursor: { firstBatch: new RawBatch(batch.docs), id: batch.id, ns: namespace } }
}

/** Reads the parts of a `find` that say which documents and in what order. */
function queryOf(command: Doc): Query & { sort: SortField[]; limit: number } {
  return {
    node: parseFilter(docOf(command, 'filter')),
    sort: parseSort(docOf(command, 'sort')),
    skip: countOf(command, 'skip', 0),
    limit: countOf(command, 'limit', 0),
    variables: variablesOf(command),
    hint: isNullish(command.hint) ? undefined : command.hint,
  }
}

const FIND_FIELDS =
  'find filter sort projection skip limit batchSize singleBatch noCursorTimeout allowPartialResults allowDiskUse returnKey showRecordId tailable awaitData oplogReplay min max'

const findCommand: Command = async (call) => {
  const { command } = call
  refuseUnknown(command, FIND_FIELDS)
  for (const name of ['tailable', 'awaitData', 'returnKey', 'showRecordId']) {
    if (flagOf(command, name)) throw unsupported(`find with ${name}`, 'BadValue')
  }
  for (const name of ['min', 'max'])
    if (isDoc(command[name])) throw unsupported(`find with ${name}`, 'BadValue')
  const query = queryOf(command)
  const matches = compileNode(query.node, query.variables)
  const project = compileFindProjection(command.projection, matches)
  const vars = query.variables ?? {}
  const collection = collectionOf(call, nameOf(call))
  const { reader, done } = openReader(call)
  function* output(): Generator<Buffer | Pause> {
    if (!collection) return
    for (const each of find(reader, collection, query)) {
      if (each === PAUSE) yield PAUSE
      else yield project ? encode(project(each.doc, { ...vars, ROOT: each.doc })) : each.bytes
    }
  }
  return cursorReply(call, `${call.db}.${nameOf(call)}`, {
    output: output(),
    done,
    remaining: query.limit > 0 ? query.limit : Number.POSITIVE_INFINITY,
    batchSize: countOf(command, 'batchSize', FIRST_BATCH),
    single: flagOf(command, 'singleBatch'),
  })
}

/** What stages read through; every collection is seen at the same moment. */
function stageContext(call: Call, reader: Reader, vars: Doc): Context {
  return {
    vars,
    compile: compilePipeline,
    *read(name: string, node: Node): Generator<Doc | Pause> {
      const collection = collectionOf(call, name)
      if (!collection) return
      for (const each of find(reader, collection, { node, variables: vars }))
        yield each === PAUSE ? PAUSE : each.doc
    },
  }
}

/** Splits what the planner can do (`$match`, then `$sort`) from the head of a pipeline. */
function splitHead(pipeline: readonly unknown[]): {
  nodes: Node[]
  sort: SortField[]
  rest: readonly unknown[]
} {
  const nodes: Node[] = []
  let rest = pipeline
  while (rest.length > 0 && stageOf(rest[0]).name === '$match') {
    nodes.push(parseFilter(stageOf(rest[0]).spec))
    rest = rest.slice(1)
  }
  const next = rest.length > 0 ? stageOf(rest[0]) : undefined
  if (next?.name !== '$sort') return { nodes, sort: [], rest }
  const sort = parseSort(next.spec)
  return { nodes, sort, rest: sort.length > 0 ? rest.slice(1) : rest }
}

/** A limit right after the sort lets it keep only so many documents. */
function headLimit(rest: readonly unknown[]): number {
  let skip = 0
  for (const stage of rest) {
    const { name, spec } = stageOf(stage)
    if (name === '$skip') skip += toSafeInteger(spec) ?? 0
    else if (name === '$limit') return skip + (toSafeInteger(spec) ?? 0)
    else break
  }
  return 0
}

const aggregate: Command = async (call) => {
  const { command } = call
  refuseUnknown(command, 'aggregate pipeline cursor allowDiskUse bypassDocumentValidation explain')
  const pipeline = listOf(command, 'pipeline')
  if (!isDoc(command.cursor) && !flagOf(command, 'explain')) {
    throw new MongoError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    )
  }
  if (flagOf(command, 'explain')) throw unsupported('explain inside aggregate', 'BadValue')
  if (typeof Object.values(command)[0] !== 'string') {
    const first = pipeline[0] === undefined ? 'nothing' : stageOf(pipeline[0]).name
    throw unsupported(`a database aggregate with ${first}`, 'InvalidNamespace')
  }
  const vars = variablesOf(command)
  const { reader, done } = openReader(call)
  try {
    const context = stageContext(call, reader, vars)
    const { stages, output } = splitOutput(pipeline)
    const { readConcern } = command
    if (output && isDoc(readConcern) && readConcern.level === 'linearizable') {
      throw new MongoError(
        'InvalidOptions',
        'an output stage cannot be used with a linearizable read concern',
      )
    }
    if (output && call.transaction) {
      throw new MongoError(
        'OperationNotSupportedInTransaction',
        'an output stage cannot run in a transaction',
      )
    }
    const { nodes, sort, rest } = splitHead(stages)
    const run = compilePipeline(rest, context)
    const query: Query = {
      node: { kind: 'and', nodes },
      sort,
      limit: headLimit(rest),
      variables: vars,
      hint: command.hint ?? undefined,
    }
    const collection = collectionOf(call, nameOf(call))
    function* source(): Generator<Doc | Pause> {
      if (!collection) return
      for (const each of find(reader, collection, query)) yield each === PAUSE ? PAUSE : each.doc
    }
    for (const node of nodes) compileNode(node, vars)
    let found: Iterable<Doc | Pause> = run(source())
    if (output) {
      const docs: Doc[] = []
      await drain(found, call.deadline, (doc) => docs.push(doc))
      await output(call, docs, vars)
      found = []
    }
    return await cursorReply(call, `${call.db}.${nameOf(call)}`, {
      output: encoded(found),
      done,
      remaining: Number.POSITIVE_INFINITY,
      batchSize: countOf(docOf(command, 'cursor'), 'batchSize', FIRST_BATCH),
      single: false,
    })
  } catch (error) {
    done()
    throw error
  }
}

/** Pulls a stream to its end, letting others run meanwhile. */
async function drain<T>(
  stream: Iterable<T | Pause>,
  deadline: number,
  use: (item: T) => void,
): Promise<void> {
  for (const each of stream) {
    if (each === PAUSE) await breathe(deadline)
    else use(each)
  }
}

const count: Command = async (call) => {
  const { command } = call
  refuseUnknown(command, 'count query limit skip fields')
  const collection = collectionOf(call, nameOf(call))
  const query: Query = {
    node: parseFilter(docOf(command, 'query')),
    limit: Math.abs(toSafeInteger(command.limit ?? 0) ?? 0),
    skip: countOf(command, 'skip', 0),
    hint: isNullish(command.hint) ? undefined : command.hint,
  }
  const { reader, done } = openReader(call)
  try {
    if (!collection) return { n: fromCount(0) }
    const everything = query.node.kind === 'and' && query.node.nodes.length === 0
    let n = everything ? reader.count(collection) : 0
    if (everything) n = Math.min(Math.max(0, n - (query.skip ?? 0)), query.limit || n)
    else await drain(find(reader, collection, query), call.deadline, () => (n += 1))
    return { n: fromCount(n) }
  } finally {
    done()
  }
}

const distinct: Command = async (call) => {
  const { command } = call
  refuseUnknown(command, 'distinct key query')
  if (typeof command.key !== 'string')
    throw new MongoError('TypeMismatch', "distinct needs 'key' as a string")
  const parts = command.key.split('.')
  const collection = collectionOf(call, nameOf(call))
  const node = parseFilter(docOf(command, 'query'))
  const { reader, done } = openReader(call)
  try {
    const found = new Map<string, unknown>()
    const note = (value: unknown): void => {
      if (value !== undefined && !found.has(keyOf(value))) found.set(keyOf(value), value)
    }
    if (collection) {
      await drain(
        find(reader, collection, {
          node,
          variables: variablesOf(command),
          hint: command.hint ?? undefined,
        }),
        call.deadline,
        ({ doc }) =>
          visitPath(doc, parts, (value) => {
            if (Array.isArray(value)) value.forEach(note)
            else note(value)
            return false
          }),
      )
    }
    return { values: [...found.values()] }
  } finally {
    done()
  }
}

const getMore: Command = async (call) => {
  const { command } = call
  refuseUnknown(command, 'getMore collection batchSize term lastKnownCommittedOpTime')
  const id = command.getMore
  if (!(id instanceof Long))
    throw new MongoError('TypeMismatch', "BSON field 'getMore.getMore' must be a long")
  const namespace = `${call.db}.${String(command.collection)}`
  const batchSize = countOf(command, 'batchSize', 0) || Number.POSITIVE_INFINITY
  const batch = await call.engine.cursors.more(id, namespace, batchSize, call.deadline)
  return { cursor: { nextBatch: new RawBatch(batch.docs), id: batch.id, ns: namespace } }
}

const killCursors: Command = async (call) => {
  const killed: Long[] = []
  const missing: Long[] = []
  for (const id of listOf(call.command, 'cursors')) {
    if (!(id instanceof Long)) throw new MongoError('TypeMismatch', 'a cursor id must be a long')
    ;(call.engine.cursors.kill(id) ? killed : missing).push(id)
  }
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] }
}

const explain: Command = async (call) => {
  const inner = docOf(call.command, 'explain')
  const kind = Object.keys(inner)[0]
  const name = String(Object.values(inner)[0])
  let query: Query
  if (kind === 'find') query = queryOf(inner)
  else if (kind === 'count') query = { node: parseFilter(docOf(inner, 'query')) }
  else if (kind === 'aggregate') {
    const { nodes, sort } = splitHead(listOf(inner, 'pipeline'))
    query = { node: { kind: 'and', nodes }, sort }
  } else throw unsupported(`explain of ${String(kind)}`)
  const collection = collectionOf(call, name)
  const { reader, done } = openReader(call)
  try {
    const chosen = collection ? choosePlan(reader, collection, query) : undefined
    let winning: Doc = { stage: chosen ? 'COLLSCAN' : 'EOF' }
    if (chosen?.kind === 'index') {
      winning = {
        stage: 'FETCH',
        inputStage: {
          stage: 'IXSCAN',
          indexName: chosen.index.name,
          keyPattern: chosen.index.spec.key,
          direction: chosen.reverse ? 'backward' : 'forward',
        },
      }
    } else if (chosen?.kind === 'union') winning = { stage: 'FETCH', inputStage: { stage: 'OR' } }
    if (chosen && !chosen.sorted) winning = { stage: 'SORT', inputStage: winning }
    return {
      queryPlanner: { namespace: `${call.db}.${name}`, winningPlan: winning, rejectedPlans: [] },
    }
  } finally {
    done()
  }
}

export const READ_COMMANDS = {
  find: findCommand,
  aggregate,
  count,
  distinct,
  getMore,
  killCursors,
  explain,
} satisfies Record<string, Command>
