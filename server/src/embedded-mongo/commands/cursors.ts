import { randomBytes } from 'node:crypto'
import { Long } from 'bson'
import { MongoError } from '../errors'
import { breathe, PAUSE } from '../query/pace'
import type { Pause } from '../query/pace'

/** Documents, encoded, as they go to the client. */
export type Output = Iterator<Buffer | Pause>

type Cursor = {
  namespace: string
  output: Output
  /** Gives back the snapshot. */
  done: () => void
  /** Documents that may still be sent; a cursor that reached its limit closes without another getMore. */
  remaining: number
  lsid: Buffer | undefined
  lastUsed: number
  busy: boolean
  noTimeout: boolean
}

export type Batch = { docs: Buffer[]; id: Long }

const IDLE_MS = 10 * 60_000
const MAX_BATCH_BYTES = 16 * 1024 * 1024
const MAX_OPEN = 1500

/** Open cursors by id. */
export class Cursors {
  private readonly open = new Map<string, Cursor>()

  /** Takes the first batch; what is left stays open under the id that is given back (0: nothing). */
  async start(
    from: Pick<Cursor, 'namespace' | 'output' | 'done' | 'lsid' | 'remaining' | 'noTimeout'>,
    batchSize: number,
    single: boolean,
    deadline: number,
  ): Promise<Batch> {
    const done = (): void => {
      // A search that is not at its end holds a place in the tables, and that the snapshot: LMDB
      // could use no page again that was freed since.
      from.output.return?.()
      from.done()
    }
    const cursor: Cursor = { ...from, done, lastUsed: Date.now(), busy: false }
    let finished = true
    try {
      const { docs, ended } = await take(cursor, batchSize, deadline)
      finished = ended || single
      if (finished) return { docs, id: Long.ZERO }
      if (this.open.size >= MAX_OPEN) {
        finished = true
        throw new MongoError('InternalError', 'too many open cursors')
      }
      const id = Long.fromBigInt(randomBytes(8).readBigInt64LE() & 0x7fffffffffffffffn)
      this.open.set(id.toString(), cursor)
      return { docs, id }
    } finally {
      if (finished) cursor.done()
    }
  }

  async more(id: Long, namespace: string, batchSize: number, deadline: number): Promise<Batch> {
    const cursor = this.open.get(id.toString())
    if (!cursor || cursor.namespace !== namespace) {
      throw new MongoError('CursorNotFound', `cursor id ${id.toString()} not found`)
    }
    if (cursor.busy) throw new MongoError(12051, `cursor id ${id.toString()} is already in use`)
    cursor.busy = true
    try {
      const { docs, ended } = await take(cursor, batchSize, deadline)
      cursor.lastUsed = Date.now()
      if (ended) this.kill(id)
      return { docs, id: ended ? Long.ZERO : id }
    } catch (error) {
      this.kill(id)
      throw error
    } finally {
      cursor.busy = false
    }
  }

  /** Gives false when there is no such cursor. */
  kill(id: Long): boolean {
    const cursor = this.open.get(id.toString())
    cursor?.done()
    return this.open.delete(id.toString())
  }

  /** Closes what the given sessions have open. */
  killOf(lsids: readonly Buffer[]): void {
    for (const [key, cursor] of this.open) {
      if (lsids.some((lsid) => cursor.lsid?.equals(lsid))) this.kill(Long.fromString(key))
    }
  }

  killAll(): void {
    for (const key of this.open.keys()) this.kill(Long.fromString(key))
  }

  sweep(now: number): void {
    for (const [key, cursor] of this.open) {
      if (!cursor.busy && !cursor.noTimeout && now - cursor.lastUsed > IDLE_MS)
        this.kill(Long.fromString(key))
    }
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
    cursor.remaining -= 1
    if (cursor.remaining <= 0) return { docs, ended: true }
  }
  return { docs, ended: false }
}
