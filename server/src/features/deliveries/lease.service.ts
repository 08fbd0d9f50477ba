import { randomBytes } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { AppError } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction } from '../../platform/database'
import { getGroups, type GroupRecord } from '../groups'
import { BatchModel } from './batch.model'
import { emptyLedger, planSends, type SendBudget } from './budget.rules'
import { pickCandidates } from './candidates'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import { LEASE_MS, SENDING_MS } from './delivery.rules'
import { expireLeases } from './expiry.service'
import { LedgerModel } from './ledger.model'

/** A message for the bot to send, not before `sendAt`. */
export interface LeasedDelivery {
  id: string
  leaseToken: string
  leaseUntil: Date
  sendAt: Date
  chat: { type: 'group'; roomId: string } | { type: 'direct'; contactId: string }
  text: string
}
export interface LeaseAnswer {
  deliveries: LeasedDelivery[]
  /** When the bot should ask again. */
  nextPollMs: number
}

const IDLE_POLL_MS = 1_500
const MAX_POLL_MS = 30_000
const MIN_POLL_MS = 100

type Granted = DeliveryDocument & {
  leaseToken: string
  leaseUntil: Date
  sendAt: Date
  words: string
}

/** Leasing and marking; `random` is the jitter's source (0 ≤ x < 1). */
export function createLeaseService(deps: {
  clock: Clock
  budget: SendBudget
  random?: () => number
}) {
  const { clock, budget, random = Math.random } = deps

  /**
   * Hands an account the messages it may send soon and spends the budget on them. Leases of one
   * account meet in its ledger, so two bot processes never get the same message, nor two messages
   * of one chat, nor more than the budget allows.
   */
  async function lease(accountId: string, max: number): Promise<LeaseAnswer> {
    const now = clock.now()
    await expireLeases(now, accountId)
    await LedgerModel.updateOne(
      { _id: accountId },
      { $setOnInsert: { ...emptyLedger, version: 0 } },
      { upsert: true },
    )
    const { granted, retryAt } = await inTransaction((session) =>
      grant(accountId, max, now, session),
    )
    const deliveries = await addressed(accountId, granted)
    const wait = retryAt === null ? IDLE_POLL_MS : retryAt - now.getTime()
    const last = granted.at(-1)?.sendAt.getTime()
    const busyUntil = last === undefined ? wait : last - now.getTime()
    return {
      deliveries,
      nextPollMs: Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, Math.min(wait, busyUntil))),
    }
  }

  async function grant(accountId: string, max: number, now: Date, session: ClientSession) {
    // The write comes first: whoever else leases for this account waits or starts again.
    const ledger = await LedgerModel.findOneAndUpdate(
      { _id: accountId },
      { $inc: { version: 1 } },
      { session, returnDocument: 'after' },
    ).lean()
    if (!ledger) throw new Error(`no ledger for account ${accountId}`)
    if (ledger.breakerUntil && ledger.breakerUntil > now)
      return { granted: [], retryAt: ledger.breakerUntil.getTime() }
    const { rows, batches } = await pickCandidates(accountId, max, now, session)
    const chats = rows.map((row) => row.chatKey)
    const plan = planSends(ledger, budget, chats, now.getTime(), random)
    const granted = plan.sends.flatMap(({ index, at }): Granted[] => {
      const row = rows[index]
      if (!row) return []
      const batch = row.batchId ? batches.get(String(row.batchId)) : undefined
      return [
        {
          ...row,
          words: batch?.parts[row.part - 1] ?? row.text ?? '',
          leaseToken: randomBytes(12).toString('base64url'),
          leaseUntil: new Date(at + LEASE_MS),
          sendAt: new Date(at),
        },
      ]
    })
    if (granted.length > 0) {
      await writeLeases(granted, session)
      const { day, spentToday, recent } = plan.ledger
      await LedgerModel.updateOne(
        { _id: accountId },
        { $set: { day, spentToday, recent } },
        { session },
      )
    }
    return { granted, retryAt: plan.retryAt }
  }

  async function writeLeases(granted: readonly Granted[], session: ClientSession): Promise<void> {
    const result = await DeliveryModel.bulkWrite(
      granted.map(({ _id, leaseToken, leaseUntil }) => ({
        updateOne: {
          filter: { _id, state: 'queued' },
          update: { $set: { state: 'leased', leaseToken, leaseUntil, reason: null } },
        },
      })),
      { session },
    )
    // Somebody cancelled one between reading and writing. Nothing of this transaction stays.
    if (result.modifiedCount !== granted.length) throw new AppError('server.unavailable')
  }

  /**
   * Adds where to send. A group that another account is in by now goes back into that account's
   * queue; the budget spent on it stays spent.
   */
  async function addressed(
    accountId: string,
    granted: readonly Granted[],
  ): Promise<LeasedDelivery[]> {
    const groups = await getGroups(
      granted.flatMap((row) => (row.groupId ? [String(row.groupId)] : [])),
    )
    const leased: LeasedDelivery[] = []
    for (const row of granted) {
      const chat = chatOf(row, groups, accountId)
      if (chat) {
        const { leaseToken, leaseUntil, sendAt, words } = row
        leased.push({ id: String(row._id), leaseToken, leaseUntil, sendAt, chat, text: words })
      } else {
        await handBack(row, groups.get(String(row.groupId)))
      }
    }
    return leased
  }

  async function handBack(row: Granted, group: GroupRecord | undefined): Promise<void> {
    await DeliveryModel.updateOne(
      { _id: row._id, state: 'leased', leaseToken: row.leaseToken },
      {
        $set: group
          ? { state: 'queued', accountId: group.accountId, leaseUntil: null }
          : { state: 'failed', reason: 'not_in_room', leaseUntil: null },
      },
    )
  }

  /**
   * Marks a leased message as being sent; the bot calls WeChat only after this. The same token
   * again is harmless.
   * @throws AppError delivery.lease_lost when the lease ran out or passed on, the digest was
   *   paused or cancelled, or the account may not send just now: do not send
   */
  async function markSending(id: string, leaseToken: string): Promise<void> {
    const now = clock.now()
    const row = await DeliveryModel.findOne({ _id: id, leaseToken }).lean()
    if (row?.state === 'sending') return
    if (row?.state !== 'leased') throw new AppError('delivery.lease_lost')
    if (await mustWait(row, now)) {
      await DeliveryModel.updateOne(
        { _id: id, state: 'leased', leaseToken },
        { $set: { state: 'queued', leaseUntil: null } },
      )
      throw new AppError('delivery.lease_lost')
    }
    const marked = await DeliveryModel.updateOne(
      { _id: id, state: 'leased', leaseToken, leaseUntil: { $gt: now } },
      {
        $set: {
          state: 'sending',
          sendingAt: now,
          leaseUntil: new Date(now.getTime() + SENDING_MS),
        },
        $inc: { attempts: 1 },
      },
    )
    if (marked.modifiedCount === 0) throw new AppError('delivery.lease_lost')
  }

  async function mustWait(row: DeliveryDocument, now: Date): Promise<boolean> {
    const broken = await LedgerModel.exists({
      _id: row.accountId ?? '',
      breakerUntil: { $gt: now },
    })
    if (broken) return true
    if (!row.batchId) return false
    const runs = await BatchModel.exists({
      _id: row.batchId,
      held: false,
      state: { $in: ['expanding', 'open'] },
    })
    return runs === null
  }

  return { lease, markSending }
}

function chatOf(
  row: DeliveryDocument,
  groups: ReadonlyMap<string, GroupRecord>,
  accountId: string,
): LeasedDelivery['chat'] | null {
  if (row.contactId !== null) return { type: 'direct', contactId: row.contactId }
  const group = groups.get(String(row.groupId))
  return group?.accountId === accountId ? { type: 'group', roomId: group.roomId } : null
}
