import { createHmac } from 'node:crypto'
import * as z from 'zod'
import type { ChannelProblem } from '@lianxin/shared'
import type { Clock } from '../../../platform/clock'
import type { Transport, TransportOutcome } from '../transport'
import { fitText } from './fit-text'
import {
  hintOf,
  postToRobot,
  signSecretSchema,
  webhookSchema,
  type RobotSecret,
  twentyAMinute,
} from './robot'

/** https://open.dingtalk.com/document/orgapp/custom-robot-access */
const API = 'https://oapi.dingtalk.com'
/** "message too long, exceed 20000 bytes" is about the whole body; what is around the text is less. */
const MOST_TEXT_BYTES = 19_000
/** The twenty-first message of a minute silences the robot for ten. */
const THROTTLED_MS = 10 * 60_000

const secretSchema = z.object({
  webhook: webhookSchema(
    ({ hostname, pathname, searchParams }) => {
      const token = searchParams.get('access_token') ?? ''
      const isOurs = hostname === 'oapi.dingtalk.com' && pathname === '/robot/send'
      return isOurs && /^[\w-]{8,200}$/.test(token) ? token : null
    },
    (token) => `${API}/robot/send?access_token=${token}`,
    '这不是钉钉机器人的地址。请在群设置的机器人里，复制以 https://oapi.dingtalk.com/robot/send?access_token= 开头的一整条',
  ),
  signSecret: signSecretSchema,
})
const tokenOf = ({ webhook }: RobotSecret) =>
  new URL(webhook).searchParams.get('access_token') ?? ''

/**
 * Timestamp (ms) and signature as DingTalk wants them in the query.
 * Source: https://open.dingtalk.com/document/robots/customize-robot-security-settings
 */
function signed(secret: string, now: Date): Record<string, string> {
  const timestamp = String(now.getTime())
  const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64')
  return { timestamp, sign }
}

const answerSchema = z.object({ errcode: z.number().int(), errmsg: z.string().catch('') })
/** What DingTalk's gateway answers to whom it keeps out, sometimes without an error code. */
const keptOutSchema = z.object({ punish: z.literal('deny') })

const BUSY = -1
const TOO_OFTEN = new Set([130_101, 410_100, 660_026])
const NO_SUCH_ROBOT = new Set([300_001, 300_005, 400_013, 400_101, 400_106])
const STOPPED = new Set([400_102])
/** Keyword, signature or address: one code, told apart by its words alone. */
const SECURITY = 310_000

const throttled: TransportOutcome = {
  kind: 'not_sent',
  reason: 'throttled',
  retryAfterMs: THROTTLED_MS,
}
const broken = (problem: ChannelProblem): TransportOutcome => ({
  kind: 'not_sent',
  reason: 'logged_out',
  problem,
})

function securityProblem(words: string): ChannelProblem {
  if (words.includes('keyword')) return 'keyword'
  return words.includes('whitelist') ? 'network' : 'signature'
}

function outcomeOf(code: number, words: string): TransportOutcome {
  if (code === 0) return { kind: 'sent', messageId: null }
  if (code === BUSY) return { kind: 'unknown' }
  if (TOO_OFTEN.has(code)) return throttled
  if (code === SECURITY) return broken(securityProblem(words.toLowerCase()))
  if (NO_SUCH_ROBOT.has(code)) return broken('address')
  if (STOPPED.has(code)) return broken('stopped')
  return { kind: 'not_sent', reason: 'rejected' }
}

/**
 * DingTalk's group robot: 20 messages a minute, the next one silences it for ten minutes.
 * @param deps.apiBase another address only for tests
 */
export function createDingtalkRobot({
  clock,
  apiBase = API,
}: {
  clock: Clock
  apiBase?: string | undefined
}): Transport<RobotSecret> {
  return {
    kind: 'dingtalk_robot',
    budget: twentyAMinute,
    secretSchema,
    identityOf: tokenOf,
    hintOf: (secret) => hintOf(tokenOf(secret)),
    send(secret, _address, message, signal) {
      const query = new URLSearchParams({
        access_token: tokenOf(secret),
        ...(secret.signSecret && signed(secret.signSecret, clock.now())),
      })
      const text = { content: fitText(message, MOST_TEXT_BYTES) }
      return postToRobot(
        `${apiBase}/robot/send?${query.toString()}`,
        { msgtype: 'text', text },
        signal,
        ({ json }) => {
          const answer = answerSchema.safeParse(json)
          if (answer.success) return outcomeOf(answer.data.errcode, answer.data.errmsg)
          return keptOutSchema.safeParse(json).success ? throttled : null
        },
      )
    },
  }
}
