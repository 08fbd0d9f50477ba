import { MongoError } from '../errors'
import { compileFilter } from '../query/match'
import { describe } from '../storage/catalog'
import { Long } from '../values/kinds'
import { command, nameOf, readFields } from './arguments'
import { attempt, collectionOf, createCollection } from './engine'
import { cursorReply, encoded } from './reading'
import type { Collection } from '../storage/catalog'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'

/** The collection that a command names. @throws NamespaceNotFound */
export function mustExist(call: Call): Collection {
  const collection = collectionOf(call, nameOf(call))
  if (collection) return collection
  throw new MongoError('NamespaceNotFound', `ns does not exist: ${call.db}.${nameOf(call)}`)
}

const CREATE_FIELDS = {
  autoIndexId: 'any',
  idIndex: 'any',
  indexOptionDefaults: 'any',
  storageEngine: 'any',
  validationAction: 'any',
  validationLevel: 'any',
  capped: 'refused',
  changeStreamPreAndPostImages: 'refused',
  clusteredIndex: 'refused',
  encryptedFields: 'refused',
  expireAfterSeconds: 'refused',
  max: 'refused',
  pipeline: 'refused',
  size: 'refused',
  timeseries: 'refused',
  validator: 'refused',
  viewOn: 'refused',
} as const

const create = command(CREATE_FIELDS, async (call) => {
  await attempt(call, () => {
    if (collectionOf(call, nameOf(call))) {
      throw new MongoError(
        'NamespaceExists',
        `Collection ${call.db}.${nameOf(call)} already exists.`,
      )
    }
    createCollection(call, nameOf(call))
  })
  return {}
})

const drop = command({}, async (call) =>
  attempt(call, () => {
    const collection = collectionOf(call, nameOf(call))
    if (!collection) return {}
    call.engine.store.catalog.drop(collection)
    return { nIndexesWas: collection.indexes.length, ns: `${call.db}.${collection.name}` }
  }),
)

const dropDatabase = command({}, async (call) => {
  const { catalog } = call.engine.store
  await attempt(call, () => catalog.collections(call.db).forEach((each) => catalog.drop(each)))
  return { dropped: call.db }
})

/** Answers a list as a cursor, with the batch size that the command's `cursor` wants. */
export async function listReply(
  call: Call,
  collection: string,
  docs: Doc[],
  cursor: Doc = {},
): Promise<Doc> {
  const { batchSize } = readFields(`${call.name}.cursor`, cursor, { batchSize: 'count' })
  return cursorReply(call, `${call.db}.${collection}`, {
    output: encoded(docs),
    limit: docs.length,
    batchSize: batchSize ?? Number.POSITIVE_INFINITY,
  })
}

const listCollections = command(
  { filter: 'doc', nameOnly: 'flag', authorizedCollections: 'any', cursor: 'doc' },
  async (call, { filter = {}, nameOnly = false, cursor }) => {
    const matches = compileFilter(filter)
    const found = call.engine.store.catalog
      .collections(call.db)
      .filter((each) => matches(describe(each, false)))
      .map((each) => describe(each, nameOnly))
    return listReply(call, '$cmd.listCollections', found, cursor)
  },
)

const listDatabases = command(
  { filter: 'doc', nameOnly: 'flag', authorizedDatabases: 'any' },
  async (call, { filter = {}, nameOnly = false }) => {
    const names = new Set(call.engine.store.catalog.collections().map((each) => each.db))
    const matches = compileFilter(filter)
    const sizes = nameOnly ? {} : { sizeOnDisk: Long.ZERO, empty: false }
    const databases = [...names]
      .toSorted()
      .map((name) => ({ name, ...sizes }))
      .filter((each) => matches(each))
    return nameOnly ? { databases } : { databases, totalSize: Long.ZERO, totalSizeMb: Long.ZERO }
  },
)

export const SCHEMA_COMMANDS = { create, drop, dropDatabase, listCollections, listDatabases }
