import { randomBytes } from 'node:crypto'
import type { ClientSession } from 'mongoose'
import { AppError } from '../../platform/app-error'
import type { Clock } from '../../platform/clock'
import { inTransaction, isDuplicateKey } from '../../platform/database'
import { addressIn, channelOf, getGroups, type GroupRecord } from '../groups'
import type { BatchDocument } from './batch.model'
import { emptyLedger, planSends, restsUntil, type SendBudget } from './budget.rules'
import { pickCandidates } from './candidates'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import { LEASE_MS } from './delivery.rules'
import { expireLeases } from './expiry.service'
import { LedgerModel } from './ledger.model'
import { awayNow, givenTo, isChatAccount, pickSender, type SenderDirectory } from './senders'

/** A chat of a bot account, by the protocol's ids. */
export type AccountChat = { type: 'group'; roomId: string } | { type: 'direct'; contactId: string }
/** A chat that a channel reaches; `address` = which, where it has several. */
export interface ChannelChat {
  type: 'channel'
  address: string | null
}

/** A message for a sender to send, not before `sendAt`. */
export interface LeasedDelivery<C extends AccountChat | ChannelChat = AccountChat> {
  id: string
  leaseToken: string
  leaseUntil: Date
  sendAt: Date
  chat: C
  text: string
  /** Of which digest, to which group, and is this all of it; null when it is something else. */
  digest: { id: string; title: string; groupId: string; isWhole: boolean } | null
}
export interface LeaseAnswer<C extends AccountChat | ChannelChat = AccountChat> {
  deliveries: LeasedDelivery<C>[]
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
  batch: BatchDocument | null
}

interface Asked {
  accountId: string
  max: number
  now: Date
  budget: SendBudget
}

