import { seatStates, type SeatState } from '@lianxin/shared'
import mongoose, { Schema, type ClientSession, type Types } from 'mongoose'

/** Somebody's place at one date, or in the line for it. */
export interface SeatDocument {
  _id: Types.ObjectId
  eventId: Types.ObjectId
  personId: Types.ObjectId
  state: SeatState
  /** Order of coming, within the event; whoever comes back goes to the end. */
  line: number
  offeredUntil: Date | null
  via: 'page' | 'group' | 'direct' | 'desk'
  at: Date
  /** As the event has them, to find clashes and one's own next ones without asking for each. */
  startsAt: Date
  endsAt: Date
}

const { ObjectId } = Schema.Types
const seat = new Schema<SeatDocument>(
  {
    eventId: { type: ObjectId, required: true },
    personId: { type: ObjectId, required: true },
    state: { type: String, enum: seatStates, required: true },
    line: { type: Number, required: true },
    offeredUntil: { type: Date, default: null },
    via: { type: String, enum: ['page', 'group', 'direct', 'desk'], required: true },
    at: { type: Date, required: true },
    startsAt: { type: Date, required: true },
    endsAt: { type: Date, required: true },
  },
  { collection: 'event_seats', versionKey: false },
)
// one place each, whoever asks and however often
seat.index({ eventId: 1, personId: 1 }, { unique: true })
seat.index({ eventId: 1, state: 1, line: 1 })
seat.index({ eventId: 1, line: 1 })
seat.index({ personId: 1, endsAt: 1, _id: 1 })
seat.index({ offeredUntil: 1 })
export const SeatModel = mongoose.model<SeatDocument>('EventSeat', seat)

/**
 * A person's diary has no contents: each write of theirs changes it, so that of two that are made at
 * the same time one sees the other.
 */
const diary = new Schema<{ _id: Types.ObjectId; writes: number }>(
  { _id: { type: ObjectId, required: true }, writes: { type: Number, required: true } },
  { collection: 'event_diaries', versionKey: false },
)
const DiaryModel = mongoose.model('EventDiary', diary)

/**
 * Has the transaction meet any other one that gives one of these people a place or hours.
 * @param personIds in one order for all writers, so that none waits for another in a ring
 */
export async function touchDiaries(
  personIds: readonly Types.ObjectId[],
  session: ClientSession,
): Promise<void> {
  const updates = personIds.map((_id) => ({
    updateOne: { filter: { _id }, update: { $inc: { writes: 1 } }, upsert: true },
  }))
  if (updates.length > 0) await DiaryModel.bulkWrite(updates, { session, ordered: true })
}
