import { createHmac } from 'node:crypto'
import * as z from 'zod'
import type { Clock } from '../../../platform/clock'
import type { ChannelMessage, Transport, TransportOutcome } from '../transport'
import { fitText, jsonBytes } from './fit-text'
import { hintOf, postToRobot, signSecretSchema, webhookSchema, type RobotSecret } from './robot'

/** https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot */
const API = 'https://open.feishu.cn'
/** Of the whole body. */
const MOST_BODY_BYTES = 20 * 1024
const THROTTLED_MS = 60_000
const TOO_MANY_REQUESTS = 429

const secretSchema = z.object({
  webhook: webhookSchema(
    ({ hostname, pathname }) => {
      const [, token = null] =
        /^\/open-apis\/bot\/v2\/hook\/([\w-]{8,100})\/?$/.exec(pathname) ?? []
      return hostname === 'open.feishu.cn' ? token : null
    },
    (token) => `${API}/open-apis/bot/v2/hook/${token}`,
    '这不是飞书机器人的地址。请在群设置的群机器人里，复制以 https://open.feishu.cn/open-apis/bot/v2/hook/ 开头的一整条',
  ),
  signSecret: signSecretSchema,
})
const tokenOf = ({ webhook }: RobotSecret) => new URL(webhook).pathname.split('/').at(-1) ?? ''

/** Timestamp (s) and signature as Feishu wants them in the body: the key signs nothing at all. */
function signed(secret: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') }
}

/** Older and newer answers name the code differently. */
const answerSchema = z.union([
  z.object({ code: z.number().int(), msg: z.string().catch('') }),
  z
    .object({ StatusCode: z.number().int(), StatusMessage: z.string().catch('') })
    .transform(({ StatusCode: code, StatusMessage: msg }) => ({ code, msg })),
])

const TOO_OFTEN = new Set([11_232, 11_233, 11_247])
/** "Bad request", and on some occasions "too many request". */
const BAD_REQUEST = 9_499

function outcomeOf(code: number, words: string): TransportOutcome {
  if (code === 0) return { kind: 'sent', messageId: null }
  if (TOO_OFTEN.has(code) || (code === BAD_REQUEST && /too many|frequency/i.test(words)))
    return { kind: 'not_sent', reason: 'throttled', retryAfterMs: THROTTLED_MS }
  const broken = { kind: 'not_sent', reason: 'logged_out' } as const
  if (code === 19_001) return { ...broken, problem: 'address' }
  if (code === 19_007) return { ...broken, problem: 'stopped' }
  if (code === 19_021) return { ...broken, problem: 'signature' }
  if (code === 19_022) return { ...broken, problem: 'network' }
  if (code === 19_024) return { ...broken, problem: 'keyword' }
  return { kind: 'not_sent', reason: 'rejected' }
}

function bodyOf(message: ChannelMessage, stamp: Record<string, string>): object {
  const bodyWith = (text: string) => ({ ...stamp, msg_type: 'text', content: { text } })
  const around = Buffer.byteLength(JSON.stringify(bodyWith('')))
  // `<at user_id="all">` would call everybody in the group.
  const text = message.text.replaceAll('<at', '＜at')
  return bodyWith(fitText({ ...message, text }, MOST_BODY_BYTES - around, { weigh: jsonBytes }))
}

/**
 * Feishu's group robot: 100 messages a minute, five a second.
 * @param deps.apiBase another address only for tests
 */
export function createFeishuRobot({
  clock,
  apiBase = API,
}: {
  clock: Clock
  apiBase?: string | undefined
}): Transport<RobotSecret> {
  return {
    kind: 'feishu_robot',
    budget: {
      chatGapMs: 500,
      accountGapMs: 0,
      accountGapJitterMs: 0,
      perMinute: 90,
      perDay: 5_000,
    },
    secretSchema,
    identityOf: tokenOf,
    hintOf: (secret) => hintOf(tokenOf(secret)),
    send(secret, _address, message, signal) {
      const stamp = secret.signSecret ? signed(secret.signSecret, clock.now()) : {}
      return postToRobot(
        `${apiBase}/open-apis/bot/v2/hook/${encodeURIComponent(tokenOf(secret))}`,
        bodyOf(message, stamp),
        signal,
        ({ status, json }) => {
          const answer = answerSchema.safeParse(json)
          if (status === TOO_MANY_REQUESTS)
            return { kind: 'not_sent', reason: 'throttled', retryAfterMs: THROTTLED_MS }
          return answer.success ? outcomeOf(answer.data.code, answer.data.msg) : null
        },
      )
    },
  }
}
