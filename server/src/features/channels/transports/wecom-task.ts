import { createHash } from 'node:crypto'
import { shanghaiDay } from '@lianxin/shared'
import * as z from 'zod'
import type { Clock } from '../../../platform/clock'
import type { ChannelMessage, HandedOutcome, Transport, TransportOutcome } from '../transport'
import type { WecomAnswer, WecomApi } from './wecom-api'
import { cutTo } from './fit-text'
import { giveBackToQuota, takeFromQuota } from './wecom-quota.model'

/** Text of a task, in bytes of UTF-8. */
const MOST_TEXT_BYTES = 4_000
/** Title of a link in a task, in bytes of UTF-8. */
const MOST_TITLE_BYTES = 128
/** WeCom lifts a limit after as long as it is for; the shortest is for a minute. */
const THROTTLED_MS = 60_000
/** Quotas are of no use after their month. */
const QUOTA_KEPT_MS = 62 * 86_400_000

/** What the owner of a customer-group channel enters. */
export interface WecomTaskSecret {
  corpId: string
  /** Of 客户联系, or of an own app that may call it. */
  corpSecret: string
  /** Staff member who owns the groups and confirms each task. */
  senderUserId: string
}

const secretSchema = z.object({
  corpId: z.string().trim().min(1, '请填企业 ID').max(100),
  corpSecret: z.string().trim().min(1, '请填应用 Secret').max(200),
  senderUserId: z.string().trim().min(1, '请填群主的成员账号').max(64),
})

/** The channel itself does not work until its owner mends it: secret, permission, address, sender. */
const NOT_LET_IN = new Set([
  40_001, 40_003, 40_013, 40_014, 40_091, 41_001, 41_002, 41_004, 42_001, 46_004, 48_002, 48_004,
  48_006, 50_002, 50_003, 60_011, 60_021, 60_111, 301_002,
])
/** The address of this server is not among those that the app trusts. */
const UNKNOWN_ADDRESS = 60_020
/** This group cannot be reached: unknown, dissolved, not a customer group, nobody to send to. */
const NO_SUCH_CHAT = new Set([40_050, 40_096, 41_048, 49_008, 84_061, 90_501])
/** Called too often, or too many at once. */
const TOO_OFTEN = new Set([45_009, 45_033])

function afterRefusal(code: number): TransportOutcome {
  if (TOO_OFTEN.has(code))
    return { kind: 'not_sent', reason: 'throttled', retryAfterMs: THROTTLED_MS }
  if (code === UNKNOWN_ADDRESS)
    return { kind: 'not_sent', reason: 'logged_out', problem: 'trusted_address' }
  if (NOT_LET_IN.has(code)) return { kind: 'not_sent', reason: 'logged_out' }
  return { kind: 'not_sent', reason: NO_SUCH_CHAT.has(code) ? 'not_in_room' : 'rejected' }
}

const rejected: TransportOutcome = { kind: 'not_sent', reason: 'rejected' }
const notReached: TransportOutcome = {
  kind: 'not_sent',
  reason: 'throttled',
  retryAfterMs: THROTTLED_MS,
  problem: 'unreachable',
}
/** Not a matter of time: whoever waits for next month is better served by another way. */
const monthUsed: TransportOutcome = {
  kind: 'not_sent',
  reason: 'rejected',
  problem: 'month_used',
}

const createdSchema = z.object({
  msgid: z.string().min(1),
  fail_list: z.array(z.string()).nullish(),
})

function afterAnswer(answer: WecomAnswer, chatId: string): TransportOutcome {
  if (answer.kind === 'unreached') return notReached
  if (answer.kind === 'doubtful') return { kind: 'unknown' }
  if (answer.kind === 'refused') return afterRefusal(answer.code)
  const created = createdSchema.safeParse(answer.json)
  if (!created.success) return { kind: 'unknown' }
  // The task has one group; what WeCom cannot send there it lists, and then nobody gets a task.
  if (created.data.fail_list?.includes(chatId)) return { kind: 'not_sent', reason: 'not_in_room' }
  return { kind: 'handed', reference: created.data.msgid }
}

