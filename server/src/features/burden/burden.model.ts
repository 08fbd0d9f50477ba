import mongoose, { Schema, Types } from 'mongoose'

/** One going out of a digest of an office above communities; natural key (digest, occurrence). */
export interface OccurrenceDocument {
  _id: Types.ObjectId
  digestId: Types.ObjectId
  occurrence: number
  senderId: Types.ObjectId
  /** `YYYY-MM`, Shanghai, of the time at which it was due. */
  month: string
  issueNo: number
  title: string
  /** Why it went out although the sender was above the quota; null = it was not, or not there. */
  reason: string | null
  /** The state of the engine's occurrence that the rows were counted from. */
  asOf: Date | null
  countedAt: Date | null
  /** Nothing of it moves any more. */
  settled: boolean
  /** Grows with every counting: an older one never overwrites a newer one. */
  round: number
}

/** What one community got of one occurrence; natural key (digest, occurrence, community). */
export interface PushDocument {
  _id: Types.ObjectId
  digestId: Types.ObjectId
  occurrence: number
  communityId: Types.ObjectId
  communityPath: Types.ObjectId[]
  senderId: Types.ObjectId
  month: string
  issueNo: number
  title: string
  reason: string | null
  /** Messages that arrived in groups of the community. */
  sent: number
  settled: boolean
}

/** A matter that an office above handed down; natural key (matter, community, sender). */
export interface TaskDocument {
  _id: Types.ObjectId
  ticketId: Types.ObjectId
  communityId: Types.ObjectId
  communityPath: Types.ObjectId[]
  senderId: Types.ObjectId
  /** Of the first time that it was handed down. */
  month: string
  at: Date
}

const { ObjectId } = Schema.Types
const id = { type: ObjectId, required: true }
const text = { type: String, required: true }
const count = { type: Number, required: true }

const occurrenceSchema = new Schema<OccurrenceDocument>(
  {
    digestId: id,
    occurrence: count,
    senderId: id,
    month: text,
    issueNo: count,
    title: { type: String, default: '' },
    reason: { type: String, default: null },
    asOf: { type: Date, default: null },
    countedAt: { type: Date, default: null },
    settled: { type: Boolean, required: true },
    round: count,
  },
  { collection: 'burden_occurrences', versionKey: false },
)
occurrenceSchema.index({ digestId: 1, occurrence: 1 }, { unique: true })
occurrenceSchema.index({ settled: 1, _id: 1 })

const pushSchema = new Schema<PushDocument>(
  {
    digestId: id,
    occurrence: count,
    communityId: id,
    communityPath: { type: [ObjectId], required: true },
    senderId: id,
    month: text,
    issueNo: count,
    title: { type: String, default: '' },
    reason: { type: String, default: null },
    sent: count,
    settled: { type: Boolean, required: true },
  },
  { collection: 'burden_pushes', versionKey: false },
)
pushSchema.index({ digestId: 1, occurrence: 1, communityId: 1 }, { unique: true })
pushSchema.index({ communityPath: 1, month: 1 })
pushSchema.index({ senderId: 1, month: 1, communityId: 1 })

const taskSchema = new Schema<TaskDocument>(
  {
    ticketId: id,
    communityId: id,
    communityPath: { type: [ObjectId], required: true },
    senderId: id,
    month: text,
    at: { type: Date, required: true },
  },
  { collection: 'burden_tasks', versionKey: false },
)
taskSchema.index({ ticketId: 1, communityId: 1, senderId: 1 }, { unique: true })
taskSchema.index({ communityPath: 1, month: 1 })

/** One document per sender: whoever plans a push touches it, so that two plans cannot pass at once. */
const senderSchema = new Schema<{ _id: Types.ObjectId; turns: number }>(
  { _id: id, turns: count },
  { collection: 'burden_senders', versionKey: false },
)

export const OccurrenceModel = mongoose.model<OccurrenceDocument>(
  'BurdenOccurrence',
  occurrenceSchema,
)
export const PushModel = mongoose.model<PushDocument>('BurdenPush', pushSchema)
export const TaskModel = mongoose.model<TaskDocument>('BurdenTask', taskSchema)
export const SenderModel = mongoose.model<{ _id: Types.ObjectId; turns: number }>(
  'BurdenSender',
  senderSchema,
)

/** The id type of the database, for those who may not know mongoose. */
export const idOf = (given: string) => new Types.ObjectId(given)
