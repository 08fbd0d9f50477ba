import type { ClientSession } from 'mongoose'
import { AppError } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction } from '../../platform/database'
import { BatchModel } from './batch.model'
import { beginSend, restsUntil, type SendBudget } from './budget.rules'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import { LEASE_MS, SENDING_MS } from './delivery.rules'
import { LedgerModel } from './ledger.model'
import type { SenderDirectory } from './senders'

/** Marking before the call; `random` is the jitter's source (0 ≤ x < 1). */
export function createMarkService(deps: {
  clock: Clock
  senders: SenderDirectory
  random?: () => number
}) {
  const { clock, senders, random = Math.random } = deps

  /**
   * Marks a leased message as being sent; a sender makes its call only after this. Here the budget is
   * held to what is really sent: whoever comes late, or beside another, is told to wait. The same
   * token again is harmless, and is how a sender asks that got no answer.
   * @returns how long to wait before the call, in ms
   * @throws AppError delivery.lease_lost when the lease ran out or passed on, the digest was
   *   paused or cancelled, or the account may not send just now: do not send
   */
  async function markSending(id: string, leaseToken: string): Promise<number> {
    const row = await DeliveryModel.findOne({ _id: id, leaseToken }).lean()
    if (row?.state !== 'leased' && row?.state !== 'sending')
      throw new AppError('delivery.lease_lost')
    const isFirst = row.state === 'leased'
    if (isFirst && (await mustWait(row, clock.now()))) return handBack(row)
    const now = clock.now()
    const budget = await senders.budgetOf(row.accountId ?? '')
    const at = await inTransaction((session) => begin({ row, budget, now }, session))
    if (at === null) return handBack(row)
    // Whoever paused or cancelled before the mark stood is obeyed; after it, it is being sent.
    if (isFirst && (await mustWait(row, now))) return handBack(row)
    return Math.max(0, at - now.getTime())
  }

  /** @returns when it may be sent (ms); null = not soon, and nothing was written */
  async function begin(
    { row, budget, now }: { row: DeliveryDocument; budget: SendBudget; now: Date },
    session: ClientSession,
  ): Promise<number | null> {
    // The write comes first: whoever else begins or leases for this account waits or starts again.
    const ledger = await LedgerModel.findOneAndUpdate(
      { _id: row.accountId ?? '' },
      { $inc: { version: 1 } },
      { session, returnDocument: 'after' },
    ).lean()
    if (!ledger) return null
    const isFirst = row.state === 'leased'
    const lasts = isFirst ? LEASE_MS : SENDING_MS
    const send = { chat: row.chatKey ?? '', plannedAt: (row.leaseUntil?.getTime() ?? 0) - lasts }
    const begun = beginSend(ledger, budget, send, now.getTime(), random())
    if (!begun) return null
    const { day, spentToday, earlier, recent } = begun.ledger
    await LedgerModel.updateOne(
      { _id: ledger._id },
      { $set: { day, spentToday, earlier, recent } },
      { session },
    )
    const { _id, leaseToken, state } = row
    const marked = await DeliveryModel.updateOne(
      { _id, leaseToken, state, ...(isFirst && { leaseUntil: { $gt: now } }) },
      {
        $set: {
          state: 'sending',
          sendingAt: new Date(begun.at),
          leaseUntil: new Date(begun.at + SENDING_MS),
        },
        $inc: { attempts: isFirst ? 1 : 0 },
      },
      { session },
    )
    if (marked.matchedCount === 0) throw new AppError('delivery.lease_lost')
    return begun.at
  }

  /** Not now: back into the queue as it was, unless it may be on its way already. */
  async function handBack(row: DeliveryDocument): Promise<never> {
    const { _id, leaseToken, sendingAt, attempts } = row
    if (row.state === 'leased') {
      await DeliveryModel.updateOne(
        { _id, state: { $in: ['leased', 'sending'] }, leaseToken },
        { $set: { state: 'queued', leaseUntil: null, sendingAt, attempts } },
      )
    }
    throw new AppError('delivery.lease_lost')
  }

  async function mustWait(row: DeliveryDocument, now: Date): Promise<boolean> {
    const ledger = await LedgerModel.findById(row.accountId ?? '', { breakerUntil: 1 }).lean()
    if (ledger && restsUntil(ledger, now)) return true
    if (!row.batchId) return false
    const runs = await BatchModel.exists({
      _id: row.batchId,
      held: false,
      state: { $in: ['expanding', 'open'] },
    })
    return runs === null
  }

  return { markSending }
}
