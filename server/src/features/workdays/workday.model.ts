import mongoose, { Schema } from 'mongoose'

interface Override {
  workday: boolean
  note: string
  by: string
  at: Date
}

interface WorkdayTable {
  _id: string
  /** Grows with every change, so that what was derived from the table knows its age. */
  version: number
  /** By Shanghai day. */
  days: Map<string, Override>
}

const schema = new Schema<WorkdayTable>(
  {
    _id: String,
    version: { type: Number, required: true },
    days: {
      type: Map,
      of: new Schema<Override>(
        { workday: Boolean, note: String, by: String, at: Date },
        { _id: false },
      ),
      default: new Map(),
    },
  },
  { collection: 'workday_tables', versionKey: false },
)
const Table = mongoose.model<WorkdayTable>('WorkdayTable', schema)
/** There is one calendar for the country. */
const ID = 'china'

export interface OverrideRecord extends Override {
  day: string
}

/** The whole override table, oldest day first; empty with version 0 before the first override. */
export async function readOverrides(): Promise<{ version: number; items: OverrideRecord[] }> {
  const table = await Table.findById(ID)
  if (!table) return { version: 0, items: [] }
  const items = [...table.days].map(([day, { workday, note, by, at }]) => ({
    day,
    workday,
    note,
    by,
    at,
  }))
  return {
    version: table.version,
    items: items.sort((one, other) => (one.day < other.day ? -1 : 1)),
  }
}

/** Sets or (with null) removes the override of a day. */
export async function writeOverride(day: string, override: Override | null): Promise<void> {
  await Table.updateOne(
    { _id: ID },
    {
      ...(override ? { $set: { [`days.${day}`]: override } } : { $unset: { [`days.${day}`]: 1 } }),
      $inc: { version: 1 },
    },
    { upsert: true },
  )
}
