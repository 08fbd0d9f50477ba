import { BatchModel } from '../batch.model'
import { DeliveryModel, type DeliveryDocument } from '../delivery.model'
import { digestIds, type Held, type Outside, type Town } from './outside'

/** States in which a message is behind us, as far as the order in its chat goes. */
const past = ['sent', 'failed', 'cancelled', 'awaiting']

const idOf = (row: Pick<DeliveryDocument, '_id'>) => String(row._id)
const baseOf = (key: string) => key.split('#')[0] ?? key
const isDecided = (row: DeliveryDocument) => row.decisions.length > 0

/**
 * A message appears in a chat: may it? Throws when a promise is broken.
 * @param accountId who sends it; null = a person let it go, when they liked
 */
export async function appear(model: Outside, held: Held, accountId: string | null): Promise<void> {
  const { id, text } = held.delivery
  const row = await DeliveryModel.findById(id).lean()
  if (!row) throw new Error(`sent, and not in the books: ${text}`)
  count(model, row)
  if (accountId === null) return
  model.meters.get(accountId)?.(row.chatKey ?? '', held)
  await checkOrder(model, held, row)
}

function count(model: Outside, row: DeliveryDocument): void {
  const times = (model.arrivals.get(idOf(row)) ?? 0) + 1
  model.arrivals.set(idOf(row), times)
  if (times > 1 + (model.resends.get(idOf(row)) ?? 0))
    throw new Error(`sent twice by itself: ${row.key}`)
}

/** A person printed it and put it up. */
export function appearOnPaper(model: Outside, row: DeliveryDocument): void {
  model.printed.add(idOf(row))
  count(model, row)
}

/** The words of a digest tell which it is. */
const digestOf = (text: string) => digestIds[Number(/^【摘要 第(\d)期】/.exec(text)?.[1] ?? 9)]

/** A message may be sent now: that must not be after its digest was paused or cancelled. */
export function checkHeld({ paused, cancelled }: Outside, { delivery, markedAt }: Held): void {
  const digest = digestOf(delivery.text) ?? ''
  const since = Math.min(paused.get(digest) ?? Infinity, cancelled.get(digest) ?? Infinity)
  if (markedAt > since) throw new Error(`begun after it was stopped: ${delivery.text}`)
}

/**
 * Parts in order; and what was asked for first goes first, if it is as urgent. What waits for a
 * person, or goes again because a person said so, comes later than it should have.
 */
async function checkOrder(model: Outside, held: Held, row: DeliveryDocument): Promise<void> {
  if (isDecided(row)) return
  const before = await DeliveryModel.find({ chatKey: row.chatKey, _id: { $ne: row._id } }).lean()
  for (const other of before) {
    if (past.includes(other.state) || isDecided(other)) continue
    const isEarlierPart = row.batchId
      ? String(other.batchId) === String(row.batchId) && other.part < row.part
      : baseOf(other.key) === baseOf(row.key) && other.part < row.part
    if (isEarlierPart) throw new Error(`${row.key} went before ${other.key} (${other.state})`)
    if (isOvertaken(model, held, row, other))
      throw new Error(`${row.key} overtook ${other.key} in its chat`)
  }
}

/** Was it promised before the other was leased, and is it just waiting? */
function isOvertaken(
  model: Outside,
  held: Held,
  row: DeliveryDocument,
  other: DeliveryDocument,
): boolean {
  if (row.batchId || other.batchId || other.state !== 'queued' || other.attempts > 0) return false
  const promised = model.promised.get(baseOf(other.key))
  return (
    promised !== undefined &&
    promised < held.leasedAt &&
    baseOf(other.key) !== baseOf(row.key) &&
    other.part === 1 &&
    row.part === 1 &&
    other.accountId === row.accountId &&
    other.fingerprint !== row.fingerprint &&
    other.priority <= row.priority &&
    other.orderAt < row.orderAt
  )
}

/** At the end of a story: everything arrived, or says why it did not. */
export async function checkEnd(model: Outside, town: Town): Promise<void> {
  const rows = await DeliveryModel.find().lean()
  for (const row of rows) checkEndOf(model, row, rows)
  const keys = new Set(rows.map((row) => row.key))
  for (const key of model.promised.keys())
    if (!keys.has(key)) throw new Error(`lost silently: ${key} was promised`)
  await checkBatches(model, town, keys)
}

const isSheetOf = (row: DeliveryDocument) => (other: DeliveryDocument) =>
  other.accountId === 'print' &&
  other.chatKey === row.chatKey &&
  String(other.batchId) === String(row.batchId)

function checkEndOf(model: Outside, row: DeliveryDocument, all: readonly DeliveryDocument[]): void {
  const arrived = (model.arrivals.get(idOf(row)) ?? 0) > 0
  if (row.state === 'sent') {
    if (!arrived) throw new Error(`lost silently: ${row.key} says sent`)
    return
  }
  const gaveUp = row.decisions.some(({ decision }) => decision === 'give_up')
  const cancelled = model.cancelled.has(String(row.ref?.id))
  const explained =
    (row.state === 'failed' && model.refused.has(idOf(row))) ||
    (row.state === 'cancelled' && row.reason === 'given_up' && gaveUp) ||
    (row.state === 'cancelled' && row.reason === 'digest_cancelled' && cancelled) ||
    (row.state === 'cancelled' && row.reason === 'on_paper' && all.some(isSheetOf(row)))
  if (!explained) throw new Error(`left behind: ${row.key} is ${row.state} (${row.reason})`)
}

async function checkBatches(model: Outside, town: Town, keys: ReadonlySet<string>): Promise<void> {
  const batches = await BatchModel.find().lean()
  for (const { digest, occurrence, sure } of model.opened.values()) {
    const digestId = digestIds[digest]
    const batch = batches.find(
      (each) => String(each.digestId) === digestId && each.occurrence === occurrence,
    )
    if (!batch && sure) throw new Error(`lost silently: digest ${digest}, ${occurrence}`)
    if (!batch || model.cancelled.has(String(digestId))) continue
    if (batch.state !== 'done') throw new Error(`at rest, and still ${batch.state}`)
    for (const group of town.groups)
      for (let part = 1; part <= batch.parts.length; part += 1) {
        const key = `digest:${digestId}:${occurrence}:${group.id}:${part}`
        if (!keys.has(key)) throw new Error(`lost silently: ${key}`)
      }
  }
}
