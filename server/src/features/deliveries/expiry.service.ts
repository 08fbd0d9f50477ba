import { DeliveryModel } from './delivery.model'
import { LONGEST_LEASE_MS } from './delivery.rules'

/**
 * Ends leases that ran out: not yet marked `sending` → queued again, since the bot may not send
 * without that mark; marked → unknown, since nobody knows whether the call was made.
 * Ends also what is of no use any more: an evening's roll that nobody sent in its time.
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
  await DeliveryModel.updateMany(
    { kind: 'roll', state: 'queued', notAfter: { $lte: now } },
    { $set: { state: 'cancelled', reason: 'too_late' } },
  )
}
