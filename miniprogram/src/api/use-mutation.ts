import { useCallback, useMemo, useRef, useState } from 'react'
import type { CallArgs, Client } from '@lianxin/shared/client'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import { api } from './client'
import { failureOf, type Failure } from './failure'
import { createKeyring } from './idempotency'

export interface Mutation<N extends EndpointName> {
  /** Sends it; null when it failed (see `failure`) or the last send is still under way. */
  run: (input: InputOf<N>) => Promise<OutputOf<N> | null>
  busy: boolean
  failure: Failure | null
  reset: () => void
}

/**
 * Sends something to an endpoint from a form. Each submission has one Idempotency-Key, kept for
 * retries, so that a tunnel or a second tap never makes two of it.
 */
export function useMutation<N extends EndpointName>(name: N, client: Client = api): Mutation<N> {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const running = useRef(false)
  const keyring = useMemo(() => createKeyring(), [])

  const run = useCallback(
    async (input: InputOf<N>) => {
      if (running.current) return null
      running.current = true
      setBusy(true)
      setFailure(null)
      try {
        const options = { idempotencyKey: keyring.keyFor(JSON.stringify(input)) }
        const args = [input, options] as CallArgs<N>
        const answer = await client.call(name, ...args)
        keyring.forget()
        // An answer without a body (204) is undefined here, so that null always means it failed.
        return (answer ?? undefined) as OutputOf<N>
      } catch (error) {
        const what = failureOf(error)
        if (!what.retriable) keyring.forget()
        setFailure(what)
        return null
      } finally {
        running.current = false
        setBusy(false)
      }
    },
    [client, keyring, name],
  )
  const reset = useCallback(() => setFailure(null), [])
  return { run, busy, failure, reset }
}
