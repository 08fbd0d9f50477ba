import mongoose, { Schema, Types, type ClientSession } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'

/** A one-time code that waits to be typed in a group. */
export interface BindCodeDocument {
  /** Keyed hash of the code. */
  _id: string
  orgId: Types.ObjectId
  /** Roots of the subtrees that whoever asked for it may bind groups in. */
  roots: Types.ObjectId[]
  expiresAt: Date
}

const code = new Schema<BindCodeDocument>(
  {
    _id: { type: String, required: true },
    orgId: { type: Schema.Types.ObjectId, required: true },
    roots: { type: [Schema.Types.ObjectId], required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'group_bind_codes', versionKey: false },
)
code.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const BindCode = mongoose.model<BindCodeDocument>('GroupBindCode', code)

const attempt = new Schema<{ _id: string; count: number; expiresAt: Date }>(
  {
    _id: { type: String, required: true },
    count: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'group_bind_attempts', versionKey: false },
)
attempt.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Attempt = mongoose.model<{ _id: string; count: number; expiresAt: Date }>(
  'GroupBindAttempt',
  attempt,
)

/** Keeps a code. @returns false when another one of the same digits is waiting */
export async function keepCode(row: {
  id: string
  orgId: string
  roots: readonly string[]
  expiresAt: Date
}): Promise<boolean> {
  const { id, orgId, roots, expiresAt } = row
  try {
    await BindCode.create({
      _id: id,
      orgId: new Types.ObjectId(orgId),
      roots: roots.map((root) => new Types.ObjectId(root)),
      expiresAt,
    })
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
): Promise<{ orgId: string; roots: string[] } | null> {
  const found = await BindCode.findOneAndDelete(
    { _id: id, expiresAt: { $gt: now } },
    { session },
  ).lean()
  return found && { orgId: String(found.orgId), roots: found.roots.map(String) }
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
