import type { ClientSession } from 'mongoose'
import { HourResultModel } from './hour-import.model'
import { HourModel, HourRequestModel } from './hour.model'

const MOST_EXPORTED = 10_000

/** What the ledger keeps about a person, for the export that everybody may ask for. */
export async function exportHours(personId: string) {
  const [entries, requests] = await Promise.all([
    HourModel.find({ personId }).sort({ _id: 1 }).limit(MOST_EXPORTED).lean(),
    HourRequestModel.find({ personId }).sort({ _id: 1 }).limit(MOST_EXPORTED).lean(),
  ])
  return {
    entries: entries.map(({ day, title, kind, minutes, effect, reason, proof, by, at }) => ({
      day,
      title,
      kind,
      minutes,
      effect,
      reason,
      proof,
      recordedBy: by.name,
      at: at.toISOString(),
    })),
    requests: requests.map(({ title, day, words, at, state, answer }) => ({
      title,
      day,
      words,
      at: at.toISOString(),
      state,
      answer,
    })),
  }
}

/**
 * Forgets what a person wrote or uploaded, in the caller's transaction. Their entries stay under the tombstone's
 * id, which leads to nobody, so that every sum still adds up; words that may tell of them go.
 */
export async function eraseHours(personId: string, session: ClientSession): Promise<void> {
  await HourRequestModel.deleteMany({ personId }).session(session)
  await HourResultModel.deleteOne({ _id: personId }).session(session)
  await HourModel.updateMany({ personId }, { $set: { reason: null, proof: null } }, { session })
}
