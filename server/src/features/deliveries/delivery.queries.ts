import type { Types } from 'mongoose'
import { channelKinds, shanghaiDay, type DeliveryState } from '@lianxin/shared'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getGroups, type GroupRecord } from '../groups'
import { BatchModel } from './batch.model'
import { restsUntil, type BreakerReason } from './budget.rules'
import { DeliveryModel, objectId, type DeliveryDocument } from './delivery.model'
import {
  groupChatKey,
  restingStates,
  type DeliveryKind,
  type DeliveryReason,
} from './delivery.rules'
import { LedgerModel } from './ledger.model'

/** A delivery as others may see it. */
export interface DeliveryRecord {
  id: string
  groupId: string | null
  accountId: string | null
  occurrence: number
  part: number
  state: DeliveryState
  reason: DeliveryReason | null
  notBefore: Date
  sentAt: Date | null
  /** Its digest is paused. */
  held: boolean
  /** Null when it is no digest. */
  digestId: string | null
}

function toRecord(row: DeliveryDocument, heldBatches: ReadonlySet<string>): DeliveryRecord {
  const { accountId, occurrence, part, state, reason, notBefore, sentAt } = row
  return {
    id: String(row._id),
    groupId: row.groupId ? String(row.groupId) : null,
    accountId,
    occurrence,
    part,
    state,
    reason,
    notBefore,
    sentAt,
    held: row.batchId !== null && heldBatches.has(String(row.batchId)),
    digestId: row.ref?.type === 'digest' ? String(row.ref.id) : null,
  }
}

