import type { Index } from '../index/spec'
import type { Collection } from './catalog'

/** Who holds documents: a transaction. `ended` settles when it has committed or aborted. */
export type Owner = { readonly ended: Promise<void> }

/** Thrown to say: wait for this, then run me again. Nothing has been written. */
export class Blocked extends Error {
  readonly until: Promise<unknown>

  constructor(until: Promise<unknown>) {
    super('something must end first')
    this.until = until
  }
}

/** The part of the lock table that writers need. */
export type Locks = { check(name: string, owner: Owner | undefined): void }

/** The name under which a document is held, and noted as changed. */
export function documentName(collection: Collection, rid: number): string {
  return `${collection.id}:${rid}`
}

/** The name under which a unique key is held, and noted as changed. */
export function uniqueName(index: Index, key: Buffer): string {
  return `u${index.id}:${key.toString('latin1')}`
}

/** Documents and unique keys that open transactions have written; first writer wins. */
export class LockTable implements Locks {
  private readonly owners = new Map<string, Owner>()

  /** @throws Blocked when somebody else holds it. */
  check(name: string, owner: Owner | undefined): void {
    const holder = this.owners.get(name)
    if (holder && holder !== owner) throw new Blocked(holder.ended)
  }

  take(name: string, owner: Owner): void {
    this.check(name, owner)
    this.owners.set(name, owner)
  }

  release(names: Iterable<string>): void {
    for (const name of names) this.owners.delete(name)
  }
}
