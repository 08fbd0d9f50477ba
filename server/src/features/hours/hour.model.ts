import {
  effectKeys,
  hourKinds,
  hourRequestStates,
  type Effect,
  type HourKind,
  type HourRequestState,
  type StarHours,
} from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

/** One line of the ledger of hours. It is written once and never changed. */
export interface HourDocument {
  _id: Types.ObjectId
  /** What makes it single, e.g. `credited:<event>:<person>`. */
  key: string
  personId: Types.ObjectId
  /**
   * Every organization in whose sums it counts: those of the person's posts then, and all above
   * them, each once. Whoever belongs to two (双报到) stands in both, and once in what is above both.
   */
  orgIds: Types.ObjectId[]
  /** Tells the person's organizations then, in one word. */
  homeKey: string
  /** Who organized it, and therefore wrote it down (谁组织谁记录). */
  hostId: Types.ObjectId
  hostPath: Types.ObjectId[]
  eventId: Types.ObjectId
  teamId: Types.ObjectId | null
  title: string
  /** Shanghai day and month of the service. */
  day: string
  month: string
  kind: HourKind
  minutes: number
  effect: Effect
  /** The time that is counted, so that no other shift counts it again; null unless credited. */
  from: Date | null
  to: Date | null
  reason: string | null
  proof: string | null
  by: { id: string; name: string }
  corrects: Types.ObjectId | null
  at: Date
}
const { ObjectId } = Schema.Types
const hour = new Schema<HourDocument>(
  {
    key: { type: String, required: true },
    personId: { type: ObjectId, required: true },
    orgIds: { type: [ObjectId], required: true },
    homeKey: { type: String, required: true },
    hostId: { type: ObjectId, required: true },
    hostPath: { type: [ObjectId], required: true },
    eventId: { type: ObjectId, required: true },
    teamId: { type: ObjectId, default: null },
    title: { type: String, required: true },
    day: { type: String, required: true },
    month: { type: String, required: true },
    kind: { type: String, enum: hourKinds, required: true },
    minutes: { type: Number, required: true },
    effect: { type: String, enum: effectKeys, required: true },
    from: { type: Date, default: null },
    to: { type: Date, default: null },
    reason: { type: String, default: null },
    proof: { type: String, default: null },
    by: { type: Schema.Types.Mixed, required: true },
    corrects: { type: ObjectId, default: null },
    at: { type: Date, required: true },
  },
  { collection: 'hour_entries', versionKey: false },
)
// one credit and one addition for each person and date, whoever confirms and however often
hour.index({ key: 1 }, { unique: true })
hour.index({ personId: 1, day: -1, _id: -1 })
hour.index({ eventId: 1, personId: 1 })
hour.index({ hostPath: 1, month: 1 })
// not partial by $type: such an index is used only by a query that asks for the type as well
hour.index({ teamId: 1, month: 1 })
hour.index({ corrects: 1, _id: 1 })
export const HourModel = mongoose.model<HourDocument>('HourEntry', hour)

/** Whose people did it, or who organized it: an entry counts on both sides. */
const hourSides = ['home', 'host'] as const
export type HourSide = (typeof hourSides)[number]

/** Sums of a person's month, kept so that no page adds up; they follow from the entries. */
export interface HourMonthDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  side: HourSide
  month: string
  /**
   * The person's organizations then, or who organized it. Whoever changes branch within a month has
   * two rows at home: each branch keeps what was done in it.
   */
  key: string
  /** All sums that it is part of; see hour.sums.ts. */
  units: string[]
  minutes: number
  added: number
  /** Dates at which there is any time: 人次. */
  times: number
}
const hourMonth = new Schema<HourMonthDocument>(
  {
    personId: { type: ObjectId, required: true },
    side: { type: String, enum: hourSides, required: true },
    month: { type: String, required: true },
    key: { type: String, required: true },
    units: { type: [String], required: true },
    minutes: { type: Number, required: true },
    added: { type: Number, required: true },
    times: { type: Number, required: true },
  },
  { collection: 'hour_months', versionKey: false },
)
hourMonth.index({ personId: 1, side: 1, month: 1, key: 1 }, { unique: true })
hourMonth.index({ units: 1, month: 1 })
export const HourMonthModel = mongoose.model<HourMonthDocument>('HourMonth', hourMonth)

