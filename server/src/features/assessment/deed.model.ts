import { deedStates, type DeedState } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** What one assessor said. */
export interface Voice {
  by: Types.ObjectId
  yes: boolean
  words: string
  at: Date
}

export interface DeedDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** The branch of the person, and everything above and with it, as they were then. */
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** The group that decides. */
  groupId: Types.ObjectId
  /** Shanghai day on which it was done. */
  day: string
  what: string
  proof: string | null
  /** Digest of `what`: the same words for the same person and day are the same deed. */
  sameness: string
  proposedBy: Types.ObjectId
  at: Date
  state: DeedState
  decidedAt: Date | null
  voices: Voice[]
  /** Of the round before an appeal was upheld. */
  earlier: Voice[]
}

const { ObjectId } = Schema.Types
const voice = {
  _id: false,
  by: { type: ObjectId, required: true },
  yes: { type: Boolean, required: true },
  words: { type: String, required: true },
  at: { type: Date, required: true },
}
const schema = new Schema<DeedDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    groupId: { type: ObjectId, required: true },
    day: { type: String, required: true },
    what: { type: String, required: true },
    proof: { type: String, default: null },
    sameness: { type: String, required: true },
    proposedBy: { type: ObjectId, required: true },
    at: { type: Date, required: true },
    state: { type: String, enum: deedStates, required: true },
    decidedAt: { type: Date, default: null },
    voices: { type: [voice], default: [] },
    earlier: { type: [voice], default: [] },
  },
  { collection: 'deeds', versionKey: false },
)
schema.index({ personId: 1, day: 1, sameness: 1 }, { unique: true })
schema.index({ personId: 1, _id: 1 })
schema.index({ orgPath: 1, _id: 1 })
schema.index({ groupId: 1, state: 1, _id: 1 })
schema.index({ 'voices.by': 1, _id: 1 })

export const DeedModel = mongoose.model<DeedDocument>('Deed', schema)
