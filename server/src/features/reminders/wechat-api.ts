import * as z from 'zod'
import type { Clock } from '../../platform/clock'
import { createTokenCache, type IssuedToken } from '../../platform/token-cache'
import { callVendor } from '../../platform/vendor-call'
import type { WechatConfig } from '../auth'

/** A subscribe message, as WeChat takes it. */
export interface SubscribeMessage {
  openid: string
  templateId: string
  /** Page of the miniprogram that a tap opens. */
  page: string
  data: Record<string, { value: string }>
}

/**
 * What became of a call. `refused`: WeChat's code says that nothing was sent. `locked_out`: this
 * deployment is not let in (secret, address of the server); it says nothing about the message.
 */
export type SubscribeOutcome =
  | { kind: 'sent' }
  | { kind: 'refused'; code: number }
  | { kind: 'locked_out'; code: number }
  | { kind: 'unreached' }
  | { kind: 'doubtful' }

/** "System busy": WeChat does not say how far it had come. */
const BUSY = -1
/** Access token invalid, expired, missing. */
const STALE_TOKEN = new Set([40_001, 40_014, 41_001, 42_001])

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })
const answerSchema = z.object({ errcode: z.number().int() })

type NoToken = Exclude<SubscribeOutcome, { kind: 'sent' }>

/**
 * WeChat's server API for subscribe messages. The token is the stable one in its ordinary mode,
 * which gives the same token to every process and takes none away
 * (https://developers.weixin.qq.com/miniprogram/dev/server/API/mp-access-token/api_getstableaccesstoken.html).
 */
export function createWechatApi(wechat: WechatConfig, clock: Clock) {
  // A token is asked for by one caller for all who wait, so none of them may abort it.
  const never = new AbortController().signal

  async function issue(): Promise<IssuedToken<NoToken>> {
    const body = { grant_type: 'client_credential', appid: wechat.appId, secret: wechat.secret }
    const answer = await callVendor(`${wechat.apiBase}/cgi-bin/stable_token`, body, never)
    if (answer.kind !== 'answer') return { kind: 'none', failure: { kind: 'unreached' } }
    const token = tokenSchema.safeParse(answer.json)
    if (token.success) {
      const { access_token, expires_in } = token.data
      return { kind: 'token', token: access_token, expiresInSeconds: expires_in }
    }
    const refusal = answerSchema.safeParse(answer.json)
    const code = refusal.success ? refusal.data.errcode : BUSY
    const failure =
      code === BUSY ? ({ kind: 'unreached' } as const) : ({ kind: 'locked_out', code } as const)
    return { kind: 'none', failure }
  }

  const tokens = createTokenCache<null, NoToken>({ clock, keyOf: () => '', issue })

  async function attempt(
    token: string,
    { openid, templateId, page, data }: SubscribeMessage,
    signal: AbortSignal,
  ): Promise<SubscribeOutcome> {
    const query = new URLSearchParams({ access_token: token }).toString()
    const answer = await callVendor(
      `${wechat.apiBase}/cgi-bin/message/subscribe/send?${query}`,
      {
        touser: openid,
        template_id: templateId,
        page,
        data,
        miniprogram_state: 'formal',
        lang: 'zh_CN',
      },
      signal,
    )
    if (answer.kind !== 'answer') return answer
    const parsed = answerSchema.safeParse(answer.json)
    if (!parsed.success || parsed.data.errcode === BUSY) return { kind: 'doubtful' }
    const { errcode: code } = parsed.data
    return code === 0 ? { kind: 'sent' } : { kind: 'refused', code }
  }

  return {
    /**
     * Sends one message. Never throws. A token that WeChat refuses is asked for anew, once: the
     * refusal says that nothing was sent.
     * @param signal aborted when the process stops; what is in doubt then is `doubtful`
     */
    async send(message: SubscribeMessage, signal: AbortSignal): Promise<SubscribeOutcome> {
      for (let time = 1; ; time += 1) {
        const issued = await tokens.get(null)
        if (issued.kind === 'none') return issued.failure
        const outcome = await attempt(issued.token, message, signal)
        if (outcome.kind !== 'refused' || !STALE_TOKEN.has(outcome.code)) return outcome
        tokens.drop(null, issued.token)
        if (time > 1) return { kind: 'locked_out', code: outcome.code }
      }
    },
  }
}

export type WechatApi = ReturnType<typeof createWechatApi>
