import { MongoError } from '../errors'
import { compileNode } from '../query/match'
import { parseFilter } from '../query/parse'
import { compileFindProjection } from '../shape/project'
import { parseSort } from '../shape/sort'
import { Blocked } from '../storage/locks'
import { isDoc, isNullish } from '../values/kinds'
import { fromCount, toSafeInteger } from '../values/numbers'
import { docOf, documentsOf, flagOf, nameOf, refuseCollation, refuseUnknown } from './arguments'
import { attempt, collectionOf, scope } from './engine'
import { variablesOf } from './read'
import { prepareInsert, runDelete, runUpdate } from './statements'
import type { Query } from '../query/find'
import type { Collection } from '../storage/catalog'
import type { Doc } from '../values/kinds'
import type { Call, Command } from './engine'
import type { UpdateStatement } from './statements'

const MAX_STATEMENTS = 100_000

/** What a write command has done so far. It survives a wait for another transaction's end. */
type Progress = { next: number; n: number; modified: number; upserted: Doc[]; errors: Doc[] }

/** Makes the collection on its first write, as MongoDB does. Inside a write job. */
function ensure(call: Call, name: string): Collection {
  return collectionOf(call, name) ?? call.engine.store.catalog.create(call.db, name)
}

/**
 * Runs statements one after another in as few jobs as waiting allows. A retryable write leaves its
 * answer in the same job, so that the same number sent again gets it and changes nothing.
 */
async function runStatements(
  call: Call,
  count: number,
  run: (index: number, progress: Progress) => void,
): Promise<Doc> {
  if (count === 0)
    throw new MongoError(
      'InvalidLength',
      'Write batch sizes must be between 1 and 100000. Got 0 operations.',
    )
  if (count > MAX_STATEMENTS)
    throw new MongoError(
      'InvalidLength',
      `Write batch sizes must be between 1 and 100000. Got ${count} operations.`,
    )
  const ordered = flagOf(call.command, 'ordered', true)
  let progress: Progress = { next: 0, n: 0, modified: 0, upserted: [], errors: [] }
  await attempt(call, () => {
    progress = recall(call)?.progress ?? progress
    try {
      while (progress.next < count) {
        try {
          run(progress.next, progress)
        } catch (error) {
          if (!(error instanceof MongoError) || call.transaction) throw error
          progress.errors.push(writeError(progress.next, error))
          if (ordered) progress.next = count
        }
        progress.next += 1
      }
    } catch (error) {
      if (error instanceof Blocked && progress.next > 0) remember(call, { progress })
      throw error
    }
    remember(call, { progress })
  })
  const reply: Doc = { n: fromCount(progress.n) }
  if (call.name === 'update') reply.nModified = fromCount(progress.modified)
  if (progress.upserted.length > 0) reply.upserted = progress.upserted
  if (progress.errors.length > 0) reply.writeErrors = progress.errors
  return reply
}

function writeError(index: number, error: MongoError): Doc {
  const { errorLabels: _, ...extra } = error.extra
  return { index, code: error.code, errmsg: error.message, ...extra }
}

type Memory = { progress?: Progress; reply?: Doc }

/** What a retryable write with this number did before, if it did anything. */
function recall(call: Call): Memory | undefined {
  if (!call.lsid || call.number === undefined || call.transaction) return undefined
  const record = call.engine.store.getSession(call.lsid)
  if (!record || typeof record.number !== 'string') return undefined
  const known = BigInt(record.number)
  if (known > call.number)
    throw new MongoError(
      'TransactionTooOld',
      `Retryable write with txnNumber ${call.number} is prohibited on this session because a newer retryable write with txnNumber ${known} has already started.`,
    )
  if (known < call.number) return undefined
  const progress = record.progress
  if (isDoc(record.reply)) return { reply: record.reply }
  if (!isDoc(progress)) return undefined
  return {
    progress: {
      next: toSafeInteger(progress.next) ?? 0,
      n: toSafeInteger(progress.n) ?? 0,
      modified: toSafeInteger(progress.modified) ?? 0,
      upserted: progress.upserted as Doc[],
      errors: progress.errors as Doc[],
    },
  }
}

function remember(call: Call, memory: Memory): void {
  if (!call.lsid || call.number === undefined || call.transaction) return
  call.engine.store.putSession(call.lsid, { number: String(call.number), ...memory })
}

const insert: Command = async (call) => {
  refuseUnknown(
    call.command,
    'insert documents ordered bypassDocumentValidation stmtId stmtIds isTimeseriesNamespace',
  )
  const name = nameOf(call)
  const given = documentsOf(call, 'documents')
  return runStatements(call, given.length, (index, progress) => {
    const { doc, bytes } = prepareInsert(given[index]!.doc, given[index]!.bytes)
    scope(call).writer.insert(ensure(call, name), doc, bytes)
    progress.n += 1
  })
}

function queryParts(call: Call, statement: Doc): Omit<Query, 'node' | 'limit'> {
  refuseCollation(statement)
  const variables = { ...variablesOf(call.command), ...docOf(statement, 'c') }
  return {
    variables,
    hint: isNullish(statement.hint) ? undefined : statement.hint,
    sort: parseSort(docOf(statement, 'sort')),
  }
}

