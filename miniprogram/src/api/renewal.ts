import { ApiError, type Client } from '@lianxin/shared/client'
import { isWeapp } from '@/lib/platform'
import { currentSession, keepSession, storedSession } from './session'

/** Runs `work` in one browser tab at a time: a refresh token used twice ends the whole session. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (isWeapp || typeof navigator === 'undefined' || !('locks' in navigator)) return work()
  return navigator.locks.request('lx.renew', work)
}

/**
 * Makes the `renew` of the client: however many calls meet an expired token at once, the refresh
 * token is exchanged once and all of them wait for it.
 * @param client a client that neither sends the access token nor renews
 * @returns true = a new token is there; false = signed out. Being unreachable is thrown on, since
 * the session is still good and must not be lost to a tunnel.
 */
export function createRenewal(client: Client): () => Promise<boolean> {
  let running: Promise<boolean> | null = null

  async function renew(): Promise<boolean> {
    const before = currentSession()
    const kept = storedSession()
    if (!kept) {
      keepSession(null)
      return false
    }
    if (kept.refreshToken !== before?.refreshToken) {
      keepSession(kept)
      return true
    }
    try {
      const fresh = await client.call('auth.refresh', { body: { refreshToken: kept.refreshToken } })
      keepSession({
        accessToken: fresh.accessToken,
        refreshToken: fresh.refreshToken,
        me: fresh.me,
      })
      return true
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
        keepSession(null)
        return false
      }
      throw error
    }
  }

  return () => {
    running ??= alone(renew).finally(() => {
      running = null
    })
    return running
  }
}
