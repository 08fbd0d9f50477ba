import { shanghaiDay, type DeliveryState } from '@lianxin/shared'
import { cutPage, decodeCursor } from '../../platform/paging'
import { getGroups, type GroupRecord } from '../groups'
import { BatchModel } from './batch.model'
import type { BreakerReason } from './budget.rules'
import { DeliveryModel, objectId, type DeliveryDocument } from './delivery.model'
import { groupChatKey, type DeliveryKind, type DeliveryReason } from './delivery.rules'
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
const UNDECIDED = ['unknown', 'failed'] as const

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
      state: { $in: UNDECIDED },
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
    const open = ledger?.breakerUntil && ledger.breakerReason && ledger.breakerUntil > now
    const sentToday = await DeliveryModel.countDocuments({ accountId, sentDay: shanghaiDay(now) })
    const breaker =
      open && ledger.breakerUntil && ledger.breakerReason
        ? { until: ledger.breakerUntil, reason: ledger.breakerReason }
        : null
    return [accountId, { sentToday, breaker }] as const
  })
  return new Map(await Promise.all(entries))
}

/**
 * Gives an account the queued messages of groups that it has come into, and of those of its groups
 * that had no bot when something was queued for them.
 * @param moved groups that another account, or none, was in before
 * @param all   all groups that the account is in
 */
export async function adoptGroups(
  accountId: string,
  moved: readonly string[],
  all: readonly string[],
): Promise<void> {
  if (moved.length > 0) {
    await DeliveryModel.updateMany(
      { chatKey: { $in: moved.map(groupChatKey) }, state: 'queued' },
      { $set: { accountId } },
    )
  }
  const orphan = await DeliveryModel.exists({ accountId: null, state: 'queued' })
  if (!orphan) return
  await DeliveryModel.updateMany(
    { accountId: null, state: 'queued', groupId: { $in: all.map(objectId) } },
    { $set: { accountId } },
  )
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
