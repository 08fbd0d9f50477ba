import { appealStates, appealSubjects, type AppealState, type AppealSubject } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** What is appealed, as it stood when the appeal was made. */
export interface SubjectFacts {
  about: AppealSubject
  aboutId: Types.ObjectId
  /** In Chinese. */
  title: string
  /** Points of an entry; null for a deed. */
  amount: number | null
  aboutAt: Date
  reasons: string[]
  /** Who decided it: they do not answer the appeal. */
  deciders: Types.ObjectId[]
}

export interface AppealDocument extends SubjectFacts {
  _id: Types.ObjectId
  personId: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  words: string
  at: Date
  state: AppealState
  answer: { by: Types.ObjectId; words: string; at: Date; amount: number | null } | null
}

const { ObjectId } = Schema.Types
const answer = new Schema<NonNullable<AppealDocument['answer']>>(
  {
    by: { type: ObjectId, required: true },
    words: { type: String, required: true },
    at: { type: Date, required: true },
    amount: { type: Number, default: null },
  },
  { _id: false },
)
const schema = new Schema<AppealDocument>(
  {
    about: { type: String, enum: appealSubjects, required: true },
    aboutId: { type: ObjectId, required: true },
    title: { type: String, required: true },
    amount: { type: Number, default: null },
    aboutAt: { type: Date, required: true },
    reasons: { type: [String], default: [] },
    deciders: { type: [ObjectId], default: [] },
    personId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    words: { type: String, default: '' },
    at: { type: Date, required: true },
    state: { type: String, enum: appealStates, required: true },
    answer: { type: answer, default: null },
  },
  { collection: 'appeals', versionKey: false },
)
// one appeal of a thing: taps and retries meet here
schema.index({ about: 1, aboutId: 1 }, { unique: true })
schema.index({ personId: 1, _id: 1 })
schema.index({ orgPath: 1, state: 1, _id: 1 })

export const AppealModel = mongoose.model<AppealDocument>('Appeal', schema)
