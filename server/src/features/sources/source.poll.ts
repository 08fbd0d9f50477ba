import { randomUUID } from 'node:crypto'
import { inTurns } from '../../platform/in-turns'
import { failureOf, HostBusyError, restOf, type Asking } from './fetching'
import { noteEntries } from './item.intake'
import { readSource } from './read/reading'
import type { SourceDeps } from './source.deps'
import { SourceModel, type SourceDocument } from './source.model'
import { CLAIM_MS, FURTHEST_AHEAD_MS, pollDelayMs, unclaimed } from './source.rules'

/** Sources that one sweep looks at; the next is seconds away. */
const MOST_DUE = 40
/** At the same time; each may take as long as its timeout. */
const AT_ONCE = 5
/** A host that is being asked just now is tried again so much later. */
const BUSY_MS = 5_000

/** What came of a look. */
export type PollResult =
  | { kind: 'read'; added: number }
  | { kind: 'failed' }
  /** Nobody looked: the host is taken, or somebody else is at it. */
  | { kind: 'busy' }

/** Makes the part that looks at sources. */
export function createPolling(deps: Pick<SourceDeps, 'clock' | 'random'> & { asking: Asking }) {
  const { clock, asking, random = Math.random } = deps

  /** Takes a source for oneself by one conditional update. */
  async function claim(id: string, onlyDue: boolean): Promise<SourceDocument | null> {
    const now = clock.now()
    const due = onlyDue ? { paused: false, nextPollAt: { $lte: now } } : {}
    return SourceModel.findOneAndUpdate(
      { _id: id, removedAt: null, claimedUntil: unclaimed(now), ...due },
      { $set: { claim: randomUUID(), claimedUntil: new Date(now.getTime() + CLAIM_MS) } },
      { returnDocument: 'after' },
    ).lean()
  }

  /** Only whoever still has it writes down what was found. */
  async function settle(source: SourceDocument, change: Partial<SourceDocument>): Promise<void> {
    await SourceModel.updateOne(
      { _id: source._id, claim: source.claim },
      { $set: { ...change, claim: null, claimedUntil: new Date(0) } },
    )
  }

  function nextAt(source: SourceDocument, failures: number, restMs: number | null): Date {
    const delay = pollDelayMs(source.intervalMinutes, failures, restMs, random())
    return new Date(clock.now().getTime() + delay)
  }

  async function look(source: SourceDocument, patient: boolean): Promise<PollResult> {
    try {
      const reading = await asking(patient, (fetching) =>
        readSource(source, { ...fetching, known: source.validators ?? undefined }, clock.now()),
      )
      const noted =
        reading === 'unchanged'
          ? { added: 0, skipped: source.skipped }
          : await noteEntries(clock, source, reading.entries, source.lastOkAt === null)
      const now = clock.now()
      await settle(source, {
        lastPolledAt: now,
        lastOkAt: now,
        ...(noted.added > 0 ? { lastNewAt: now, skipped: noted.skipped } : {}),
        ...(reading === 'unchanged' ? {} : { validators: reading.validators }),
        failures: 0,
        failingSince: null,
        failure: null,
        nextPollAt: nextAt(source, 0, null),
      })
      return { kind: 'read', added: noted.added }
    } catch (error) {
      return afterTrouble(source, error)
    }
  }

  async function afterTrouble(source: SourceDocument, error: unknown): Promise<PollResult> {
    const now = clock.now()
    if (error instanceof HostBusyError) {
      const soon = new Date(now.getTime() + BUSY_MS)
      const nextPollAt = error.until && error.until > soon ? error.until : soon
      await settle(source, { nextPollAt })
      return { kind: 'busy' }
    }
    const failure = failureOf(error)
    // Our own trouble (the database is away): the claim runs out, and it is due again.
    if (!failure) throw error
    const failures = source.failures + 1
    await settle(source, {
      lastPolledAt: now,
      failures,
      failure,
      failingSince: source.failingSince ?? now,
      nextPollAt: nextAt(source, failures, restOf(error, now)),
    })
    return { kind: 'failed' }
  }

  /** Looks at a source at once, whether due or not; for a person who waits. */
  async function pollNow(id: string): Promise<PollResult> {
    const source = await claim(id, false)
    return source ? look(source, true) : { kind: 'busy' }
  }

  /** What was written while the clock stood in the future would otherwise sleep until then. */
  async function mendClock(now: Date): Promise<void> {
    const ahead = { $gt: new Date(now.getTime() + FURTHEST_AHEAD_MS) }
    await SourceModel.updateMany({ nextPollAt: ahead }, { nextPollAt: now })
  }

  /** Looks at all sources that are due, the longest due first. */
  async function sweep(signal: AbortSignal): Promise<void> {
    const now = clock.now()
    await mendClock(now)
    const due = await SourceModel.find(
      { paused: false, removedAt: null, nextPollAt: { $lte: now }, claimedUntil: unclaimed(now) },
      { _id: 1 },
    )
      .sort({ nextPollAt: 1 })
      .limit(MOST_DUE)
      .lean()
    const ids = due.map(({ _id }) => String(_id))
    await inTurns(ids, AT_ONCE, signal, async (id) => {
      const source = await claim(id, true)
      if (source) await look(source, false)
    })
  }

  return { sweep, pollNow }
}
export type Polling = ReturnType<typeof createPolling>
