import { MongoError, unsupported } from '../errors'
import { parseExpiry, parseIndexSpec } from '../index/spec'
import { buildIndex } from '../storage/writer'
import { equals } from '../values/compare'
import { isDoc } from '../values/kinds'
import { command, nameOf, readFields } from './arguments'
import { attempt, collectionOf, createCollection, scope } from './engine'
import { listReply, mustExist } from './schema'
import type { Index } from '../index/spec'
import type { Collection } from '../storage/catalog'
import type { Doc } from '../values/kinds'
import type { Call } from './engine'

/** An index as the client wants it. */
type Spec = ReturnType<typeof parseIndexSpec>

const createIndexes = command(
  { indexes: 'list', commitQuorum: 'any', ignoreUnknownIndexOptions: 'refused' },
  async (call, given) => {
    const specs = given.indexes.map(parseIndexSpec)
    if (specs.length === 0)
      throw new MongoError('BadValue', 'Must specify at least one index to create')
    return attempt(call, () => {
      const known = collectionOf(call, nameOf(call))
      const collection = known ?? createCollection(call, nameOf(call))
      const before = collection.indexes.length
      try {
        for (const spec of specs) if (!isPresent(collection, spec)) addIndex(call, collection, spec)
      } catch (error) {
        removeIndexes(call, collection, collection.indexes.slice(before))
        throw error
      }
      const after = collection.indexes.length
      return {
        numIndexesBefore: before,
        numIndexesAfter: after,
        createdCollectionAutomatically: !known,
        ...(after === before ? { note: 'all indexes already exist' } : {}),
      }
    })
  },
)

/** Builds an index. A transaction may only index what it has made itself, while that is empty. */
function addIndex(call: Call, collection: Collection, spec: Spec): void {
  const { store } = call.engine
  const { reader } = scope(call)
  const index: Index = { ...spec, id: store.catalog.newId(), since: store.sequence }
  const own = call.transaction?.transaction.created(call.db, collection.name) === collection
  if (!call.transaction) buildIndex(store, collection, index, reader.records(collection))
  else if (!own || reader.count(collection) > 0) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot create new indexes on existing collection ${call.db}.${collection.name} in a multi-document transaction.`,
    )
  }
  collection.indexes.push(index)
  if (!call.transaction) store.catalog.save(collection)
}

function removeIndexes(call: Call, collection: Collection, gone: readonly Index[]): void {
  const { store } = call.engine
  collection.indexes = collection.indexes.filter((index) => !gone.includes(index))
  if (call.transaction) return
  for (const index of gone) store.clearPrefix(store.entries, index.id)
  store.catalog.save(collection)
}

/** The same index again is fine; the same name or key with other options is not. */
function isPresent(collection: Collection, spec: Spec): boolean {
  const [first] = spec.fields
  if (spec.fields.length === 1 && first?.path === '_id' && first.direction === 1) return true
  const partial = (each: Doc): unknown => each.partialFilterExpression ?? null
  const twin = collection.indexes.find(
    (each) =>
      equals(each.spec.key, spec.spec.key) && equals(partial(each.spec), partial(spec.spec)),
  )
  const named = collection.indexes.find((each) => each.name === spec.name)
  if (!named && !twin) return false
  if (named && named === twin && equals(options(twin.spec), options(spec.spec))) return true
  throw named
    ? new MongoError(
        'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Requested index: ${spec.name}`,
      )
    : new MongoError(
        'IndexOptionsConflict',
        `Index already exists with a different name: ${twin?.name}`,
      )
}

function options(spec: Doc): Doc {
  const { v: _v, key: _key, name: _name, ...rest } = spec
  return Object.fromEntries(Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const listIndexes = command({ cursor: 'doc' }, async (call, { cursor }) => {
  const { name, indexes } = mustExist(call)
  const specs = indexes.map((index) => index.spec)
  return listReply(call, name, specs, cursor)
})

const dropIndexes = command({ index: 'any' }, async (call, { index: wanted }) => {
  return attempt(call, () => {
    const collection = mustExist(call)
    const before = collection.indexes.length
    const gone = [wanted]
      .flat()
      .flatMap((each) => (each === '*' ? collection.indexes.slice(1) : [pick(collection, each)]))
    removeIndexes(call, collection, gone)
    return { nIndexesWas: before }
  })
})

function pick(collection: Collection, wanted: unknown): Index {
  const found = collection.indexes.find(
    (index) => index.name === wanted || (isDoc(wanted) && equals(index.spec.key, wanted)),
  )
  if (!found) throw new MongoError('IndexNotFound', `index not found with name [${String(wanted)}]`)
  if (found === collection.indexes[0])
    throw new MongoError('InvalidOptions', 'cannot drop _id index')
  return found
}

const TTL_CHANGE = { name: 'any', keyPattern: 'any', expireAfterSeconds: 'any' } as const

const collMod = command({ index: 'doc' }, async (call, { index: given = {} }) => {
  const { name, keyPattern, expireAfterSeconds } = readFields('collMod.index', given, TTL_CHANGE)
  if (expireAfterSeconds === undefined)
    throw unsupported('collMod of anything but expireAfterSeconds', 'InvalidOptions')
  return attempt(call, () => {
    const collection = mustExist(call)
    const index = pick(collection, name ?? keyPattern)
    const { expireAfterSeconds: old } = index.spec
    index.expireAfterSeconds = parseExpiry(expireAfterSeconds, index.fields)
    index.spec = { ...index.spec, expireAfterSeconds }
    call.engine.store.catalog.save(collection)
    return {
      ...(old === undefined ? {} : { expireAfterSeconds_old: old }),
      expireAfterSeconds_new: expireAfterSeconds,
    }
  })
})

export const INDEX_COMMANDS = {
  createIndexes,
  listIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
  collMod,
}
