import type { DeliveryState } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/**
 * One occurrence of one digest: its words, stored once, and the switch that holds all of its
 * deliveries. `expanding` while deliveries are being written, `open` while any is under way.
 */
export interface BatchDocument {
  _id: Types.ObjectId
  digestId: Types.ObjectId
  occurrence: number
  state: 'expanding' | 'open' | 'done' | 'cancelled'
  /** Paused: nothing of it is leased, nothing leased is marked `sending`. */
  held: boolean
  /** Whose digest it is; organizations that share an account take turns. */
  orgId: Types.ObjectId | null
  title: string
  parts: string[]
  /** The same parts for ways on which nobody can answer. */
  oneWayParts: string[]
  audienceOrgIds: Types.ObjectId[]
  /** Page that expansion goes on from; null = the first. */
  cursor: string | null
  /** Who is expanding it, until when; others leave it alone meanwhile. */
  worker: string | null
  workerUntil: Date | null
  dueAt: Date
  quiet: { from: string; to: string } | null
  /** Deliveries by state as of `countsAt`; exact once the batch is done. */
  counts: Partial<Record<DeliveryState, number>>
  countsAt: Date | null
  changedAt: Date
  /** Done or cancelled, and looked at again long after the last change: no sweep needs to. */
  atRest: boolean
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<BatchDocument>(
  {
    digestId: { type: ObjectId, required: true },
    occurrence: { type: Number, required: true },
    state: { type: String, required: true },
    held: { type: Boolean, required: true },
    orgId: { type: ObjectId, default: null },
    title: { type: String, default: '' },
    parts: { type: [String], required: true },
    oneWayParts: { type: [String], default: [] },
    audienceOrgIds: { type: [ObjectId], required: true },
    cursor: { type: String, default: null },
    worker: { type: String, default: null },
    workerUntil: { type: Date, default: null },
    dueAt: { type: Date, required: true },
    quiet: { type: Mixed, default: null },
    counts: { type: Mixed, default: {} },
    countsAt: { type: Date, default: null },
    changedAt: { type: Date, required: true },
    atRest: { type: Boolean, default: false },
  },
  { collection: 'delivery_batches', versionKey: false, minimize: false },
)
schema.index({ digestId: 1, occurrence: 1 }, { unique: true })
schema.index({ state: 1, dueAt: 1 })
schema.index({ changedAt: 1 })
// what the sweep looks at, however long nobody swept
schema.index({ atRest: 1, state: 1 })

export const BatchModel = mongoose.model<BatchDocument>('DeliveryBatch', schema)
