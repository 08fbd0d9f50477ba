/** By how much the server's clock is ahead of this device's, in ms; never more than it really is. */
let aheadMs: number | null = null

/**
 * Learns the server's time from an answer.
 * @param date the `Date` header (whole seconds, rounded down); without one nothing is learned
 * @param sentMs this device's clock when the question went out
 * @param gotMs  and when the answer came
 */
export function noteServerTime(date: unknown, sentMs: number, gotMs: number): void {
  const atMs = typeof date === 'string' ? Date.parse(date) : Number.NaN
  if (Number.isNaN(atMs)) return
  const [least, most] = [atMs - gotMs, atMs + 1000 - sentMs]
  // What is known already holds as long as this answer allows it; else a clock was set anew.
  if (aheadMs === null || aheadMs < least || aheadMs > most) aheadMs = least
}

/**
 * The server's time in ms, at most the second and the way of an answer behind it and never ahead:
 * a moment noted by it has been, whatever the clock of this device says. Without an answer yet it
 * is this device's own.
 */
export function serverNow(nowMs = Date.now()): number {
  return nowMs + (aheadMs ?? 0)
}
