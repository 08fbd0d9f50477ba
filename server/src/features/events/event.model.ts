import { eventKinds, type EventKind, type MapPoint, type Recurrence } from '@lianxin/shared'
import mongoose, { Schema, Types } from 'mongoose'

/** What is told of a gathering, whichever date it is. */
export interface EventFacts {
  title: string
  about: string
  place: string
  point: MapPoint | null
  bring: string
  contact: string
  minAge: number | null
  maxAge: number | null
  skill: string
  capacity: number
  needed: number
  /** Per cent of it that one must have been there for. */
  minShare: number
}

const { ObjectId } = Schema.Types
const mapPoint = new Schema<MapPoint>(
  { lat: { type: Number, required: true }, lng: { type: Number, required: true } },
  { _id: false },
)
const facts = {
  title: { type: String, required: true },
  about: { type: String, default: '' },
  place: { type: String, required: true },
  point: { type: mapPoint, default: null },
  bring: { type: String, default: '' },
  contact: { type: String, required: true },
  minAge: { type: Number, default: null },
  maxAge: { type: Number, default: null },
  skill: { type: String, default: '' },
  capacity: { type: Number, required: true },
  needed: { type: Number, required: true },
  minShare: { type: Number, required: true },
} as const

/** What gives dates: a project of volunteers, a branch's Party day. */
export interface ProjectDocument extends EventFacts {
  _id: Types.ObjectId
  kind: EventKind
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** Within which numbers for chats are single: the street, so that they stay short. */
  scopeId: Types.ObjectId
  teamId: Types.ObjectId | null
  /** Shanghai time, `HH:mm`. */
  startTime: string
  minutes: number
  rule: Recurrence | null
  from: string
  until: string | null
  /** Single days, without a rule. */
  days: string[]
  state: 'active' | 'ended'
  /** Dates are opened until and with this day. */
  openedUntil: string
  revision: number
  createdBy: { id: string; name: string }
  /** Names the request that made it. */
  requestKey: string | null
}
const project = new Schema<ProjectDocument>(
  {
    ...facts,
    kind: { type: String, enum: eventKinds, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    scopeId: { type: ObjectId, required: true },
    teamId: { type: ObjectId, default: null },
    startTime: { type: String, required: true },
    minutes: { type: Number, required: true },
    rule: { type: Schema.Types.Mixed, default: null },
    from: { type: String, required: true },
    until: { type: String, default: null },
    days: { type: [String], default: [] },
    state: { type: String, enum: ['active', 'ended'], required: true },
    openedUntil: { type: String, required: true },
    revision: { type: Number, required: true },
    createdBy: { type: Schema.Types.Mixed, required: true },
    requestKey: { type: String, default: null },
  },
  { collection: 'event_projects', versionKey: false },
)
project.index({ orgPath: 1, state: 1, _id: -1 })
project.index({ state: 1, openedUntil: 1 })
project.index(
  { 'createdBy.id': 1, requestKey: 1 },
  { unique: true, partialFilterExpression: { requestKey: { $type: 'string' } } },
)
export const ProjectModel = mongoose.model<ProjectDocument>('EventProject', project)

/** One date of a project. It carries all that is told of it, so that it can differ and lists are one read. */
export interface EventDocument extends EventFacts {
  _id: Types.ObjectId
  projectId: Types.ObjectId
  kind: EventKind
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  scopeId: Types.ObjectId
  teamId: Types.ObjectId | null
  number: number
  /** Shanghai day that the project gave it; stays when it is moved. */
  day: string
  startsAt: Date
  endsAt: Date
  state: 'open' | 'cancelled'
  reason: string | null
  /** Changed by itself: what becomes of the project does not touch it. */
  isOwn: boolean
  /** Places held: taken, or offered. */
  taken: number
  waiting: number
  /** Places in line given out so far. */
  lineNo: number
  /** Fewer than needed have a place, kept so that it can be asked for. */
  atRisk: boolean
  /** Whoever forgot to check out has been checked out. */
  closed: boolean
  /** Somebody's presence waits to become hours. */
  hoursDue: boolean
  revision: number
  changedAt: Date
}
const event = new Schema<EventDocument>(
  {
    ...facts,
    projectId: { type: ObjectId, required: true },
    kind: { type: String, enum: eventKinds, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    scopeId: { type: ObjectId, required: true },
    teamId: { type: ObjectId, default: null },
    number: { type: Number, required: true },
    day: { type: String, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
    state: { type: String, enum: ['open', 'cancelled'], required: true },
    reason: { type: String, default: null },
    isOwn: { type: Boolean, required: true },
    taken: { type: Number, required: true },
    waiting: { type: Number, required: true },
    lineNo: { type: Number, required: true },
    atRisk: { type: Boolean, required: true },
    closed: { type: Boolean, required: true },
    hoursDue: { type: Boolean, default: false },
    revision: { type: Number, required: true },
    changedAt: { type: Date, required: true },
  },
  { collection: 'events', versionKey: false },
)
// a day is opened once, however many processes do it
event.index({ projectId: 1, day: 1 }, { unique: true })
event.index({ scopeId: 1, number: 1 }, { unique: true })
event.index({ kind: 1, startsAt: 1, _id: 1 })
event.index({ orgPath: 1, startsAt: 1, _id: 1 })
event.index({ closed: 1, endsAt: 1 })
event.index({ orgPath: 1, endsAt: 1, _id: 1 }, { partialFilterExpression: { hoursDue: true } })
export const EventModel = mongoose.model<EventDocument>('Event', event)

/** The id type of the database, for those who may not know mongoose; a new one unless told. */
export function toId(id?: string): Types.ObjectId {
  return new Types.ObjectId(id)
}
