import { Long } from 'bson'
import { MongoError, unsupported } from '../errors'
import { parseExpiry, parseIndexSpec } from '../index/spec'
import { compileFilter } from '../query/match'
import { describe } from '../storage/catalog'
import { Reader } from '../storage/reader'
import { buildIndex } from '../storage/writer'
import { encode } from '../values/bson'
import { equals } from '../values/compare'
import { isDoc, isNullish } from '../values/kinds'
import { fromCount } from '../values/numbers'
import { RawBatch } from '../wire/message'
import { countOf, docOf, flagOf, listOf, nameOf, refuseUnknown } from './arguments'
import { attempt, collectionOf } from './engine'
import type { Index } from '../index/spec'
import type { Collection } from '../storage/catalog'
import type { Doc } from '../values/kinds'
import type { Call, Command } from './engine'

function missing(call: Call): MongoError {
  return new MongoError('NamespaceNotFound', `ns does not exist: ${call.db}.${nameOf(call)}`)
}

function mustExist(call: Call): Collection {
  const collection = collectionOf(call, nameOf(call))
  if (!collection) throw missing(call)
  return collection
}

/** Changes of the schema take part in no transaction, whatever the session says. */
function alone<T>(call: Call, job: () => T): Promise<T> {
  return attempt({ ...call, transaction: undefined }, job)
}

const create: Command = async (call) => {
  const { command } = call
  for (const name of [
    'capped',
    'timeseries',
    'viewOn',
    'validator',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'encryptedFields',
    'expireAfterSeconds',
  ]) {
    if (!isNullish(command[name]) && command[name] !== false)
      throw unsupported(`create with ${name}`, 'InvalidOptions')
  }
  refuseUnknown(
    command,
    'create capped autoIndexId idIndex validationLevel validationAction storageEngine indexOptionDefaults',
  )
  await alone(call, () => {
    if (collectionOf(call, nameOf(call))) {
      throw new MongoError(
        'NamespaceExists',
        `Collection ${call.db}.${nameOf(call)} already exists.`,
      )
    }
    call.engine.store.catalog.create(call.db, nameOf(call))
  })
  return {}
}

const drop: Command = async (call) => {
  refuseUnknown(call.command, 'drop')
  return alone(call, () => {
    const collection = collectionOf(call, nameOf(call))
    if (!collection) return {}
    call.engine.store.catalog.drop(collection)
    return {
      nIndexesWas: fromCount(collection.indexes.length),
      ns: `${call.db}.${collection.name}`,
    }
  })
}

const dropDatabase: Command = async (call) => {
  await alone(call, () => {
    for (const each of call.engine.store.catalog.collections(call.db))
      call.engine.store.catalog.drop(each)
  })
  return { dropped: call.db }
}

async function list(call: Call, namespace: string, docs: Doc[]): Promise<Doc> {
  const encoded = docs.map((doc) => encode(doc))
  const batchSize = countOf(docOf(call.command, 'cursor'), 'batchSize', Number.POSITIVE_INFINITY)
  const batch = await call.engine.cursors.start(
    {
      namespace,
      output: encoded[Symbol.iterator](),
      done: () => undefined,
      lsid: call.lsid,
      remaining: encoded.length || 1,
      noTimeout: false,
    },
    batchSize,
    false,
    call.deadline,
  )
  return { cursor: { firstBatch: new RawBatch(batch.docs), id: batch.id, ns: namespace } }
}

const listCollections: Command = async (call) => {
  refuseUnknown(call.command, 'listCollections filter nameOnly authorizedCollections cursor')
  const matches = compileFilter(docOf(call.command, 'filter'))
  const nameOnly = flagOf(call.command, 'nameOnly')
  const found = call.engine.store.catalog
    .collections(call.db)
    .filter((each) => matches(describe(each, false)))
  return list(
    call,
    `${call.db}.$cmd.listCollections`,
    found.map((each) => describe(each, nameOnly)),
  )
}

const listDatabases: Command = async (call) => {
  refuseUnknown(call.command, 'listDatabases filter nameOnly authorizedDatabases')
  const matches = compileFilter(docOf(call.command, 'filter'))
  const names = [
    ...new Set(call.engine.store.catalog.collections().map((each) => each.db)),
  ].toSorted()
  const nameOnly = flagOf(call.command, 'nameOnly')
  const databases = names
    .map((name) => (nameOnly ? { name } : { name, sizeOnDisk: Long.ZERO, empty: false }))
    .filter((each) => matches(each))
  return nameOnly ? { databases } : { databases, totalSize: Long.ZERO, totalSizeMb: Long.ZERO }
}

