import mongoose, { Schema, Types } from 'mongoose'

export interface GroupDocument {
  _id: Types.ObjectId
  /** The protocol's room id; web protocols change it every session. */
  roomId: string
  topic: string
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** Bot account that is in it; null until one was seen there. */
  accountId: string | null
  transport: 'wechaty'
  lastSeenAt: Date | null
  /** Room of the same name that appeared when this one vanished; a person confirms it. */
  movedTo: string | null
}

const schema = new Schema<GroupDocument>(
  {
    roomId: { type: String, required: true },
    topic: { type: String, required: true },
    orgId: { type: Schema.Types.ObjectId, required: true },
    orgPath: { type: [Schema.Types.ObjectId], required: true },
    accountId: { type: String, default: null },
    transport: { type: String, enum: ['wechaty'], default: 'wechaty' },
    lastSeenAt: { type: Date, default: null },
    movedTo: { type: String, default: null },
  },
  { collection: 'groups', versionKey: false },
)
schema.index({ roomId: 1 }, { unique: true })
schema.index({ orgPath: 1, _id: 1 })
schema.index({ accountId: 1, _id: 1 })

export const GroupModel = mongoose.model<GroupDocument>('Group', schema)

/** For pipelines, in which ids are not cast. */
export const toObjectId = (id: string) => new Types.ObjectId(id)
