import { DeliveryModel } from './delivery.model'

/** Long enough for a late echo; after that nothing should tell who was written to. */
const KEEP_MS = 24 * 3_600_000

/**
 * Cuts the tie between a private message that was sent and the person and matter it was about.
 * The row stays, so that the same key is never said again.
 */
export async function forgetPrivateChats(now: Date): Promise<void> {
  await DeliveryModel.updateMany(
    {
      state: { $in: ['sent', 'cancelled'] },
      groupId: null,
      chatKey: { $ne: null },
      createdAt: { $lt: new Date(now.getTime() - KEEP_MS) },
    },
    { $set: { chatKey: null, contactId: null, text: null, ref: null } },
  )
}