/** Leasing; `random` is the jitter's source (0 ≤ x < 1). */
export function createLeaseService(deps: {
  clock: Clock
  senders: SenderDirectory
  random?: () => number
}) {
  const { clock, senders, random = Math.random } = deps

  /** Hands a bot account the messages it may send soon. */
  async function lease(accountId: string, max: number): Promise<LeaseAnswer> {
    return leaseFor(accountId, max, (row, group) => chatOf(row, group, accountId))
  }

  /** Hands a channel the messages it may send soon; its id is that of a sender. */
  async function leaseChannel(senderId: string, max: number): Promise<LeaseAnswer<ChannelChat>> {
    const channelId = channelOf(senderId)?.channelId ?? ''
    return leaseFor(senderId, max, (_row, group) => {
      const address = group && addressIn(group, channelId)
      return address === undefined ? null : { type: 'channel', address }
    })
  }

  /**
   * Leases messages and spends the budget on them. Leases of one sender meet in its ledger, so two
   * processes never get the same message, nor two messages of one chat, nor more than the budget
   * allows.
   * @param chatFor where a message goes; null = this sender does not reach it any more
   */
  async function leaseFor<C extends AccountChat | ChannelChat>(
    accountId: string,
    max: number,
    chatFor: (row: Granted, group: GroupRecord | undefined) => C | null,
  ): Promise<LeaseAnswer<C>> {
    const now = clock.now()
    await expireLeases(now, accountId)
    await ensureLedger(accountId)
    const budget = await senders.budgetOf(accountId)
    const { granted, retryAt } = await inTransaction((session) =>
      grant({ accountId, max, now, budget }, session),
    )
    const deliveries = await addressed(granted, chatFor)
    const wait = retryAt === null ? IDLE_POLL_MS : retryAt - now.getTime()
    const last = granted.at(-1)?.sendAt.getTime()
    const busyUntil = last === undefined ? wait : last - now.getTime()
    return {
      deliveries,
      nextPollMs: Math.min(MAX_POLL_MS, Math.max(MIN_POLL_MS, Math.min(wait, busyUntil))),
    }
  }

  async function ensureLedger(accountId: string): Promise<void> {
    try {
      await LedgerModel.updateOne(
        { _id: accountId },
        { $setOnInsert: { ...emptyLedger, version: 0 } },
        { upsert: true },
      )
    } catch (error) {
      // Two at once were both the first; one of them stands.
      if (!isDuplicateKey(error)) throw error
    }
  }

  async function grant(
    { accountId, max, now, budget }: Asked,
    session: ClientSession,
  ): Promise<{ granted: Granted[]; retryAt: number | null }> {
    // The write comes first: whoever else leases for this account waits or starts again.
    const ledger = await LedgerModel.findOneAndUpdate(
      { _id: accountId },
      { $inc: { version: 1 } },
      { session, returnDocument: 'after' },
    ).lean()
    if (!ledger) throw new Error(`no ledger for account ${accountId}`)
    const rests = restsUntil(ledger, now)
    if (rests) return { granted: [], retryAt: rests.getTime() }
    const { rows, batches } = await pickCandidates(
      { accountId, max, now, lastOrgId: ledger.lastOrgId },
      session,
    )
    const chats = rows.map((row) => row.chatKey)
    const plan = planSends(ledger, budget, chats, now.getTime(), random)
    const granted = plan.sends.flatMap(({ index, at }): Granted[] => {
      const row = rows[index]
      if (!row) return []
      const batch = (row.batchId && batches.get(String(row.batchId))) || null
      return [
        {
          ...row,
          batch,
          words: wordsOf(row, batch),
          leaseToken: randomBytes(12).toString('base64url'),
          leaseUntil: new Date(at + LEASE_MS),
          sendAt: new Date(at),
        },
      ]
    })
    if (granted.length > 0) await writeLeases(granted, session)
    // also when the budget holds all back: what it made of a clock that was set must stand
    if (granted.length > 0 || plan.retryAt !== null) {
      const { day, spentToday, earlier, recent } = plan.ledger
      const lastOrgId = granted.findLast((row) => row.batch)?.batch?.orgId ?? ledger.lastOrgId
      await LedgerModel.updateOne(
        { _id: accountId },
        { $set: { day, spentToday, earlier, recent, lastOrgId } },
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
   * Adds where to send. What this sender does not reach any more goes to whoever does; the budget
   * spent on it stays spent.
   */
  async function addressed<C extends AccountChat | ChannelChat>(
    granted: readonly Granted[],
    chatFor: (row: Granted, group: GroupRecord | undefined) => C | null,
  ): Promise<LeasedDelivery<C>[]> {
    const groups = await getGroups(
      granted.flatMap((row) => (row.groupId ? [String(row.groupId)] : [])),
    )
    const leased: LeasedDelivery<C>[] = []
    for (const row of granted) {
      const group = groups.get(String(row.groupId))
      const chat = chatFor(row, group)
      if (chat) {
        const { leaseToken, leaseUntil, sendAt, words, batch } = row
        const digest =
          batch && group
            ? {
                id: String(batch.digestId),
                title: batch.title,
                groupId: group.id,
                isWhole: partsOf(row, batch).length === 1,
              }
            : null
        leased.push({
          id: String(row._id),
          leaseToken,
          leaseUntil,
          sendAt,
          chat,
          text: words,
          digest,
        })
      } else {
        await handBack(row, group)
      }
    }
    return leased
  }

  async function handBack(row: Granted, group: GroupRecord | undefined): Promise<void> {
    const away = await awayNow(senders, clock)
    const sender = group ? pickSender(row.kind, group, away, { tried: row.tried }) : null
    await DeliveryModel.updateOne(
      { _id: row._id, state: 'leased', leaseToken: row.leaseToken },
      {
        $set: {
          leaseUntil: null,
          ...(sender === null ? { state: 'failed', reason: 'not_in_room' } : givenTo(sender)),
        },
      },
    )
  }

  return { lease, leaseChannel }
}

/** On a way on which nobody can answer, the words do not ask for an answer there. */
function partsOf(row: DeliveryDocument, batch: BatchDocument): readonly string[] {
  const oneWay = row.accountId !== null && !isChatAccount(row.accountId)
  return oneWay && batch.oneWayParts.length > 0 ? batch.oneWayParts : batch.parts
}

function wordsOf(row: DeliveryDocument, batch: BatchDocument | null): string {
  const part = batch && (partsOf(row, batch)[row.part - 1] ?? batch.parts[row.part - 1])
  return part ?? row.text ?? ''
}

function chatOf(
  row: DeliveryDocument,
  group: GroupRecord | undefined,
  accountId: string,
): AccountChat | null {
  if (row.contactId !== null) return { type: 'direct', contactId: row.contactId }
  return group?.accountId === accountId ? { type: 'group', roomId: group.roomId } : null
}
