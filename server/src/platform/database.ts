import mongoose, { type ClientSession } from 'mongoose'

/**
 * Connects mongoose and waits until every declared index stands.
 * @param uri    `mongodb://…` of a replica set or of the embedded store
 * @param dbName database to use
 * @throws when the deployment cannot be reached within 10 s
 */
export async function connectDatabase(uri: string, dbName: string): Promise<void> {
  mongoose.set('strictQuery', 'throw')
  await mongoose.connect(uri, {
    dbName,
    autoIndex: false,
    maxPoolSize: 50,
    serverSelectionTimeoutMS: 10_000,
  })
  for (const model of Object.values(mongoose.models)) await model.createIndexes()
}

/** Closes the connection. */
export async function disconnectDatabase(): Promise<void> {
  await mongoose.disconnect()
}

/** True while the database answers. */
export async function pingDatabase(): Promise<boolean> {
  try {
    await mongoose.connection.db?.command({ ping: 1 }, { timeoutMS: 3000 })
    return mongoose.connection.readyState === mongoose.ConnectionStates.connected
  } catch {
    return false
  }
}

/**
 * Runs `work` in a transaction, again if it met a write conflict: so `work` must not have
 * effects outside the database. Pass `session` to every operation in it.
 */
export async function inTransaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  return mongoose.connection.transaction(work)
}

/** True for a violated unique index (E11000). */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000
}

/**
 * Has the transaction in which this error came up run again: whoever lost a race for a key then
 * finds the winner's row and leaves it be.
 */
export function runAgain(error: unknown): unknown {
  if (error instanceof mongoose.mongo.MongoError) error.addErrorLabel('TransientTransactionError')
  return error
}
