import { orgLevels, type OrgLevel } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

export interface OrgDocument {
  _id: Types.ObjectId
  name: string
  level: OrgLevel
  parentId: Types.ObjectId | null
  /** Ids from the root down to and with this one. */
  path: Types.ObjectId[]
  /** Sorts a listing: parents before children, then by the order they were made in. */
  order: string
}

const schema = new Schema<OrgDocument>(
  {
    name: { type: String, required: true },
    level: { type: String, enum: orgLevels, required: true },
    parentId: { type: Schema.Types.ObjectId, default: null },
    path: { type: [Schema.Types.ObjectId], required: true },
    order: { type: String, required: true },
  },
  { collection: 'orgs', versionKey: false },
)
schema.index({ path: 1, order: 1 })
schema.index({ level: 1, name: 1, _id: 1 })

export const OrgModel = mongoose.model<OrgDocument>('Org', schema)