const createIndexes: Command = async (call) => {
  const { command, engine } = call
  refuseUnknown(command, 'createIndexes indexes commitQuorum ignoreUnknownIndexOptions')
  const specs = listOf(command, 'indexes').map(parseIndexSpec)
  if (specs.length === 0)
    throw new MongoError('BadValue', 'Must specify at least one index to create')
  return alone(call, () => {
    const known = collectionOf(call, nameOf(call))
    const collection = known ?? engine.store.catalog.create(call.db, nameOf(call))
    const before = collection.indexes.length
    for (const spec of specs) {
      if (isPresent(collection, spec)) continue
      const index: Index = {
        ...spec,
        id: engine.store.catalog.newId(),
        since: engine.store.sequence,
      }
      buildIndex(engine.store, collection, index, new Reader(engine.store).records(collection))
      collection.indexes.push(index)
      engine.store.catalog.save(collection)
    }
    const after = collection.indexes.length
    return {
      numIndexesBefore: fromCount(before),
      numIndexesAfter: fromCount(after),
      createdCollectionAutomatically: !known,
      ...(after === before ? { note: 'all indexes already exist' } : {}),
    }
  })
}

/** The same index again is fine; the same name or key with other options is not. */
function isPresent(collection: Collection, spec: Omit<Index, 'id' | 'since'>): boolean {
  const sameKey = (each: Index): boolean => equals(each.spec.key, spec.spec.key)
  if (spec.fields.length === 1 && spec.fields[0]!.path === '_id' && spec.fields[0]!.direction === 1)
    return true
  const twin = collection.indexes.find(
    (each) =>
      sameKey(each) &&
      equals(each.spec.partialFilterExpression ?? null, spec.spec.partialFilterExpression ?? null),
  )
  const named = collection.indexes.find((each) => each.name === spec.name)
  if (twin && named === twin) {
    if (equals(options(twin.spec), options(spec.spec))) return true
    throw new MongoError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${spec.name}`,
    )
  }
  if (named)
    throw new MongoError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index: ${spec.name}`,
    )
  if (twin)
    throw new MongoError(
      'IndexOptionsConflict',
      `Index already exists with a different name: ${twin.name}`,
    )
  return false
}

function options(spec: Doc): Doc {
  const { v: _v, key: _key, name: _name, ...rest } = spec
  return Object.fromEntries(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const listIndexes: Command = async (call) => {
  refuseUnknown(call.command, 'listIndexes cursor')
  const collection = mustExist(call)
  return list(
    call,
    `${call.db}.${collection.name}`,
    collection.indexes.map((index) => index.spec),
  )
}

const dropIndexes: Command = async (call) => {
  refuseUnknown(call.command, 'dropIndexes deleteIndexes index')
  const { store } = call.engine
  return alone(call, () => {
    const collection = mustExist(call)
    const before = collection.indexes.length
    const wanted = call.command.index
    const gone = [wanted]
      .flat()
      .flatMap((each) => (each === '*' ? collection.indexes.slice(1) : [pick(collection, each)]))
    collection.indexes = collection.indexes.filter((index) => !gone.includes(index))
    for (const index of gone) store.clearPrefix(store.entries, index.id)
    store.catalog.save(collection)
    return { nIndexesWas: fromCount(before) }
  })
}

function pick(collection: Collection, wanted: unknown): Index {
  const found = collection.indexes.find(
    (index) => index.name === wanted || (isDoc(wanted) && equals(index.spec.key, wanted)),
  )
  if (!found) throw new MongoError('IndexNotFound', `index not found with name [${String(wanted)}]`)
  if (found === collection.indexes[0])
    throw new MongoError('InvalidOptions', 'cannot drop _id index')
  return found
}

const collMod: Command = async (call) => {
  refuseUnknown(call.command, 'collMod index')
  const change = call.command.index
  if (
    !isDoc(change) ||
    change.expireAfterSeconds === undefined ||
    Object.keys(change).some((name) => !['name', 'keyPattern', 'expireAfterSeconds'].includes(name))
  ) {
    throw unsupported('collMod of anything but expireAfterSeconds', 'InvalidOptions')
  }
  return alone(call, () => {
    const collection = mustExist(call)
    const index = pick(collection, change.name ?? change.keyPattern)
    const old = index.spec.expireAfterSeconds
    index.expireAfterSeconds = parseExpiry(change.expireAfterSeconds, index.fields)
    index.spec = { ...index.spec, expireAfterSeconds: change.expireAfterSeconds }
    call.engine.store.catalog.save(collection)
    return {
      ...(old === undefined ? {} : { expireAfterSeconds_old: old }),
      expireAfterSeconds_new: change.expireAfterSeconds,
    }
  })
}

export const SCHEMA_COMMANDS = {
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
  createIndexes,
  listIndexes,
  dropIndexes,
  collMod,
} satisfies Record<string, Command>
