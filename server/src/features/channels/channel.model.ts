import {
  channelKinds,
  channelLooks,
  type ChannelKind,
  type ChannelLook,
  type ChannelProblem,
} from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

/** A way out beside a chat account. */
export interface ChannelDocument {
  _id: Types.ObjectId
  kind: ChannelKind
  name: string
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** What its owner entered, as JSON, encrypted. */
  sealed: string
  /** Keyed hash of what makes it this channel: the same one is not entered twice. */
  tag: string
  /** Last characters of the key, by which its owner knows it again. */
  hint: string
  /** How a digest looks in the chat. */
  look: ChannelLook
  enabled: boolean
  /** It does not work until its owner mends it. */
  failing: boolean
  lastOkAt: Date | null
  lastProblem: { code: ChannelProblem; at: Date } | null
  /** When somebody last tried it out from the desk. */
  lastTestAt: Date | null
  createdBy: Types.ObjectId
  createdAt: Date
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<ChannelDocument>(
  {
    kind: { type: String, enum: channelKinds, required: true },
    name: { type: String, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    sealed: { type: String, required: true },
    tag: { type: String, required: true },
    hint: { type: String, required: true },
    look: { type: String, enum: channelLooks, default: 'words' },
    enabled: { type: Boolean, required: true },
    failing: { type: Boolean, required: true },
    lastOkAt: { type: Date, default: null },
    lastProblem: { type: Mixed, default: null },
    lastTestAt: { type: Date, default: null },
    createdBy: { type: ObjectId, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'channels', versionKey: false },
)
schema.index({ tag: 1 }, { unique: true })
schema.index({ orgPath: 1, _id: 1 })
// those that cannot send; the engine asks for them at every turn
schema.index({ enabled: 1 })
schema.index({ failing: 1 })

export const ChannelModel = mongoose.model<ChannelDocument>('Channel', schema)

/** The id type of the database, for those who may not know mongoose. */
export const toObjectId = (id: string) => new Types.ObjectId(id)
