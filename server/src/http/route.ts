import type { Readable } from 'node:stream'
import {
  contract,
  type Contract,
  type Endpoint,
  type EndpointName,
  type HandlerInputOf,
  type OutputOf,
} from '@lianxin/shared/contract'
import type { BotActor, PersonActor } from './actor'

export { covers, rootsOf, type BotActor, type PersonActor, type Post } from './actor'

/** The caller of an endpoint, by what its access says. */
export type ActorOf<N extends EndpointName> = Contract[N]['access'] extends { who: 'person' }
  ? PersonActor
  : Contract[N]['access'] extends { who: 'bot' }
    ? BotActor
    : null

/** A file that came with the request, whole in memory (bounded by the endpoint's `maxBytes`). */
export interface UploadedFile {
  fileName: string
  bytes: Uint8Array
}

export interface RequestContext<N extends EndpointName> {
  actor: ActorOf<N>
  requestId: string
  /** For throttling only; never logged beside what was said. */
  clientAddress: string
  idempotencyKey: string | null
  file: Contract[N] extends { upload: object } ? UploadedFile : null
}

/** What a handler of a `binary` endpoint gives. */
export interface BinaryAnswer {
  bytes: Uint8Array
  /** Offered as a download under this name. */
  fileName?: string
  cacheSeconds?: number
  /** Names these very bytes; who has them already is answered 304. For what everybody may read. */
  etag?: string
}

/** A part of a file: first and last byte, both within it. */
export interface ByteRange {
  start: number
  end: number
}

/** What a handler of a `binary` endpoint gives for a file that may be long: it is sent as it is read. */
export interface FileAnswer {
  /** In bytes. */
  size: number
  /** Content type of this file. */
  type: string
  /** Names these very bytes. */
  etag: string
  /** May everybody see it, so that proxies may keep it too? */
  isPublic: boolean
  open(range: ByteRange | null): Promise<Readable>
}

/** What a handler of a `text/event-stream` endpoint gives: it stays open until the reader goes. */
export interface EventStream {
  /** @param signal aborted when the reader has gone @returns server-sent events, each with its blank line */
  events(signal: AbortSignal): AsyncIterable<string>
}

export type AnswerOf<N extends EndpointName> = Contract[N] extends { binary: 'text/event-stream' }
  ? EventStream
  : Contract[N] extends { binary: string }
    ? BinaryAnswer | FileAnswer
    : OutputOf<N>

export type Handler<N extends EndpointName> = (
  input: HandlerInputOf<N>,
  context: RequestContext<N>,
) => Promise<AnswerOf<N>>

/** An endpoint of the contract with the code that answers it. */
export interface Route {
  endpoint: Endpoint
  handle(input: unknown, context: unknown): Promise<unknown>
}

/**
 * Ties a handler to an endpoint of the contract. Input arrives validated, the answer is stripped
 * to the contract's schema; throw AppError to refuse.
 */
export function route<N extends EndpointName>(name: N, handler: Handler<N>): Route {
  return {
    endpoint: contract[name],
    handle: (input, context) => handler(input as HandlerInputOf<N>, context as RequestContext<N>),
  }
}
