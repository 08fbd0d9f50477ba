import { fieldGroups, type TeamField } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** What a root organization changed in the list of fields; its id is the organization's. */
export interface FieldsDocument {
  _id: Types.ObjectId
  changed: TeamField[]
  /** Who changed it last, and when. */
  by: Types.ObjectId
  at: Date
}

const { ObjectId } = Schema.Types
const schema = new Schema<FieldsDocument>(
  {
    _id: { type: ObjectId, required: true },
    changed: [
      {
        _id: false,
        key: { type: String, required: true },
        group: { type: String, enum: fieldGroups, required: true },
        name: { type: String, required: true },
        off: { type: Boolean, required: true },
      },
    ],
    by: { type: ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'team_fields', versionKey: false },
)

export const FieldsModel = mongoose.model<FieldsDocument>('TeamFields', schema)
