import * as z from 'zod'
import { roles } from '../roles'
import { idParams } from './common'
import { endpoint } from './endpoint'

const person = { who: 'person', roles, scope: 'self' } as const

const reminderState = z.object({
  waiting: z
    .number()
    .int()
    .describe('messages that this matter may still send; each consent is one message'),
  open: z.boolean().describe('whether news of the matter may still come'),
})

/** Subscribe messages of the miniprogram: one consent is one message. */
export const reminderEndpoints = {
  ...endpoint('me.reminder', {
    summary: 'How many reminders the caller has agreed to for one of their matters',
    tag: 'me',
    access: person,
    params: idParams,
    response: reminderState,
  }),
  ...endpoint('me.subscribe', {
    summary: 'Tell what wx.requestSubscribeMessage accepted; the same key counts once',
    tag: 'me',
    access: person,
    params: idParams,
    body: z.object({
      code: z.string().min(1).max(200).describe('of wx.login: whose WeChat has agreed'),
      accepted: z
        .array(z.string().min(1).max(100))
        .min(1, '没有同意任何提醒')
        .max(3)
        .describe('template ids; others than ours are left out'),
    }),
    response: reminderState,
    errors: [
      'reminder.off',
      'reminder.no_more_news',
      'reminder.other_wechat',
      'auth.wechat_rejected',
      'auth.wechat_busy',
    ],
    idempotent: true,
  }),
}
