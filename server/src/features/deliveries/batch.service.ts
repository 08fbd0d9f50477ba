import { randomBytes } from 'node:crypto'
import { deliveryStates, type DeliveryState } from '@lianxin/shared'
import type { ClientSession, Types } from 'mongoose'
import type { Clock } from '../../platform/clock'
import { listGroups, type GroupRecord } from '../groups'
import { BatchModel, type BatchDocument } from './batch.model'
import { DeliveryModel, insertDeliveries, newDelivery, objectId } from './delivery.model'
import { deliveryPriority, fingerprintOf, groupChatKey, movingStates } from './delivery.rules'
import type { QuietHours } from './quiet-hours.rules'
import { awayNow, givenTo, pickSender, type SenderDirectory } from './senders'

/** Groups per page of expansion: one insert command, well under a second. */
const PAGE_SIZE = 500
/** A process that has not finished a page by then is taken for dead. */
const CLAIM_MS = 10_000
/**
 * Within this time of a change a batch that ended may still get late rows, from an expansion or a
 * resend. Counted only while somebody sweeps: a server may be down for longer than that.
 */
const SETTLE_MS = 10 * 60_000

/** One occurrence of a digest, to be written out for every group. */
export interface NewBatch {
  digestId: string
  /** 1 for the first time the digest goes out. */
  occurrence: number
  /** Whose digest it is. */
  orgId: string
  title: string
  parts: string[]
  /** The same parts for ways on which nobody can answer. */
  oneWayParts: string[]
  audienceOrgIds: string[]
  dueAt: Date
  quiet: QuietHours | null
}

export type DeliveryCounts = Record<DeliveryState, number>

/**
 * Opens an occurrence; its words are fixed from here on.
 * @param session of the caller's transaction, in which it also notes that the occurrence began
 */
export async function openBatch(batch: NewBatch, now: Date, session: ClientSession): Promise<void> {
  const { digestId, orgId, audienceOrgIds, ...rest } = batch
  const opened = {
    ...rest,
    digestId: objectId(digestId),
    orgId: objectId(orgId),
    audienceOrgIds: audienceOrgIds.map(objectId),
    state: 'expanding' as const,
    held: false,
    changedAt: now,
  }
  await BatchModel.create([opened], { session })
}

/**
 * Writes the deliveries of batches that are still expanding, a page of groups at a time. Any
 * process may die in between, and another goes on where it was: rows are unique on (digest,
 * occurrence, group, part) and a page counts as done only when all of its rows stand. One process
 * works on a batch at a time, but only to spare the others the trouble.
 */
export async function expandBatches(
  { clock, senders }: { clock: Clock; senders: SenderDirectory },
  signal?: AbortSignal,
): Promise<void> {
  const worker = randomBytes(9).toString('base64url')
  const batches = await BatchModel.find({ state: 'expanding' }, { _id: 1 })
    .sort({ dueAt: 1 })
    .lean()
  if (batches.length === 0) return
  const away = await awayNow(senders, clock)
  for (const { _id } of batches) {
    let more = true
    while (more && !signal?.aborted) more = await expandPage(_id, worker, away, clock.now())
  }
}

async function expandPage(
  batchId: Types.ObjectId,
  worker: string,
  away: ReadonlySet<string>,
  now: Date,
): Promise<boolean> {
  const claimEnds = (ms: number) => new Date(now.getTime() + ms)
  const batch = await BatchModel.findOneAndUpdate(
    {
      _id: batchId,
      state: 'expanding',
      $or: [
        { worker },
        { workerUntil: null },
        { workerUntil: { $lte: now } },
        // written by a clock that has since gone back
        { workerUntil: { $gt: claimEnds(2 * CLAIM_MS) } },
      ],
    },
    { $set: { worker, workerUntil: claimEnds(CLAIM_MS) } },
    { returnDocument: 'after' },
  ).lean()
  if (!batch) return false
  const page = await listGroups(batch.audienceOrgIds.map(String), {
    cursor: batch.cursor ?? undefined,
    limit: PAGE_SIZE,
  })
  await insertDeliveries(page.items.flatMap((group) => rowsOf(batch, group, away, now)))
  const done = page.nextCursor === null
  const moved = await BatchModel.updateOne(
    { _id: batchId, state: 'expanding', cursor: batch.cursor },
    {
      $set: {
        changedAt: now,
        ...(done
          ? { state: 'open' as const, worker: null, workerUntil: null }
          : { cursor: page.nextCursor }),
      },
    },
  )
  // Cancelled meanwhile, perhaps long ago if this process stood still: its rows are to follow.
  if (moved.matchedCount === 0) await reopenBatch(batchId, now)
  return !done
}

