import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { Clock } from '../../../platform/clock'
import { createTokenCache, type IssuedToken } from '../../../platform/token-cache'
import { callVendor } from '../../../platform/vendor-call'

/** What a WeCom corporation lets us in with. */
export interface WecomCredentials {
  corpId: string
  corpSecret: string
}

/** WeCom's answer: its fields, its refusal by error code, or why there is neither. */
export type WecomAnswer =
  | { kind: 'ok'; json: unknown }
  | { kind: 'refused'; code: number }
  | { kind: 'unreached' }
  | { kind: 'doubtful' }

/** "System busy": WeCom does not say how far it had come. */
const BUSY = -1
/** Access token invalid, expired, missing. */
const STALE_TOKEN = new Set([40_014, 42_001, 41_001])

const answerSchema = z.object({ errcode: z.number().int() })
const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })

type NoToken = Exclude<WecomAnswer, { kind: 'ok' }>

/**
 * WeCom's server API (https://developer.work.weixin.qq.com/document/path/90313 for its codes).
 * A token is asked for once and kept for its 7,200 s; one that WeCom refuses sooner is asked for
 * anew, once, and the call made again: a refused token means that nothing was done.
 * @param deps.apiBase origin of the API
 */
export function createWecomApi({ clock, apiBase }: { clock: Clock; apiBase: string }) {
  // A token is asked for by one caller for all who wait, so none of them may abort it.
  const never = new AbortController().signal

  async function issue({ corpId, corpSecret }: WecomCredentials): Promise<IssuedToken<NoToken>> {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: corpSecret })
    const url = `${apiBase}/cgi-bin/gettoken?${query.toString()}`
    const answer = read(await callVendor(url, null, never))
    if (answer.kind !== 'ok') {
      // Without a token nothing was asked of WeCom yet, whatever became of this call.
      return { kind: 'none', failure: answer.kind === 'doubtful' ? { kind: 'unreached' } : answer }
    }
    const token = tokenSchema.safeParse(answer.json)
    if (!token.success) return { kind: 'none', failure: { kind: 'unreached' } }
    const { access_token, expires_in } = token.data
    return { kind: 'token', token: access_token, expiresInSeconds: expires_in }
  }

  const tokens = createTokenCache<WecomCredentials, NoToken>({
    clock,
    keyOf: ({ corpId, corpSecret }) =>
      createHash('sha256').update(`${corpId}\n${corpSecret}`).digest('base64url'),
    issue,
  })

  return {
    /**
     * Calls one path under `/cgi-bin/externalcontact`. Never throws.
     * @param signal aborted when the process stops
     */
    async call(
      credentials: WecomCredentials,
      path: string,
      body: object,
      signal: AbortSignal,
    ): Promise<WecomAnswer> {
      for (let attempt = 1; ; attempt += 1) {
        const issued = await tokens.get(credentials)
        if (issued.kind === 'none') return issued.failure
        const url = `${apiBase}/cgi-bin/externalcontact/${path}?access_token=${encodeURIComponent(issued.token)}`
        const answer = read(await callVendor(url, body, signal))
        const stale = answer.kind === 'refused' && STALE_TOKEN.has(answer.code)
        if (stale) tokens.drop(credentials, issued.token)
        if (!stale || attempt > 1) return answer
      }
    },
  }
}

export type WecomApi = ReturnType<typeof createWecomApi>

function read(answer: Awaited<ReturnType<typeof callVendor>>): WecomAnswer {
  if (answer.kind !== 'answer') return answer
  const parsed = answerSchema.safeParse(answer.json)
  if (!parsed.success || parsed.data.errcode === BUSY) return { kind: 'doubtful' }
  const { errcode } = parsed.data
  return errcode === 0 ? { kind: 'ok', json: answer.json } : { kind: 'refused', code: errcode }
}
