import { questionKinds, type QuestionKind, type QuestionOption } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

/** A question of the bank. Its choices have ids that tell nothing about which is right. */
export interface QuestionDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  kind: QuestionKind
  stem: string
  options: QuestionOption[]
  correct: string[]
  accepted: string[][]
  series: string
  lessonId: string | null
  /** Number of the lesson's key point that the explanation points to. */
  keyPoint: number | null
  explanation: string
  active: boolean
  /** Of the request that made it: the same again makes no second one. */
  creationKey: string | null
}

const { ObjectId } = Schema.Types
const schema = new Schema<QuestionDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    kind: { type: String, enum: questionKinds, required: true },
    stem: { type: String, required: true },
    options: [{ _id: false, id: String, text: String }],
    correct: { type: [String], default: [] },
    accepted: { type: [[String]], default: [] },
    series: { type: String, required: true },
    lessonId: { type: String, default: null },
    keyPoint: { type: Number, default: null },
    explanation: { type: String, default: '' },
    active: { type: Boolean, required: true },
    creationKey: { type: String, default: null },
  },
  { collection: 'questions', versionKey: false },
)
schema.index({ orgPath: 1, _id: -1 })
schema.index({ lessonId: 1, _id: 1 })
schema.index({ series: 1, _id: 1 })
schema.index(
  { creationKey: 1 },
  { unique: true, partialFilterExpression: { creationKey: { $type: 'string' } } },
)

export const QuestionModel = mongoose.model<QuestionDocument>('Question', schema)

/** The id type of the database, for those who may not know mongoose. */
export function toId(id: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
