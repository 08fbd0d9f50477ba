import mongoose from 'mongoose'

/**
 * Has the database keep what is over by its own clock: a test lives at a time of its own, which the
 * real one may have passed, and a sweep in the middle of it would take away what still holds there.
 */
export async function keepWhatExpired(): Promise<void> {
  for (const { schema, collection } of Object.values(mongoose.models)) {
    for (const [fields, options] of schema.indexes()) {
      if (options['expireAfterSeconds'] === undefined) continue
      const name = Object.entries(fields)
        .map(([field, order]) => `${field}_${String(order)}`)
        .join('_')
      await collection.dropIndex(name)
    }
  }
}
