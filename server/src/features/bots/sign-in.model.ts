import type { InputOf } from '@lianxin/shared/contract'
import mongoose, { Schema, type Types } from 'mongoose'

export type ScanStatus = InputOf<'bot.scan'>['body']['status']

/** A bot that asks to be signed in by a scan. */
export interface SignInDocument {
  /** The bot. */
  _id: Types.ObjectId
  status: ScanStatus
  /** Sealed: whoever has the code can make an account of theirs the bot. Null once it was scanned. */
  qrSealed: string | null
  at: Date
  /** The bot says it again every 30 s; what is not said any more is over. */
  expiresAt: Date
}

const schema = new Schema<SignInDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    status: { type: String, required: true },
    qrSealed: { type: String, default: null },
    at: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'bot_sign_ins', versionKey: false },
)
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
export const SignInModel = mongoose.model<SignInDocument>('BotSignIn', schema)
