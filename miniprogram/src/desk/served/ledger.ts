import type { OutputOf } from '@lianxin/shared/contract'
import { api } from '@/api/client'

export type Entry = OutputOf<'hours.entries'>['items'][number]

/** An entry with all that corrects it, oldest first, and what stands after each. */
export interface Account {
  entry: Entry
  changes: { entry: Entry; stands: number }[]
  /** Minutes that stand now. */
  stands: number
}

const AT_ONCE = 100

/** The whole ledger of a date: a correction may stand on another page than what it corrects. */
export async function readLedger(id: string): Promise<Entry[]> {
  const entries: Entry[] = []
  let cursor: string | null = null
  do {
    const query = { limit: AT_ONCE, ...(cursor === null ? {} : { cursor }) }
    const page: OutputOf<'hours.entries'> = await api.call('hours.entries', {
      params: { id },
      query,
    })
    entries.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return entries
}

/** Entries with their corrections. @param entries in the order of writing */
export function accountsOf(entries: readonly Entry[]): Account[] {
  return entries
    .filter(({ corrects }) => corrects === null)
    .map((entry) => {
      let stands = entry.minutes
      const changes = entries
        .filter(({ corrects }) => corrects === entry.id)
        .map((change) => {
          stands += change.minutes
          return { entry: change, stands }
        })
      return { entry, changes, stands }
    })
}
