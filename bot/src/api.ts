import {
  ApiError,
  UnreachableError,
  addressOf,
  createClient,
  type CallArgs,
  type HttpAnswer,
  type HttpRequest,
} from '@lianxin/shared/client'
import type { EndpointName, InputOf, OutputOf } from '@lianxin/shared/contract'
import type { Connection } from './config'
import type { Logger } from './logger'

export { ApiError, UnreachableError }

const CALL_LIMIT_MS = 15_000
/** HTTP dates are whole seconds; a difference below this tells nothing. */
const CLOCK_TOLERANCE_MS = 1_500

export type InboundMessage = InputOf<'bot.inbound'>['body']
export type LeasedItem = OutputOf<'bot.lease'>['items'][number]

/** The server, as the bot knows it. */
export interface BotApi {
  /** Calls an endpoint. @throws ApiError, UnreachableError */
  call<N extends EndpointName>(name: N, ...args: CallArgs<N>): Promise<OutputOf<N>>
  /** Hands in a picture. @returns its id. @throws ApiError, UnreachableError */
  uploadPhoto(photo: { bytes: Uint8Array; fileName: string }): Promise<string>
  /** The server's time in ms, as far as its answers told: ours may be wrong. */
  serverNow(): number
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text()
  return text ? (JSON.parse(text) as unknown) : null
}

/** Makes the typed client of the bot. It says once when the server goes and comes back. */
export function createBotApi(connection: Connection, logger: Logger): BotApi {
  let reachable = true
  let offsetMs = 0

  function note(now: boolean): void {
    if (now === reachable) return
    reachable = now
    logger.info(now ? 'the server is back' : 'the server cannot be reached; trying on')
  }

  async function exchange(url: string, init: RequestInit): Promise<HttpAnswer> {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(CALL_LIMIT_MS) })
      const json = await readJson(response)
      const date = Date.parse(response.headers.get('date') ?? '')
      const difference = date - Date.now()
      if (!Number.isNaN(difference))
        offsetMs = Math.abs(difference) > CLOCK_TOLERANCE_MS ? difference : 0
      note(true)
      return { status: response.status, json }
    } catch (error) {
      note(false)
      throw error
    }
  }

  const client = createClient({
    baseUrl: connection.api,
    token: () => connection.token(),
    transport: ({ method, url, headers, body }: HttpRequest) =>
      exchange(url, { method, headers, body: body ?? null }),
  })

  return {
    call: (name, ...args) => client.call(name, ...args),
    async uploadPhoto({ bytes, fileName }) {
      const form = new FormData()
      form.append('file', new Blob([new Uint8Array(bytes)]), fileName)
      const { method, path } = addressOf('bot.photo')
      const upload = createClient({
        baseUrl: connection.api,
        transport: () =>
          exchange(connection.api + path, {
            method,
            headers: { authorization: `Bearer ${connection.token() ?? ''}` },
            body: form,
          }),
      })
      return (await upload.call('bot.photo')).id
    },
    serverNow: () => Date.now() + offsetMs,
  }
}
