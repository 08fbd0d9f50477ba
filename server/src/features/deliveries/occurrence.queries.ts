import { BatchModel } from './batch.model'
import { DeliveryModel, objectId } from './delivery.model'
import { movingStates } from './delivery.rules'

/** One going out of one digest. */
export interface OccurrenceRef {
  digestId: string
  occurrence: number
}

/** Occurrences of digests of which something has changed since an instant. */
export async function occurrencesChangedSince(
  since: Date,
): Promise<(OccurrenceRef & { changedAt: Date })[]> {
  const batches = await BatchModel.find(
    { changedAt: { $gt: since } },
    { digestId: 1, occurrence: 1, changedAt: 1 },
  ).lean()
  return batches.map(({ digestId, occurrence, changedAt }) => ({
    digestId: String(digestId),
    occurrence,
    changedAt,
  }))
}

/**
 * How far an occurrence has come.
 * @returns `sent`: messages that arrived, by group id; `over`: nothing of it moves any more, unless
 *   a person decides so; null when there is no such occurrence
 */
export async function occurrenceStanding({ digestId, occurrence }: OccurrenceRef): Promise<{
  changedAt: Date
  over: boolean
  sent: Map<string, number>
} | null> {
  const batch = await BatchModel.findOne(
    { digestId: objectId(digestId), occurrence },
    { state: 1, changedAt: 1 },
  ).lean()
  if (!batch) return null
  const ended = batch.state === 'done' || batch.state === 'cancelled'
  const moving =
    ended && (await DeliveryModel.exists({ batchId: batch._id, state: { $in: [...movingStates] } }))
  const rows = await DeliveryModel.aggregate<{ _id: unknown; count: number }>([
    { $match: { batchId: batch._id, state: 'sent' } },
    { $group: { _id: '$groupId', count: { $sum: 1 } } },
  ])
  return {
    changedAt: batch.changedAt,
    over: ended && !moving,
    sent: new Map(rows.map(({ _id, count }) => [String(_id), count])),
  }
}