const UPDATE_FIELDS = new Set('q u multi upsert arrayFilters hint collation c'.split(' '))

const update: Command = async (call) => {
  refuseUnknown(call.command, 'update updates ordered bypassDocumentValidation stmtId stmtIds')
  const name = nameOf(call)
  const given = documentsOf(call, 'updates')
  for (const field of given.flatMap(({ doc }) => Object.keys(doc))) {
    if (!UPDATE_FIELDS.has(field)) {
      throw new MongoError(40415, `BSON field 'update.updates.${field}' is an unknown field.`)
    }
  }
  return runStatements(call, given.length, (index, progress) => {
    const { doc } = given[index]!
    const statement: UpdateStatement = {
      filter: docOf(doc, 'q'),
      update: doc.u,
      multi: flagOf(doc, 'multi'),
      upsert: flagOf(doc, 'upsert'),
      arrayFilters: doc.arrayFilters ?? undefined,
      query: queryParts(call, doc),
    }
    const result = runUpdate(
      scope(call),
      () => collectionOf(call, name),
      () => ensure(call, name),
      statement,
    )
    progress.n += result.matched + (result.upserted ? 1 : 0)
    progress.modified += result.modified
    if (result.upserted) progress.upserted.push({ index, _id: result.upserted._id })
  })
}

const remove: Command = async (call) => {
  refuseUnknown(call.command, 'delete deletes ordered stmtId stmtIds')
  const name = nameOf(call)
  const given = documentsOf(call, 'deletes')
  return runStatements(call, given.length, (index, progress) => {
    const { doc } = given[index]!
    const limit = toSafeInteger(doc.limit)
    if (limit !== 0 && limit !== 1)
      throw new MongoError(
        'FailedToParse',
        `The limit field in delete objects must be 0 or 1. Got ${String(doc.limit)}`,
      )
    progress.n += runDelete(
      scope(call),
      collectionOf(call, name),
      docOf(doc, 'q'),
      limit,
      queryParts(call, doc),
    ).length
  })
}

const FIND_AND_MODIFY_FIELDS =
  'findAndModify findandmodify query sort remove update new fields upsert arrayFilters bypassDocumentValidation stmtId'

const findAndModify: Command = async (call) => {
  const { command } = call
  refuseUnknown(command, FIND_AND_MODIFY_FIELDS)
  const removes = flagOf(command, 'remove')
  if (
    removes &&
    (command.update !== undefined || flagOf(command, 'upsert') || flagOf(command, 'new'))
  ) {
    throw new MongoError(
      'FailedToParse',
      "Cannot specify both an 'update' (or 'new', 'upsert') and 'remove'=true",
    )
  }
  if (!removes && command.update === undefined)
    throw new MongoError('FailedToParse', "Either an 'update' or 'remove'=true must be specified")
  let reply: Doc = {}
  await attempt(call, () => {
    const known = recall(call)?.reply
    if (known) {
      reply = known
      return
    }
    reply = removes ? modifyByRemoval(call) : modifyByUpdate(call)
    remember(call, { reply })
  })
  return reply
}

function shape(call: Call, doc: Doc | undefined, variables: Doc): Doc | null {
  if (!doc) return null
  const matches = compileNode(parseFilter(docOf(call.command, 'query')), variables)
  const project = compileFindProjection(call.command.fields ?? undefined, matches)
  return project ? project(doc, { ...variables, ROOT: doc }) : doc
}

function modifyByRemoval(call: Call): Doc {
  const query = queryParts(call, { hint: call.command.hint, sort: call.command.sort })
  const [gone] = runDelete(
    scope(call),
    collectionOf(call, nameOf(call)),
    docOf(call.command, 'query'),
    1,
    query,
  )
  return {
    lastErrorObject: { n: gone ? 1 : 0 },
    value: shape(call, gone?.doc, variablesOf(call.command)),
  }
}

function modifyByUpdate(call: Call): Doc {
  const { command } = call
  const name = nameOf(call)
  const statement: UpdateStatement = {
    filter: docOf(command, 'query'),
    update: command.update,
    multi: false,
    upsert: flagOf(command, 'upsert'),
    arrayFilters: command.arrayFilters ?? undefined,
    query: queryParts(call, { hint: command.hint, sort: command.sort }),
  }
  const result = runUpdate(
    scope(call),
    () => collectionOf(call, name),
    () => ensure(call, name),
    statement,
  )
  const wanted = flagOf(command, 'new') ? result.after : result.before
  return {
    lastErrorObject: {
      n: result.matched + (result.upserted ? 1 : 0),
      updatedExisting: result.matched > 0,
      ...(result.upserted ? { upserted: result.upserted._id } : {}),
    },
    value: shape(call, wanted, variablesOf(command)),
  }
}

export const WRITE_COMMANDS = {
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
} satisfies Record<string, Command>

/** Commands whose `txnNumber` without `autocommit: false` makes them retryable writes. */
export const RETRYABLE = new Set(Object.keys(WRITE_COMMANDS))
