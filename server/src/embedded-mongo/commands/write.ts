import { MongoError } from '../errors'
import { compileNode } from '../query/match'
import { compileFindProjection } from '../shape/project'
import { toSafeInteger } from '../values/numbers'
import { command, nameOf, readFields } from './arguments'
import { add, append, runBatch } from './batch'
import { collectionOf, scope } from './engine'
import { queryOf, variablesOf } from './reading'
import { runDelete, runInsert, runUpdate } from './statements'
import type { Query } from '../query/find'
import type { Doc } from '../values/kinds'

/** What every write command may carry. */
const WRITE_FIELDS = {
  ordered: 'flag',
  bypassDocumentValidation: 'any',
  stmtId: 'any',
  stmtIds: 'any',
} as const

const failed = (error: Doc, reply: Doc, index: number): void =>
  append(reply, 'writeErrors', { index, ...error })

const insert = command({ ...WRITE_FIELDS, documents: 'docs' }, async (call, given) =>
  runBatch(call, {
    statements: given.documents,
    ordered: given.ordered,
    reply: { n: 0 },
    run: (document, reply) => {
      runInsert(call, nameOf(call), document)
      add(reply, 'n', 1)
    },
    failed,
  }),
)

const UPDATE_STATEMENT = {
  q: 'doc',
  u: 'any',
  multi: 'flag',
  upsert: 'flag',
  arrayFilters: 'any',
  sort: 'doc',
  hint: 'any',
  c: 'doc',
  collation: 'collation',
} as const

const update = command({ ...WRITE_FIELDS, updates: 'docs', let: 'doc' }, async (call, given) => {
  const variables = variablesOf(given.let)
  return runBatch(call, {
    statements: given.updates.map(({ doc }) => readFields('update.updates', doc, UPDATE_STATEMENT)),
    ordered: given.ordered,
    reply: { n: 0, nModified: 0 },
    run: ({ q, u: update, c, ...more }, reply, index) => {
      const query = queryOf(q, more, { ...variables, ...c })
      const statement = { ...more, query, update }
      const { matched, modified, upserted } = runUpdate(call, nameOf(call), statement)
      add(reply, 'n', upserted ? 1 : matched)
      add(reply, 'nModified', modified)
      if (upserted) append(reply, 'upserted', { index, _id: upserted._id })
    },
    failed,
  })
})

const DELETE_STATEMENT = { q: 'doc', limit: 'any', hint: 'any', collation: 'collation' } as const

const remove = command({ ...WRITE_FIELDS, deletes: 'docs', let: 'doc' }, async (call, given) => {
  const variables = variablesOf(given.let)
  return runBatch(call, {
    statements: given.deletes.map(({ doc }) => readFields('delete.deletes', doc, DELETE_STATEMENT)),
    ordered: given.ordered,
    reply: { n: 0 },
    run: ({ q, hint, limit: wanted }, reply) => {
      const limit = toSafeInteger(wanted)
      if (limit !== 0 && limit !== 1) {
        throw new MongoError(
          'FailedToParse',
          `The limit field in delete objects must be 0 or 1. Got ${String(wanted)}`,
        )
      }
      const query = { ...queryOf(q, { hint }, variables), limit }
      add(reply, 'n', runDelete(scope(call), collectionOf(call, nameOf(call)), query).length)
    },
    failed,
  })
})

const FIND_AND_MODIFY_FIELDS = {
  ...WRITE_FIELDS,
  query: 'doc',
  sort: 'doc',
  remove: 'flag',
  update: 'any',
  new: 'flag',
  fields: 'any',
  upsert: 'flag',
  arrayFilters: 'any',
  hint: 'any',
  let: 'doc',
} as const

const findAndModify = command(FIND_AND_MODIFY_FIELDS, async (call, given) => {
  const removes = given.remove ?? false
  if (removes && (given.update !== undefined || given.upsert || given.new)) {
    throw new MongoError(
      'FailedToParse',
      "Cannot specify both an 'update' (or 'new', 'upsert') and 'remove'=true",
    )
  }
  if (!removes && given.update === undefined)
    throw new MongoError('FailedToParse', "Either an 'update' or 'remove'=true must be specified")
  const query = { ...queryOf(given.query, given, variablesOf(given.let)), limit: 1 }
  const name = nameOf(call)
  return runBatch(call, {
    statements: [given],
    reply: {},
    run: ({ fields }, reply) => {
      if (removes) {
        const [gone] = runDelete(scope(call), collectionOf(call, name), query)
        reply.lastErrorObject = { n: gone ? 1 : 0 }
        reply.value = shape(fields, query, gone?.doc)
        return
      }
      const statement = { ...given, multi: false, query, update: given.update }
      const { matched, upserted, before, after } = runUpdate(call, name, statement)
      reply.lastErrorObject = {
        n: upserted ? 1 : matched,
        updatedExisting: matched > 0,
        ...(upserted ? { upserted: upserted._id } : {}),
      }
      reply.value = shape(fields, query, given.new ? after : before)
    },
  })
})

/** The document that `findAndModify` answers, in the shape it asks for. */
function shape(fields: unknown, { node, variables = {} }: Query, doc: Doc | undefined): Doc | null {
  if (!doc) return null
  const project = compileFindProjection(fields, compileNode(node, variables))
  return project ? project(doc, { ...variables, ROOT: doc }) : doc
}

export const WRITE_COMMANDS = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
}