function rowsOf(batch: BatchDocument, group: GroupRecord, away: ReadonlySet<string>, now: Date) {
  const given = givenTo(pickSender('digest', group, away))
  return batch.parts.map((text, index) =>
    newDelivery({
      key: `digest:${batch.digestId}:${batch.occurrence}:${group.id}:${index + 1}`,
      kind: 'digest',
      priority: deliveryPriority.digest,
      // the same in every process, so that parts are in order whoever wrote them
      orderAt: batch.dueAt,
      part: index + 1,
      chatKey: groupChatKey(group.id),
      groupId: objectId(group.id),
      ...given,
      // one sheet holds all of it
      ...(given.state === 'awaiting' && index > 0 && onThatSheet),
      batchId: batch._id,
      occurrence: batch.occurrence,
      fingerprint: fingerprintOf(text),
      ref: { type: 'digest', id: batch.digestId },
      notBefore: batch.dueAt,
      createdAt: now,
    }),
  )
}

/** What becomes of further parts of a digest whose first part is printed: the sheet has it all. */
export const onThatSheet = { state: 'cancelled', reason: 'on_paper' } as const

/** Holds (pause) or lets go (resume) all that a digest has not yet sent; takes effect at once. */
export async function holdBatches(
  digestId: string,
  held: boolean,
  now: Date,
  session: ClientSession,
): Promise<void> {
  await BatchModel.updateMany(
    { digestId: objectId(digestId), state: { $ne: 'cancelled' } },
    { $set: { held, changedAt: now } },
    { session },
  )
}

/**
 * Ends a digest: what is not being sent at this moment will not be. Never undone. The rows follow
 * by {@link endCancelled}, or by the next sweep if we die before that.
 */
export async function cancelBatches(
  digestId: string,
  now: Date,
  session: ClientSession,
): Promise<void> {
  await BatchModel.updateMany(
    { digestId: objectId(digestId), state: { $ne: 'cancelled' } },
    { $set: { state: 'cancelled', held: false, countsAt: null, changedAt: now, atRest: false } },
    { session },
  )
}

/** Marks the rows of a digest's cancelled batches as cancelled. */
export async function endCancelled(digestId: string): Promise<void> {
  const batches = await BatchModel.find(
    { digestId: objectId(digestId), state: 'cancelled' },
    { _id: 1 },
  ).lean()
  for (const { _id } of batches) await cancelRows(_id)
}

async function cancelRows(batchId: Types.ObjectId): Promise<void> {
  await DeliveryModel.updateMany(
    {
      batchId,
      $or: [{ state: { $in: ['queued', 'leased'] } }, { state: 'awaiting', reason: 'to_print' }],
    },
    { $set: { state: 'cancelled', reason: 'digest_cancelled', leaseUntil: null } },
  )
}

/**
 * Closes batches in which nothing is under way, and ends rows that cancelled ones still have. A
 * figure of a batch is final only once it has rested for a while.
 */
