import type { PhoneReport } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** How far a person is with a version of a lesson. */
export interface ProgressDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  lessonId: Types.ObjectId
  version: number
  /** When the server first gave this person this version, as far as the reports show. */
  openedAt: Date
  dwell: number[]
  phones: PhoneReport[]
  /** Where to go on, 0-based. */
  block: number
  percent: number
  updatedAt: Date
}

/** A lesson that a person has completed; once, whichever version. */
export interface CompletionDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  lessonId: Types.ObjectId
  version: number
  at: Date
}

const { ObjectId, Mixed } = Schema.Types
const person = { type: ObjectId, required: true } as const
const schema = new Schema<ProgressDocument>(
  {
    personId: person,
    lessonId: { type: ObjectId, required: true },
    version: { type: Number, required: true },
    openedAt: { type: Date, required: true },
    dwell: { type: [Number], required: true },
    phones: { type: Mixed, required: true },
    block: { type: Number, required: true },
    percent: { type: Number, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'lesson_progress', versionKey: false },
)
schema.index({ personId: 1, lessonId: 1, version: 1 }, { unique: true })
schema.index({ personId: 1, updatedAt: -1 })
// how many have begun it
schema.index({ lessonId: 1 })
export const ProgressModel = mongoose.model<ProgressDocument>('LessonProgress', schema)

const completionSchema = new Schema<CompletionDocument>(
  {
    personId: person,
    lessonId: { type: ObjectId, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'lesson_completions', versionKey: false },
)
completionSchema.index({ personId: 1, lessonId: 1 }, { unique: true })
completionSchema.index({ lessonId: 1, at: 1 })
export const CompletionModel = mongoose.model<CompletionDocument>(
  'LessonCompletion',
  completionSchema,
)
