import type { ClientSession } from 'mongoose'
import { BatchModel, type BatchDocument } from './batch.model'
import { DeliveryModel, type DeliveryDocument } from './delivery.model'
import { isQuiet } from './quiet-hours.rules'

/** Rounds of looking past chats that are not free; a bound, not a limit anybody should meet. */
const MAX_ROUNDS = 20
const MAX_BATCHES = 200

type Row = DeliveryDocument & { chatKey: string }

/**
 * What the account may say next, at most one message per chat, most urgent first. A chat with a
 * message under way is left alone. So are, while an `unknown` message stands in a chat, messages
 * there with the same words (an echo could not be told apart) and parts of the same digest.
 * @param session transaction that holds the account's ledger, so that nobody else picks meanwhile
 */
export async function pickCandidates(
  accountId: string,
  max: number,
  now: Date,
  session: ClientSession,
): Promise<{ rows: Row[]; batches: Map<string, BatchDocument> }> {
  const taken = new Set(await busyChats(accountId, session))
  const rows: Row[] = []
  const search = { accountId, now, session, taken, rows, max }
  await pickFrom(search, null)
  const batches = rows.length < max ? await openBatches(now, session) : []
  for (const batch of batches) {
    if (rows.length >= max) break
    await pickFrom(search, batch)
  }
  return { rows, batches: new Map(batches.map((batch) => [String(batch._id), batch])) }
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

async function pickFrom(search: Search, batch: BatchDocument | null): Promise<void> {
  const { accountId, now, session, taken, rows, max } = search
  // blocked here, but free for other messages
  const skipped = new Set<string>()
  for (let round = 0; round < MAX_ROUNDS && rows.length < max; round += 1) {
    const found = await DeliveryModel.find(
      {
        accountId,
        state: 'queued',
        batchId: batch?._id ?? null,
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
    const blocked = await blockedByUnknown(heads, session)
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

async function blockedByUnknown(
  rows: readonly Row[],
  session: ClientSession,
): Promise<Set<string>> {
  const unknown = await DeliveryModel.find(
    { chatKey: { $in: rows.map((row) => row.chatKey) }, state: 'unknown' },
    { chatKey: 1, fingerprint: 1, kind: 1, ref: 1 },
    { session },
  ).lean()
  const blocks = (row: Row, open: (typeof unknown)[number]) =>
    open.chatKey === row.chatKey &&
    (open.fingerprint === row.fingerprint ||
      (row.kind === 'digest' &&
        open.kind === 'digest' &&
        String(open.ref?.id) === String(row.ref?.id)))
  return new Set(
    rows.filter((row) => unknown.some((open) => blocks(row, open))).map((row) => String(row._id)),
  )
}
