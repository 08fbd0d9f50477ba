import { noticeKinds, type NoticeKind } from '@lianxin/shared'
import mongoose, { Schema, Types, type ClientSession } from 'mongoose'

/** One thing that one person is told. */
export interface NoticeDocument {
  _id: Types.ObjectId
  /** Kind, subject, occasion and person: the same occasion is told once. */
  key: string
  personId: Types.ObjectId
  kind: NoticeKind
  subjectId: Types.ObjectId
  title: string
  text: string
  at: Date
  seenAt: Date | null
  expiresAt: Date
}

const { ObjectId } = Schema.Types
const schema = new Schema<NoticeDocument>(
  {
    key: { type: String, required: true },
    personId: { type: ObjectId, required: true },
    kind: { type: String, enum: noticeKinds, required: true },
    subjectId: { type: ObjectId, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    at: { type: Date, required: true },
    seenAt: { type: Date, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'notices', versionKey: false },
)
schema.index({ key: 1 }, { unique: true })
schema.index({ personId: 1, _id: -1 })
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 })
const Notice = mongoose.model<NoticeDocument>('Notice', schema)

/** More than that nobody counts. */
const MOST_UNSEEN = 100

/**
 * Keeps notices; one whose key stands is left as it is.
 * @param session joins the caller's transaction
 * @returns which of them are new, by their place in the list
 */
export async function keepNotices(
  notices: readonly (Pick<
    NoticeDocument,
    'key' | 'kind' | 'title' | 'text' | 'at' | 'expiresAt'
  > & {
    personId: string
    subjectId: string
  })[],
  session: ClientSession | null,
): Promise<number[]> {
  if (notices.length === 0) return []
  const { upsertedIds } = await Notice.bulkWrite(
    notices.map((notice) => ({
      updateOne: {
        filter: { key: notice.key },
        update: {
          $setOnInsert: {
            ...notice,
            personId: new Types.ObjectId(notice.personId),
            subjectId: new Types.ObjectId(notice.subjectId),
            seenAt: null,
          },
        },
        upsert: true,
      },
    })),
    { ordered: true, ...(session ? { session } : {}) },
  )
  return Object.keys(upsertedIds).map(Number)
}

/** One more than a page of a person's notices, newest first. */
export async function noticesOf(
  personId: string,
  before: string | null,
  limit: number,
): Promise<NoticeDocument[]> {
  return Notice.find({ personId, ...(before === null ? {} : { _id: { $lt: before } }) })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean()
}

/** How many a person has not seen, up to 100. */
export async function countUnseen(personId: string): Promise<number> {
  return Notice.countDocuments({ personId, seenAt: null }, { limit: MOST_UNSEEN })
}

/** Marks a person's own as seen; others' ids change nothing. */
export async function markSeen(personId: string, ids: readonly string[], at: Date): Promise<void> {
  await Notice.updateMany(
    { _id: { $in: ids.map((id) => new Types.ObjectId(id)) }, personId, seenAt: null },
    { $set: { seenAt: at } },
  )
}

/** What a person was told, for the export of their data. */
export async function exportNotices(personId: string) {
  const rows = await Notice.find({ personId }).sort({ _id: -1 }).limit(1_000).lean()
  return rows.map(({ kind, title, text, at, seenAt }) => ({
    kind,
    title,
    text,
    at: at.toISOString(),
    seenAt: seenAt?.toISOString() ?? null,
  }))
}

/** Forgets what a person was told, in the caller's transaction. */
export async function eraseNotices(personId: string, session: ClientSession): Promise<void> {
  await Notice.deleteMany({ personId }, { session })
}
