import mongoose, { Schema, type ClientSession } from 'mongoose'

const schema = new Schema(
  { _id: String, value: { type: Number, required: true } },
  { versionKey: false },
)
const Counter = mongoose.model('Counter', schema, 'counters')

/**
 * The next number of a named sequence, from 1. Safe under races and several processes. Taken
 * outside a transaction it never blocks others; a number whose use then fails is left out.
 */
export async function nextNumber(name: string, session?: ClientSession): Promise<number> {
  const counter = await Counter.findOneAndUpdate(
    { _id: name },
    { $inc: { value: 1 } },
    { upsert: true, returnDocument: 'after', session: session ?? null },
  ).lean()
  return counter.value
}
