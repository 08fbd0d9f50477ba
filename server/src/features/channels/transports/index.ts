import type { ChannelKind } from '@lianxin/shared'
import type { Clock } from '../../../platform/clock'
import { open, type OpenTransport } from '../open-transport'
import { createDingtalkRobot } from './dingtalk-robot'
import { createFeishuRobot } from './feishu-robot'
import { createWecomApi } from './wecom-api'
import { listWecomChats } from './wecom-chats'
import { createWecomRobot } from './wecom-robot'
import { createWecomTask } from './wecom-task'

/** How each kind of channel is reached. */
export type Transports = Record<ChannelKind, OpenTransport>

const WECOM_API = 'https://qyapi.weixin.qq.com'

/**
 * Makes every transport.
 * @param deps.apiBase one address in place of all vendors' own; only tests give it
 */
export function createTransports({
  clock,
  apiBase,
}: {
  clock: Clock
  apiBase?: string | undefined
}): Transports {
  const wecom = createWecomApi({ clock, apiBase: apiBase ?? WECOM_API })
  return {
    wecom_robot: open(createWecomRobot(apiBase)),
    wecom_task: open(createWecomTask({ clock, api: wecom }), async (secret, page, signal) => {
      const { items, nextCursor } = await listWecomChats(wecom, secret, page, signal)
      return {
        items: items.map(({ chatId, ...chat }) => ({ ...chat, address: chatId })),
        nextCursor,
      }
    }),
    dingtalk_robot: open(createDingtalkRobot({ clock, apiBase })),
    feishu_robot: open(createFeishuRobot({ clock, apiBase })),
  }
}
