import mongoose, { Schema, type ClientSession } from 'mongoose'
import { isDuplicateKey } from './database'

/** A code that waits to be typed. */
interface CodeDocument {
  /** Keyed hash of purpose and code; the code itself is nowhere kept. */
  _id: string
  /** What it stands for; only whoever gave it knows how to read it. */
  payload: unknown
  expiresAt: Date
}

const code = new Schema<CodeDocument>(
  {
    _id: { type: String, required: true },
    payload: { type: Schema.Types.Mixed, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'one_time_codes', versionKey: false },
)
code.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Code = mongoose.model<CodeDocument>('OneTimeCode', code)

interface AttemptDocument {
  /** Keyed hash of purpose, place and half hour. */
  _id: string
  count: number
  expiresAt: Date
}

const attempt = new Schema<AttemptDocument>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'one_time_code_attempts', versionKey: false },
)
attempt.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Attempt = mongoose.model<AttemptDocument>('OneTimeCodeAttempt', attempt)

/** Keeps a code. @returns false when another one of the same digits is waiting */
export async function keepCode(id: string, payload: unknown, expiresAt: Date): Promise<boolean> {
  try {
    await Code.create({ _id: id, payload, expiresAt })
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** Takes a code away, so that it works once. @returns null when there is none, or it is too old */
export async function takeCode(
  id: string,
  now: Date,
  session: ClientSession,
): Promise<{ payload: unknown } | null> {
  return Code.findOneAndDelete({ _id: id, expiresAt: { $gt: now } }, { session }).lean()
}

/** How many wrong codes were typed under this key. */
export async function wrongAttempts(key: string): Promise<number> {
  return (await Attempt.findById(key).lean())?.count ?? 0
}

/** Counts a wrong code. */
export async function noteWrongAttempt(key: string, expiresAt: Date): Promise<void> {
  const count = () =>
    Attempt.updateOne({ _id: key }, { $inc: { count: 1 }, $set: { expiresAt } }, { upsert: true })
  try {
    await count()
  } catch (error) {
    // Two at once were both the first.
    if (!isDuplicateKey(error)) throw error
    await count()
  }
}
