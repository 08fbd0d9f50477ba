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

/**
 * Forgets the words of evening rolls that were made more than a day ago: they hold names of people
 * who agreed to stand in that one message, not in our records for ever.
 */
export async function forgetRolls(now: Date): Promise<void> {
  await DeliveryModel.updateMany(
    {
      kind: 'roll',
      text: { $type: 'string' },
      createdAt: { $lt: new Date(now.getTime() - KEEP_MS) },
    },
    { $set: { text: null } },
  )
}

/** More than an account can have under way; a bound, not a limit anybody should meet. */
const MOST_CONTACTS = 500

/**
 * Contacts to whom an account wrote something of which nobody knows yet whether it arrived: a bot
 * that has been started anew reports the echo of it only if it is told that it wrote there.
 */
export async function contactsAwaitingEcho(accountId: string): Promise<string[]> {
  const rows = await DeliveryModel.find(
    { accountId, state: { $in: ['sending', 'unknown'] }, contactId: { $ne: null } },
    { contactId: 1 },
  )
    .sort({ _id: -1 })
    .limit(MOST_CONTACTS)
    .lean()
  return [...new Set(rows.flatMap((row) => row.contactId ?? []))]
}
