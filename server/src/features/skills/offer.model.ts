import { skills, skillTimes, type Skill, type SkillTime } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** What a person offers; its id is the person's, so there is one. */
export interface OfferDocument {
  _id: Types.ObjectId
  /** The person's home organization and everything above it; none = without a post. */
  orgPath: Types.ObjectId[]
  skills: Skill[]
  /** In own words. */
  own: string[]
  times: SkillTime[]
  sentence: string | null
  /** Agreed to be found by organizers, as the newest consent of the person says too. */
  findable: boolean
  /** Invited the last time; 1970 = never, so that it sorts first. */
  askedAt: Date
}

/** Of who was never asked. */
export const NEVER = new Date(0)

const schema = new Schema<OfferDocument>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    orgPath: { type: [Schema.Types.ObjectId], required: true },
    skills: { type: [{ type: String, enum: skills }], required: true },
    own: { type: [String], required: true },
    times: { type: [{ type: String, enum: skillTimes }], required: true },
    sentence: { type: String, default: null },
    findable: { type: Boolean, required: true },
    askedAt: { type: Date, required: true },
  },
  { collection: 'skill_offers', versionKey: false },
)
schema.index({ orgPath: 1, findable: 1, askedAt: 1, _id: 1 })

export const OfferModel = mongoose.model<OfferDocument>('SkillOffer', schema)
