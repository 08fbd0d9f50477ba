import { lessonStates, type LessonBlock, type LessonState } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** What a lesson says. */
export interface LessonContent {
  title: string
  series: string | null
  source: string
  minutes: number
  keyPoints: string[]
  blocks: LessonBlock[]
}

export interface LessonDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  state: LessonState
  revision: number
  draft: LessonContent
  /** Title and series of the draft as they are searched for. */
  draftSearch: string[]
  /** The newest published version; 0 = none. */
  version: number
  /** The revision that it was made from. */
  publishedRevision: number | null
  /** What lists show of the newest version. */
  shown: {
    title: string
    series: string | null
    minutes: number
    keyPointCount: number
    search: string[]
  } | null
  /** When it first came out: an edit does not bring it to the front again. */
  publishedAt: Date | null
  audienceOrgIds: Types.ObjectId[]
  /** Who made it, and the key of that request: the same request again makes no second one. */
  creationKey: string | null
  updatedAt: Date
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<LessonDocument>(
  {
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    state: { type: String, enum: lessonStates, required: true },
    revision: { type: Number, required: true },
    draft: { type: Mixed, required: true },
    draftSearch: { type: [String], required: true },
    version: { type: Number, required: true },
    publishedRevision: { type: Number, default: null },
    shown: { type: Mixed, default: null },
    publishedAt: { type: Date, default: null },
    audienceOrgIds: { type: [ObjectId], default: [] },
    creationKey: { type: String, default: null },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'lessons', versionKey: false, minimize: false },
)
schema.index({ orgPath: 1, _id: -1 })
schema.index({ state: 1, publishedAt: -1, _id: -1 })
schema.index({ audienceOrgIds: 1, state: 1, publishedAt: -1, _id: -1 })
schema.index(
  { creationKey: 1 },
  { unique: true, partialFilterExpression: { creationKey: { $type: 'string' } } },
)
export const LessonModel = mongoose.model<LessonDocument>('Lesson', schema)

/** A published version; never changed. */
export interface VersionDocument {
  _id: Types.ObjectId
  lessonId: Types.ObjectId
  version: number
  content: LessonContent
  publishedBy: Types.ObjectId
  publishedAt: Date
}

const versionSchema = new Schema<VersionDocument>(
  {
    lessonId: { type: ObjectId, required: true },
    version: { type: Number, required: true },
    content: { type: Mixed, required: true },
    publishedBy: { type: ObjectId, required: true },
    publishedAt: { type: Date, required: true },
  },
  { collection: 'lesson_versions', versionKey: false, minimize: false },
)
versionSchema.index({ lessonId: 1, version: 1 }, { unique: true })
export const VersionModel = mongoose.model<VersionDocument>('LessonVersion', versionSchema)
