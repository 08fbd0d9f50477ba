import * as z from 'zod'
import { AppError } from '../../../platform/app-error'
import type { WecomAnswer, WecomApi } from './wecom-api'
import type { WecomTaskSecret } from './wecom-task'

/** So many names are asked for at once; WeCom counts calls by the minute. */
const AT_ONCE = 5

/** A customer group, as someone at the desk may choose it. */
export interface WecomChat {
  chatId: string
  /** Empty for a group that nobody has named. */
  name: string
  memberCount: number
}

const listSchema = z.object({
  group_chat_list: z.array(z.object({ chat_id: z.string() })),
  next_cursor: z.string().nullish(),
})
const chatSchema = z.object({
  group_chat: z.object({
    name: z.string().nullish(),
    member_list: z.array(z.unknown()).nullish(),
  }),
})

function ensureAnswered(answer: WecomAnswer): unknown {
  if (answer.kind === 'ok') return answer.json
  if (answer.kind !== 'refused') throw new AppError('channel.wecom_busy')
  throw new AppError('channel.wecom_refused', undefined, refusalOf(answer.code))
}

/** The vendor's number belongs in the sentence: an administrator looks it up by that. */
function refusalOf(code: number): string {
  if (code === 60_020)
    return '企业微信不认得这台服务器，请把它的 IP 加进应用的可信 IP（错误码 60020）。'
  return `企业微信没有同意，请核对企业 ID、Secret 和群主账号（错误码 ${code}）。`
}

/**
 * A page of the customer groups that the sender owns, with their names.
 * @param page.cursor WeCom's own, from the page before
 * @throws AppError channel.wecom_refused, channel.wecom_busy
 */
export async function listWecomChats(
  api: WecomApi,
  secret: WecomTaskSecret,
  page: { cursor?: string | undefined; limit: number },
  signal: AbortSignal,
): Promise<{ items: WecomChat[]; nextCursor: string | null }> {
  const wish = {
    status_filter: 0,
    owner_filter: { userid_list: [secret.senderUserId] },
    limit: page.limit,
    ...(page.cursor ? { cursor: page.cursor } : {}),
  }
  const json = ensureAnswered(await api.call(secret, 'groupchat/list', wish, signal))
  const list = listSchema.safeParse(json)
  if (!list.success) throw new AppError('channel.wecom_busy')
  const ids = list.data.group_chat_list.map(({ chat_id }) => chat_id)
  const items: WecomChat[] = []
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE)
    items.push(...(await Promise.all(some.map((id) => readChat(api, secret, id, signal)))))
  }
  return { items, nextCursor: list.data.next_cursor || null }
}

async function readChat(
  api: WecomApi,
  secret: WecomTaskSecret,
  chatId: string,
  signal: AbortSignal,
): Promise<WecomChat> {
  const wish = { chat_id: chatId, need_name: 0 }
  const json = ensureAnswered(await api.call(secret, 'groupchat/get', wish, signal))
  const chat = chatSchema.safeParse(json)
  if (!chat.success) throw new AppError('channel.wecom_busy')
  const { name, member_list } = chat.data.group_chat
  return { chatId, name: name ?? '', memberCount: member_list?.length ?? 0 }
}
