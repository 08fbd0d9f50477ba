import { sourceItemStates, type SourceItemState } from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'
import type { PolicyDraft } from '../digests'

/** What is kept of an article's text, to find the same text elsewhere. */
export interface SimilarityDocument {
  /** Of the normalized text. */
  hash: string
  /** Smallest shingle hashes, ascending. */
  sketch: number[]
}

/** What a digest draft is made of. */
export type KeptDraft = Pick<
  PolicyDraft,
  'title' | 'issuer' | 'issuedOn' | 'sourceUrl' | 'body' | 'points'
>

/** An article that a source had. */
export interface ItemDocument {
  _id: Types.ObjectId
  sourceId: Types.ObjectId
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** What the source calls it, hashed: unique within the source. */
  key: string
  title: string
  url: string | null
  summary: string
  publishedAt: Date | null
  foundAt: Date
  state: SourceItemState
  /** Its text as the source itself gave it, until it has been read. */
  content: string | null
  /** When its text is to be read; null = read, given up, or not wanted. */
  nextReadAt: Date | null
  readTries: number
  claim: string | null
  claimedUntil: Date
  /** While a person takes it. */
  takingUntil: Date
  /** Until it is taken or put aside. */
  draft: KeptDraft | null
  similarity: SimilarityDocument | null
  /** A few of the sketch, to find candidates by. */
  anchors: number[]
  /** The article that is shown in its place. */
  duplicateOf: Types.ObjectId | null
  digestId: Types.ObjectId | null
}

const { ObjectId, Mixed } = Schema.Types
const schema = new Schema<ItemDocument>(
  {
    sourceId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    key: { type: String, required: true },
    title: { type: String, required: true },
    url: { type: String, default: null },
    summary: { type: String, default: '' },
    publishedAt: { type: Date, default: null },
    foundAt: { type: Date, required: true },
    state: { type: String, enum: sourceItemStates, required: true },
    content: { type: String, default: null },
    nextReadAt: { type: Date, default: null },
    readTries: { type: Number, required: true },
    claim: { type: String, default: null },
    claimedUntil: { type: Date, required: true },
    takingUntil: { type: Date, required: true },
    draft: { type: Mixed, default: null },
    similarity: { type: Mixed, default: null },
    anchors: { type: [Number], default: [] },
    duplicateOf: { type: ObjectId, default: null },
    digestId: { type: ObjectId, default: null },
  },
  { collection: 'source_items', versionKey: false },
)
schema.index({ sourceId: 1, key: 1 }, { unique: true })
schema.index({ orgPath: 1, state: 1, _id: -1 })
schema.index({ sourceId: 1, state: 1, _id: -1 })
schema.index({ nextReadAt: 1 }, { partialFilterExpression: { nextReadAt: { $type: 'date' } } })
schema.index({ orgId: 1, anchors: 1 })
schema.index(
  { duplicateOf: 1 },
  { partialFilterExpression: { duplicateOf: { $type: 'objectId' } } },
)

export const ItemModel = mongoose.model<ItemDocument>('SourceItem', schema)
