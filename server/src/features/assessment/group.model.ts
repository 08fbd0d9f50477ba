import mongoose, { Schema, type Types } from 'mongoose'

/** The assessment group of an organization; its id is the organization's. */
export interface GroupDocument {
  _id: Types.ObjectId
  /** Ids from the root down to and with the organization. */
  orgPath: Types.ObjectId[]
  assessorIds: Types.ObjectId[]
  /** Who named them last, and when. */
  by: Types.ObjectId
  at: Date
}

const { ObjectId } = Schema.Types
const schema = new Schema<GroupDocument>(
  {
    _id: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    assessorIds: { type: [ObjectId], required: true },
    by: { type: ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'assessment_groups', versionKey: false },
)
schema.index({ orgPath: 1, _id: 1 })
schema.index({ assessorIds: 1 })

export const AssessmentGroupModel = mongoose.model<GroupDocument>('AssessmentGroup', schema)
