import { noticeKinds, type NoticeKind, type SeatState } from '@lianxin/shared'
import mongoose, { Schema, type ClientSession, type Types } from 'mongoose'

/** Something that all who hold a place at a date are to be told; also the record of who said what. */
export interface EventNewsDocument {
  _id: Types.ObjectId
  /** Names the occasion: it is told once, whoever finds it. */
  key: string
  eventId: Types.ObjectId
  kind: NoticeKind
  title: string
  text: string
  startsAt: Date
  /** Whose places it concerns. */
  audience: SeatState[]
  /** Only those of them who were not seen. */
  absentOnly: boolean
  /** Who wrote it; null: the product. */
  by: { id: string; name: string } | null
  at: Date
  /** How many have been told so far. */
  told: number
  /** The last seat that was told; null before the first. */
  after: Types.ObjectId | null
  done: boolean
}

const { ObjectId } = Schema.Types
const schema = new Schema<EventNewsDocument>(
  {
    key: { type: String, required: true },
    eventId: { type: ObjectId, required: true },
    kind: { type: String, enum: noticeKinds, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    startsAt: { type: Date, required: true },
    audience: { type: [String], required: true },
    absentOnly: { type: Boolean, default: false },
    by: { type: new Schema({ id: String, name: String }, { _id: false }), default: null },
    at: { type: Date, required: true },
    told: { type: Number, required: true },
    after: { type: ObjectId, default: null },
    done: { type: Boolean, required: true },
  },
  { collection: 'event_news', versionKey: false },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ eventId: 1, kind: 1, _id: -1 })
schema.index({ done: 1, _id: 1 }, { partialFilterExpression: { done: false } })
export const EventNewsModel = mongoose.model<EventNewsDocument>('EventNews', schema)

/**
 * Has people told; an occasion that is known already is left as it is.
 * @param session the transaction in which it became true
 */
export async function keepNews(
  news: Omit<EventNewsDocument, '_id' | 'told' | 'after' | 'done'>,
  session: ClientSession | null,
): Promise<void> {
  await EventNewsModel.updateOne(
    { key: news.key },
    { $setOnInsert: { ...news, told: 0, after: null, done: false } },
    { upsert: true, ...(session ? { session } : {}) },
  )
}
