import { IntakeError, type FetchOptions } from '../digests'
import { createVisit, HOST_GAP_MS, HostBusyError } from './host.gate'
import { LONGEST_RETRY_AFTER_MS, retryAfterMs, type PollFailure } from './source.rules'
import type { SourceDeps } from './source.deps'
import { UnrecognizedError } from './read/reading'

/** Whole, from the first connection to the last byte: less than a host is held for. */
const TIMEOUT_MS = 15_000

type NetworkDeps = Pick<SourceDeps, 'clock' | 'publicUrl' | 'network' | 'timeoutMs' | 'hostGapMs'>

/** Makes the one way in which sources are asked: politely, and as who we are. */
export function createAsking(deps: NetworkDeps) {
  const { clock, publicUrl, network, timeoutMs = TIMEOUT_MS, hostGapMs = HOST_GAP_MS } = deps

  /**
   * Does `work` with hosts held one at a time, and gives them back.
   * @param patient a person waits for it
   */
  return async function asking<T>(
    patient: boolean,
    work: (fetching: FetchOptions) => Promise<T>,
  ): Promise<T> {
    const visit = createVisit(clock, { patient, gapMs: hostGapMs })
    let rest: number | null = null
    try {
      return await work({
        timeoutMs,
        policy: network,
        beforeHop: visit.enter,
        userAgent: `Mozilla/5.0 (compatible; LianxinBridge/1.0; +${publicUrl})`,
      })
    } catch (error) {
      rest = restOf(error, clock.now())
      throw error
    } finally {
      await visit.leave(rest)
    }
  }
}
export type Asking = ReturnType<typeof createAsking>

/** How long a host asked to be left alone, in ms; null when it did not. */
export function restOf(error: unknown, now: Date): number | null {
  const header = error instanceof IntakeError ? (error.answer?.retryAfter ?? null) : null
  const rest = retryAfterMs(header, now)
  return rest === null ? null : Math.min(rest, LONGEST_RETRY_AFTER_MS)
}

/** Why it failed, to be kept and told; null for what is no failure of the source. */
export function failureOf(error: unknown): PollFailure | null {
  if (error instanceof UnrecognizedError) return { code: 'source.unrecognized', status: null }
  if (error instanceof IntakeError) {
    return { code: error.code, status: error.answer?.status ?? null }
  }
  return null
}

export { HostBusyError }
