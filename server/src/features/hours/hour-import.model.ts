import mongoose, { Schema, type Types } from 'mongoose'

/** What somebody's last import gave back: one each, and not for long. */
export interface HourResultDocument {
  /** Whose import it was. */
  _id: Types.ObjectId
  /** Sealed: the rows as they were uploaded, each with what is wrong. */
  refused: string
  /** Names and phones do not stay longer than this. */
  expiresAt: Date
}

const result = new Schema<HourResultDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    refused: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'hour_import_results', versionKey: false },
)
result.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
export const HourResultModel = mongoose.model<HourResultDocument>('HourResult', result)
