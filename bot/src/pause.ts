import { setTimeout as delay } from 'node:timers/promises'

/** Waits, or returns early when `signal` is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}

/** The pause before try number `attempt` (0 = the first repeat): doubling, with jitter. */
export function backOffMs(attempt: number, firstMs: number, longestMs: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20))
  return full * (0.75 + Math.random() / 4)
}
