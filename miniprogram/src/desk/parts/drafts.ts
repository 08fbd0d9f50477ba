import { currentSession } from '@/api/session'
import { isRecord, readStored, writeStored } from '@/lib/storage'

const storageKey = 'lx.desk.drafts'
/** Older ones are forgotten: a half-written answer must not lie on a shared computer for ever. */
const livesMs = 7 * 24 * 60 * 60 * 1000
const mostKept = 50

interface Kept {
  savedAtMs: number
  value: unknown
}

const isShelf = (value: unknown): value is Record<string, Kept> =>
  isRecord(value) &&
  Object.values(value).every((kept) => isRecord(kept) && typeof kept.savedAtMs === 'number')

const nameOf = (name: string) => `${currentSession()?.me.id ?? ''}/${name}`

function shelf(nowMs: number): Record<string, Kept> {
  const all = Object.entries(readStored(storageKey, isShelf) ?? {})
  return Object.fromEntries(all.filter(([, kept]) => nowMs - kept.savedAtMs <= livesMs))
}

/**
 * What the signed-in person had written under this name, on this device.
 * @param name e.g. `ticket/<id>`
 * @returns null when there is none, it is older than a week, or `accept` does not know it
 */
export function loadDraft<T>(
  name: string,
  accept: (value: unknown) => value is T,
  nowMs = Date.now(),
): T | null {
  const value = shelf(nowMs)[nameOf(name)]?.value
  return accept(value) ? value : null
}

/** Keeps what is being written; null forgets it. The fifty newest are kept. */
export function saveDraft(name: string, value: unknown, nowMs = Date.now()): void {
  const { [nameOf(name)]: _old, ...others } = shelf(nowMs)
  const rest = Object.entries(others)
    .sort(([, a], [, b]) => b.savedAtMs - a.savedAtMs)
    .slice(0, mostKept - 1)
  const mine: [string, Kept][] = value === null ? [] : [[nameOf(name), { savedAtMs: nowMs, value }]]
  writeStored(storageKey, Object.fromEntries([...mine, ...rest]))
}
