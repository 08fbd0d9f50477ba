import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { startEmbeddedStore } from '..'
import type { Db } from 'mongodb'

/** A database of the embedded store, the same of the engine that a URI names, if any. */
export type Engines = { own: Db; other: Db | undefined; close: () => Promise<void> }

/** Starts an embedded store of its own for a test file; the databases are empty. */
export async function startEngines(database: string, uri: string | undefined): Promise<Engines> {
  const dir = mkdtempSync(join(tmpdir(), 'store-'))
  const store = await startEmbeddedStore({ dir })
  const client = await MongoClient.connect(store.uri)
  const foreign = uri ? await MongoClient.connect(uri) : undefined
  const other = foreign?.db(`${database}-${process.pid}`)
  return {
    own: client.db(database),
    other,
    close: async () => {
      await other?.dropDatabase()
      await foreign?.close()
      await client.close()
      await store.close()
      rmSync(dir, { recursive: true })
    },
  }
}
