import mongoose, { Schema, type ClientSession } from 'mongoose'
import { isDuplicateKey } from './database'

const schema = new Schema(
  { _id: String, value: { type: Number, required: true } },
  { versionKey: false },
)
const Counter = mongoose.model('Counter', schema, 'counters')

function increment(name: string, session: ClientSession | undefined) {
  const options = { returnDocument: 'after', session: session ?? null } as const
  return Counter.findOneAndUpdate({ _id: name }, { $inc: { value: 1 } }, options).lean()
}

/** Losing the race to be the first is as good as winning it. */
async function begin(name: string): Promise<void> {
  await Counter.create({ _id: name, value: 0 }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error
  })
}

/**
 * The next number of a named sequence, from 1. Safe under races and several processes: a sequence
 * is begun by an insert, because racing upserts were seen to give two callers the same number on
 * one engine. Taken outside a transaction it never blocks others; a number whose use then fails
 * is left out.
 */
export async function nextNumber(name: string, session?: ClientSession): Promise<number> {
  let counter = await increment(name, session)
  while (!counter) {
    await begin(name)
    counter = await increment(name, session)
  }
  return counter.value
}
