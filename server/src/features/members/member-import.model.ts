import { memberImportStates, type MemberImportState } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

export interface MemberImportDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  fileName: string
  /** Keyed: the same file again, while it is under way, is the same import. */
  fileIndex: string
  /** The organization while it is under way, null after: one at a time. */
  activeOrgId: Types.ObjectId | null
  state: MemberImportState
  startedBy: Types.ObjectId
  startedAt: Date
  finishedAt: Date | null
  total: number
  done: number
  created: number
  updated: number
  unchanged: number
  refused: number
  batches: number
  /** The batch that comes next, 0-based; moves on in the transaction that took the one before it in. */
  next: number
  /** Times that `next` has failed. */
  failures: number
  /** Who works at it; each batch extends it, and a crash leaves it behind until it runs out. */
  claim: string | null
  claimedUntil: Date
}

const { ObjectId } = Schema.Types
const imports = new Schema<MemberImportDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    fileName: { type: String, default: '' },
    fileIndex: { type: String, required: true },
    activeOrgId: { type: ObjectId, default: null },
    state: { type: String, enum: memberImportStates, required: true },
    startedBy: { type: ObjectId, required: true },
    startedAt: { type: Date, required: true },
    finishedAt: { type: Date, default: null },
    total: { type: Number, required: true },
    done: { type: Number, default: 0 },
    created: { type: Number, default: 0 },
    updated: { type: Number, default: 0 },
    unchanged: { type: Number, default: 0 },
    refused: { type: Number, default: 0 },
    batches: { type: Number, required: true },
    next: { type: Number, default: 0 },
    failures: { type: Number, default: 0 },
    claim: { type: String, default: null },
    claimedUntil: { type: Date, required: true },
  },
  { collection: 'member_imports', versionKey: false },
)
imports.index({ orgPath: 1, _id: -1 })
imports.index({ state: 1, claimedUntil: 1 })
imports.index(
  { activeOrgId: 1 },
  { unique: true, partialFilterExpression: { activeOrgId: { $type: 'objectId' } } },
)
export const MemberImportModel = mongoose.model<MemberImportDocument>('MemberImport', imports)

export interface MemberBatchDocument {
  _id: Types.ObjectId
  importId: Types.ObjectId
  /** 0-based. */
  number: number
  /** Sealed lines that wait; removed as soon as they have been worked off. */
  lines: string | null
  /** Sealed: what was refused or updated, if anything. */
  result: string | null
  /** Names and phones do not stay longer than this, whatever becomes of the import. */
  expiresAt: Date
}

const batches = new Schema<MemberBatchDocument>(
  {
    importId: { type: ObjectId, required: true },
    number: { type: Number, required: true },
    lines: { type: String, default: null },
    result: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'member_import_batches', versionKey: false },
)
batches.index({ importId: 1, number: 1 }, { unique: true })
batches.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
export const MemberBatchModel = mongoose.model<MemberBatchDocument>('MemberBatch', batches)

/** The id type of the database, for those who may not know mongoose; a new one unless told. */
export function toId(id?: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
