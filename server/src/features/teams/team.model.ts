import { teamBases, teamStates, type TeamBase, type TeamState } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** A team of volunteers (志愿服务队). */
export interface TeamDocument {
  _id: Types.ObjectId
  name: string
  /** The organization that keeps it, and ids from the root down to and with that one. */
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  base: TeamBase
  /** Keys of fields. */
  fields: string[]
  about: string
  /** None when the last one has left. */
  leaderIds: Types.ObjectId[]
  /** People in it, changed in the transaction of whoever comes or goes; of a closed team its last. */
  members: number
  state: TeamState
  revision: number
  /** Who founded it, and when. */
  by: Types.ObjectId
  at: Date
}

const { ObjectId } = Schema.Types
const schema = new Schema<TeamDocument>(
  {
    name: { type: String, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    base: { type: String, enum: teamBases, required: true },
    fields: { type: [String], required: true },
    about: { type: String, required: true },
    leaderIds: { type: [ObjectId], required: true },
    members: { type: Number, required: true },
    state: { type: String, enum: teamStates, required: true },
    revision: { type: Number, required: true },
    by: { type: ObjectId, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'teams', versionKey: false },
)
// a name belongs to one living team of an organization
schema.index({ orgId: 1, name: 1 }, { unique: true, partialFilterExpression: { state: 'active' } })
schema.index({ state: 1, name: 1, _id: 1 })
schema.index({ orgPath: 1, state: 1, name: 1, _id: 1 })
schema.index({ fields: 1, state: 1, name: 1, _id: 1 })
schema.index({ leaderIds: 1 })

export const TeamModel = mongoose.model<TeamDocument>('Team', schema)
