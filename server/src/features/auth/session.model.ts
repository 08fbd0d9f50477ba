import mongoose, { Schema, type Types } from 'mongoose'

export interface SessionDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** SHA-256 of the refresh token now in force. */
  refreshHash: string
  /** Hashes already used: one of them coming back means that a token was stolen. */
  usedHashes: string[]
  revokedAt: Date | null
  expiresAt: Date
}

const schema = new Schema<SessionDocument>(
  {
    personId: { type: Schema.Types.ObjectId, required: true },
    refreshHash: { type: String, required: true },
    usedHashes: { type: [String], default: [] },
    revokedAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sessions', versionKey: false },
)
schema.index({ refreshHash: 1 }, { unique: true })
schema.index({ usedHashes: 1 })
schema.index({ personId: 1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const SessionModel = mongoose.model<SessionDocument>('Session', schema)
