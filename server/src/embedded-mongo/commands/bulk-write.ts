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

/** What one operation did: the reply's counter for it, and its own result. */
type Outcome = { counts: Record<string, number>; result: Doc }
type Operation = { at: number; run: (call: Call, name: string) => Outcome }

function parseOperation(doc: Doc, variables: Doc): Operation {
  switch (Object.keys(doc)[0]) {
    case 'insert': {
      const { insert, document = {} } = readFields('bulkWrite.ops', doc, INSERT)
      const run = (call: Call, name: string): Outcome => {
        runInsert(call, name, { doc: document, bytes: undefined })
        return { counts: { nInserted: 1 }, result: { n: 1 } }
      }
      return { at: insert ?? -1, run }
    }
    case 'update': {
      const { update: at = -1, ...given } = readFields('bulkWrite.ops', doc, UPDATE)
      const vars = { ...variables, ...given.constants }
      const run = (call: Call, name: string): Outcome => {
        const query = queryOf(given.filter, given, vars)
        const done = runUpdate(call, name, { ...given, query, update: given.updateMods })
        const [n, made] = [done.matched, done.upserted ? 1 : 0]
        const result: Doc = { n: n + made, nModified: done.modified }
        if (done.upserted) result.upserted = { _id: done.upserted._id }
        return { counts: { nMatched: n, nModified: done.modified, nUpserted: made }, result }
      }
      return { at, run }
    }
    case 'delete': {
      const { delete: at = -1, ...given } = readFields('bulkWrite.ops', doc, DELETE)
      const run = (call: Call, name: string): Outcome => {
        const query = { ...queryOf(given.filter, given, variables), limit: given.multi ? 0 : 1 }
        const n = runDelete(scope(call), collectionOf(call, name), query).length
        return { counts: { nDeleted: n }, result: { n } }
      }
      return { at, run }
    }
    default:
      throw new MongoError('FailedToParse', 'a bulkWrite op must be an insert, update or delete')
  }
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
  const operations = given.ops.map(({ doc }) => parseOperation(doc, variables))
  if (operations.some(({ at }) => !spaces[at]))
    throw new MongoError('BadValue', 'a bulkWrite op has an invalid nsInfo index')
  const reply = await runBatch(call, {
    count: operations.length,
    ordered: given.ordered,
    reply: { ...NOTHING, results: [] },
    run: (idx, reply) => {
      const { at, run } = operations[idx]!
      const { counts, result } = run(spaces[at]!.place, spaces[at]!.name)
      for (const [name, count] of Object.entries(counts)) add(reply, name, count)
      if (!given.errorsOnly) append(reply, 'results', { ok: 1, idx, ...result })
    },
    failed: (idx, error, reply) => {
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