/** What a unit did in a month, whoever did it. */
export interface HourTotalDocument {
  _id: Types.ObjectId
  unit: string
  month: string
  minutes: number
  added: number
  times: number
}
const hourTotal = new Schema<HourTotalDocument>(
  {
    unit: { type: String, required: true },
    month: { type: String, required: true },
    minutes: { type: Number, default: 0 },
    added: { type: Number, default: 0 },
    times: { type: Number, default: 0 },
  },
  { collection: 'hour_totals', versionKey: false },
)
hourTotal.index({ unit: 1, month: 1 }, { unique: true })
export const HourTotalModel = mongoose.model<HourTotalDocument>('HourTotal', hourTotal)

/** How many people of a unit in a month had a certain month as their last one before it. */
export interface HourPeopleDocument {
  _id: Types.ObjectId
  unit: string
  month: string
  /** Empty: none before. */
  before: string
  people: number
}
const hourPeople = new Schema<HourPeopleDocument>(
  {
    unit: { type: String, required: true },
    month: { type: String, required: true },
    // `required` would refuse the empty one
    before: { type: String, default: '' },
    people: { type: Number, default: 0 },
  },
  { collection: 'hour_people', versionKey: false },
)
hourPeople.index({ unit: 1, month: 1, before: 1 }, { unique: true })
export const HourPeopleModel = mongoose.model<HourPeopleDocument>('HourPeople', hourPeople)

/** A volunteer's word that their hours of a date are not right. */
export interface HourRequestDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  eventId: Types.ObjectId
  hostPath: Types.ObjectId[]
  title: string
  day: string
  words: string
  at: Date
  state: HourRequestState
  /** Counts up with each one for the same person and date, so that one is open at a time. */
  round: number
  answer: string | null
  answeredBy: { id: string; name: string } | null
  answeredAt: Date | null
}
const hourRequest = new Schema<HourRequestDocument>(
  {
    personId: { type: ObjectId, required: true },
    eventId: { type: ObjectId, required: true },
    hostPath: { type: [ObjectId], required: true },
    title: { type: String, required: true },
    day: { type: String, required: true },
    words: { type: String, required: true },
    at: { type: Date, required: true },
    state: { type: String, enum: hourRequestStates, required: true },
    round: { type: Number, required: true },
    answer: { type: String, default: null },
    answeredBy: { type: Schema.Types.Mixed, default: null },
    answeredAt: { type: Date, default: null },
  },
  { collection: 'hour_requests', versionKey: false },
)
hourRequest.index({ personId: 1, eventId: 1, round: 1 }, { unique: true })
hourRequest.index({ hostPath: 1, state: 1, _id: 1 })
export const HourRequestModel = mongoose.model<HourRequestDocument>('HourRequest', hourRequest)

/** How many hours each star needs in an organization; each change is a row, the newest holds. */
export interface StarRuleDocument {
  _id: Types.ObjectId
  orgId: Types.ObjectId
  /** Null: its own were given up, and those from above hold again. */
  hours: StarHours | null
  reason: string
  by: { id: string; name: string }
  at: Date
}
const starRule = new Schema<StarRuleDocument>(
  {
    orgId: { type: ObjectId, required: true },
    hours: { type: Schema.Types.Mixed, default: null },
    reason: { type: String, required: true },
    by: { type: Schema.Types.Mixed, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'star_rules', versionKey: false },
)
starRule.index({ orgId: 1, _id: -1 })
export const StarRuleModel = mongoose.model<StarRuleDocument>('StarRule', starRule)

/** The id type of the database, for those who may not know mongoose; a new one unless told. */
export function toId(id?: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
