import { findAll } from '../query/find'
import { Blocked } from '../storage/locks'
import { Reader } from '../storage/reader'
import { DirectWriter } from '../storage/writer'
import type { Query } from '../query/find'
import type { Index } from '../index/spec'
import type { Collection } from '../storage/catalog'
import type { Engine } from './engine'

/** So many documents go in one job, so that others get their turn. */
const BATCH = 500

/**
 * Removes what TTL indexes say is over: documents whose date (the earliest of an array) plus
 * `expireAfterSeconds` has passed at `now` (ms). Gives how many went.
 */
export async function sweepExpired(engine: Engine, now: number): Promise<number> {
  let removed = 0
  for (const collection of engine.store.catalog.collections()) {
    for (const index of collection.indexes) {
      const query = expired(index, now)
      for (let gone = BATCH; query && gone === BATCH; removed += gone)
        gone = await engine.store.write(() => removeSome(engine, collection, query))
    }
  }
  return removed
}

function expired({ expireAfterSeconds, fields, partial }: Index, now: number): Query | undefined {
  const [field] = fields
  if (expireAfterSeconds === undefined || !field) return undefined
  const value = new Date(now - expireAfterSeconds * 1000)
  const { path, parts } = field
  const over = { kind: 'path', path, parts, test: { op: 'lte', value } } as const
  return { node: { kind: 'and', nodes: partial ? [over, partial.node] : [over] }, limit: BATCH }
}

/** Inside a write job. What a transaction holds waits for the next round. */
function removeSome(engine: Engine, collection: Collection, query: Query): number {
  if (collection.dropped) return 0
  const writer = new DirectWriter(engine.store, engine.locks)
  let count = 0
  for (const each of findAll(new Reader(engine.store), collection, query)) {
    try {
      writer.claim(collection, each.rid)
    } catch (error) {
      if (error instanceof Blocked) continue
      throw error
    }
    writer.remove(collection, each.rid, each.doc)
    count += 1
  }
  return count
}
