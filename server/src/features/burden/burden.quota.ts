import type { ClientSession } from 'mongoose'
import { isDuplicateKey } from '../../platform/database'
import type { OrgRecord } from '../orgs'
import { idOf, PushModel, SenderModel } from './burden.model'

/** Has a place for the sender to queue up at; outside any transaction. */
export async function ensureSender(senderId: string): Promise<void> {
  try {
    await SenderModel.updateOne(
      { _id: idOf(senderId) },
      { $setOnInsert: { turns: 0 } },
      { upsert: true },
    )
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
  }
}

/** Makes plans of one sender come one after the other: of two at once, one is run again. */
export async function takeTurn(senderId: string, session: ClientSession): Promise<void> {
  await SenderModel.updateOne({ _id: idOf(senderId) }, { $inc: { turns: 1 } }, { session })
}

/**
 * Pushes of a sender in a month by community: what has arrived, and what has begun and may still.
 * @param month `YYYY-MM`
 */
export async function pushesSoFar(
  senderId: string,
  month: string,
  communities: readonly OrgRecord[],
  session: ClientSession,
): Promise<Map<string, number>> {
  const rows = await PushModel.aggregate<{ _id: unknown; count: number }>(
    [
      {
        $match: {
          senderId: idOf(senderId),
          month,
          communityId: { $in: communities.map((place) => idOf(place.id)) },
          $or: [{ sent: { $gt: 0 } }, { settled: false }],
        },
      },
      { $group: { _id: '$communityId', count: { $sum: 1 } } },
    ],
    { session },
  )
  return new Map(rows.map(({ _id, count }) => [String(_id), count]))
}
