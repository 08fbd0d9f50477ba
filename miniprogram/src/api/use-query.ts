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

function useWaiting(loading: boolean): Waiting {
  const [waiting, setWaiting] = useState<Waiting>('briefly')
  useEffect(() => {
    if (!loading) return
    setWaiting('briefly')
    const timers = [
      setTimeout(() => setWaiting('skeleton'), skeletonAfterMs),
      setTimeout(() => setWaiting('slow'), slowAfterMs),
    ]
    return () => timers.forEach(clearTimeout)
  }, [loading])
  return loading ? waiting : 'no'
}

/**
 * Runs `load` when the page opens, whenever `key` changes, and on `reload`. An answer that comes
 * after the key has changed is dropped.
 * @param key what the answer depends on; null = do not load (yet)
 */
export function useLoaded<T>(key: string | null, load: () => Promise<T>): Query<T> {
  const [state, setState] = useState<{
    key: string
    data: T | null
    failure: Failure | null
  } | null>(null)
  const [loading, setLoading] = useState(key !== null)
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load

  useEffect(() => {
    if (key === null) {
      setLoading(false)
      return
    }
    let dropped = false
    setLoading(true)
    latest.current().then(
      (data) => {
        if (dropped) return
        setState({ key, data, failure: null })
        setLoading(false)
      },
      (error: unknown) => {
        if (dropped) return
        const failure = failureOf(error)
        setState((old) => ({ key, data: old?.key === key ? old.data : null, failure }))
        setLoading(false)
      },
    )
    return () => {
      dropped = true
    }
  }, [key, round])

  const reload = useCallback(() => setRound((count) => count + 1), [])
  const mine = state !== null && state.key === key ? state : null
  const waiting = useWaiting(loading && !mine?.data)
  return {
    data: mine?.data ?? null,
    failure: loading ? null : (mine?.failure ?? null),
    waiting,
    reload,
  }
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
