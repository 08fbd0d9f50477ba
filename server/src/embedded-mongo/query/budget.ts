import { calculateObjectSize } from 'bson'
import { MongoError } from '../errors'
import type { Doc } from '../values/kinds'

const LIMIT = 100 * 1024 * 1024

/**
 * What one stage may hold in memory: MongoDB's 100 MB, counted in bytes of BSON. There is no spilling
 * to disk here, whatever `allowDiskUse` says.
 */
export class Budget {
  private spent = 0
  private readonly holder: string

  /** @param holder who is named in the error, e.g. `$sort` */
  constructor(holder: string) {
    this.holder = holder
  }

  /** @throws 292 (QueryExceededMemoryLimitNoDiskUseAllowed) where it is too much */
  spend(bytes: number): void {
    this.spent += bytes
    if (this.spent > LIMIT) {
      throw new MongoError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `${this.holder} exceeded the memory limit of ${LIMIT} bytes, and the embedded store does not use the disk for it; set MONGODB_URI to a MongoDB replica set`,
      )
    }
  }

  /** Gives back what was spent. */
  free(bytes: number): void {
    this.spent -= bytes
  }
}

/** Bytes of a document as BSON. */
export function sizeOfDoc(doc: Doc): number {
  return calculateObjectSize(doc)
}

/** Bytes of any value as BSON, with the few that a field needs. */
export function sizeOfValue(value: unknown): number {
  return calculateObjectSize({ value })
}
