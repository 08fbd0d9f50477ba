/** So many names are remembered; a transaction older than the oldest of them meets a conflict. */
const MAX_NAMES = 300_000

/** Somebody who may ask what has changed since a write job. */
export type Watcher = { readonly since: number }

/**
 * Which documents and unique keys were written lately, and by which write job, for as long as a
 * transaction may ask: its own snapshot cannot tell it, and neither can the disk, as a job that has
 * run may not have been committed yet.
 */
export class Changes {
  /** In the order of writing. */
  private readonly last = new Map<string, number>()
  private readonly watchers = new Set<Watcher>()
  private forgotten = 0

  note(name: string, job: number): void {
    this.last.delete(name)
    this.last.set(name, job)
    if (this.last.size <= MAX_NAMES) return
    const [oldest] = this.last.values()
    this.forget(oldest!)
  }

  changedSince(name: string, job: number): boolean {
    return job < this.forgotten || (this.last.get(name) ?? 0) > job
  }

  watch(watcher: Watcher): void {
    this.watchers.add(watcher)
  }

  unwatch(watcher: Watcher): void {
    this.watchers.delete(watcher)
  }

  /** Forgets what no watcher, now or later, can ask for: snapshots to come hold this job. */
  settled(job: number): void {
    const [oldest] = this.watchers
    this.forget(Math.min(job, oldest?.since ?? job))
  }

  private forget(upTo: number): void {
    this.forgotten = Math.max(this.forgotten, upTo)
    for (const [name, job] of this.last) {
      if (job > upTo) return
      this.last.delete(name)
    }
  }
}
