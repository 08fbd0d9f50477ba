import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MongoClient, type Collection, type Document } from 'mongodb'
import { SECRET, STORE, STORE_FILE } from './contents'
import { collectionsOf, exactTypes, indexesOf, withStore } from './inventory'
import { Refusal } from './refusal'
import type { Task } from './task'

const SELECTION_LIMIT_MS = 10_000
const REPORT_EVERY_MS = 5_000
const BATCH = 1_000

/**
 * Copies every collection with its indexes to another deployment, under the same names, and counts
 * there. The store is held meanwhile, so the product must be stopped: nothing written later is missed.
 * @throws Refusal, or Error with one sentence; what had been made over there is removed again
 */
export async function move({ dataDir, signal, say }: Task, uri: string): Promise<void> {
  if (!existsSync(join(dataDir, STORE_FILE)))
    throw new Refusal(`There is no embedded store in ${join(dataDir, STORE)}.`)
  const target = clientOf(uri)
  try {
    await withStore(join(dataDir, STORE), async (source) => {
      await connect(target)
      const collections = await collectionsOf(source)
      const emptyThere = await refuseWhatIsThere(collections, target)
      const made: Collection[] = []
      try {
        // Empty ones were perhaps made by a first start over there; their indexes come with ours.
        for (const collection of emptyThere) await collection.drop()
        for (const collection of collections) {
          const copy = target.db(collection.dbName).collection(collection.collectionName)
          made.push(copy)
          await copyCollection(collection, copy, { signal, say })
        }
        signal.throwIfAborted()
      } catch (error) {
        say('  removing what has been copied so far')
        for (const copy of made) await copy.drop()
        throw error
      }
    })
  } finally {
    await target.close()
  }
  say('  everything is there. Set MONGODB_URI to it and start; the embedded store is as it was.')
  say(`  Keep the secret: LIANXIN_SECRET, or the file ${join(dataDir, SECRET)}.`)
}

/** Gives up soon, unless the URI itself says when. @throws Refusal when it is no URI */
function clientOf(uri: string): MongoClient {
  const own = /[?&]serverSelectionTimeoutMS=/i.test(uri)
  try {
    return new MongoClient(uri, own ? {} : { serverSelectionTimeoutMS: SELECTION_LIMIT_MS })
  } catch (cause) {
    throw new Refusal(`--to: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

async function connect(target: MongoClient): Promise<void> {
  try {
    await target.connect()
    await target.db('admin').command({ ping: 1 })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Refusal(`--to: the deployment cannot be used: ${why}`, { cause })
  }
}

/** @returns those that are there and empty */
async function refuseWhatIsThere(
  collections: readonly Collection[],
  target: MongoClient,
): Promise<Collection[]> {
  const empty: Collection[] = []
  for (const { dbName, collectionName, namespace } of collections) {
    const db = target.db(dbName)
    const there = await db.listCollections({ name: collectionName }, { nameOnly: true }).toArray()
    if (there.length === 0) continue
    const documents = await db.collection(collectionName).countDocuments({}, { limit: 1 })
    if (documents > 0)
      throw new Refusal(
        `--to: there are documents in ${namespace} already; move to an empty database.`,
      )
    empty.push(db.collection(collectionName))
  }
  return empty
}

async function copyCollection(
  from: Collection,
  to: Collection,
  { signal, say }: Pick<Task, 'signal' | 'say'>,
): Promise<void> {
  await to.db.createCollection(to.collectionName)
  const cursor = from.find({}, { ...exactTypes, batchSize: BATCH })
  let documents = 0
  let saidAt = performance.now()
  while (await cursor.hasNext()) {
    signal.throwIfAborted()
    // What the store sent at once: at most BATCH documents or 16 MB.
    const batch: Document[] = cursor.readBufferedDocuments()
    await to.insertMany(batch, { writeConcern: { w: 'majority' }, ordered: true })
    documents += batch.length
    if (performance.now() - saidAt > REPORT_EVERY_MS) {
      say(`  … ${from.namespace}: ${documents} documents`)
      saidAt = performance.now()
    }
  }
  const counted = await to.countDocuments({})
  if (counted !== documents)
    throw new Error(`${from.namespace}: ${documents} documents sent, ${counted} found there`)
  // After the count, since one of them may let documents expire; as a command, so that nothing of
  // a definition is lost on the way.
  const indexes = await indexesOf(from)
  await to.db.command({ createIndexes: to.collectionName, indexes })
  say(`  ${from.namespace}: ${documents} documents, ${indexes.length} indexes`)
}
