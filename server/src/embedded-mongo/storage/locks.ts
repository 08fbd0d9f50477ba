/** Who holds documents: a transaction. `ended` settles when it has committed or aborted. */
export type Owner = { readonly ended: Promise<void> }

/** Thrown inside a job to say: wait for this transaction's end, then run me again. */
export class Blocked extends Error {
  readonly until: Promise<void>

  constructor(until: Promise<void>) {
    super('held by a transaction')
    this.until = until
  }
}

/** The part of the lock table that writers need. */
export type Locks = { check(name: string, owner: Owner | undefined): void }

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