/** A page of a digest's deliveries, group by group within an occurrence. */
export async function listDigestDeliveries(
  digestId: string,
  query: { state?: DeliveryState | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: DeliveryRecord[]; nextCursor: string | null }> {
  const after = query.cursor ? decodeCursor(query.cursor, ['id']) : null
  const rows = await DeliveryModel.find({
    'ref.id': objectId(digestId),
    kind: 'digest',
    ...(query.state ? { state: query.state } : {}),
    ...(after ? { _id: { $gt: after[0] } } : {}),
  })
    .sort({ _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const page = cutPage(rows, query.limit, (row) => [String(row._id)])
  const held = await BatchModel.find({ digestId: objectId(digestId), held: true }).lean()
  const heldBatches = new Set(held.map((batch) => String(batch._id)))
  return { ...page, items: page.items.map((row) => toRecord(row, heldBatches)) }
}

/** How many rows are looked at in one go while a page is filled. */
const LOOK_AT = 500

/**
 * Messages to groups in the subtrees of `orgIds` that rest until a person decides, newest first.
 * They are few, and a branch's groups may be thousands: so the messages are walked, not the groups.
 * @param since older ones are left in peace
 */
export async function listUndecided(
  orgIds: readonly string[],
  query: { cursor?: string | undefined; limit: number; since: Date },
): Promise<{
  items: (DeliveryRecord & { group: GroupRecord; kind: DeliveryKind; text: string | null })[]
  nextCursor: string | null
}> {
  const found: { row: DeliveryDocument; group: GroupRecord }[] = []
  let before = query.cursor ? decodeCursor(query.cursor, ['id'])[0] : null
  for (let more = true; more && found.length <= query.limit;) {
    const rows = await DeliveryModel.find({
      state: { $in: [...restingStates] },
      groupId: { $ne: null },
      createdAt: { $gte: query.since },
      ...(before ? { _id: { $lt: before } } : {}),
    })
      .sort({ _id: -1 })
      .limit(LOOK_AT)
      .lean()
    const groups = await getGroups(rows.map((row) => String(row.groupId)))
    for (const row of rows) {
      const group = groups.get(String(row.groupId))
      if (group?.orgPath.some((id) => orgIds.includes(id))) found.push({ row, group })
    }
    more = rows.length === LOOK_AT
    before = String(rows.at(-1)?._id)
  }
  const page = cutPage(found, query.limit, ({ row }) => [String(row._id)])
  return {
    ...page,
    items: page.items.map(({ row, group }) => ({
      ...toRecord(row, new Set()),
      group,
      kind: row.kind,
      text: row.text,
    })),
  }
}

/** One delivery, or null. */
export async function getDelivery(id: string): Promise<DeliveryRecord | null> {
  const row = await DeliveryModel.findById(id).lean()
  return row ? toRecord(row, new Set()) : null
}

/** What the budget of some accounts looks like now. */
export async function accountBudgets(
  accountIds: readonly string[],
  now: Date,
): Promise<
  Map<string, { sentToday: number; breaker: { until: Date; reason: BreakerReason } | null }>
> {
  const ledgers = await LedgerModel.find({ _id: { $in: [...accountIds] } }).lean()
  const byId = new Map(ledgers.map((ledger) => [ledger._id, ledger]))
  const entries = accountIds.map(async (accountId) => {
    const ledger = byId.get(accountId)
    const until = ledger ? restsUntil(ledger, now) : null
    const sentToday = await DeliveryModel.countDocuments({ accountId, sentDay: shanghaiDay(now) })
    const breaker = until && ledger?.breakerReason ? { until, reason: ledger.breakerReason } : null
    return [accountId, { sentToday, breaker }] as const
  })
  return new Map(await Promise.all(entries))
}

/**
 * Digests that a group has got, newest first, without repeats.
 * @param limit deliveries looked at, at most
 */
export async function digestsSeenInGroup(groupId: string, limit: number): Promise<string[]> {
  const rows = await DeliveryModel.find(
    {
      chatKey: groupChatKey(groupId),
      kind: 'digest',
      // unknown: it may well have arrived, and somebody may be answering it
      state: { $in: ['sent', 'sending', 'unknown'] },
    },
    { ref: 1 },
  )
    .sort({ sendingAt: -1 })
    .limit(limit)
    .lean()
  return [...new Set(rows.flatMap((row) => (row.ref ? [String(row.ref.id)] : [])))]
}

/** Senders at once that a sweep of the dispatcher looks at. */
const MOST_SENDERS = 1000

/** Channels for which something is due now, as senders' ids. */
export async function sendersDue(now: Date): Promise<string[]> {
  const due = channelKinds.map(async (kind) => {
    const ofKind = { $gte: `${kind}:`, $lt: `${kind};` }
    return DeliveryModel.aggregate<{ _id: string }>([
      { $match: { state: 'queued', accountId: ofKind, notBefore: { $lte: now } } },
      { $group: { _id: '$accountId' } },
      { $limit: MOST_SENDERS },
    ])
  })
  return (await Promise.all(due)).flat().map((row) => row._id)
}

/**
 * Messages that a channel has handed over and nobody has confirmed yet, oldest first.
 * @param since older ones are a person's to settle: the vendor may not even know them any more
 */
export async function handedOpen(
  limit: number,
  since: Date,
): Promise<{ id: string; senderId: string; reference: string; handedAt: Date }[]> {
  const rows = await DeliveryModel.find({
    state: 'awaiting',
    reason: 'to_confirm',
    createdAt: { $gte: since },
  })
    .sort({ _id: 1 })
    .limit(limit)
    .lean()
  return rows.flatMap(({ _id, accountId, messageId, sendingAt, createdAt }) =>
    accountId && messageId
      ? [
          {
            id: String(_id),
            senderId: accountId,
            reference: messageId,
            handedAt: sendingAt ?? createdAt,
          },
        ]
      : [],
  )
}

/** What waits for a sender. */
export interface Waiting {
  reply: number
  /** Ratings asked for and reminders. */
  rating: number
  digest: number
  roll: number
  /** Whose digests, by organization. */
  byOrg: Map<string, number>
}

const urgencyOf = {
  receipt: 'reply',
  reply: 'reply',
  rating: 'rating',
  reminder: 'rating',
  digest: 'digest',
  roll: 'roll',
} as const satisfies Record<DeliveryKind, keyof Waiting>
const PLANNED = ['queued', 'leased'] as const

/** What waits for each of these senders now; what is for later is not counted. */
export async function waitingFor(
  senderIds: readonly string[],
  now: Date,
): Promise<Map<string, Waiting>> {
  const rows = await DeliveryModel.aggregate<{
    _id: { sender: string; kind: DeliveryKind; batch: Types.ObjectId | null }
    count: number
  }>([
    {
      $match: {
        accountId: { $in: [...senderIds] },
        state: { $in: [...PLANNED] },
        notBefore: { $lte: now },
      },
    },
    {
      $group: {
        _id: { sender: '$accountId', kind: '$kind', batch: '$batchId' },
        count: { $sum: 1 },
      },
    },
  ])
  const batchIds = rows.flatMap((row) => row._id.batch ?? [])
  const batches = await BatchModel.find({ _id: { $in: batchIds } }, { orgId: 1 }).lean()
  const orgOf = new Map(batches.map((batch) => [String(batch._id), String(batch.orgId)]))
  const waiting = new Map<string, Waiting>(
    senderIds.map((id) => [id, { reply: 0, rating: 0, digest: 0, roll: 0, byOrg: new Map() }]),
  )
  for (const { _id, count } of rows) {
    const one = waiting.get(_id.sender)
    if (!one) continue
    one[urgencyOf[_id.kind]] += count
    const org = _id.batch ? orgOf.get(String(_id.batch)) : undefined
    if (org) one.byOrg.set(org, (one.byOrg.get(org) ?? 0) + count)
  }
  return waiting
}
