import mongoose, { Schema, type Types } from 'mongoose'
import type { SendLedger } from './budget.rules'

/** What a bot account has spent; every lease of that account goes through this one document. */
export interface LedgerDocument extends SendLedger {
  /** Account id. */
  _id: string
  /** Counts leases: two at once meet here, and one of them goes again. */
  version: number
  /** Whose digest it sent last: the next organization is next. */
  lastOrgId: Types.ObjectId | null
  /** When an echo of one of its messages was last seen; null = it has never shown one. */
  echoedAt: Date | null
}

const schema = new Schema<LedgerDocument>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    day: { type: String, default: '' },
    spentToday: { type: Number, default: 0 },
    earlier: { type: [{ _id: false, day: String, spent: Number }], default: [] },
    recent: { type: [{ _id: false, at: Number, chat: String, begun: Boolean }], default: [] },
    breakerUntil: { type: Date, default: null },
    breakerReason: { type: String, default: null },
    breakerLevel: { type: Number, default: 0 },
    lastOrgId: { type: Schema.Types.ObjectId, default: null },
    echoedAt: { type: Date, default: null },
  },
  { collection: 'send_ledgers', versionKey: false },
)

export const LedgerModel = mongoose.model<LedgerDocument>('SendLedger', schema)
