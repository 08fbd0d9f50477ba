import { digestStates, type DigestState } from '@lianxin/shared'
import type { OutputOf } from '@lianxin/shared/contract'
import mongoose, { Schema, Types } from 'mongoose'

/** When a digest goes out, as the contract has it. */
export type DigestSchedule = NonNullable<OutputOf<'digests.get'>['schedule']>
/** What became of the suggestions on an earlier issue. */
export type FollowUp = NonNullable<OutputOf<'digests.get'>['followUp']>

export interface DigestDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** 第 N 期, counted per owner organization. */
  issueNo: number
  title: string
  issuer: string | null
  issuedOn: string | null
  sourceUrl: string | null
  body: string
  points: { title: string; text: string }[]
  audienceOrgIds: Types.ObjectId[]
  state: DigestState
  schedule: DigestSchedule | null
  nextRunAt: Date | null
  /** Times at which nothing ran for too long, oldest first; the newest few. */
  missed: { dueAt: Date; noticedAt: Date }[]
  /** The newest of them that nobody has seen yet. */
  missedAt: Date | null
  /** How often it has gone out. */
  occurrences: number
  /** When it first went out. */
  publishedAt: Date | null
  authorId: Types.ObjectId
  authorName: string
  /** Who last changed the words; may not approve them either. */
  editorId: Types.ObjectId
  reviewerId: Types.ObjectId | null
  reviewerName: string | null
  reviewNote: string | null
  /** Why it goes out although some community has had its quota of pushes. */
  burdenReason: string | null
  /** Frozen when it was handed in, so that what was approved is what goes out. */
  followUp: FollowUp | null
  revision: number
  /** Author and `Idempotency-Key` of the creation, with a hash of what was asked. */
  createKey: string | null
  createHash: string | null
  createdAt: Date
  updatedAt: Date
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<DigestDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    issueNo: { type: Number, required: true },
    title: { type: String, required: true },
    issuer: { type: String, default: null },
    issuedOn: { type: String, default: null },
    sourceUrl: { type: String, default: null },
    body: { type: String, default: '' },
    points: { type: [{ _id: false, title: String, text: String }], default: [] },
    audienceOrgIds: { type: [ObjectId], default: [] },
    state: { type: String, enum: digestStates, required: true },
    schedule: { type: Mixed, default: null },
    nextRunAt: { type: Date, default: null },
    missed: { type: [{ _id: false, dueAt: Date, noticedAt: Date }], default: [] },
    missedAt: { type: Date, default: null },
    occurrences: { type: Number, required: true },
    publishedAt: { type: Date, default: null },
    authorId: { type: ObjectId, required: true },
    authorName: { type: String, required: true },
    editorId: { type: ObjectId, required: true },
    reviewerId: { type: ObjectId, default: null },
    reviewerName: { type: String, default: null },
    reviewNote: { type: String, default: null },
    burdenReason: { type: String, default: null },
    followUp: { type: Mixed, default: null },
    revision: { type: Number, required: true },
    createKey: { type: String, default: null },
    createHash: { type: String, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'digests', versionKey: false },
)
schema.index({ orgId: 1, issueNo: 1 }, { unique: true })
schema.index({ orgPath: 1, _id: -1 })
schema.index({ state: 1, nextRunAt: 1 })
schema.index({ orgPath: 1, missedAt: 1 })
schema.index({ publishedAt: -1, _id: -1 })
schema.index(
  { createKey: 1 },
  { unique: true, partialFilterExpression: { createKey: { $type: 'string' } } },
)

export const DigestModel = mongoose.model<DigestDocument>('Digest', schema)

/** The id type of the database, for those who may not know mongoose. */
export function toId(id: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
