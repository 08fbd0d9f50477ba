import { MongoError } from '../errors'
import { command, readFields } from './arguments'
import { add, append, runBatch } from './batch'
import { collectionOf, scope } from './engine'
import { cursorReply, encoded, queryOf, variablesOf } from './reading'
import { runDelete, runInsert, runUpdate } from './statements'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'

const INSERT = { insert: 'count', document: 'doc' } as const

const UPDATE = {
  update: 'count',
  filter: 'doc',
  updateMods: 'any',
  multi: 'flag',
  upsert: 'flag',
  arrayFilters: 'any',
  sort: 'doc',
  hint: 'any',
  constants: 'doc',
  collation: 'collation',
} as const

const DELETE = {
  delete: 'count',
  filter: 'doc',
  multi: 'flag',
  hint: 'any',
  collation: 'collation',
} as const

/** What one operation did: what the reply counts of it, and its own result. */
type Outcome = { counts: Record<string, number>; result: Doc }
/** One operation, on the namespace at a position. */
type Operation = { at: number | undefined; run: (call: Call, name: string) => Outcome }

function parseOperation(doc: Doc, variables: Doc): Operation {
  const kind = Object.keys(doc)[0]
  if (kind === 'insert') {
    const { insert: at, document = {} } = readFields('bulkWrite.ops', doc, INSERT)
    const run = (call: Call, name: string): Outcome => {
      runInsert(call, name, { doc: document, bytes: undefined })
      return { counts: { nInserted: 1 }, result: { n: 1 } }
    }
    return { at, run }
  }
  if (kind === 'update') {
    const given = readFields('bulkWrite.ops', doc, UPDATE)
    const { update: at, filter, updateMods: update, constants } = given
    const run = (call: Call, name: string): Outcome => {
      const query = queryOf(filter, given, { ...variables, ...constants })
      const { matched, modified, upserted } = runUpdate(call, name, { ...given, query, update })
      return {
        counts: { nMatched: matched, nModified: modified, nUpserted: upserted ? 1 : 0 },
        result: upserted
          ? { n: 1, nModified: 0, upserted: { _id: upserted._id } }
          : { n: matched, nModified: modified },
      }
    }
    return { at, run }
  }
  if (kind !== 'delete')
    throw new MongoError('FailedToParse', 'a bulkWrite op must be an insert, update or delete')
  const { delete: at, filter, hint, multi } = readFields('bulkWrite.ops', doc, DELETE)
  const run = (call: Call, name: string): Outcome => {
    const query = { ...queryOf(filter, { hint }, variables), limit: multi ? 0 : 1 }
    const n = runDelete(scope(call), collectionOf(call, name), query).length
    return { counts: { nDeleted: n }, result: { n } }
  }
  return { at, run }
}

/** The namespaces that operations name by position: a call in that database, and the collection. */
function parseNamespace(call: Call, doc: Doc): { place: Call; name: string } {
  const { ns } = readFields('bulkWrite.nsInfo', doc, { ns: 'text' })
  const dot = ns.indexOf('.')
  if (dot < 1) throw new MongoError('InvalidNamespace', `Invalid namespace specified '${ns}'`)
  return { place: { ...call, db: ns.slice(0, dot) }, name: ns.slice(dot + 1) }
}

const FIELDS = {
  ops: 'docs',
  nsInfo: 'docs',
  ordered: 'flag',
  errorsOnly: 'flag',
  let: 'doc',
  cursor: 'doc',
  bypassDocumentValidation: 'any',
  stmtId: 'any',
  stmtIds: 'any',
} as const

const NOTHING = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 }

/** MongoDB 8's bulk of operations on several collections, which `client.bulkWrite` sends. */
const bulkWrite = command(FIELDS, async (call, given) => {
  if (call.db !== 'admin')
    throw new MongoError('Unauthorized', 'bulkWrite may only be run against the admin database.')
  const variables = variablesOf(given.let)
  const spaces = given.nsInfo.map(({ doc }) => parseNamespace(call, doc))
  const statements = given.ops.map(({ doc }) => {
    const { at = -1, run } = parseOperation(doc, variables)
    const space = spaces[at]
    if (space) return () => run(space.place, space.name)
    throw new MongoError('BadValue', 'a bulkWrite op has an invalid nsInfo index')
  })
  const reply = await runBatch(call, {
    statements,
    ordered: given.ordered,
    reply: { ...NOTHING, results: [] },
    run: (statement, reply, idx) => {
      const { counts, result } = statement()
      for (const [name, count] of Object.entries(counts)) add(reply, name, count)
      if (!given.errorsOnly) append(reply, 'results', { ok: 1, idx, ...result })
    },
    failed: (error, reply, idx) => {
      add(reply, 'nErrors', 1)
      append(reply, 'results', { ok: 0, idx, ...error, n: 0 })
    },
  })
  const { results, ...counts } = reply
  const { batchSize } = readFields('bulkWrite.cursor', given.cursor ?? {}, { batchSize: 'count' })
  const cursor = await cursorReply(call, 'admin.$cmd.bulkWrite', {
    output: encoded(results as Doc[]),
    batchSize: batchSize ?? Number.POSITIVE_INFINITY,
  })
  return { ...cursor, ...counts }
})

export const BULK_WRITE_COMMANDS = { bulkWrite }
