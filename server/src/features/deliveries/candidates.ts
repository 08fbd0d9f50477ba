import type { ClientSession, Types } from 'mongoose'
import { BatchModel, type BatchDocument } from './batch.model'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import { deliveryPriority } from './delivery.rules'
import { isQuiet } from './quiet-hours.rules'

/** Rounds of looking past chats that are not free; a bound, not a limit anybody should meet. */
const MAX_ROUNDS = 20
const MAX_BATCHES = 200

type Row = DeliveryDocument & { chatKey: string }

/** Who asks, and whose digest it sent last. */
interface Asker {
  accountId: string
  max: number
  now: Date
  lastOrgId: Types.ObjectId | null
}

/**
 * What the account may say next, at most one message per chat, most urgent first; organizations
 * that share the account take turns with their digests. A chat with a message under way is left
 * alone, whoever sends it. So are, while an `unknown` message stands in a chat, messages there with
 * the same words (an echo could not be told apart) and parts of the same digest.
 * @param session transaction that holds the account's ledger, so that nobody else picks meanwhile
 */
export async function pickCandidates(
  { accountId, max, now, lastOrgId }: Asker,
  session: ClientSession,
): Promise<{ rows: Row[]; batches: Map<string, BatchDocument> }> {
  const taken = new Set(await busyChats(accountId, session))
  const rows: Row[] = []
  const search = { accountId, now, session, taken, rows, max }
  await pickFrom(search, null, { $lt: deliveryPriority.digest })
  const batches = rows.length < max ? await openBatches(now, session) : []
  await takeTurns(inTurn(batches, lastOrgId), search)
  if (rows.length < max) await pickFrom(search, null, { $gte: deliveryPriority.digest })
  return { rows, batches: new Map(batches.map((batch) => [String(batch._id), batch])) }
}

/** Open batches of each organization, oldest first, the organization after `last` first. */
function inTurn(batches: readonly BatchDocument[], last: Types.ObjectId | null): BatchDocument[][] {
  const byOrg = new Map<string, BatchDocument[]>()
  for (const batch of batches) {
    const org = String(batch.orgId)
    byOrg.set(org, [...(byOrg.get(org) ?? []), batch])
  }
  const orgs = [...byOrg.keys()].toSorted()
  const after = orgs.filter((org) => last !== null && org > String(last))
  const order = [...after, ...orgs.filter((org) => !after.includes(org))]
  return order.flatMap((org) => [byOrg.get(org) ?? []])
}

/**
 * Mixes the organizations' messages, one of each in turn, until there are enough or no more. Each
 * is asked for all that there is room for: how long another's queue is cannot be known before.
 */
async function takeTurns(queues: readonly BatchDocument[][], search: Search): Promise<void> {
  const room = search.max - search.rows.length
  const found: Row[][] = []
  for (const queue of queues) {
    const mine = { ...search, rows: [] as Row[], max: room }
    for (const batch of queue) {
      if (mine.rows.length >= room) break
      await pickFrom(mine, batch)
    }
    if (mine.rows.length > 0) found.push(mine.rows)
    if (found.length >= room) break
  }
  for (let turn = 0; turn < room; turn += 1) {
    for (const rows of found) {
      const row = rows[turn]
      if (row && search.rows.length < search.max) search.rows.push(row)
    }
  }
}

async function busyChats(accountId: string, session: ClientSession): Promise<string[]> {
  const busy = await DeliveryModel.find(
    { accountId, state: { $in: ['leased', 'sending'] } },
    { chatKey: 1 },
    { session },
  ).lean()
  return busy.flatMap((row) => row.chatKey ?? [])
}

/** Batches that may go out now, oldest first. */
async function openBatches(now: Date, session: ClientSession): Promise<BatchDocument[]> {
  const batches = await BatchModel.find(
    { state: { $in: ['expanding', 'open'] }, held: false, dueAt: { $lte: now } },
    null,
    { session },
  )
    .sort({ dueAt: 1, _id: 1 })
    .limit(MAX_BATCHES)
    .lean()
  return batches.filter((batch) => !batch.quiet || !isQuiet(now, batch.quiet))
}

interface Search {
  accountId: string
  now: Date
  session: ClientSession
  /** Chats that are not free (any more). */
  taken: Set<string>
  rows: Row[]
  max: number
}

async function pickFrom(
  search: Search,
  batch: BatchDocument | null,
  priority?: { $lt: number } | { $gte: number },
): Promise<void> {
  const { accountId, now, session, taken, rows, max } = search
  // blocked here, but free for other messages
  const skipped = new Set<string>()
  for (let round = 0; round < MAX_ROUNDS && rows.length < max; round += 1) {
    const found = await DeliveryModel.find(
      {
        accountId,
        state: 'queued',
        batchId: batch?._id ?? null,
        ...(priority && { priority }),
        notBefore: { $lte: now },
        chatKey: { $nin: [...taken, ...skipped] },
      },
      null,
      { session },
    )
      .sort({ priority: 1, orderAt: 1, chatKey: 1, part: 1, _id: 1 })
      .limit(max * 2)
      .lean()
    if (found.length === 0) return
    const heads = firstOfEachChat(found)
    const blocked = await blockedByOthers(heads, accountId, session)
    for (const row of heads) {
      if (rows.length >= max) return
      if (blocked.has(String(row._id))) skipped.add(row.chatKey)
      else {
        taken.add(row.chatKey)
        rows.push(row)
      }
    }
  }
}

function firstOfEachChat(rows: readonly DeliveryDocument[]): Row[] {
  const heads = new Map<string, Row>()
  for (const row of rows) {
    if (row.chatKey !== null && !heads.has(row.chatKey))
      heads.set(row.chatKey, { ...row, chatKey: row.chatKey })
  }
  return [...heads.values()]
}

/**
 * Heads that must wait for another message in their chat: one that is under way through another
 * sender, an `unknown` one with the same words or of the same digest, or an earlier part of the
 * same message that another sender has.
 */
async function blockedByOthers(
  rows: readonly Row[],
  accountId: string,
  session: ClientSession,
): Promise<Set<string>> {
  const chatKey = { $in: rows.map((row) => row.chatKey) }
  const open = await DeliveryModel.find(
    {
      $or: [
        { chatKey, state: { $in: ['leased', 'sending', 'unknown'] } },
        { chatKey, state: 'queued', accountId: { $ne: accountId } },
      ],
    },
    { chatKey: 1, key: 1, state: 1, fingerprint: 1, kind: 1, ref: 1, part: 1, batchId: 1 },
    { session },
  ).lean()
  const blocks = (row: Row, other: (typeof open)[number]) => {
    if (other.chatKey !== row.chatKey) return false
    if (other.state === 'queued') return isSameMessage(row, other) && other.part < row.part
    if (other.state !== 'unknown') return true
    const sameDigest = row.kind === 'digest' && other.kind === 'digest'
    return (
      other.fingerprint === row.fingerprint ||
      isSameMessage(row, other) ||
      (sameDigest && String(other.ref?.id) === String(row.ref?.id))
    )
  }
  return new Set(
    rows.filter((row) => open.some((other) => blocks(row, other))).map((row) => String(row._id)),
  )
}

function isSameMessage(
  row: Pick<DeliveryDocument, 'key' | 'batchId'>,
  other: Pick<DeliveryDocument, 'key' | 'batchId'>,
): boolean {
  return row.batchId
    ? String(other.batchId) === String(row.batchId)
    : messageOf(other.key) === messageOf(row.key)
}

/** Parts of one message share a key, with the number of the part behind it. */
function messageOf(key: string): string {
  return key.replace(/#\d+$/, '')
}
