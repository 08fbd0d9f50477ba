const HOUR_MS = 3_600_000
/** How long a freed place is kept for whom it is offered to. */
const OFFER_MS = 12 * HOUR_MS
/** Whoever is offered a place must still have the time to come. */
const BEFORE_START_MS = HOUR_MS
/** Less than this to answer is no question. */
const LEAST_MS = HOUR_MS / 2

/**
 * Until when a freed place is offered to the first in line: twelve hours, but at least an hour
 * before it starts.
 * @returns null when there is no time left to ask: then nobody is promoted who has not agreed
 */
export function offerDeadline(now: Date, startsAt: Date): Date | null {
  const until = Math.min(now.getTime() + OFFER_MS, startsAt.getTime() - BEFORE_START_MS)
  return until - now.getTime() >= LEAST_MS ? new Date(until) : null
}
