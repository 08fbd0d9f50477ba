import * as z from 'zod'
import { roles } from '../roles'
import { idParams } from './common'
import { endpoint } from './endpoint'

const person = { who: 'person', roles, scope: 'self' } as const

const reminderState = z.object({
  waiting: z
    .number()
    .int()
    .describe('messages that may still be sent; each consent is one message'),
  open: z.boolean().describe('whether news may still come'),
})

const agreement = z.object({
  code: z.string().min(1).max(200).describe('of wx.login: whose WeChat has agreed'),
  accepted: z
    .array(z.string().min(1).max(100))
    .min(1, '没有同意任何提醒')
    .max(3)
    .describe('template ids; others than ours are left out'),
})
const refusals = [
  'reminder.off',
  'reminder.no_more_news',
  'reminder.other_wechat',
  'auth.wechat_rejected',
  'auth.wechat_busy',
] as const

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
    body: agreement,
    response: reminderState,
    errors: refusals,
    idempotent: true,
  }),
  ...endpoint('me.eventReminder', {
    summary: 'How many reminders the caller has agreed to for a date that they signed up for',
    tag: 'me',
    access: person,
    params: idParams,
    response: reminderState,
  }),
  ...endpoint('me.subscribeEvent', {
    summary: 'The same as for a matter, for a date that the caller signed up for',
    tag: 'me',
    access: person,
    params: idParams,
    body: agreement,
    response: reminderState,
    errors: refusals,
    idempotent: true,
  }),
}
