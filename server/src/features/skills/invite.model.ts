import { invitePurposes, inviteStates, type InvitePurpose, type InviteState } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** That somebody was invited to something, and what came of it. */
export interface InviteDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** Where help is needed, and everything above it. */
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  purpose: { type: InvitePurpose; id: string | null; title: string }
  /** Says which purposes are the same. */
  purposeKey: string
  message: string
  by: Types.ObjectId
  at: Date
  state: InviteState
  answeredAt: Date | null
  /** Of a done one. */
  use: { what: string; isDeed: boolean; by: Types.ObjectId; at: Date } | null
}

const { ObjectId } = Schema.Types
const purpose = new Schema<InviteDocument['purpose']>(
  {
    type: { type: String, enum: invitePurposes, required: true },
    id: { type: String, default: null },
    title: { type: String, required: true },
  },
  { _id: false, id: false },
)
const use = new Schema<NonNullable<InviteDocument['use']>>(
  {
    what: { type: String, required: true },
    isDeed: { type: Boolean, required: true },
    by: { type: ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { _id: false },
)
const schema = new Schema<InviteDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    purpose: { type: purpose, required: true },
    purposeKey: { type: String, required: true },
    message: { type: String, default: '' },
    by: { type: ObjectId, required: true },
    at: { type: Date, required: true },
    state: { type: String, enum: inviteStates, required: true },
    answeredAt: { type: Date, default: null },
    use: { type: use, default: null },
  },
  { collection: 'skill_invites', versionKey: false },
)
// once to one thing, however often it is asked
schema.index({ personId: 1, purposeKey: 1 }, { unique: true })
schema.index({ personId: 1, _id: -1 })
schema.index({ orgPath: 1, _id: -1 })
schema.index({ orgPath: 1, 'use.at': 1 })

export const InviteModel = mongoose.model<InviteDocument>('SkillInvite', schema)
