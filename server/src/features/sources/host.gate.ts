import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../platform/clock'
import { holdHost, hostRestsUntil, releaseHost } from './host.model'

/** Between two questions to one host. */
export const HOST_GAP_MS = 2_000
/** A person waits that long for a host that is being asked just now. */
const PATIENCE_MS = 6_000
const STEP_MS = 200

/** A host that may not be asked now: somebody else is asking it, or it wants to be left alone. */
export class HostBusyError extends Error {
  override readonly name = 'HostBusyError'
  /** @param until when it may be asked again, as far as that is known */
  constructor(readonly until: Date | null) {
    super('host is busy')
  }
}

/** One stay at one or more hosts: each is taken before it is connected to, and all are given back. */
export interface Visit {
  /** @throws HostBusyError */
  enter(host: string): Promise<void>
  /** @param restMs how long the last host asked to be left alone, if it did */
  leave(restMs: number | null): Promise<void>
}

/**
 * Lets one question at a time through to each host, over all processes.
 * @param patient a person is waiting: wait a few seconds rather than refuse
 */
export function createVisit(
  clock: Clock,
  { patient, gapMs }: { patient: boolean; gapMs: number },
): Visit {
  const held = new Map<string, string>()

  async function enter(host: string): Promise<void> {
    if (held.has(host)) return
    const steps = patient ? PATIENCE_MS / STEP_MS : 0
    for (let step = 0; ; step += 1) {
      const token = await holdHost(host, clock.now())
      if (token) {
        held.set(host, token)
        return
      }
      const until = await hostRestsUntil(host, clock.now())
      const restsLong = until && until.getTime() - clock.now().getTime() > PATIENCE_MS
      if (step >= steps || restsLong) throw new HostBusyError(until)
      await delay(STEP_MS)
    }
  }

  return {
    enter,
    async leave(restMs) {
      const now = clock.now().getTime()
      const last = [...held.keys()].at(-1)
      for (const [host, token] of held) {
        const rest = host === last ? Math.max(restMs ?? 0, gapMs) : gapMs
        await releaseHost(host, token, new Date(now + rest))
      }
      held.clear()
    },
  }
}