export async function settleBatches(now: Date): Promise<void> {
  const open = await BatchModel.find({ state: 'open' }, { _id: 1 }).lean()
  for (const { _id } of open) {
    if (await isMoving(_id)) continue
    const counts = await countBatch(_id)
    await BatchModel.updateOne(
      { _id, state: 'open' },
      { $set: { state: 'done', counts, countsAt: now, changedAt: now } },
    )
  }
  const ended = await BatchModel.find(
    { atRest: false, state: { $in: ['done', 'cancelled'] } },
    { state: 1, changedAt: 1 },
  ).lean()
  for (const { _id, state, changedAt } of ended) {
    if (state === 'cancelled') await cancelRows(_id)
    // A resend may have slipped in between the look and the closing: never leave it behind.
    else if (await isMoving(_id)) await reopenBatch(_id, now)
    if (now.getTime() - changedAt.getTime() < SETTLE_MS) continue
    await BatchModel.updateOne({ _id, state, changedAt }, { $set: { atRest: true } })
  }
}

async function isMoving(batchId: Types.ObjectId): Promise<boolean> {
  return (await DeliveryModel.exists({ batchId, state: { $in: [...movingStates] } })) !== null
}

/**
 * Takes a batch up again because one of its deliveries moves after all.
 * @returns false when the digest was cancelled: nothing of it may go out any more
 */
export async function reopenBatch(batchId: Types.ObjectId, now: Date): Promise<boolean> {
  const set = { changedAt: now, atRest: false }
  const reopened = await BatchModel.updateOne(
    { _id: batchId, state: { $in: ['done', 'open'] } },
    { $set: { ...set, state: 'open', countsAt: null } },
  )
  if (reopened.matchedCount > 0) return true
  // Nothing of it goes out, but a row may be about to go back in line: the sweep is to look again.
  await BatchModel.updateOne({ _id: batchId, state: 'cancelled' }, { $set: set })
  return (await BatchModel.exists({ _id: batchId, state: { $ne: 'cancelled' } })) !== null
}

async function countBatch(batchId: Types.ObjectId): Promise<DeliveryCounts> {
  const groups = await DeliveryModel.aggregate<{ _id: DeliveryState; count: number }>([
    { $match: { batchId } },
    { $group: { _id: '$state', count: { $sum: 1 } } },
  ])
  return { ...noCounts(), ...Object.fromEntries(groups.map(({ _id, count }) => [_id, count])) }
}

/** Zero of everything. */
function noCounts(): DeliveryCounts {
  const zeros = deliveryStates.map((state) => [state, 0] as const)
  return Object.fromEntries(zeros) as DeliveryCounts
}

/**
 * Deliveries by state of each digest.
 * @param maxAgeMs how old figures of a running digest may be (those of a finished one are exact)
 */
export async function countDeliveries(
  digestIds: readonly string[],
  now: Date,
  maxAgeMs: number,
): Promise<Map<string, DeliveryCounts>> {
  const totals = new Map(digestIds.map((id) => [id, noCounts()]))
  const batches = await BatchModel.find({ digestId: { $in: digestIds.map(objectId) } }).lean()
  for (const batch of batches) {
    const counts = await freshCounts(batch, now, maxAgeMs)
    const total = totals.get(String(batch.digestId))
    if (total) for (const state of deliveryStates) total[state] += counts[state] ?? 0
  }
  return totals
}

async function freshCounts(
  batch: BatchDocument,
  now: Date,
  maxAgeMs: number,
): Promise<BatchDocument['counts']> {
  const age = batch.countsAt ? now.getTime() - batch.countsAt.getTime() : Infinity
  if (batch.state === 'done' ? batch.countsAt : Math.abs(age) < maxAgeMs) return batch.counts
  const counts = await countBatch(batch._id)
  await BatchModel.updateOne(
    { _id: batch._id, state: batch.state, changedAt: batch.changedAt },
    { $set: { counts, countsAt: now } },
  )
  return counts
}

/** Digests with an occurrence that is not finished. */
export async function digestsUnderWay(): Promise<string[]> {
  const batches = await BatchModel.find(
    { state: { $in: ['expanding', 'open'] } },
    { digestId: 1 },
  ).lean()
  return [...new Set(batches.map((batch) => String(batch.digestId)))]
}
