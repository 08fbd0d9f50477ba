import type { Config } from './config'
import { startEmbeddedStore } from './embedded-mongo'
import { connectDatabase, disconnectDatabase } from './platform/database'

/** A start that cannot go on; the message is one sentence for the operator. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/**
 * Opens the database that the settings name, or the embedded store, and connects to it.
 * @returns how to close all of it again
 * @throws StartError when the data directory cannot be used or the deployment not be reached
 */
export async function openDatabase(config: Config): Promise<() => Promise<void>> {
  const store = config.mongodbUri ? null : await openEmbedded(config.dataDir)
  const uri = config.mongodbUri ?? store?.uri ?? ''
  try {
    await connectDatabase(uri, config.mongodbDb)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new StartError(`MONGODB_URI: the database cannot be used: ${why}`, { cause })
  }
  return async () => {
    await disconnectDatabase()
    await store?.close()
  }
}

async function openEmbedded(dataDir: string) {
  try {
    return await startEmbeddedStore({ dir: `${dataDir}/store` })
  } catch (cause) {
    throw new StartError(`DATA_DIR: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}
