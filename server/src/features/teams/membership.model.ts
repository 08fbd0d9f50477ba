import mongoose, { Schema, type Types } from 'mongoose'

/** That a person is, or was, in a team: one row for both, whatever they do. */
export interface MembershipDocument {
  _id: Types.ObjectId
  teamId: Types.ObjectId
  personId: Types.ObjectId
  from: Date
  /** Null = in it now. */
  to: Date | null
  /** The leader or staff who put them on; null = they joined by themself. */
  putOnBy: Types.ObjectId | null
  /** Earlier times in the same team, oldest first. */
  earlier: { from: Date; to: Date }[]
}

const { ObjectId } = Schema.Types
const schema = new Schema<MembershipDocument>(
  {
    teamId: { type: ObjectId, required: true },
    personId: { type: ObjectId, required: true },
    from: { type: Date, required: true },
    to: { type: Date, default: null },
    putOnBy: { type: ObjectId, default: null },
    earlier: {
      type: [{ _id: false, from: Date, to: Date }],
      default: [],
    },
  },
  { collection: 'team_members', versionKey: false },
)
schema.index({ teamId: 1, personId: 1 }, { unique: true })
schema.index({ teamId: 1, to: 1, from: 1, _id: 1 })
schema.index({ personId: 1, to: 1, from: -1, _id: -1 })

export const MembershipModel = mongoose.model<MembershipDocument>('TeamMember', schema)
