import { sourceKinds, type SourceKind } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'
import type { Validators } from '../digests'
import type { PollFailure } from './source.rules'

export interface SourceDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  name: string
  /** What is asked for; normalized, so that one page is one source. */
  url: string
  kind: SourceKind
  intervalMinutes: number
  paused: boolean
  /** A removed one stays, so that its articles do not come back as new when it is added again. */
  removedAt: Date | null
  validators: Validators | null
  nextPollAt: Date
  /** Whose look is under way; a crash leaves it behind, and it runs out. */
  claim: string | null
  claimedUntil: Date
  /** When a person last asked for a look. */
  askedAt: Date | null
  lastPolledAt: Date | null
  lastOkAt: Date | null
  lastNewAt: Date | null
  failures: number
  failingSince: Date | null
  failure: PollFailure | null
  /** Articles that the last look with something new left aside, because they were too many. */
  skipped: number
  createdAt: Date
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<SourceDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    name: { type: String, required: true },
    url: { type: String, required: true },
    kind: { type: String, enum: sourceKinds, required: true },
    intervalMinutes: { type: Number, required: true },
    paused: { type: Boolean, required: true },
    removedAt: { type: Date, default: null },
    validators: { type: Mixed, default: null },
    nextPollAt: { type: Date, required: true },
    claim: { type: String, default: null },
    claimedUntil: { type: Date, required: true },
    askedAt: { type: Date, default: null },
    lastPolledAt: { type: Date, default: null },
    lastOkAt: { type: Date, default: null },
    lastNewAt: { type: Date, default: null },
    failures: { type: Number, required: true },
    failingSince: { type: Date, default: null },
    failure: { type: Mixed, default: null },
    skipped: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'sources', versionKey: false },
)
schema.index({ orgId: 1, url: 1 }, { unique: true })
schema.index({ orgPath: 1, _id: -1 })
schema.index({ paused: 1, removedAt: 1, nextPollAt: 1 })

export const SourceModel = mongoose.model<SourceDocument>('Source', schema)

/** The id type of the database, for those who may not know mongoose. */
export function toId(id: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
