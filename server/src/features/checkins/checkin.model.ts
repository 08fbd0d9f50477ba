import { thoughtStates, type ThoughtState } from '@lianxin/shared'
import mongoose, { Schema, type ClientSession, type Types } from 'mongoose'

export interface CheckinDocument {
  _id: Types.ObjectId
  personId: Types.ObjectId
  /** The branch it counts in, and everything above and with it, as they were then. */
  orgId: Types.ObjectId
  orgPath: Types.ObjectId[]
  /** Shanghai day. */
  day: string
  /** When it was said; of a made-up day when the card was used. */
  at: Date
  via: 'page' | 'group' | 'direct' | 'card'
  /** The make-up card that paid for it, `YYYY-MM#1` or `#2`; null = checked in on the day itself. */
  card: string | null
  thought: string | null
  /** Null while there is no thought. */
  review: ThoughtState | null
  reviewedBy: Types.ObjectId | null
  reviewedAt: Date | null
}

const { ObjectId } = Schema.Types
const schema = new Schema<CheckinDocument>(
  {
    personId: { type: ObjectId, required: true },
    orgId: { type: ObjectId, required: true },
    orgPath: { type: [ObjectId], required: true },
    day: { type: String, required: true },
    at: { type: Date, required: true },
    via: { type: String, enum: ['page', 'group', 'direct', 'card'], required: true },
    card: { type: String, default: null },
    thought: { type: String, default: null },
    review: { type: String, enum: [...thoughtStates, null], default: null },
    reviewedBy: { type: ObjectId, default: null },
    reviewedAt: { type: Date, default: null },
  },
  { collection: 'checkins', versionKey: false },
)
// once a day, whoever asks and however often
schema.index({ personId: 1, day: 1 }, { unique: true })
// two cards a month, each of which pays once
schema.index(
  { personId: 1, card: 1 },
  { unique: true, partialFilterExpression: { card: { $type: 'string' } } },
)
// the evening's roll: which branches, and who
schema.index({ day: 1, orgId: 1 })
// thoughts only: a check-in without words does not pay for it
schema.index(
  { orgPath: 1, review: 1, _id: 1 },
  { partialFilterExpression: { thought: { $type: 'string' } } },
)

export const CheckinModel = mongoose.model<CheckinDocument>('Checkin', schema)

/** Everything a person checked in, newest first, for the export of their data. */
export async function exportCheckins(personId: string) {
  const rows = await CheckinModel.find({ personId }).sort({ day: -1 }).limit(10_000).lean()
  return rows.map(({ day, at, via, thought, review }) => ({
    day,
    at: at.toISOString(),
    via,
    thought,
    review,
  }))
}

/** Removes a person's check-ins, in the caller's transaction; the book keeps its own entries. */
export async function eraseCheckins(personId: string, session: ClientSession): Promise<void> {
  await CheckinModel.deleteMany({ personId }).session(session)
}

/**
 * Organizations that are asked about at one time: the embedded store uses an index for 600 pairs of
 * day and organization at most, and a month has 31 days.
 */
const ORGS_AT_ONCE = 19

/**
 * Check-ins that count in some organizations.
 * @param days   Shanghai days of a month
 * @param orgIds each once
 * @returns how many on each day that has some, and who
 */
export async function checkinsOn(
  days: readonly string[],
  orgIds: readonly string[],
): Promise<{ days: Map<string, number>; personIds: Set<string> }> {
  const counts = new Map<string, number>()
  const personIds = new Set<string>()
  for (let start = 0; start < orgIds.length; start += ORGS_AT_ONCE) {
    const some = orgIds.slice(start, start + ORGS_AT_ONCE)
    // Day and organization are one index; a person's days are all different.
    const rows = await CheckinModel.aggregate<{ _id: Types.ObjectId; days: string[] }>([
      {
        $match: {
          day: { $in: [...days] },
          orgId: { $in: some.map((id) => new mongoose.Types.ObjectId(id)) },
        },
      },
      { $group: { _id: '$personId', days: { $push: '$day' } } },
    ])
    for (const row of rows) {
      personIds.add(String(row._id))
      for (const day of row.days) counts.set(day, (counts.get(day) ?? 0) + 1)
    }
  }
  return { days: counts, personIds }
}
