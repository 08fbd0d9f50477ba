/** What each command is given. */
export interface Task {
  /** Absolute. */
  dataDir: string
  /** Does the product take its secret from LIANXIN_SECRET? */
  secretGiven: boolean
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal
  /** Prints one line of progress. */
  say(line: string): void
}
