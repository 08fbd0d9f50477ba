import { useCallback, useEffect, useRef, useState } from 'react'
import type { CallArgs } from '@lianxin/shared/client'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { api } from './client'
import { failureOf, type Failure } from './failure'

const skeletonAfterMs = 400
const slowAfterMs = 3000

/** How long the person has been waiting: nothing to show yet, a skeleton, a skeleton that says why. */
export type Waiting = 'no' | 'briefly' | 'skeleton' | 'slow'

export interface Query<T> {
  /** Last answer; stays while it is being read again. */
  data: T | null
  failure: Failure | null
  waiting: Waiting
  reload: () => void
}

/** @param load names what is being waited for; null = nothing */
function useWaiting(load: string | null): Waiting {
  const [reached, setReached] = useState<{ load: string; level: Waiting } | null>(null)
  useEffect(() => {
    if (load === null) return
    const timers = [
      setTimeout(() => setReached({ load, level: 'skeleton' }), skeletonAfterMs),
      setTimeout(() => setReached({ load, level: 'slow' }), slowAfterMs),
    ]
    return () => timers.forEach(clearTimeout)
  }, [load])
  if (load === null) return 'no'
  return reached?.load === load ? reached.level : 'briefly'
}

interface Loaded<T> {
  /** Which load this came from: the key and the round. */
  load: string
  key: string
  data: T | null
  failure: Failure | null
}

/**
 * Runs `read` when the page opens, whenever `key` changes, and on `reload`. An answer that comes
 * after the key has changed is dropped.
 * @param key what the answer depends on; null = do not load (yet)
 */
export function useLoaded<T>(key: string | null, read: () => Promise<T>): Query<T> {
  const [loaded, setLoaded] = useState<Loaded<T> | null>(null)
  const [round, setRound] = useState(0)
  const load = key === null ? null : `${round} ${key}`
  const latest = useRef(read)
  useEffect(() => {
    latest.current = read
  })

  useEffect(() => {
    if (load === null || key === null) return
    let dropped = false
    latest.current().then(
      (data) => {
        if (!dropped) setLoaded({ load, key, data, failure: null })
      },
      (error: unknown) => {
        if (dropped) return
        const failure = failureOf(error)
        setLoaded((old) => ({ load, key, data: old?.key === key ? old.data : null, failure }))
      },
    )
    return () => {
      dropped = true
    }
  }, [key, load])

  const reload = useCallback(() => setRound((count) => count + 1), [])
  const mine = loaded !== null && loaded.key === key ? loaded : null
  const settled = mine !== null && mine.load === load
  const waiting = useWaiting(settled || mine?.data ? null : load)
  return { data: mine?.data ?? null, failure: settled ? mine.failure : null, waiting, reload }
}

/**
 * Reads an endpoint for a page.
 * @param input what the endpoint takes; null = not yet (nobody signed in, for example)
 */
export function useQuery<N extends EndpointName>(
  name: N,
  input: InputOf<N> | null,
): Query<OutputOf<N>> {
  const key = input === null ? null : `${name} ${JSON.stringify(input)}`
  return useLoaded(key, () => {
    // The key is null when there is no input, and then this is not called.
    const args = [input] as CallArgs<N>
    return api.call(name, ...args)
  })
}