function taskOf(secret: WecomTaskSecret, chatId: string, message: ChannelMessage): object {
  const link = message.link && {
    title: cutTo(message.title ?? '在这里回复', MOST_TITLE_BYTES),
    desc: '点开说说您的想法，不用登录。',
    url: message.link,
  }
  return {
    chat_type: 'group',
    // Without a list WeCom would give the member a choice of all their groups.
    chat_id_list: [chatId],
    sender: secret.senderUserId,
    text: { content: message.text },
    ...(link ? { attachments: [{ msgtype: 'link', link }] } : {}),
  }
}

/** As many messages a group gets from a corporation in a month as the month has days. */
function quotaOf({ corpId }: WecomTaskSecret, chatId: string, at: Date) {
  const [year = 0, month = 0] = shanghaiDay(at).split('-').map(Number)
  const chat = createHash('sha256').update(`${corpId}\n${chatId}`).digest('base64url')
  return {
    id: `${chat}:${year}-${String(month).padStart(2, '0')}`,
    limit: new Date(Date.UTC(year, month, 0)).getUTCDate(),
    expiresAt: new Date(at.getTime() + QUOTA_KEPT_MS),
  }
}

const resultSchema = z.object({
  send_list: z.array(z.object({ status: z.number().int() })).nullish(),
})

/**
 * WeCom's 客户群群发: a call only makes a task, which the group's owner must confirm in WeCom
 * (https://developer.work.weixin.qq.com/document/path/92135). One task has one group, so that
 * its id tells of one delivery. A group gets days-of-the-month messages a month; we keep the
 * count, because WeCom says so only after the staff member has confirmed.
 */
export function createWecomTask({
  clock,
  api,
}: {
  clock: Clock
  api: WecomApi
}): Transport<WecomTaskSecret> {
  /** Makes the task within the month's count; a task that surely was not made is not counted. */
  async function create(
    secret: WecomTaskSecret,
    chatId: string,
    message: ChannelMessage,
    signal: AbortSignal,
  ): Promise<TransportOutcome> {
    const { id, limit, expiresAt } = quotaOf(secret, chatId, clock.now())
    if (!(await takeFromQuota(id, limit, expiresAt))) return monthUsed
    const answer = await api.call(
      secret,
      'add_msg_template',
      taskOf(secret, chatId, message),
      signal,
    )
    const outcome = afterAnswer(answer, chatId)
    // If this fails the group has one message less this month, never one too many.
    if (outcome.kind === 'not_sent') await giveBackToQuota(id).catch(() => undefined)
    return outcome
  }

  return {
    kind: 'wecom_task',
    // A staff member confirms each by hand: more than a handful at once helps nobody.
    budget: {
      chatGapMs: 1_000,
      accountGapMs: 200,
      accountGapJitterMs: 0,
      perMinute: 60,
      perDay: 5_000,
    },
    secretSchema,
    // Entered twice, one member would get two tasks for each message.
    identityOf: ({ corpId, senderUserId }) => `${corpId}\n${senderUserId}`,
    // The corporation's id is no secret, and its administrator knows it.
    hintOf: ({ corpId }) => corpId.slice(-4),

    async send(secret, address, message, signal) {
      if (!address || Buffer.byteLength(message.text) > MOST_TEXT_BYTES) return rejected
      try {
        return await create(secret, address, message, signal)
      } catch {
        // Only the count can throw, and it is asked before WeCom is.
        return notReached
      }
    },

    async follow(secret, reference, signal): Promise<HandedOutcome> {
      const wish = { msgid: reference, userid: secret.senderUserId, limit: 100 }
      const answer = await api.call(secret, 'get_groupmsg_send_result', wish, signal)
      const result = answer.kind === 'ok' ? resultSchema.safeParse(answer.json) : null
      // Not confirmed yet: WeCom has no list then, or 0, or says that it is still dealing the task out.
      const statuses = result?.data?.send_list?.map(({ status }) => status) ?? []
      if (statuses.includes(1)) return 'sent'
      // 2: no tie with the group; 3: it has had as many messages as it may get.
      return statuses.some((status) => status === 2 || status === 3) ? 'refused' : 'waiting'
    },
  }
}
