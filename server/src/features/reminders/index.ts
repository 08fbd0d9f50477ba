import type { Clock } from '../../platform/clock'
import type { Job } from '../../platform/jobs'
import type { Keyring } from '../../platform/keyring'
import { codeToOpenid, type WechatConfig } from '../auth'
import type { PeopleService } from '../people'
import { createReminderSending } from './reminder.sending'
import { createReminderService, type ReminderService } from './reminder.service'
import type { ReminderTemplate } from './reminder.template'
import { createWechatApi } from './wechat-api'

export { createReminderRoutes } from './reminder.routes'
export type { ReminderService } from './reminder.service'

/**
 * Makes the reminders; without templates, or without a WeChat account, they are off.
 * @param deps.wechat account of the miniprogram
 */
export function createReminders(deps: {
  clock: Clock
  keyring: Keyring
  people: Pick<PeopleService, 'byOpenid'>
  wechat: WechatConfig | null
  templates: readonly ReminderTemplate[]
}): { service: ReminderService; jobs: Job[] } {
  const { wechat, clock, templates } = deps
  const service = createReminderService({
    ...deps,
    openidOf: (code) => codeToOpenid(wechat, code),
  })
  if (!wechat || templates.length === 0) return { service, jobs: [] }
  const sendDue = createReminderSending({ ...deps, wechat: createWechatApi(wechat, clock) })
  return { service, jobs: [{ name: 'reminders.send', when: { everySeconds: 5 }, run: sendDue }] }
}
