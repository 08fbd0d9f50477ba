import type { EndpointName } from '../contract/routes'
import { routes } from '../contract/routes'
import type { InputOf, OutputOf } from '../contract/infer'
import type { ErrorBody, ErrorCode } from '../errors'

/** One HTTP exchange, made by fetch in Node and browsers and by Taro.request in the miniprogram. */
export interface HttpRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string | undefined
}
export interface HttpAnswer {
  status: number
  /** Parsed JSON, or null when there was none. */
  json: unknown
}
export type HttpTransport = (request: HttpRequest) => Promise<HttpAnswer>

export interface ClientOptions {
  /** Origin without a trailing slash; '' = same origin. */
  baseUrl: string
  transport?: HttpTransport
  /** Bearer token for the call, if any. */
  token?: () => string | null | undefined | Promise<string | null | undefined>
  /** Called once on 401 auth.expired; true = a new token is there, try again. */
  renew?: () => Promise<boolean>
}
export interface CallOptions {
  idempotencyKey?: string
}

/** The server refused: `code` says why, `message` is a sentence to show. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
  ) {
    super(body.message)
  }
  get code(): ErrorCode {
    return this.body.code
  }
}

/** The server could not be reached, or what came back was not its answer. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

interface LooseInput {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
}

/** The call's arguments: input may be left out when nothing in it is required. */
export type CallArgs<N extends EndpointName> =
  object extends InputOf<N>
    ? [input?: InputOf<N>, options?: CallOptions]
    : [input: InputOf<N>, options?: CallOptions]

export interface Client {
  /**
   * Calls an endpoint of the contract.
   * @throws ApiError when the server refuses, UnreachableError when it cannot be reached
   */
  call<N extends EndpointName>(name: N, ...args: CallArgs<N>): Promise<OutputOf<N>>
}

/**
 * Address of an endpoint, with path parameters filled and query appended.
 * @returns method and path with query, to be put behind the base URL
 */
export function addressOf(
  name: EndpointName,
  input: LooseInput = {},
): { method: string; path: string } {
  const [method = 'GET', template = ''] = routes[name].split(' ')
  const path = template.replace(/:(\w+)/g, (_, key: string) =>
    encodeURIComponent(input.params?.[key] ?? ''),
  )
  const pairs = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined)
  // URLSearchParams is missing in the WeChat runtime.
  const query = pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&')
  return { method, path: query ? `${path}?${query}` : path }
}

async function fetchTransport({ method, url, headers, body }: HttpRequest): Promise<HttpAnswer> {
  const response = await fetch(url, { method, headers, body: body ?? null })
  const text = await response.text()
  return { status: response.status, json: text ? (JSON.parse(text) as unknown) : null }
}

function isErrorBody(json: unknown): json is ErrorBody {
  return typeof json === 'object' && json !== null && 'code' in json && 'message' in json
}

/** Makes the typed client that bot, miniprogram and tests use. */
export function createClient(options: ClientOptions): Client {
  const transport = options.transport ?? fetchTransport

  async function exchange(
    name: EndpointName,
    input: LooseInput,
    call: CallOptions,
  ): Promise<HttpAnswer> {
    const { method, path } = addressOf(name, input)
    const token = await options.token?.()
    const headers: Record<string, string> = { accept: 'application/json' }
    if (token) headers.authorization = `Bearer ${token}`
    if (call.idempotencyKey) headers['idempotency-key'] = call.idempotencyKey
    const body = input.body === undefined ? undefined : JSON.stringify(input.body)
    if (body !== undefined) headers['content-type'] = 'application/json'
    try {
      return await transport({ method, url: options.baseUrl + path, headers, body })
    } catch (cause) {
      throw new UnreachableError('网络不通，请检查网络后再试。', { cause })
    }
  }

  return {
    async call<N extends EndpointName>(
      name: N,
      ...[input, call]: CallArgs<N>
    ): Promise<OutputOf<N>> {
      const loose: LooseInput = input ?? {}
      let answer = await exchange(name, loose, call ?? {})
      const expired = isErrorBody(answer.json) && answer.json.code === 'auth.expired'
      if (answer.status === 401 && expired && options.renew && (await options.renew())) {
        answer = await exchange(name, loose, call ?? {})
      }
      if (answer.status >= 200 && answer.status < 300) return answer.json as OutputOf<N>
      if (isErrorBody(answer.json)) throw new ApiError(answer.status, answer.json)
      throw new UnreachableError('服务暂时没有回应，请稍后再试。')
    },
  }
}
