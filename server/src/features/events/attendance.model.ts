import {
  attendanceWays,
  distanceBands,
  type AttendanceWay,
  type DistanceBand,
} from '@lianxin/shared'
import mongoose, { Schema, type Types } from 'mongoose'

/** Somebody's coming and going at one date. Where they were is not kept, only how far off, roughly. */
export interface AttendanceDocument {
  _id: Types.ObjectId
  eventId: Types.ObjectId
  personId: Types.ObjectId
  inAt: Date
  inWay: AttendanceWay
  outAt: Date | null
  outWay: AttendanceWay | null
  band: DistanceBand | null
  /** Who wrote it down, when somebody else did. */
  by: Types.ObjectId | null
  /** Somebody has decided what hours it is worth. */
  settled: boolean
  /** Why it gave no hours, when somebody decided so. */
  declined: { reason: string; by: { id: string; name: string }; at: Date } | null
}

const { ObjectId } = Schema.Types
const schema = new Schema<AttendanceDocument>(
  {
    eventId: { type: ObjectId, required: true },
    personId: { type: ObjectId, required: true },
    inAt: { type: Date, required: true },
    inWay: { type: String, enum: attendanceWays, required: true },
    outAt: { type: Date, default: null },
    outWay: { type: String, enum: [...attendanceWays, null], default: null },
    band: { type: String, enum: [...distanceBands, null], default: null },
    by: { type: ObjectId, default: null },
    settled: { type: Boolean, default: false },
    declined: { type: Schema.Types.Mixed, default: null },
  },
  { collection: 'event_attendances', versionKey: false },
)
schema.index({ eventId: 1, personId: 1 }, { unique: true })
schema.index({ eventId: 1, outAt: 1, inAt: 1 })
schema.index({ eventId: 1, settled: 1, personId: 1 })
schema.index({ personId: 1, inAt: 1 })
export const AttendanceModel = mongoose.model<AttendanceDocument>('EventAttendance', schema)
