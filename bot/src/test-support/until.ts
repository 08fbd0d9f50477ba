const LIMIT_MS = 8_000

/** Waits until `look` gives something, and gives that. */
export async function until<T>(what: string, look: () => T | null | undefined | false): Promise<T> {
  const giveUpAt = performance.now() + LIMIT_MS
  for (;;) {
    const found = look()
    if (found !== null && found !== undefined && found !== false) return found
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
