import { MongoClient, type Collection, type Document } from 'mongodb'
import { startEmbeddedStore } from '../embedded-mongo'

/** Documents and indexes of each collection, by `database.collection`. */
export type Inventory = Record<string, { documents: number; indexes: number }>

/** BSON's types as they are: an int stays an int, a double a double, bytes of any kind stay those. */
export const exactTypes = {
  promoteValues: false,
  promoteLongs: false,
  promoteBuffers: false,
  bsonRegExp: true,
} as const

/**
 * Opens the store of a directory for as long as `work` takes.
 * @throws Error with one sentence for a person: in use, damaged, foreign
 */
export async function withStore<T>(
  dir: string,
  work: (client: MongoClient) => Promise<T>,
): Promise<T> {
  const store = await startEmbeddedStore({ dir })
  try {
    const client = new MongoClient(store.uri)
    try {
      return await work(client)
    } finally {
      await client.close()
    }
  } finally {
    await store.close()
  }
}

/** Every collection of every database, in the order of their names. */
export async function collectionsOf(client: MongoClient): Promise<Collection[]> {
  const { databases } = await client.db('admin').admin().listDatabases({ nameOnly: true })
  const lists = await Promise.all(
    databases.map(async ({ name }) => {
      const found = await client.db(name).listCollections({}, { nameOnly: true }).toArray()
      return found.map((each) => client.db(name).collection(each.name))
    }),
  )
  const names = (each: Collection) => each.namespace
  return lists.flat().toSorted((a, b) => (names(a) < names(b) ? -1 : 1))
}

/** Definitions as `createIndexes` takes them, the one of `_id` first. */
export async function indexesOf(collection: Collection): Promise<Document[]> {
  const found: Document[] = await collection.listIndexes(exactTypes).toArray()
  return found.map(({ ns: _ns, ...definition }) => definition)
}

/** Counts everything. */
export async function takeInventory(client: MongoClient): Promise<Inventory> {
  const inventory: Inventory = {}
  for (const collection of await collectionsOf(client)) {
    inventory[collection.namespace] = {
      documents: await collection.estimatedDocumentCount(),
      indexes: (await indexesOf(collection)).length,
    }
  }
  return inventory
}

/** E.g. `12345 documents in 18 collections`. */
export function summary(inventory: Inventory): string {
  const all = Object.values(inventory)
  const documents = all.reduce((sum, each) => sum + each.documents, 0)
  return `${documents} documents in ${all.length} collections`
}
