import mongoose, { Schema, Types, type QueryFilter } from 'mongoose'

/** One answer to one question: what the wrong-answer map counts. */
interface AnswerDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** Above and with the person's organization then. */
  orgPath: Types.ObjectId[]
  questionId: Types.ObjectId
  lessonId: string | null
  /** What it was given in, e.g. `exam:<attempt>`: there it counts once. */
  source: string
  right: boolean
  /** Ids of the choices, of an ordering in order; empty = left blank, null = words were typed. */
  chosen: string[] | null
  /** Of a fill-in what was typed; null once the person is gone. */
  texts: string[] | null
  at: Date
}
export type AnswerFilter = QueryFilter<AnswerDocument>
const { ObjectId } = Schema.Types
const answers = new Schema<AnswerDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    questionId: { type: ObjectId, required: true },
    lessonId: { type: String, default: null },
    source: { type: String, required: true },
    right: { type: Boolean, required: true },
    chosen: { type: [String], default: null },
    texts: { type: [String], default: null },
    at: { type: Date, required: true },
  },
  { collection: 'question_answers', versionKey: false },
)
answers.index({ personId: 1, source: 1, questionId: 1 }, { unique: true })
answers.index({ orgPath: 1, questionId: 1 })
answers.index({ orgPath: 1, at: 1 })
export const AnswerModel = mongoose.model<AnswerDocument>('QuestionAnswer', answers)

/** A lesson's quiz that somebody has passed. */
interface QuizPassDocument {
  personId: Types.ObjectId
  lessonId: string
  version: number
  at: Date
}
const passes = new Schema<QuizPassDocument>(
  {
    personId: { type: ObjectId, required: true },
    lessonId: { type: String, required: true },
    version: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'quiz_passes', versionKey: false },
)
passes.index({ personId: 1, lessonId: 1, version: 1 }, { unique: true })
export const QuizPassModel = mongoose.model<QuizPassDocument>('QuizPass', passes)

/** A question that a person once answered wrong, until it is right after the longest wait. */
export interface ReviewDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  questionId: Types.ObjectId
  step: number
  /** Shanghai day; null = done with. */
  dueDay: string | null
  /** Day of the last answer in review, so that a repeat changes nothing. */
  answeredDay: string | null
}
const reviews = new Schema<ReviewDocument>(
  {
    personId: { type: ObjectId, required: true },
    questionId: { type: ObjectId, required: true },
    step: { type: Number, required: true },
    dueDay: { type: String, default: null },
    answeredDay: { type: String, default: null },
  },
  { collection: 'question_reviews', versionKey: false },
)
reviews.index({ personId: 1, questionId: 1 }, { unique: true })
reviews.index({ personId: 1, dueDay: 1 })
export const ReviewModel = mongoose.model<ReviewDocument>('QuestionReview', reviews)

/** A person's id that nobody has. */
export function nobody(): Types.ObjectId {
  return new Types.ObjectId()
}
