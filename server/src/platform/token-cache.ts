import type { Clock } from './clock'

/** Before a token's end it is asked for anew: a call under way must not outlive its token. */
const MARGIN_MS = 60_000

/** What asking a vendor for a token gave: the token, or why there is none. */
export type IssuedToken<F> =
  | { kind: 'token'; token: string; expiresInSeconds: number }
  | { kind: 'none'; failure: F }

/** Access tokens of a vendor's API, by what they are asked with. */
export interface TokenCache<C, F> {
  /** The token in force; asked for when there is none, by one caller for all who wait. */
  get(credentials: C): Promise<IssuedToken<F>>
  /** The vendor has refused this token. One that has replaced it since is kept. */
  drop(credentials: C, token: string): void
}

/**
 * Keeps access tokens in memory. Each process asks for its own: both WeChat and WeCom give the
 * same token to all who ask while it is in force, so none takes another's away.
 * @param keyOf what credentials are told apart by
 * @param issue asks the vendor; its failures are not kept
 */
export function createTokenCache<C, F>({
  clock,
  keyOf,
  issue,
}: {
  clock: Clock
  keyOf: (credentials: C) => string
  issue: (credentials: C) => Promise<IssuedToken<F>>
}): TokenCache<C, F> {
  const held = new Map<string, { token: string; from: number; until: number }>()
  const asking = new Map<string, Promise<IssuedToken<F>>>()

  async function ask(key: string, credentials: C): Promise<IssuedToken<F>> {
    const issued = await issue(credentials)
    const from = clock.now().getTime()
    if (issued.kind === 'token') {
      const until = from + issued.expiresInSeconds * 1000 - MARGIN_MS
      held.set(key, { token: issued.token, from, until })
    }
    return issued
  }

  return {
    async get(credentials) {
      const key = keyOf(credentials)
      const known = held.get(key)
      const now = clock.now().getTime()
      // A clock that has gone back would keep a token for too long.
      if (known && now >= known.from && now < known.until)
        return { kind: 'token', token: known.token, expiresInSeconds: 0 }
      const running = asking.get(key)
      if (running) return running
      const begun = ask(key, credentials).finally(() => asking.delete(key))
      asking.set(key, begun)
      return begun
    },
    drop(credentials, token) {
      const key = keyOf(credentials)
      if (held.get(key)?.token === token) held.delete(key)
    },
  }
}
