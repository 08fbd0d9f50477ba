import {
  bookParts,
  partyClasses,
  ruleKeys,
  type BookPart,
  type BookScheme,
  type PartyClass,
  type RuleKey,
} from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

/** One line of the book. It is written once and never changed. */
export interface EntryDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** Above and with the person's organization then. */
  orgPath: Types.ObjectId[]
  /** Place in the person's year, from 1: the order in which limits were reached. */
  seq: number
  year: number
  /** Shanghai day on which it happened. */
  day: string
  at: Date
  rule: RuleKey
  part: BookPart
  /** Version of the rules it was counted by; 0 and null = the default ones. */
  version: number
  schemeId: Types.ObjectId | null
  quantity: number
  partyClass: PartyClass | null
  points: number
  /** What it would have been without limits. */
  worth: number
  source: { type: string; id: string }
  approvedBy: { id: string; name: string } | null
  reason: string | null
  /** The entry that this one corrects. */
  corrects: Types.ObjectId | null
  createdAt: Date
}
const { ObjectId } = Schema.Types
const entries = new Schema<EntryDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    seq: { type: Number, required: true },
    year: { type: Number, required: true },
    day: { type: String, required: true },
    at: { type: Date, required: true },
    rule: { type: String, enum: ruleKeys, required: true },
    part: { type: String, enum: bookParts, required: true },
    version: { type: Number, required: true },
    schemeId: { type: ObjectId, default: null },
    quantity: { type: Number, required: true },
    partyClass: { type: String, enum: [...partyClasses, null], default: null },
    points: { type: Number, required: true },
    worth: { type: Number, required: true },
    source: {
      _id: false,
      type: new Schema(
        { type: { type: String, required: true }, id: { type: String, required: true } },
        { _id: false },
      ),
      required: true,
    },
    approvedBy: { type: Schema.Types.Mixed, default: null },
    reason: { type: String, default: null },
    corrects: { type: ObjectId, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'book_entries', versionKey: false },
)
// An event counted twice is impossible here, not by care.
entries.index({ rule: 1, 'source.type': 1, 'source.id': 1, personId: 1 }, { unique: true })
entries.index({ personId: 1, year: 1, seq: 1 }, { unique: true })
entries.index({ personId: 1, at: -1, _id: -1 })
// not partial by $type: such an index is used only by a query that asks for the type as well
entries.index({ corrects: 1, _id: 1 })
export const EntryModel = mongoose.model<EntryDocument>('BookEntry', entries)

/** Sums of a person's year, kept so that no page adds up; they follow from the entries. */
export interface TotalDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  year: number
  /** Entries so far: the place of the newest one. */
  entries: number
  base: number
  contribution: number
  /** Points for voluntary service; what activists and candidates need. */
  service: number
}
const totals = new Schema<TotalDocument>(
  {
    personId: { type: ObjectId, required: true },
    year: { type: Number, required: true },
    entries: { type: Number, required: true },
    base: { type: Number, required: true },
    contribution: { type: Number, required: true },
    service: { type: Number, required: true },
  },
  { collection: 'book_totals', versionKey: false },
)
totals.index({ personId: 1, year: 1 }, { unique: true })
export const TotalModel = mongoose.model<TotalDocument>('BookTotal', totals)

/** Rules of an organization, one version of them. A version is never changed. */
export interface SchemeDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  version: number
  scheme: BookScheme
  /** First Shanghai day on which they count. */
  from: string
  reason: string
  by: { id: string; name: string }
  createdAt: Date
}
const schemes = new Schema<SchemeDocument>(
  {
    orgId: { type: ObjectId, required: true },
    version: { type: Number, required: true },
    scheme: { type: Schema.Types.Mixed, required: true },
    from: { type: String, required: true },
    reason: { type: String, required: true },
    by: { type: Schema.Types.Mixed, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'book_schemes', versionKey: false },
)
schemes.index({ orgId: 1, version: -1 }, { unique: true })
export const SchemeModel = mongoose.model<SchemeDocument>('BookScheme', schemes)

/** Somebody who asked to be on the board of their branch. */
interface BoardDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** The branch they meant: who moves to another one is on no board until they ask again. */
  orgId: Types.ObjectId
  since: Date
}
const boards = new Schema<BoardDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    since: { type: Date, required: true },
  },
  { collection: 'book_boards', versionKey: false },
)
boards.index({ personId: 1 }, { unique: true })
boards.index({ orgId: 1, since: 1, _id: 1 })
export const BoardModel = mongoose.model<BoardDocument>('BookBoard', boards)

/** The id type of the database, for those who may not know mongoose. */
export function toId(id: string): Types.ObjectId {
  return new Types.ObjectId(id)
}

/** The year of a Shanghai day. */
export function yearOf(day: string): number {
  return Number(day.slice(0, 4))
}
