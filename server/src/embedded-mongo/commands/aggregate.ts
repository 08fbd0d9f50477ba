import { compilePipeline } from '../aggregation/pipeline'
import { stageOf } from '../aggregation/stage'
import { MongoError, unsupported } from '../errors'
import { choosePlan, find } from '../query/find'
import { compileNode } from '../query/match'
import { PAUSE } from '../query/pace'
import { parseFilter } from '../query/parse'
import { parseSort } from '../shape/sort'
import { isDoc } from '../values/kinds'
import { toSafeInteger } from '../values/numbers'
import { command, nameOf, readCommand, readFields } from './arguments'
import { collectionOf } from './engine'
import { COUNT_FIELDS, FIND_FIELDS, FIRST_BATCH } from './find'
import { splitOutput } from './output-stages'
import { cursorReply, drain, encoded, openReader, queryOf, reading, variablesOf } from './reading'
import type { Vars } from '../aggregation/evaluate'
import type { Context } from '../aggregation/stage'
import type { Plan } from '../index/planner'
import type { Query } from '../query/find'
import type { Pause } from '../query/pace'
import type { Node } from '../query/parse'
import type { SortField } from '../shape/sort'
import type { Reader } from '../storage/reader'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'

/** What stages read through; every collection is seen at the same moment. */
function stageContext(call: Call, reader: Reader, vars: Doc): Context {
  return {
    vars,
    compile: compilePipeline,
    *read(name: string, node: Node, variables: Vars): Generator<Doc | Pause> {
      const collection = collectionOf(call, name)
      if (!collection) return
      for (const each of find(reader, collection, { node, variables }))
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

const AGGREGATE_FIELDS = {
  pipeline: 'list',
  cursor: 'doc',
  hint: 'any',
  let: 'doc',
  allowDiskUse: 'any',
  bypassDocumentValidation: 'any',
  explain: 'refused',
} as const

const aggregate = command(AGGREGATE_FIELDS, async (call, given) => {
  const { pipeline, hint } = given
  if (!given.cursor) {
    throw new MongoError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    )
  }
  if (typeof call.command.aggregate !== 'string') {
    const first = pipeline[0] === undefined ? 'nothing' : stageOf(pipeline[0]).name
    throw unsupported(`a database aggregate with ${first}`, 'InvalidNamespace')
  }
  const { batchSize = FIRST_BATCH } = readFields('aggregate.cursor', given.cursor, {
    batchSize: 'count',
  })
  const variables = variablesOf(given.let)
  const { stages, output } = splitOutput(pipeline)
  if (output) checkOutput(call)
  const { nodes, sort, rest } = splitHead(stages)
  for (const node of nodes) compileNode(node, variables)
  const node: Node = { kind: 'and', nodes }
  const query: Query = { node, sort, limit: headLimit(rest), variables, hint }
  const { reader, done } = openReader(call)
  try {
    const run = compilePipeline(rest, stageContext(call, reader, variables))
    const collection = collectionOf(call, nameOf(call))
    function* source(): Generator<Doc | Pause> {
      if (!collection) return
      for (const each of find(reader, collection, query)) yield each === PAUSE ? PAUSE : each.doc
    }
    let found: Iterable<Doc | Pause> = run(source())
    if (output) {
      const docs: Doc[] = []
      await drain(found, call.deadline, (doc) => docs.push(doc))
      await output(call, docs, variables)
      found = []
    }
    const namespace = `${call.db}.${nameOf(call)}`
    return await cursorReply(call, namespace, { output: encoded(found), done, batchSize })
  } catch (error) {
    done()
    throw error
  }
})

function checkOutput(call: Call): void {
  const { readConcern } = call.command
  if (isDoc(readConcern) && readConcern.level === 'linearizable') {
    throw new MongoError(
      'InvalidOptions',
      'an output stage cannot be used with a linearizable read concern',
    )
  }
  if (call.transaction) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      'an output stage cannot run in a transaction',
    )
  }
}

/** The question that a command asks. */
function questionOf(kind: string, given: Doc): Query {
  if (kind === 'find') {
    const { filter, ...more } = readCommand(kind, given, FIND_FIELDS)
    return queryOf(filter, more)
  }
  if (kind === 'count') {
    const { query, ...more } = readCommand(kind, given, COUNT_FIELDS)
    return queryOf(query, more)
  }
  if (kind !== 'aggregate') throw unsupported(`explain of ${kind}`)
  const { pipeline, hint } = readCommand(kind, given, AGGREGATE_FIELDS)
  const { nodes, sort } = splitHead(pipeline)
  return { node: { kind: 'and', nodes }, sort, hint }
}

const explain = command({ verbosity: 'any' }, async (call) => {
  const inner = isDoc(call.command.explain) ? call.command.explain : {}
  const [kind = 'nothing', name] = Object.entries(inner)[0] ?? []
  const query = questionOf(kind, inner)
  if (typeof name !== 'string') throw unsupported(`explain of a database ${kind}`)
  const collection = collectionOf(call, name)
  const winningPlan = collection
    ? await reading(call, (reader) => describePlan(choosePlan(reader, collection, query)))
    : { stage: 'EOF' }
  return { queryPlanner: { namespace: `${call.db}.${name}`, winningPlan, rejectedPlans: [] } }
})

function describePlan(plan: Plan): Doc {
  let shown: Doc = { stage: 'COLLSCAN' }
  if (plan.kind === 'index') {
    const { index, reverse } = plan
    const direction = reverse ? 'backward' : 'forward'
    const scan = { stage: 'IXSCAN', indexName: index.name, keyPattern: index.spec.key, direction }
    shown = { stage: 'FETCH', inputStage: scan }
  } else if (plan.kind === 'union') shown = { stage: 'FETCH', inputStage: { stage: 'OR' } }
  return plan.sorted ? shown : { stage: 'SORT', inputStage: shown }
}

export const AGGREGATE_COMMANDS = { aggregate, explain }
