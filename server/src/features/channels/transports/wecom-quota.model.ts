import mongoose, { Schema } from 'mongoose'
import { isDuplicateKey } from '../../../platform/database'

interface QuotaDocument {
  /** Group and Shanghai month. */
  _id: string
  used: number
  expiresAt: Date
}

const schema = new Schema<QuotaDocument>(
  {
    _id: { type: String, required: true },
    used: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'wecom_quotas', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Quota = mongoose.model<QuotaDocument>('WecomQuota', schema)

/** Two at once were both the first: then the row is there all the same. */
async function begin(id: string, expiresAt: Date): Promise<void> {
  await Quota.create({ _id: id, used: 0, expiresAt }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

/**
 * Takes one of `limit` messages, in one step, so that no race takes more.
 * @returns false when all are taken
 */
export async function takeFromQuota(id: string, limit: number, expiresAt: Date): Promise<boolean> {
  const take = () => Quota.updateOne({ _id: id, used: { $lt: limit } }, { $inc: { used: 1 } })
  if ((await take()).modifiedCount === 1) return true
  // Nothing taken: no row yet, or all taken. Another may have made the row since, so a row that is
  // there says nothing; beginning anew does no harm, and the second try knows.
  await begin(id, expiresAt)
  return (await take()).modifiedCount === 1
}

/** Gives back what was taken for a message that surely did not come about. */
export async function giveBackToQuota(id: string): Promise<void> {
  await Quota.updateOne({ _id: id, used: { $gt: 0 } }, { $inc: { used: -1 } })
}
