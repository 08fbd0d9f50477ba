import { randomBytes } from 'node:crypto'
import { MongoClient } from 'mongodb'
import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The engine of this run; each file makes a database of its own in it. Empty when there is none. */
    mongoUri: string
  }
}

/** A database that belongs to one test file. */
export interface TestDatabase {
  /** The engine's `mongodb://` URI, without a database name. */
  uri: string
  dbName: string
  /** Removes it with everything in it. */
  drop(): Promise<void>
}

/**
 * A new, empty database on the engine of this run, so that test files can run side by side.
 * Call `drop()` in `afterAll`.
 */
export function testDatabase(): TestDatabase {
  const uri = inject('mongoUri')
  if (!uri)
    throw new Error(
      'No database: build the server (node scripts/build.mjs server) or set MONGODB_URI',
    )
  const dbName = `test_${randomBytes(6).toString('hex')}`
  return {
    uri,
    dbName,
    async drop() {
      const client = new MongoClient(uri)
      try {
        await client.db(dbName).dropDatabase()
      } finally {
        await client.close()
      }
    },
  }
}
