import { randomUUID } from 'node:crypto'
import mongoose, { Schema } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'
import { LONGEST_RETRY_AFTER_MS } from './source.rules'

/** A web server that is asked by one process at a time. */
interface HostDocument {
  /** Name and port. */
  _id: string
  token: string
  /** Held until then at the most: a process may die. */
  heldUntil: Date
  /** Nobody asks before. */
  notBefore: Date
  usedAt: Date
}

const schema = new Schema<HostDocument>(
  {
    _id: { type: String, required: true },
    token: { type: String, required: true },
    heldUntil: { type: Date, required: true },
    notBefore: { type: Date, required: true },
    usedAt: { type: Date, required: true },
  },
  { collection: 'source_hosts', versionKey: false },
)
schema.index({ usedAt: 1 }, { expireAfterSeconds: 30 * 24 * 60 * 60 })
const Host = mongoose.model<HostDocument>('SourceHost', schema)

/** Longer than any fetch takes. */
const HOLD_MS = 60_000
const free = new Date(0)

/**
 * Takes a host for oneself.
 * @returns a token to give it back with; null while somebody else has it or it asked for a rest
 */
export async function holdHost(host: string, now: Date): Promise<string | null> {
  const token = randomUUID()
  const held = { token, heldUntil: new Date(now.getTime() + HOLD_MS), usedAt: now }
  // A moment further ahead than it can be was written while the clock was wrong.
  const tooFar = (ms: number) => ({ $gt: new Date(now.getTime() + ms) })
  const taken = await Host.updateOne(
    {
      _id: host,
      $and: [
        { $or: [{ heldUntil: { $lte: now } }, { heldUntil: tooFar(HOLD_MS) }] },
        { $or: [{ notBefore: { $lte: now } }, { notBefore: tooFar(LONGEST_RETRY_AFTER_MS) }] },
      ],
    },
    { $set: held },
  )
  if (taken.matchedCount === 1) return token
  try {
    await Host.create({ _id: host, ...held, notBefore: free })
    return token
  } catch (error) {
    if (isDuplicateKey(error)) return null
    throw error
  }
}

/** Gives a host back; nobody asks it again before `notBefore`. */
export async function releaseHost(host: string, token: string, notBefore: Date): Promise<void> {
  await Host.updateOne({ _id: host, token }, { $set: { heldUntil: free, notBefore } })
}

/** Until when a host asked to be left alone; null = it did not. */
export async function hostRestsUntil(host: string, now: Date): Promise<Date | null> {
  const found = await Host.findById(host).lean()
  return found && found.notBefore > now ? found.notBefore : null
}
