import { findAll } from '../query/find'
import { Blocked } from '../storage/locks'
import { Reader } from '../storage/reader'
import { DirectWriter } from '../storage/writer'
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
      const { expireAfterSeconds } = index
      if (expireAfterSeconds === undefined) continue
      const { path, parts } = index.fields[0]!
      const cutoff = new Date(now - expireAfterSeconds * 1000)
      const expired = { kind: 'path', path, parts, test: { op: 'lte', value: cutoff } } as const
      const node = index.partial
        ? ({ kind: 'and', nodes: [expired, index.partial.node] } as const)
        : expired
      for (;;) {
        const gone = await engine.store.write(() => {
          if (collection.dropped) return 0
          const reader = new Reader(engine.store)
          const writer = new DirectWriter(engine.store, engine.locks)
          const query = {
            node: node.kind === 'and' ? { kind: node.kind, nodes: [...node.nodes] } : node,
            limit: BATCH,
          }
          let count = 0
          for (const each of findAll(reader, collection, query)) {
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
        })
        removed += gone
        if (gone < BATCH) break
      }
    }
  }
  return removed
}
