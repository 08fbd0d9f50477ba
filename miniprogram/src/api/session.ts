import type { OutputOf } from '@lianxin/shared/contract'
import { isWeapp } from '@/lib/platform'
import { isRecord, readStored, writeStored } from '@/lib/storage'
import { createStore, useStore } from '@/lib/store'

export type Me = OutputOf<'me.get'>
/** A signed-in person on this device. */
export interface Session {
  accessToken: string
  refreshToken: string
  me: Me
}

const storageKey = 'lx.session'

function isSession(value: unknown): value is Session {
  return (
    isRecord(value) &&
    typeof value.accessToken === 'string' &&
    typeof value.refreshToken === 'string' &&
    isRecord(value.me) &&
    typeof value.me.name === 'string' &&
    Array.isArray(value.me.posts)
  )
}

const store = createStore<Session | null>(null)

/** Session in force; null = not signed in. */
export const currentSession = store.get

/** Reads what this device keeps: at start, and when another browser tab changed it. */
export function loadSession(): void {
  store.set(readStored(storageKey, isSession))
}

/** What this device keeps right now, which another tab may have renewed a moment ago. */
export function storedSession(): Session | null {
  return readStored(storageKey, isSession)
}

/** Takes over a new session, or null to forget the one there was. */
export function keepSession(session: Session | null): void {
  store.set(session)
  writeStored(storageKey, session)
}

/** The person behind the session changed (preferences, consents). */
export function keepMe(me: Me): void {
  const session = store.get()
  if (session) keepSession({ ...session, me })
}

/** Follows sign-in, sign-out and renewal made in other tabs of the browser. */
export function followOtherTabs(): void {
  if (isWeapp || typeof window === 'undefined') return
  window.addEventListener('storage', (event) => {
    if (event.key === null || event.key === storageKey) loadSession()
  })
}

/** The signed-in person, or null. */
export function useMe(): Me | null {
  return useStore(store)?.me ?? null
}
