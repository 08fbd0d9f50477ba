import type { CertificationKind, KindCounts, QuestionKind, QuestionOption } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

export interface ExamDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  audienceOrgId: Types.ObjectId
  title: string
  series: string[]
  counts: KindCounts
  minutes: number
  opensAt: Date
  closesAt: Date
  attempts: number
  passMark: number
  certification: { kind: CertificationKind; months: number } | null
  /** Of the request that made it: the same again makes no second one. */
  creationKey: string | null
}
const { ObjectId, Mixed } = Schema.Types
const exams = new Schema<ExamDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    audienceOrgId: { type: ObjectId, required: true },
    title: { type: String, required: true },
    series: { type: [String], required: true },
    counts: { type: Mixed, required: true },
    minutes: { type: Number, required: true },
    opensAt: { type: Date, required: true },
    closesAt: { type: Date, required: true },
    attempts: { type: Number, required: true },
    passMark: { type: Number, required: true },
    certification: { type: Mixed, default: null },
    creationKey: { type: String, default: null },
  },
  { collection: 'exams', versionKey: false },
)
exams.index({ orgPath: 1, _id: -1 })
exams.index({ audienceOrgId: 1, opensAt: -1 })
exams.index(
  { creationKey: 1 },
  { unique: true, partialFilterExpression: { creationKey: { $type: 'string' } } },
)
export const ExamModel = mongoose.model<ExamDocument>('Exam', exams)

/** A question as it stood when the paper was drawn, choices in this person's order. */
export interface PaperQuestion {
  questionId: string
  kind: QuestionKind
  stem: string
  options: QuestionOption[]
  correct: string[]
  accepted: string[][]
  explanation: string
  lessonId: string | null
  keyPoint: number | null
}
export interface AttemptDocument {
  _id: Types.ObjectId
  examId: Types.ObjectId
  personId: Types.ObjectId
  /** Above and with the person's organization at the start. */
  orgPath: Types.ObjectId[]
  /** 1 for the first. */
  number: number
  /** Of the draw: with the bank of that moment it gives the paper again. */
  seed: string
  /** The one device that may write. */
  device: string
  /** The exam while this attempt is under way, null after: one at a time. */
  openExamId: Types.ObjectId | null
  startedAt: Date
  deadlineAt: Date
  paper: PaperQuestion[]
  /** By question id. */
  saved: Record<string, { revision: number; response: string[] }>
  result: {
    right: number
    total: number
    score: number
    passed: boolean
    automatic: boolean
    submittedAt: Date
  } | null
}
const attempts = new Schema<AttemptDocument>(
  {
    examId: { type: ObjectId, required: true },
    personId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    number: { type: Number, required: true },
    seed: { type: String, required: true },
    device: { type: String, required: true },
    openExamId: { type: ObjectId, default: null },
    startedAt: { type: Date, required: true },
    deadlineAt: { type: Date, required: true },
    paper: { type: Mixed, required: true },
    saved: { type: Mixed, required: true },
    result: { type: Mixed, default: null },
  },
  { collection: 'exam_attempts', versionKey: false, minimize: false },
)
attempts.index({ examId: 1, personId: 1, number: 1 }, { unique: true })
attempts.index(
  { openExamId: 1, personId: 1 },
  { unique: true, partialFilterExpression: { openExamId: { $type: 'objectId' } } },
)
attempts.index(
  { deadlineAt: 1 },
  { partialFilterExpression: { openExamId: { $type: 'objectId' } } },
)
attempts.index({ personId: 1, _id: -1 })
attempts.index({ examId: 1, _id: -1 })
export const AttemptModel = mongoose.model<AttemptDocument>('ExamAttempt', attempts)

export interface CertificationDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  orgPath: Types.ObjectId[]
  kind: CertificationKind
  examId: Types.ObjectId
  grantedAt: Date
  validUntil: Date
}
const certifications = new Schema<CertificationDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    kind: { type: String, required: true },
    examId: { type: ObjectId, required: true },
    grantedAt: { type: Date, required: true },
    validUntil: { type: Date, required: true },
  },
  { collection: 'certifications', versionKey: false },
)
certifications.index({ personId: 1, kind: 1, examId: 1 }, { unique: true })
certifications.index({ orgPath: 1, validUntil: 1, _id: 1 })
export const CertificationModel = mongoose.model<CertificationDocument>(
  'Certification',
  certifications,
)
