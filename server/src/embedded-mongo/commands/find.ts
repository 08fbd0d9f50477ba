import { MongoError } from '../errors'
import { keyOf } from '../values/keys'
import { find as findDocs } from '../query/find'
import { compileNode } from '../query/match'
import { PAUSE } from '../query/pace'
import { compileFindProjection } from '../shape/project'
import { encode } from '../values/bson'
import { Long } from '../values/kinds'
import { fromCount, toSafeInteger } from '../values/numbers'
import { visitPath } from '../values/paths'
import { RawBatch } from '../wire/message'
import { command, nameOf } from './arguments'
import { collectionOf } from './engine'
import { cursorReply, drain, openReader, queryOf, reading, variablesOf } from './reading'
import type { Pause } from '../query/pace'

/** How many documents come at once when the client does not say. */
export const FIRST_BATCH = 101

/** Fields of `find`, which `explain` reads too. */
export const FIND_FIELDS = {
  filter: 'doc',
  sort: 'doc',
  projection: 'any',
  skip: 'count',
  limit: 'count',
  hint: 'any',
  let: 'doc',
  batchSize: 'count',
  singleBatch: 'flag',
  noCursorTimeout: 'flag',
  allowDiskUse: 'any',
  allowPartialResults: 'any',
  oplogReplay: 'any',
  awaitData: 'refused',
  max: 'refused',
  min: 'refused',
  returnKey: 'refused',
  showRecordId: 'refused',
  tailable: 'refused',
} as const

const find = command(FIND_FIELDS, async (call, given) => {
  const variables = variablesOf(given.let)
  const limit = given.limit ?? 0
  const query = { ...queryOf(given.filter, given, variables), limit }
  const matches = compileNode(query.node, variables)
  const project = compileFindProjection(given.projection, matches)
  const collection = collectionOf(call, nameOf(call))
  const { reader, done } = openReader(call)
  function* output(): Generator<Buffer | Pause> {
    if (!collection) return
    for (const each of findDocs(reader, collection, query)) {
      if (each === PAUSE) yield PAUSE
      else yield project ? encode(project(each.doc, { ...variables, ROOT: each.doc })) : each.bytes
    }
  }
  return cursorReply(call, `${call.db}.${nameOf(call)}`, {
    output: output(),
    done,
    limit,
    batchSize: given.batchSize ?? FIRST_BATCH,
    single: given.singleBatch,
    noTimeout: given.noCursorTimeout,
  })
})

/** Fields of `count`, which `explain` reads too. */
export const COUNT_FIELDS = {
  query: 'doc',
  limit: 'any',
  skip: 'count',
  hint: 'any',
  fields: 'any',
} as const

const count = command(COUNT_FIELDS, async (call, given) => {
  const { skip = 0 } = given
  const limit = Math.abs(toSafeInteger(given.limit ?? 0) ?? 0)
  const query = { ...queryOf(given.query, given), limit }
  const collection = collectionOf(call, nameOf(call))
  if (!collection) return { n: 0 }
  return reading(call, async (reader) => {
    const everything = query.node.kind === 'and' && query.node.nodes.length === 0
    let n = everything ? Math.max(0, reader.count(collection) - skip) : 0
    if (!everything) await drain(findDocs(reader, collection, query), call.deadline, () => (n += 1))
    return { n: fromCount(Math.min(n, limit || n)) }
  })
})

const distinct = command({ key: 'text', query: 'doc', hint: 'any' }, async (call, given) => {
  const parts = given.key.split('.')
  const query = queryOf(given.query, { hint: given.hint })
  const collection = collectionOf(call, nameOf(call))
  if (!collection) return { values: [] }
  const found = new Map<string, unknown>()
  const note = (value: unknown): void => {
    if (value !== undefined && !found.has(keyOf(value))) found.set(keyOf(value), value)
  }
  await reading(call, (reader) =>
    drain(findDocs(reader, collection, query), call.deadline, ({ doc }) =>
      visitPath(doc, parts, (value) => {
        if (Array.isArray(value)) value.forEach(note)
        else note(value)
        return false
      }),
    ),
  )
  return { values: [...found.values()] }
})

function cursorId(value: unknown): Long {
  if (value instanceof Long) return value
  throw new MongoError('TypeMismatch', 'a cursor id must be a long')
}

const getMore = command(
  { collection: 'text', batchSize: 'count', term: 'any', lastKnownCommittedOpTime: 'any' },
  async (call, { collection, batchSize }) => {
    const namespace = `${call.db}.${collection}`
    const { id, docs } = await call.engine.cursors.more(
      cursorId(call.command.getMore),
      namespace,
      batchSize || Number.POSITIVE_INFINITY,
      call.deadline,
    )
    return { cursor: { nextBatch: new RawBatch(docs), id, ns: namespace } }
  },
)

const killCursors = command({ cursors: 'list' }, async (call, given) => {
  const killed: Long[] = []
  const missing: Long[] = []
  for (const id of given.cursors.map(cursorId))
    (call.engine.cursors.kill(id.toBigInt()) ? killed : missing).push(id)
  return { cursorsKilled: killed, cursorsNotFound: missing, cursorsAlive: [], cursorsUnknown: [] }
})

export const FIND_COMMANDS = { find, count, distinct, getMore, killCursors }
