/** Silent for this long, and whoever did answer before is taken for gone. */
const SILENCE_MS = 120_000
/** Nor is it called silent before it has had this long for a question: the machine may have slept. */
const ANSWER_MS = 60_000
/** How long one that never answers is not believed after it said that the session is gone. */
const DOUBT_MS = 30_000

/**
 * Whether the session behind a puppet is alive. A puppet may believe that it is signed in when it
 * is not: so it is asked (ding) and must answer (dong), as far as it ever did; a message that
 * arrives is a sign of life as well.
 */
export interface Pulse {
  /** It is asked now. */
  asked(): void
  /** It answered. */
  answered(): void
  /** Something came in, or it signed in. */
  alive(): void
  /** It said itself that the session is gone. */
  saidGone(): void
  /** May it be believed when it says that it is signed in? */
  isAlive(): boolean
}

/** Makes it. @param now monotonic time in ms */
export function createPulse(now: () => number): Pulse {
  let everAnswered = false
  let goneAt: number | null = null
  let lastSignAt = now()
  /** When the first question was asked that has had no answer yet. */
  let askedAt: number | null = null
  /** An answer may still come to what was asked before it said that it is gone. */
  let hasStale = false

  function signOf(at: number): void {
    lastSignAt = at
    askedAt = null
    goneAt = null
    hasStale = false
  }
  /** One that never answers has nothing but its own word: later that counts again. */
  function isGone(): boolean {
    return goneAt !== null && (everAnswered || now() - goneAt < DOUBT_MS)
  }
  function isSilent(): boolean {
    if (!everAnswered || askedAt === null) return false
    return now() - askedAt >= ANSWER_MS && now() - lastSignAt >= SILENCE_MS
  }

  return {
    asked() {
      askedAt ??= now()
    },
    answered() {
      everAnswered = true
      const isLate = hasStale
      hasStale = false
      // The answer to what was asked before it said that the session is gone tells nothing any more.
      if (isLate || (goneAt !== null && askedAt === null)) return
      // It was alive when it was asked; how long the answer took is no matter.
      signOf(askedAt ?? now())
    },
    alive: () => signOf(now()),
    saidGone() {
      goneAt = now()
      hasStale = askedAt !== null
      askedAt = null
    },
    isAlive: () => !isGone() && !isSilent(),
  }
}
