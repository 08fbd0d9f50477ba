import * as z from 'zod'
import type { ChannelMessage, Transport, TransportOutcome } from '../transport'
import { cutTo, fitText, utf8Bytes } from './fit-text'
import { hintOf, postToRobot, twentyAMinute, webhookSchema } from './robot'

/** https://developer.work.weixin.qq.com/document/path/91770 */
const API = 'https://qyapi.weixin.qq.com'
const MOST_TEXT_BYTES = 2_048
const MOST_MARKDOWN_BYTES = 4_096
/** Of an article's title and description; WeCom would cut what is longer, in the middle of a character. */
const MOST_TITLE_BYTES = 128
const MOST_DESCRIPTION_BYTES = 512
/** Of a card's title and text; longer ones WeCom does not refuse, but phones do not show them. */
const CARD_TITLE_CHARS = 26
const CARD_TEXT_CHARS = 112
/** A limit is for a minute, and lifted a minute after it was hit. */
const THROTTLED_MS = 60_000

type Secret = z.infer<typeof secretSchema>
const secretSchema = z.object({
  webhook: webhookSchema(
    ({ hostname, pathname, searchParams }) => {
      const key = searchParams.get('key') ?? ''
      const isOurs = hostname === 'qyapi.weixin.qq.com' && pathname === '/cgi-bin/webhook/send'
      return isOurs && /^[\w-]{8,100}$/.test(key) ? key : null
    },
    (key) => `${API}/cgi-bin/webhook/send?key=${key}`,
    '这不是企业微信机器人的地址。请在群里点机器人，复制以 https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key= 开头的一整条',
  ),
})
const keyOf = ({ webhook }: Secret) => new URL(webhook).searchParams.get('key') ?? ''

const answerSchema = z.object({ errcode: z.number().int() })

/** "System busy": WeCom does not say how far it had come. */
const BUSY = -1
const TOO_OFTEN = new Set([45_009, 45_033])

/** https://developer.work.weixin.qq.com/document/path/90313 */
function outcomeOf(code: number): TransportOutcome {
  if (code === 0) return { kind: 'sent', messageId: null }
  if (code === BUSY) return { kind: 'unknown' }
  if (TOO_OFTEN.has(code))
    return { kind: 'not_sent', reason: 'throttled', retryAfterMs: THROTTLED_MS }
  // no such robot; it was taken out of the group
  if (code === 93_000 || code === 93_008)
    return { kind: 'not_sent', reason: 'logged_out', problem: 'address' }
  if (code === 93_004) return { kind: 'not_sent', reason: 'logged_out', problem: 'stopped' }
  return { kind: 'not_sent', reason: 'rejected' }
}

/** What would be formatting is written with its full-width twin, which is only a character. */
function plainInMarkdown(text: string): string {
  const wide = (sign: string) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)
  return text.replace(/[<*`]|^[#>]+/gm, (signs) => Array.from(signs, wide).join(''))
}

/** Code of the issue, which a digest begins with, and its points. */
function withoutTitle({ title, text }: ChannelMessage): { issue: string; points: string } {
  const [issue = '', ...lines] = text.split('\n')
  const points = lines.filter((line, index) => index > 0 || !title || !line.startsWith(title))
  return { issue: issue.replaceAll(/[【】]/g, ''), points: points.join('\n').trim() }
}

const cutToChars = (text: string, most: number) => cutTo(text, most, (part) => part.length)

function articleOf(message: ChannelMessage, title: string, url: string): object {
  const article = {
    title: cutTo(title, MOST_TITLE_BYTES),
    description: cutTo(withoutTitle(message).points, MOST_DESCRIPTION_BYTES),
    url,
  }
  return { msgtype: 'news', news: { articles: [article] } }
}

function cardOf(message: ChannelMessage, title: string, url: string): object {
  const { issue, points } = withoutTitle(message)
  const card = {
    card_type: 'text_notice',
    source: { desc: '连心桥' },
    main_title: { title: cutToChars(title, CARD_TITLE_CHARS), desc: issue },
    sub_title_text: cutToChars(points, CARD_TEXT_CHARS),
    jump_list: [{ type: 1, url, title: '看全文、说想法' }],
    card_action: { type: 1, url },
  }
  return { msgtype: 'template_card', template_card: card }
}

/** Several parts stay words: each card alone would open the same page. */
function bodyOf(message: ChannelMessage): object {
  const { title, link, isWhole, look } = message
  if (look === 'words' || title === null || link === null || !isWhole) return wordsOf(message)
  return look === 'card' ? cardOf(message, title, link) : articleOf(message, title, link)
}

/** Plain text as long as it is short enough; markdown may be twice as long. */
function wordsOf(message: ChannelMessage): object {
  const whole = fitText(message, Number.POSITIVE_INFINITY)
  if (utf8Bytes(whole) <= MOST_TEXT_BYTES) return { msgtype: 'text', text: { content: whole } }
  const content = fitText(
    { ...message, text: plainInMarkdown(message.text) },
    MOST_MARKDOWN_BYTES,
    { linkLine: (link) => `[想说话、提建议，点这里（不用登录）](${link})` },
  )
  return { msgtype: 'markdown', markdown: { content } }
}

/**
 * WeCom's group robot: 20 messages a minute, then it is refused for a while.
 * @param apiBase another address only for tests
 */
export function createWecomRobot(apiBase = API): Transport<Secret> {
  return {
    kind: 'wecom_robot',
    budget: twentyAMinute,
    secretSchema,
    identityOf: keyOf,
    hintOf: (secret) => hintOf(keyOf(secret)),
    send: (secret, _address, message, signal) =>
      postToRobot(
        `${apiBase}/cgi-bin/webhook/send?key=${encodeURIComponent(keyOf(secret))}`,
        bodyOf(message),
        signal,
        ({ json }) => {
          const answer = answerSchema.safeParse(json)
          return answer.success ? outcomeOf(answer.data.errcode) : null
        },
      ),
  }
}
