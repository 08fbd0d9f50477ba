import mongoose, { Schema } from 'mongoose'
import { isDuplicateKey } from './database'

/** Long enough that a process whose clock lags by minutes still finds the tick taken. */
const MIN_KEEP_MS = 10 * 60_000

interface JobRunDocument {
  /** Job name and tick. */
  _id: string
  expiresAt: Date
}

const schema = new Schema<JobRunDocument>(
  { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
  { collection: 'job_runs', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const JobRun = mongoose.model<JobRunDocument>('JobRun', schema)

/** What node-cron asks before a `distributed` task runs. */
export interface RunCoordinator {
  /** @param key the tick: job name and second; @param ttlMs how long the claim holds */
  shouldRun(key: string, ttlMs: number): Promise<boolean>
}

/**
 * Elects one process per tick through the database: whoever inserts the tick's key runs it. A
 * claim is never given back, because a later, slower process would then run the tick again.
 */
export function createRunCoordinator(): RunCoordinator {
  return {
    async shouldRun(key, ttlMs) {
      try {
        const expiresAt = new Date(Date.now() + Math.max(ttlMs, MIN_KEEP_MS))
        await JobRun.create({ _id: key, expiresAt })
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
  }
}
