import { randomBytes } from 'node:crypto'
import { Long } from 'bson'
import { MongoError } from '../errors'
import { breathe, PAUSE } from '../query/pace'
import type { Pause } from '../query/pace'

/** A cursor as a command opens it. */
export type Opening = {
  namespace: string
  lsid: Buffer | undefined
  /** Documents, encoded, as they go to the client. */
  output: Iterator<Buffer | Pause>
  /** How many of them come at once, at first. */
  batchSize: number
  /** Gives back the snapshot. */
  done?: () => void
  /** A cursor that has sent so many closes without another getMore; 0 is no limit. */
  limit?: number
  /** Closes after the first batch. */
  single?: boolean | undefined
  noTimeout?: boolean | undefined
}

type Cursor = Opening & { sent: number; lastUsed: number; busy: boolean }
type Batch = { docs: Buffer[]; id: Long }

const IDLE_MS = 10 * 60_000
const MAX_BATCH_BYTES = 16 * 1024 * 1024
const MAX_OPEN = 1500

/** Open cursors by id. */
export class Cursors {
  private readonly open = new Map<bigint, Cursor>()

  /** Takes the first batch; what is left stays open under the id that is given back (0: nothing). */
  async start(opening: Opening, deadline: number): Promise<Batch> {
    const { batchSize, single = false } = opening
    const id = Long.fromBigInt(randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn)
    this.open.set(id.toBigInt(), { ...opening, sent: 0, lastUsed: Date.now(), busy: false })
    const batch = await this.more(id, opening.namespace, batchSize, deadline)
    const full = !single && !batch.id.isZero() && this.open.size > MAX_OPEN
    if (single || full) this.kill(id.toBigInt())
    if (full) throw new MongoError('InternalError', 'too many open cursors')
    return single ? { ...batch, id: Long.ZERO } : batch
  }

  /** Takes the next batch. A cursor that is at its end, or meets an error, closes. */
  async more(id: Long, namespace: string, batchSize: number, deadline: number): Promise<Batch> {
    const cursor = this.open.get(id.toBigInt())
    if (cursor?.namespace !== namespace)
      throw new MongoError('CursorNotFound', `cursor id ${id.toString()} not found`)
    if (cursor.busy) throw new MongoError(12051, `cursor id ${id.toString()} is already in use`)
    cursor.busy = true
    let ended = true
    try {
      const batch = await take(cursor, batchSize, deadline)
      ended = batch.ended
      return { docs: batch.docs, id: ended ? Long.ZERO : id }
    } finally {
      cursor.busy = false
      cursor.lastUsed = Date.now()
      if (ended) this.kill(id.toBigInt())
    }
  }

  /** Gives false when there is no such cursor. */
  kill(id: bigint): boolean {
    const cursor = this.open.get(id)
    // A search that is not at its end holds a place in the tables, and that the snapshot: LMDB
    // could use no page again that was freed since.
    cursor?.output.return?.()
    cursor?.done?.()
    return this.open.delete(id)
  }

  /** Closes what the given sessions have open. */
  killOf(lsids: readonly Buffer[]): void {
    this.killWhere((cursor) => lsids.some((lsid) => cursor.lsid?.equals(lsid)))
  }

  killAll(): void {
    this.killWhere(() => true)
  }

  /** Closes what has been left lying for ten minutes. */
  sweep(now: number): void {
    this.killWhere(
      ({ busy, noTimeout, lastUsed }) => !busy && !noTimeout && now - lastUsed > IDLE_MS,
    )
  }

  private killWhere(test: (cursor: Cursor) => boolean): void {
    for (const [id, cursor] of this.open) if (test(cursor)) this.kill(id)
  }
}

async function take(
  cursor: Cursor,
  batchSize: number,
  deadline: number,
): Promise<{ docs: Buffer[]; ended: boolean }> {
  const docs: Buffer[] = []
  let bytes = 0
  while (docs.length < batchSize && bytes < MAX_BATCH_BYTES) {
    const next = cursor.output.next()
    if (next.done) return { docs, ended: true }
    if (next.value === PAUSE) {
      await breathe(deadline)
      continue
    }
    docs.push(next.value)
    bytes += next.value.length
    cursor.sent += 1
    if (cursor.sent === cursor.limit) return { docs, ended: true }
  }
  return { docs, ended: false }
}
