import type { ClientSession } from 'mongoose'
import { BoardModel, EntryModel, TotalModel, toId } from './book.model'

/** What the book says of a person, for the export that everybody may ask for. */
export async function exportBook(personId: string) {
  const entries = await EntryModel.find({ personId: toId(personId) })
    .sort({ year: 1, seq: 1 })
    .lean()
  const years = await TotalModel.find({ personId: toId(personId) })
    .sort({ year: 1 })
    .lean()
  const board = await BoardModel.findOne({ personId: toId(personId) }).lean()
  return {
    onBoardSince: board?.since.toISOString() ?? null,
    entries: entries.map(({ at, rule, part, points, version, reason, approvedBy }) => ({
      at: at.toISOString(),
      rule,
      part,
      points,
      version,
      reason,
      approvedBy: approvedBy?.name ?? null,
    })),
    years: years.map(({ year, base, contribution, service }) => ({
      year,
      base,
      contribution,
      service,
    })),
  }
}

/**
 * Takes out of the book what somebody wrote about a person, and takes them off their branch's board,
 * in the caller's transaction. The
 * figures stay beside the tombstone, so that a branch's sums still add up.
 */
export async function eraseBook(personId: string, session: ClientSession): Promise<void> {
  await EntryModel.updateMany(
    { personId: toId(personId), reason: { $ne: null } },
    { $set: { reason: '' } },
    { session },
  )
  await BoardModel.deleteOne({ personId: toId(personId) }, { session })
}
