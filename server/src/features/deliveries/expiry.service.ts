import { DeliveryModel } from './delivery.model'
import { LONGEST_LEASE_MS } from './delivery.rules'

/**
 * Ends leases that ran out: not yet marked `sending` → queued again, since the bot may not send
 * without that mark; marked → unknown, since nobody knows whether the call was made.
 * @param accountId only this account's; default all
 */
export async function expireLeases(now: Date, accountId?: string): Promise<void> {
  const ranOut = {
    ...(accountId === undefined ? {} : { accountId }),
    $or: [
      { leaseUntil: { $lte: now } },
      { leaseUntil: { $gt: new Date(now.getTime() + LONGEST_LEASE_MS) } },
    ],
  }
  await DeliveryModel.updateMany(
    { state: 'leased', ...ranOut },
    { $set: { state: 'queued', leaseUntil: null } },
  )
  await DeliveryModel.updateMany(
    { state: 'sending', ...ranOut },
    { $set: { state: 'unknown', reason: 'connection_lost', leaseUntil: null } },
  )
}
