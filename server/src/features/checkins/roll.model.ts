import mongoose, { Schema, type ClientSession } from 'mongoose'

/** The evening's roll of one group: that it was made. */
interface RollDocument {
  /** `<group>:<day>` */
  _id: string
  day: string
  at: Date
}
const rolls = new Schema<RollDocument>(
  {
    _id: { type: String, required: true },
    day: { type: String, required: true },
    at: { type: Date, required: true, expires: 40 * 86_400 },
  },
  { collection: 'checkin_rolls', versionKey: false },
)
rolls.index({ day: 1 })
const RollModel = mongoose.model<RollDocument>('CheckinRoll', rolls)

/** A group that wants no roll; none of it = wants one. */
interface SilentGroupDocument {
  /** The group's id. */
  _id: string
  by: string
  at: Date
}
const silent = new Schema<SilentGroupDocument>(
  {
    _id: { type: String, required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'checkin_silent_groups', versionKey: false },
)
const SilentGroupModel = mongoose.model<SilentGroupDocument>('CheckinSilentGroup', silent)

/** Notes that a group's roll of a day is made. @throws E11000 when it was before */
export async function noteRoll(
  groupId: string,
  day: string,
  at: Date,
  session: ClientSession,
): Promise<void> {
  await RollModel.create([{ _id: `${groupId}:${day}`, day, at }], { session })
}

/** Ids of the groups whose roll of a day is made. */
export async function rolledGroups(day: string): Promise<Set<string>> {
  const rows = await RollModel.find({ day }, { _id: 1 }).lean()
  return new Set(rows.map(({ _id }) => _id.slice(0, -day.length - 1)))
}

/** Which of these groups want no roll. */
export async function silentGroups(groupIds: readonly string[]): Promise<Set<string>> {
  const rows = await SilentGroupModel.find({ _id: { $in: [...groupIds] } }, { _id: 1 }).lean()
  return new Set(rows.map(({ _id }) => _id))
}

/** Switches a group's roll; the same again changes nothing. */
export async function setRoll(
  groupId: string,
  enabled: boolean,
  by: string,
  at: Date,
): Promise<void> {
  if (enabled) await SilentGroupModel.deleteOne({ _id: groupId })
  else await SilentGroupModel.updateOne({ _id: groupId }, { $set: { by, at } }, { upsert: true })
}
