import { mediaKinds, type MediaKind } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

export interface MediaDocument {
  _id: Types.ObjectId
  orgPath: Types.ObjectId[]
  kind: MediaKind
  mime: string
  size: number
  seconds: number | null
  /** SHA-256 of the bytes, hex: names them to caches. */
  digest: string
  /** Lessons that have ever shown it; a file without any is forgotten after a day. */
  lessonIds: Types.ObjectId[]
  /** Lessons that are out and show it: then everybody may see it. */
  publicIn: Types.ObjectId[]
  createdAt: Date
}

const { ObjectId } = Schema.Types
const schema = new Schema<MediaDocument>(
  {
    orgPath: { type: [ObjectId], required: true },
    kind: { type: String, enum: mediaKinds, required: true },
    mime: { type: String, required: true },
    size: { type: Number, required: true },
    seconds: { type: Number, default: null },
    digest: { type: String, required: true },
    lessonIds: { type: [ObjectId], default: [] },
    publicIn: { type: [ObjectId], default: [] },
    createdAt: { type: Date, required: true },
  },
  { collection: 'media', versionKey: false },
)
schema.index({ publicIn: 1 })
schema.index({ createdAt: 1 })

export const MediaModel = mongoose.model<MediaDocument>('Media', schema)

/** A fresh id, to name the bytes before there is a record of them. */
export function newId(): Types.ObjectId {
  return new Types.ObjectId()
}
