import mongoose, { Schema, type ClientSession, type Types } from 'mongoose'

interface PhotoDocument {
  _id: Types.ObjectId
  /** JPEG, re-encoded by us; a few hundred KB, at most {@link MAX_STORED_BYTES}. */
  bytes: Buffer
  width: number
  height: number
  /** The matter it belongs to; null until one takes it. */
  ticketId: Types.ObjectId | null
  createdAt: Date
}

/** Well under the 16 MB of a document. A 1600-pixel JPEG of our quality stays under 2 MB. */
export const MAX_STORED_BYTES = 4 * 1024 * 1024

const schema = new Schema<PhotoDocument>(
  {
    bytes: { type: Buffer, required: true },
    width: { type: Number, required: true },
    height: { type: Number, required: true },
    ticketId: { type: Schema.Types.ObjectId, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'photos', versionKey: false },
)
schema.index({ ticketId: 1, createdAt: 1 })
const Photo = mongoose.model<PhotoDocument>('Photo', schema)

/** Stores a picture that no matter has taken yet; gives its id. */
export async function storePhoto(
  photo: Pick<PhotoDocument, 'bytes' | 'width' | 'height' | 'createdAt'>,
): Promise<string> {
  const stored = await Photo.create({ ...photo, ticketId: null })
  return String(stored._id)
}

/** The JPEG, or null. */
export async function readPhoto(id: string): Promise<Uint8Array | null> {
  const photo = await Photo.findById(id)
  return photo ? new Uint8Array(photo.bytes) : null
}

/**
 * Gives pictures to a matter; those it has already count too.
 * @returns how many of `ids` now belong to it
 */
export async function attachPhotos(
  ids: readonly string[],
  ticketId: string,
  session: ClientSession,
): Promise<number> {
  const result = await Photo.updateMany(
    { _id: { $in: [...ids] }, $or: [{ ticketId: null }, { ticketId }] },
    { $set: { ticketId } },
    { session },
  )
  return result.matchedCount
}

/** Forgets pictures that no matter took; gives how many. */
export async function removeUnattached(before: Date): Promise<number> {
  const result = await Photo.deleteMany({ ticketId: null, createdAt: { $lt: before } })
  return result.deletedCount
}
