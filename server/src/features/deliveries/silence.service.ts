import type { Clock } from '../../platform/clock'
import { inTransaction } from '../../platform/database'
import { reopenBatch } from './batch.service'
import type { BreakerReason } from './budget.rules'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import { LedgerModel } from './ledger.model'

/** An echo takes seconds; after this long it is not late but missing. */
export const ECHO_LIMIT_MS = 90_000
/** Older ones are past helping, and were sent before echoes were looked for. */
const LOOK_BACK_MS = 60 * 60_000
/** So many in a row, and no echo at all since: the session is half dead. */
const SILENT_AFTER = 3
const MOST = 200

/**
 * Looks for messages that an account says it sent and that never appeared in their group. They may
 * not have arrived, so a person is asked. An account of which nothing appears any more rests, and
 * its groups are reached another way. Accounts that never show an echo are left alone: some
 * protocols have none.
 * @param trip opens the breaker of an account
 */
export async function noticeSilence(
  clock: Clock,
  trip: (accountId: string, reason: BreakerReason) => Promise<void>,
): Promise<void> {
  const now = clock.now().getTime()
  const ledgers = await LedgerModel.find({ echoedAt: { $ne: null } }, { echoedAt: 1 }).lean()
  for (const { _id: accountId, echoedAt } of ledgers) {
    const missing = await DeliveryModel.find(
      {
        accountId,
        unseen: true,
        sentAt: { $lte: new Date(now - ECHO_LIMIT_MS), $gte: new Date(now - LOOK_BACK_MS) },
      },
      { sentAt: 1, batchId: 1, chatKey: 1 },
    )
      .sort({ sentAt: 1 })
      .limit(MOST)
      .lean()
    const first = missing[0]
    if (!first) continue
    for (const row of missing) {
      if (row.batchId) await reopenBatch(row.batchId, clock.now())
      await putInDoubt(row)
    }
    const since = first.sentAt?.getTime() ?? 0
    const silent = (echoedAt?.getTime() ?? 0) < since && missing.length >= SILENT_AFTER
    if (silent) await trip(accountId, 'silent')
  }
}

/**
 * What was to follow it in its chat goes back in line, where it waits for the answer. Both in one
 * transaction: a mark of the next one comes before it, or finds its lease gone, never in between.
 */
async function putInDoubt({ _id, chatKey }: Pick<DeliveryDocument, '_id' | 'chatKey'>) {
  await inTransaction(async (session) => {
    await DeliveryModel.updateOne(
      { _id, state: 'sent', unseen: true },
      { $set: { state: 'unknown', reason: 'not_seen', unseen: false } },
      { session },
    )
    await DeliveryModel.updateMany(
      { chatKey, state: 'leased' },
      { $set: { state: 'queued', leaseUntil: null } },
      { session },
    )
  })
}
