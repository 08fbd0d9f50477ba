import { useCallback, useState } from 'react'
import { failureOf, type Failure } from './failure'
import { useLoaded, type Query } from './use-query'

interface Slice<T> {
  items: T[]
  nextCursor: string | null
}

/** A list that grows at its end. */
export interface Pages<T> {
  first: Query<Slice<T>>
  items: T[]
  /** True when there is more to fetch. */
  more: boolean
  loadMore: () => void
  busy: boolean
  failure: Failure | null
}

/**
 * Reads a keyset-paged list, the next slice on demand.
 * @param key what the list depends on; null = do not load
 * @param read fetches the slice after `cursor` (undefined = the first)
 */
export function usePages<T>(
  key: string | null,
  read: (cursor: string | undefined) => Promise<Slice<T>>,
): Pages<T> {
  const first = useLoaded(key, () => read(undefined))
  // What came after the first slice belongs to that very slice: a reload starts anew.
  const [rest, setRest] = useState<{ after: Slice<T>; items: T[]; next: string | null } | null>(
    null,
  )
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  const mine = rest !== null && rest.after === first.data ? rest : null
  const cursor = mine ? mine.next : (first.data?.nextCursor ?? null)
  const start = first.data
  const loadMore = useCallback(async () => {
    if (busy || cursor === null || start === null) return
    setBusy(true)
    setFailure(null)
    try {
      const slice = await read(cursor)
      setRest((old) => ({
        after: start,
        items: [...(old?.after === start ? old.items : []), ...slice.items],
        next: slice.nextCursor,
      }))
    } catch (error) {
      setFailure(failureOf(error))
    } finally {
      setBusy(false)
    }
  }, [busy, cursor, read, start])

  return {
    first,
    items: [...(first.data?.items ?? []), ...(mine?.items ?? [])],
    more: cursor !== null,
    loadMore: () => void loadMore(),
    busy,
    failure,
  }
}
