import { createClient, type Client } from '@lianxin/shared/client'
import type { OutputOf } from '@lianxin/shared/contract'
import type { Connection } from '../config'

export type PlaygroundState = OutputOf<'playground.state'>
export type SignInStep = OutputOf<'playground.puppetSignIn'>['step']
export type PlaygroundMessage = OutputOf<'playground.puppetEvents'>['items'][number]

/** Longest a poll is held open by the server, and how long we wait for it. */
const POLL_MS = 20_000
const CALL_LIMIT_MS = 30_000

/** The playground's side of the wire, as a chat protocol's server would be. */
export interface StandIn {
  state(): Promise<PlaygroundState>
  /** Everything said after `after`, or nothing after a while. */
  eventsAfter(after: number): Promise<{ items: PlaygroundMessage[]; lastSeq: number }>
  /** Where the stand-in is now. */
  lastSeq(): Promise<number>
  /** How far signing in by this code is; the first time begins it. */
  signInStep(code: string): Promise<SignInStep>
  send(group: string, text: string): Promise<PlaygroundMessage>
  close(): void
}

/** Makes the connection to the playground. */
export function createStandIn(connection: Connection): StandIn {
  const closing = new AbortController()
  const client: Client = createClient({
    baseUrl: connection.api,
    token: () => connection.token(),
    async transport({ method, url, headers, body }) {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(CALL_LIMIT_MS)])
      const response = await fetch(url, { method, headers, body: body ?? null, signal })
      const text = await response.text()
      return { status: response.status, json: text ? (JSON.parse(text) as unknown) : null }
    },
  })
  return {
    state: () => client.call('playground.state'),
    eventsAfter: (after) =>
      client.call('playground.puppetEvents', { query: { after, waitMs: POLL_MS } }),
    async lastSeq() {
      const far = await client.call('playground.puppetEvents', {
        query: { after: Number.MAX_SAFE_INTEGER },
      })
      return far.lastSeq
    },
    async signInStep(code) {
      return (await client.call('playground.puppetSignIn', { body: { code } })).step
    },
    send: (group, text) => client.call('playground.puppetSend', { body: { group, text } }),
    close: () => closing.abort(),
  }
}
